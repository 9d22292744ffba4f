"""OCSP: the question as `openssl ocsp` understands it, every reason to believe an answer or not, and garbage."""

import subprocess
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st

from core.certificates.facts import parse_certificate
from core.certificates.ocsp import ocsp_question, read_ocsp
from core.model.certificate import CertificateFacts
from core.model.revocation import Doubt, Source, Standing, StatusAnswer
from tests.support import revocation as made
from tests.support.pki import NOW, Authority, Leaf, key_pem

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ROOT = Authority.root()
CA = ROOT.intermediate("Test Issuing CA")
LEAF = CA.issue()


def facts(of: Leaf | Authority) -> CertificateFacts:
    read_ = parse_certificate(of.der)
    assert isinstance(read_, CertificateFacts)
    return read_


def read(body: bytes, about: Leaf | Authority = LEAF, issuer: Authority = CA, at: datetime = NOW) -> StatusAnswer:
    return read_ocsp(body, Source.OCSP, "", facts(about), facts(issuer), at)


# --- what it says ---


@pytest.mark.parametrize("key", ["p256", "p384", "rsa2048", "rsa3072", "ed25519"])
def test_good_and_revoked_with_every_kind_of_key(key: str) -> None:
    issuer = ROOT.intermediate("Keyed CA", key=key)  # type: ignore[arg-type]
    leaf = issuer.issue()
    assert read(made.answer(leaf), leaf, issuer).standing is Standing.GOOD
    assert read(made.answer(leaf, status=made.REVOKED), leaf, issuer).standing is Standing.REVOKED


@pytest.mark.parametrize("digest", [hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
def test_a_certificate_named_by_any_hash(digest: hashes.HashAlgorithm) -> None:
    assert read(made.answer(LEAF, digest=digest)).standing is Standing.GOOD


def test_date_and_reason_are_told() -> None:
    reason = x509.ReasonFlags.cessation_of_operation
    answer = read(made.answer(LEAF, status=made.REVOKED, revoked_at=NOW - DAY, reason=reason))
    assert (answer.revoked_at, answer.reason) == (NOW - DAY, "cessationOfOperation")


@pytest.mark.parametrize(
    ("at", "doubt"),
    [
        (NOW + DAY, None),
        (NOW + DAY + SECOND, Doubt.STALE),
        (NOW - DAY - timedelta(minutes=5), None),
        (NOW - DAY - timedelta(minutes=5) - SECOND, Doubt.NOT_YET),
    ],
)
def test_the_edges_of_its_time(at: datetime, doubt: Doubt | None) -> None:
    assert read(made.answer(LEAF, this=NOW - DAY, until=NOW + DAY), at=at).doubt is doubt


def test_an_old_answer_still_revokes() -> None:
    old = made.answer(LEAF, status=made.REVOKED, this=NOW - 9 * DAY, until=NOW - DAY, revoked_at=NOW - 10 * DAY)
    assert read(old).standing is Standing.REVOKED


# --- whether it may be believed ---


DELEGATE = CA.issue(dns=["ocsp.test"], eku=(made.OCSP_SIGNING,))
GONE = CA.issue(dns=["ocsp.test"], eku=(made.OCSP_SIGNING,), not_after=NOW - SECOND)
UNNAMED = CA.issue(dns=["ocsp.test"])
FOREIGN = ROOT.issue(dns=["ocsp.test"], eku=(made.OCSP_SIGNING,))
TWIN = ROOT.intermediate("Test Issuing CA")


def test_a_responder_that_the_issuer_certified_may_answer() -> None:
    assert read(made.answer(LEAF, responder=DELEGATE)).standing is Standing.GOOD


@pytest.mark.parametrize("responder", [UNNAMED, FOREIGN, GONE, TWIN.issue(eku=(made.OCSP_SIGNING,))])
def test_any_other_may_not(responder: Leaf) -> None:
    assert read(made.answer(LEAF, responder=responder)).doubt is Doubt.UNAUTHORISED


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        (made.spoiled(made.answer(LEAF)), Doubt.BAD_SIGNATURE),
        (made.spoiled(made.answer(LEAF, status=made.REVOKED)), Doubt.BAD_SIGNATURE),
        (made.answer(CA.issue()), Doubt.WRONG_CERTIFICATE),
        (made.answer(LEAF, TWIN), Doubt.WRONG_CERTIFICATE),
        (made.answer(LEAF, status=made.UNKNOWN), Doubt.NOT_KNOWN),
        (made.answer(LEAF)[:-1], Doubt.UNREADABLE),
        (b"", Doubt.UNREADABLE),
        (made.crl(CA, LEAF), Doubt.UNREADABLE),
        (made.refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED), Doubt.REFUSED),
        (made.refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST), Doubt.REFUSED),
    ],
)
def test_what_is_no_answer_says_nothing(body: bytes, doubt: Doubt) -> None:
    answer = read(body)
    assert (answer.standing, answer.doubt) == (Standing.UNKNOWN, doubt)


def test_the_kind_of_refusal_is_told() -> None:
    assert read(made.refusal()).detail == "try_later"


# --- another hand ---


def test_openssl_answers_our_question_and_we_read_its_answer(tmp_path: Path) -> None:
    """`openssl ocsp` as a responder: a revoked certificate, a good one, one that it does not know."""
    at = datetime.now(UTC)
    ca = Authority.root("OpenSSL CA", at=at)
    gone, good, stranger = ca.issue(), ca.issue(), ca.issue()
    past, future = (at - DAY).strftime("%y%m%d%H%M%SZ"), (at + DAY).strftime("%y%m%d%H%M%SZ")
    index = (
        f"R\t{future}\t{past},keyCompromise\t{_serial(gone)}\tunknown\t/CN=a.test\n"
        f"V\t{future}\t\t{_serial(good)}\tunknown\t/CN=a.test\n"
    )
    files = {"ca.pem": ca.pem, "ca.key": key_pem(ca.key), "index": index.encode()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    run = partial(subprocess.run, cwd=tmp_path, check=True, capture_output=True, timeout=30)
    signer = ("-rsigner", "ca.pem", "-rkey", "ca.key", "-CA", "ca.pem")

    def ask(leaf: Leaf) -> StatusAnswer:
        (tmp_path / "q").write_bytes(ocsp_question(facts(leaf), facts(ca)))
        run(["openssl", "ocsp", "-index", "index", *signer, "-reqin", "q", "-respout", "a", "-ndays", "1"])
        return read((tmp_path / "a").read_bytes(), leaf, ca, datetime.now(UTC))

    assert (ask(gone).standing, ask(gone).reason) == (Standing.REVOKED, "keyCompromise")
    assert ask(good).standing is Standing.GOOD
    assert ask(stranger).doubt is Doubt.NOT_KNOWN


def _serial(leaf: Leaf) -> str:
    digits = f"{leaf.cert.serial_number:X}"
    return digits if len(digits) % 2 == 0 else f"0{digits}"


def test_the_question_is_the_one_that_cryptography_makes() -> None:
    theirs = ocsp.OCSPRequestBuilder().add_certificate(LEAF.cert, CA.cert, hashes.SHA1()).build()
    assert ocsp_question(facts(LEAF), facts(CA)) == theirs.public_bytes(made.DER)


# --- hostile ---


@given(st.binary(max_size=300))
def test_garbage_is_unreadable(body: bytes) -> None:
    assert read(body).standing is Standing.UNKNOWN


RIGHT = made.answer(LEAF, status=made.REVOKED, responder=DELEGATE)


@given(at=st.integers(0, len(RIGHT) - 1), value=st.integers(0, 255))
def test_one_altered_byte_never_makes_it_good(at: int, value: int) -> None:
    """Bytes outside of what is signed may be spelled otherwise; the answer then stays what it was, or says nothing."""
    altered = RIGHT[:at] + bytes([value]) + RIGHT[at + 1 :]
    assert read(altered).standing is not Standing.GOOD


@given(st.integers(0, len(RIGHT) - 1))
def test_a_truncated_answer_says_nothing(size: int) -> None:
    assert read(RIGHT[:size]).standing is Standing.UNKNOWN
