"""CRLs: made by `cryptography` and by `openssl ca`, every reason to believe one or not, garbage, and size."""

import subprocess
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from core.certificates.crl import read_crl
from core.certificates.facts import parse_certificate
from core.model.certificate import CertificateFacts
from core.model.revocation import Doubt, Standing, StatusAnswer
from tests.support import revocation as made
from tests.support.pki import NOW, Authority, Leaf, key_pem

URL = "http://ca.test/part1.crl"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ROOT = Authority.root()
CA = ROOT.intermediate("Test Issuing CA")
LEAF = CA.issue(crl=URL)


def facts(of: Leaf | Authority) -> CertificateFacts:
    read = parse_certificate(of.der)
    assert isinstance(read, CertificateFacts)
    return read


def read(body: bytes, about: Leaf | Authority = LEAF, issuer: Authority = CA, at: datetime = NOW) -> StatusAnswer:
    return read_crl(body, URL, facts(about), facts(issuer), at)


# --- what it says ---


@pytest.mark.parametrize("pem", [False, True])
@pytest.mark.parametrize("key", ["p256", "p384", "rsa2048", "rsa3072", "ed25519", "ed448"])
def test_listed_or_not_with_every_kind_of_key(key: str, pem: bool) -> None:
    issuer = ROOT.intermediate("Keyed CA", key=key)  # type: ignore[arg-type]
    listed, other = issuer.issue(), issuer.issue()
    body = made.crl(issuer, listed, 7, pem=pem)
    assert read(body, listed, issuer).standing is Standing.REVOKED
    assert read(body, other, issuer).standing is Standing.GOOD


@pytest.mark.parametrize("reason", [r for r in x509.ReasonFlags if r is not x509.ReasonFlags.unspecified])
def test_date_and_reason_are_told(reason: x509.ReasonFlags) -> None:
    answer = read(made.crl(CA, LEAF, since=NOW - DAY, reason=reason))
    assert (answer.revoked_at, answer.reason) == (NOW - DAY, reason.value)


def test_no_reason_is_no_reason() -> None:
    assert read(made.crl(CA, LEAF)).reason is None


def test_an_empty_list_is_good_and_tells_its_dates() -> None:
    answer = read(made.crl(CA, this=NOW - DAY, until=NOW + DAY))
    assert answer == StatusAnswer(
        source=answer.source, standing=Standing.GOOD, url=URL, this_update=NOW - DAY, next_update=NOW + DAY
    )


@pytest.mark.parametrize(
    ("at", "doubt"),
    [
        (NOW + DAY - SECOND, None),
        (NOW + DAY, None),
        (NOW + DAY + SECOND / 2, None),
        (NOW + DAY + SECOND, Doubt.STALE),
        (NOW - DAY, None),
        (NOW - DAY - timedelta(minutes=5), None),
        (NOW - DAY - timedelta(minutes=5) - SECOND, Doubt.NOT_YET),
    ],
)
def test_the_edges_of_its_time(at: datetime, doubt: Doubt | None) -> None:
    assert read(made.crl(CA, this=NOW - DAY, until=NOW + DAY), at=at).doubt is doubt


def test_a_stale_list_still_revokes() -> None:
    answer = read(made.crl(CA, LEAF, this=NOW - 9 * DAY, until=NOW - DAY, since=NOW - 10 * DAY))
    assert answer.standing is Standing.REVOKED


def test_the_list_of_a_root_about_an_intermediate() -> None:
    assert read(made.crl(ROOT, CA), CA, ROOT).standing is Standing.REVOKED


# --- whether it may be believed ---


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        (made.spoiled(made.crl(CA, LEAF)), Doubt.BAD_SIGNATURE),
        (made.crl(CA, LEAF, signed_by=ROOT.key), Doubt.BAD_SIGNATURE),
        (made.crl(ROOT, LEAF), Doubt.UNAUTHORISED),
        (made.crl(CA, LEAF)[:-1], Doubt.UNREADABLE),
        (made.crl(CA, LEAF) + b"\0", Doubt.UNREADABLE),
        (b"", Doubt.UNREADABLE),
        (b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", Doubt.UNREADABLE),
        (CA.der, Doubt.UNREADABLE),
    ],
)
def test_what_is_no_list_of_the_issuer_says_nothing(body: bytes, doubt: Doubt) -> None:
    answer = read(body)
    assert (answer.standing, answer.doubt) == (Standing.UNKNOWN, doubt)


def test_an_issuer_whose_key_may_not_sign_lists() -> None:
    mute = ROOT.intermediate("Mute CA", ku=("key_cert_sign",))
    assert read(made.crl(mute), mute.issue(), mute).doubt is Doubt.UNAUTHORISED


def test_a_key_of_the_same_name_is_another_key() -> None:
    twin = ROOT.intermediate("Test Issuing CA")
    assert read(made.crl(twin, LEAF)).doubt is Doubt.BAD_SIGNATURE


# --- whether it is for this certificate ---


@pytest.mark.parametrize(
    ("point", "doubt"),
    [
        (made.part(URL), None),
        (made.part(URL, only_contains_user_certs=True), None),
        (made.part("", only_contains_user_certs=True), None),
        (made.part("http://ca.test/part2.crl"), Doubt.OUT_OF_SCOPE),
        (made.part("", only_contains_ca_certs=True), Doubt.OUT_OF_SCOPE),
        (made.part(URL, indirect_crl=True), Doubt.OUT_OF_SCOPE),
    ],
)
def test_the_scope_of_a_partitioned_list(point: tuple[x509.ExtensionType, bool], doubt: Doubt | None) -> None:
    """Let's Encrypt's lists have one: the part's own URL, and certificates of users only."""
    assert read(made.crl(CA, extensions=[point])).doubt is doubt


def test_a_list_of_users_says_nothing_of_a_ca() -> None:
    body = made.crl(ROOT, extensions=[made.part("", only_contains_user_certs=True)])
    assert read(body, CA, ROOT).doubt is Doubt.OUT_OF_SCOPE


def test_a_delta_is_no_list() -> None:
    delta = made.crl(CA, extensions=[(x509.DeltaCRLIndicator(3), True)])
    assert read(delta).doubt is Doubt.OUT_OF_SCOPE


def test_an_unknown_critical_extension_ends_it_and_an_uncritical_one_does_not() -> None:
    unknown = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    assert read(made.crl(CA, extensions=[(unknown, True)])).doubt is Doubt.OUT_OF_SCOPE
    assert read(made.crl(CA, extensions=[(unknown, False)])).standing is Standing.GOOD


def test_a_list_of_some_reasons_can_only_revoke() -> None:
    some = x509.IssuingDistributionPoint(
        None, None, False, False, frozenset({x509.ReasonFlags.key_compromise}), False, False
    )
    assert read(made.crl(CA, extensions=[(some, True)])).doubt is Doubt.OUT_OF_SCOPE
    assert read(made.crl(CA, LEAF, extensions=[(some, True)])).standing is Standing.REVOKED


# --- made by another hand ---


def test_a_list_made_by_openssl(tmp_path: Path) -> None:
    at = datetime.now(UTC)
    ca = Authority.root("OpenSSL CA", at=at)
    gone, stays = ca.issue(), ca.issue()
    files = {"ca.pem": ca.pem, "ca.key": key_pem(ca.key), "gone.pem": gone.pem, "index": b"", "number": b"01\n"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "ca.cnf").write_text(
        "[ca]\ndefault_ca=it\n[it]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=3\n"
        "certificate=ca.pem\nprivate_key=ca.key\n"
    )
    run = partial(subprocess.run, cwd=tmp_path, check=True, capture_output=True, timeout=30)
    run(["openssl", "ca", "-config", "ca.cnf", "-revoke", "gone.pem", "-crl_reason", "keyCompromise"])
    run(["openssl", "ca", "-config", "ca.cnf", "-gencrl", "-out", "list.pem"])
    body, later = (tmp_path / "list.pem").read_bytes(), datetime.now(UTC)
    revoked = read(body, gone, ca, later)
    assert (revoked.standing, revoked.reason) == (Standing.REVOKED, "keyCompromise")
    assert read(body, stays, ca, later).standing is Standing.GOOD


# --- hostile ---


@given(st.binary(max_size=300))
def test_garbage_is_unreadable(body: bytes) -> None:
    assert read(body).standing is Standing.UNKNOWN


RIGHT = made.crl(CA, LEAF, 7, reason=x509.ReasonFlags.superseded, extensions=[made.part(URL)])


@given(at=st.integers(0, len(RIGHT) - 1), value=st.integers(0, 255))
def test_one_altered_byte_never_makes_it_good(at: int, value: int) -> None:
    """Bytes outside of what is signed may be spelled otherwise; the list then stays what it was, or says nothing."""
    altered = RIGHT[:at] + bytes([value]) + RIGHT[at + 1 :]
    assert read(altered).standing is not Standing.GOOD


@given(st.integers(0, len(RIGHT)))
def test_a_truncated_list_says_nothing(size: int) -> None:
    assert read(RIGHT[:size]).standing is Standing.UNKNOWN or size == len(RIGHT)


def test_ten_megabytes_take_no_second() -> None:
    builder = x509.CertificateRevocationListBuilder().issuer_name(CA.cert.subject)
    builder = builder.last_update(NOW).next_update(NOW + DAY)
    one = x509.RevokedCertificateBuilder().revocation_date(NOW)
    entries = [one.serial_number((1 << 126) + n).build() for n in range(290_000)]
    builder._revoked_certificates = entries  # adding one by one copies the list each time
    body = builder.sign(CA.key, hashes.SHA256()).public_bytes(made.DER)
    assert len(body) > 10_000_000
    begun = time.process_time()
    assert read(body).standing is Standing.GOOD
    assert time.process_time() - begun < 0.8
