"""`crl-stale`: one second after nextUpdate, not before."""

from datetime import timedelta

import pytest

from core.model.verdict import PASSED, NotApplicable
from core.rules.crl_stale import RULE
from tests.core.rules.revocation_support import CA, CRL_URL, DAY, NOW, SECOND, judged, told
from tests.core.rules.support import only, said
from tests.support import revocation as made

LISTED = CA.issue(crl=CRL_URL)


def test_an_old_list_is_a_note_and_the_status_unknown() -> None:
    old = made.crl(CA, this=NOW - 9 * DAY, until=NOW - DAY)
    found = only(RULE.check(judged(LISTED, {CRL_URL: old})))
    assert told(found) == ("crl-stale", "note", "ca", "measured", "a.test:443: for a.test the CRL is out of date")
    assert "The certificate's status is unknown" in said(found)


@pytest.mark.parametrize(("offset", "late"), [(-SECOND, False), (timedelta(), False), (SECOND, True)])
def test_the_last_second_still_counts(offset: timedelta, late: bool) -> None:
    listing = made.crl(CA, this=NOW - DAY, until=NOW)
    assert (RULE.check(judged(LISTED, {CRL_URL: listing}, now=NOW + offset)) != PASSED) == late


def test_a_list_out_of_reach_is_not_an_old_one() -> None:
    assert RULE.check(judged(LISTED, {CRL_URL: "HTTP status 404"})) == PASSED


def test_at_another_time_that_a_person_chose_it_says_nothing() -> None:
    verdict = RULE.check(judged(LISTED, {CRL_URL: made.crl(CA)}, at=NOW + 30 * DAY))
    assert isinstance(verdict, NotApplicable)
