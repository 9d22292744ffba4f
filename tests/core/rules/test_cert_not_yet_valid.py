"""`cert-not-yet-valid`: only when no other clock says that ours is wrong."""

from datetime import timedelta

import pytest

from core.diagnose import diagnose
from core.model.prose import plain
from core.model.trust import TrustStores
from core.model.verdict import PASSED, Undetermined
from core.rules import chain_untrusted, client_clock_wrong
from core.rules.cert_not_yet_valid import RULE
from tests.core.rules.certificate_support import CA, DAY, GOOD, NOW, OWN, PUBLIC, ROOT, SECOND, served, told
from tests.core.rules.support import only, said, stores_of
from tests.support.pki import Authority

FUTURE = CA.issue(not_before=NOW + DAY)


def test_a_certificate_of_tomorrow_is_broken_and_says_that_no_clock_could_be_compared() -> None:
    found = only(RULE.check(served(FUTURE)))
    headline = "a.test:443 is broken: the certificate becomes valid only in 24 hours"
    assert told(found) == ("cert-not-yet-valid", "broken", "server", "measured", headline)
    assert "our clock could not be cross-checked" in said(found)


@pytest.mark.parametrize(("offset", "premature"), [(-SECOND, True), (timedelta(), False), (SECOND, False)])
def test_the_first_second_is_valid(offset: timedelta, premature: bool) -> None:
    leaf = CA.issue(not_before=NOW)
    assert (RULE.check(served(leaf, at=NOW + offset)) != PASSED) == premature


def test_a_server_clock_that_agrees_with_ours_is_shown() -> None:
    found = only(RULE.check(served(FUTURE, clock=NOW + SECOND)))
    assert "Clock check, HTTP Date of 192.0.2.1: 2026-06-01 12:00:01 UTC, the same as ours" in map(
        plain, found.evidence
    )


def test_a_server_clock_by_which_it_is_valid_leaves_it_open() -> None:
    assert isinstance(RULE.check(served(FUTURE, clock=NOW + 2 * DAY)), Undetermined)


def test_a_server_clock_ahead_but_before_the_date_does_not_excuse() -> None:
    assert only(RULE.check(served(FUTURE, clock=NOW + DAY - SECOND))).code == "cert-not-yet-valid"


def test_at_a_given_time_no_clock_is_in_question() -> None:
    assert only(RULE.check(served(FUTURE, at=NOW, clock=NOW + 2 * DAY))).code == "cert-not-yet-valid"


def test_a_certificate_of_yesterday_passes() -> None:
    assert RULE.check(served(GOOD)) == PASSED


EARLY = ROOT.intermediate("Early CA", not_before=NOW + DAY)


@pytest.mark.parametrize("stores", [OWN, PUBLIC], ids=["private", "public"])
def test_a_ca_certificate_of_tomorrow_is_a_matter_of_dates(stores: TrustStores) -> None:
    report = diagnose(
        served(EARLY.issue(), stores=stores, at=NOW), (RULE, chain_untrusted.RULE, client_clock_wrong.RULE)
    )
    assert [f.code for f in report.findings] == ["cert-not-yet-valid"]
    headline = plain(report.findings[0].headline)
    assert headline == "a.test:443 is broken: the CA certificate Early CA is not valid before 2026-06-02"


def test_a_root_of_tomorrow_is_named_too() -> None:
    root = Authority.root("Late Root", not_before=NOW + DAY)
    stores = stores_of(root)
    assert "the CA certificate Late Root" in said(only(RULE.check(served(root.issue(), stores=stores, at=NOW))))


def test_the_first_second_of_a_ca_certificate_is_valid() -> None:
    leaf = ROOT.intermediate("Prompt CA", not_before=NOW).issue()
    assert RULE.check(served(leaf, at=NOW)) == PASSED


def test_a_way_around_the_early_ca_passes() -> None:
    leaf = EARLY.issue()
    twin = ROOT.cross_sign(EARLY)
    assert RULE.check(served([leaf.der, EARLY.der, twin.der], at=NOW)) == PASSED


def test_by_a_server_clock_that_agrees_with_the_ca_ours_is_wrong() -> None:
    evidence = served(EARLY.issue(), clock=NOW + 2 * DAY)
    assert isinstance(RULE.check(evidence), Undetermined)
    assert only(client_clock_wrong.RULE.check(evidence)).code == "client-clock-wrong"
