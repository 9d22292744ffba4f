"""`revoked`: said by a list, a responder or a staple that the issuer signed; unknown is never fine."""

from datetime import timedelta

import pytest
from cryptography import x509

from core.model.observation import Depth
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.revoked import RULE
from tests.core.rules.revocation_support import CA, CRL_URL, DAY, NOW, OCSP_URL, PENDING, SECOND, judged, told
from tests.core.rules.support import only, said
from tests.support import revocation as made
from tests.support.pki import Leaf

LISTED = CA.issue(crl=CRL_URL)
ASKED = CA.issue(ocsp=OCSP_URL)
BOTH = CA.issue(crl=CRL_URL, ocsp=OCSP_URL)
PLAIN = CA.issue()


def test_a_list_that_has_the_serial_number() -> None:
    listing = made.crl(CA, LISTED, since=NOW - 2 * DAY, reason=x509.ReasonFlags.key_compromise)
    found = only(RULE.check(judged(LISTED, {CRL_URL: listing})))
    headline = "a.test:443 is broken: its certificate is revoked since 2026-05-30 12:00:00 UTC (keyCompromise)"
    assert told(found) == ("revoked", "broken", "server", "measured", headline)
    assert f"CRL {CRL_URL} → revoked at 2026-05-30 12:00:00 UTC, reason keyCompromise" in said(found)


def test_a_responder_says_so() -> None:
    found = only(RULE.check(judged(ASKED, {OCSP_URL: made.answer(ASKED, status=made.REVOKED)})))
    assert "OCSP responder http://ocsp.ca.test → revoked" in said(found)


def test_the_servers_own_staple_says_so_even_in_a_quick_check() -> None:
    staple = made.answer(PLAIN, status=made.REVOKED)
    found = only(RULE.check(judged(PLAIN, staple=staple, depth=Depth.QUICK)))
    assert found.impact[0].client == "GnuTLS"


def test_a_good_staple_does_not_outweigh_a_responder_that_says_revoked() -> None:
    replies = {OCSP_URL: made.answer(ASKED, status=made.REVOKED)}
    assert only(RULE.check(judged(ASKED, replies, staple=made.answer(ASKED)))).code == "revoked"


@pytest.mark.parametrize(("leaf", "reply"), [(LISTED, made.crl(CA, 7)), (ASKED, made.answer(ASKED))])
def test_a_good_answer_passes(leaf: Leaf, reply: bytes) -> None:
    assert RULE.check(judged(leaf, {CRL_URL: reply, OCSP_URL: reply})) == PASSED


def test_a_good_staple_passes_where_the_responder_is_out_of_reach() -> None:
    assert RULE.check(judged(ASKED, {OCSP_URL: "it is down"}, staple=made.answer(ASKED))) == PASSED


def test_the_list_answers_where_the_responder_does_not() -> None:
    assert RULE.check(judged(BOTH, {OCSP_URL: "it is down", CRL_URL: made.crl(CA)})) == PASSED
    listed = judged(BOTH, {OCSP_URL: "it is down", CRL_URL: made.crl(CA, BOTH)})
    assert only(RULE.check(listed)).code == "revoked"


def test_unreachable_is_unknown_and_says_why() -> None:
    assert RULE.check(judged(LISTED, {CRL_URL: "HTTP status 404"})) == Undetermined(
        "its status is unknown: the CRL says nothing, as it could not be fetched (HTTP status 404)"
    )


def test_what_still_comes_is_unknown() -> None:
    verdict = RULE.check(judged(LISTED, {CRL_URL: PENDING}))
    assert verdict == Undetermined("still looking for the certificate's status")


@pytest.mark.parametrize(
    ("leaf", "because"),
    [
        (PLAIN, "it names no place where a revocation would be published"),
        (CA.issue(crl="ldap:///CN=ca?certificateRevocationList"), "it names only places that are asked by another"),
        (CA.issue(crl=CRL_URL, not_before=NOW - DAY, not_after=NOW + 6 * DAY - SECOND), "it is short-lived"),
        (CA.issue(crl=CRL_URL, not_after=NOW - SECOND), "it has expired, and CAs drop expired certificates"),
    ],
)
def test_where_nobody_need_ask_it_does_not_apply(leaf: Leaf, because: str) -> None:
    verdict = RULE.check(judged(leaf, {}))
    assert isinstance(verdict, NotApplicable)
    assert because in verdict.because


def test_nobody_asked() -> None:
    assert RULE.check(judged(LISTED)) == NotApplicable("no revocation data was asked for")
    assert RULE.check(judged(LISTED, depth=Depth.QUICK)) == NotApplicable("a quick check asks for no revocation data")


def test_at_another_time_that_a_person_chose_the_lists_of_today_say_nothing() -> None:
    for at in (NOW + 30 * DAY, NOW - 30 * DAY):
        verdict = RULE.check(judged(LISTED, {CRL_URL: made.crl(CA)}, at=at))
        assert isinstance(verdict, NotApplicable)
    unreachable = RULE.check(judged(LISTED, {CRL_URL: "HTTP status 404"}, at=NOW + 30 * DAY))
    assert isinstance(unreachable, Undetermined)


@pytest.mark.parametrize(("offset", "gone"), [(-SECOND, False), (timedelta(), True), (SECOND, True)])
def test_a_revocation_counts_from_its_moment_on(offset: timedelta, gone: bool) -> None:
    listing = made.crl(CA, LISTED, since=NOW)
    assert (RULE.check(judged(LISTED, {CRL_URL: listing}, now=NOW + offset)) != PASSED) == gone
