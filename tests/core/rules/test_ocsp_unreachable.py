"""`ocsp-unreachable`: a note on the CA's side; never for certificates without a responder."""

import pytest

from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.ocsp_unreachable import RULE
from tests.core.rules.revocation_support import CA, CRL_URL, DAY, NOW, OCSP_URL, PENDING, judged, told
from tests.core.rules.support import only, said
from tests.support import revocation as made

ASKED = CA.issue(ocsp=OCSP_URL)
BOTH = CA.issue(ocsp=OCSP_URL, crl=CRL_URL)


def test_a_responder_out_of_reach_is_a_note() -> None:
    found = only(RULE.check(judged(ASKED, {OCSP_URL: "the connection failed: Connection refused"})))
    headline = "a.test:443: for a.test the OCSP responder gives no usable answer"
    assert told(found) == ("ocsp-unreachable", "note", "ca", "measured", headline)
    assert "(the connection failed: Connection refused)" in said(found)
    assert "The certificate's status is unknown: it may be revoked or not." in said(found)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (made.refusal(), "the responder gives an error instead of an answer (try_later)"),
        (b"<html>", "it could not be read"),
        (made.answer(CA.issue()), "it is about another certificate"),
        (made.spoiled(made.answer(ASKED)), "its signature does not verify"),
        (made.answer(ASKED, status=made.UNKNOWN), "the responder does not know this certificate"),
        (made.answer(ASKED, this=NOW - 9 * DAY, until=NOW - DAY), "it is out of date"),
    ],
)
def test_an_answer_that_says_nothing_is_told_with_its_reason(reply: bytes, why: str) -> None:
    assert f"→ unknown: {why}" in said(only(RULE.check(judged(ASKED, {OCSP_URL: reply}))))


def test_that_the_list_answers_instead_is_told() -> None:
    found = only(RULE.check(judged(BOTH, {OCSP_URL: "it is down", CRL_URL: made.crl(CA)})))
    assert "Another source says that the certificate is not revoked." in said(found)


def test_the_command_quotes_what_a_stranger_wrote() -> None:
    evil = "http://ocsp.ca.test/$(reboot)"
    found = only(RULE.check(judged(CA.issue(ocsp=evil), {evil: "it is down"})))
    assert found.verify.endswith(f"'{evil}'")


def test_an_answer_passes() -> None:
    assert RULE.check(judged(ASKED, {OCSP_URL: made.answer(ASKED)})) == PASSED


def test_what_still_comes_is_open() -> None:
    assert isinstance(RULE.check(judged(ASKED, {OCSP_URL: PENDING})), Undetermined)


def test_no_responder_is_no_finding() -> None:
    assert isinstance(RULE.check(judged(CA.issue(crl=CRL_URL), {CRL_URL: made.crl(CA)})), NotApplicable)
