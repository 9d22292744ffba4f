"""`client-clock-wrong`: two witnesses against our clock, or our own root data."""

from core.model.observation import Refused
from core.model.verdict import PASSED, NotApplicable
from core.rules.client_clock_wrong import RULE
from tests.core.rules.certificate_support import CA, DAY, GOOD, NOW, OWN, SECOND, served, told
from tests.core.rules.support import attempt, make_evidence, only, stores_of
from tests.support.pki import Authority

FUTURE = CA.issue(not_before=NOW + DAY)


def test_server_and_certificate_agree_against_us() -> None:
    found = only(RULE.check(served(FUTURE, clock=NOW + 2 * DAY)))
    headline = "The clock of this machine is 2 days behind: dates cannot be judged with it"
    assert told(found) == ("client-clock-wrong", "broken", "client", "measured", headline)
    assert "cert-not-yet-valid" in found.explains


def test_a_clock_that_reaches_the_date_is_enough() -> None:
    assert only(RULE.check(served(FUTURE, clock=NOW + DAY))).code == "client-clock-wrong"
    assert RULE.check(served(FUTURE, clock=NOW + DAY - SECOND)) == PASSED


def test_a_difference_of_five_minutes_proves_nothing() -> None:
    soon = CA.issue(not_before=NOW + 60 * SECOND)
    assert RULE.check(served(soon, clock=NOW + 300 * SECOND)) == PASSED
    assert only(RULE.check(served(soon, clock=NOW + 301 * SECOND))).code == "client-clock-wrong"


def test_a_time_before_our_root_data_was_made_is_wrong() -> None:
    late = stores_of(Authority.root(), as_of=(NOW + 10 * DAY).date())
    headline = "The clock of this machine is at least 10 days behind: dates cannot be judged with it"
    assert told(only(RULE.check(served(GOOD, stores=late))))[4] == headline


def test_the_day_of_our_root_data_itself_is_fine() -> None:
    same = stores_of(Authority.root(), as_of=NOW.date())
    assert RULE.check(served(GOOD, stores=same)) == PASSED


def test_a_given_time_is_not_a_clock() -> None:
    assert isinstance(RULE.check(served(FUTURE, at=NOW, clock=NOW + 2 * DAY)), NotApplicable)


def test_without_a_certificate_there_is_no_date_to_judge() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()), stores=OWN)), NotApplicable)
