"""`crl-unreachable`: a note; the second address of a list is tried before it is said."""

import pytest

from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.crl_unreachable import RULE
from tests.core.rules.revocation_support import CA, CRL_URL, DAY, NOW, PENDING, ROOT, SECOND_CRL_URL, judged, told
from tests.core.rules.support import only, said
from tests.support import revocation as made

LISTED = CA.issue(crl=CRL_URL)


def test_a_list_out_of_reach_is_a_note() -> None:
    found = only(RULE.check(judged(LISTED, {CRL_URL: "HTTP status 404"})))
    headline = "a.test:443: for a.test the CRL could not be had or used"
    assert told(found) == ("crl-unreachable", "note", "ca", "measured", headline)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (b"<html>", "it could not be read"),
        (made.spoiled(made.crl(CA)), "its signature does not verify"),
        (made.crl(ROOT), "it is signed by a key that may not"),
        (made.crl(CA, extensions=[made.part(SECOND_CRL_URL)]), "it does not cover this certificate"),
        (made.crl(CA, this=NOW + DAY), "it is not valid yet"),
    ],
)
def test_a_list_that_says_nothing_is_told_with_its_reason(reply: bytes, why: str) -> None:
    assert f"→ unknown: {why}" in said(only(RULE.check(judged(LISTED, {CRL_URL: reply}))))


def test_an_old_list_is_another_findings_matter() -> None:
    old = made.crl(CA, this=NOW - 9 * DAY, until=NOW - DAY)
    assert RULE.check(judged(LISTED, {CRL_URL: old})) == PASSED


def test_a_list_passes() -> None:
    assert RULE.check(judged(LISTED, {CRL_URL: made.crl(CA)})) == PASSED


def test_what_still_comes_is_open() -> None:
    assert isinstance(RULE.check(judged(LISTED, {CRL_URL: PENDING})), Undetermined)


def test_no_list_is_no_finding() -> None:
    assert isinstance(RULE.check(judged(CA.issue(), {})), NotApplicable)
