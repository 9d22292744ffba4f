"""`server-clock-skew`: the HTTP Date is more than five minutes off."""

from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.server_clock_skew import RULE
from tests.core.rules.certificate_support import CA, DAY, GOOD, NOW, SECOND, served, told
from tests.core.rules.support import only, said


def test_a_clock_that_is_ahead_is_at_risk() -> None:
    found = only(RULE.check(served(GOOD, clock=NOW + 2 * DAY)))
    headline = "a.test:443 is at risk: the server's clock is 2 days ahead"
    assert told(found) == ("server-clock-skew", "at_risk", "server", "measured", headline)


def test_a_clock_behind_may_be_a_cached_answer() -> None:
    found = only(RULE.check(served(GOOD, clock=NOW - 301 * SECOND)))
    assert (found.confidence.value, "a cache kept" in said(found)) == ("inferred", True)


def test_five_minutes_are_tolerated() -> None:
    assert RULE.check(served(GOOD, clock=NOW + 300 * SECOND)) == PASSED
    assert RULE.check(served(GOOD, clock=NOW - 300 * SECOND)) == PASSED


def test_when_our_own_clock_is_wrong_the_server_is_not_blamed() -> None:
    assert isinstance(RULE.check(served(CA.issue(not_before=NOW + DAY), clock=NOW + 2 * DAY)), Undetermined)


def test_without_a_date_there_is_no_question() -> None:
    assert isinstance(RULE.check(served(GOOD)), NotApplicable)
