"""Certificates are read whole, whatever one part of them is."""

import hashlib
import ipaddress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from core.certificates.facts import parse_certificate, subject_id_of
from core.model.certificate import CertificateFacts, KeyKind, KeyUsage, NameConstraints, UnreadableCertificate
from tests.support.pki import CLIENT_AUTH, NOW, SERVER_AUTH, Authority, Leaf, RawExtension, self_signed
from tests.support.pki import KeyKind as Kind

ROOT = Authority.root()
CA = ROOT.intermediate("Issuing CA")
SECOND = timedelta(seconds=1)
SAN = "2.5.29.17"


def facts_of(leaf: Leaf | Authority) -> CertificateFacts:
    facts = parse_certificate(leaf.der)
    assert isinstance(facts, CertificateFacts)
    return facts


def test_identity_and_dates_are_as_issued() -> None:
    leaf = CA.issue(
        dns=["a.test"], org="Example GmbH", serial=0xC0FFEE, not_before=NOW, not_after=NOW + timedelta(days=6)
    )
    facts = facts_of(leaf)
    assert facts.sha256 == hashlib.sha256(leaf.der).hexdigest()
    assert (facts.subject, facts.issuer) == ("CN=a.test,O=Example GmbH", "CN=Issuing CA,O=Test Trust Ltd")
    assert (facts.common_name, facts.organisation, facts.serial) == ("a.test", "Example GmbH", "c0ffee")
    assert (facts.not_before, facts.not_after) == (NOW, NOW + timedelta(days=6))
    assert facts.lifetime == timedelta(days=6, seconds=1)
    assert (facts.version, facts.unreadable, facts.der) == (3, (), leaf.der)
    assert (facts.signature_hash, facts.signature_oid) == ("sha256", "1.2.840.10045.4.3.2")


def test_names_are_sorted_by_kind() -> None:
    other = [x509.RFC822Name("a@a.test"), x509.UniformResourceIdentifier("spiffe://a"), x509.RegisteredID(CLIENT_AUTH)]
    facts = facts_of(CA.issue(dns=["a.test", "*.b.test"], ips=["192.0.2.1", "2001:db8::1"], other_names=other))
    assert facts.dns_names == ("a.test", "*.b.test")
    assert facts.ip_names == (ipaddress.ip_address("192.0.2.1"), ipaddress.ip_address("2001:db8::1"))
    assert facts.other_names == ("email:“a@a.test”", "URI:“spiffe://a”", "registeredID")
    assert facts.malformed_names == ()


def test_one_malformed_name_hides_no_other() -> None:
    entries = b"\x82\x06a.test" + b"\x82\x01\xff" + b"\x87\x03\x01\x02\x03" + b"\x82\x03b\x00c" + b"\x82\x06b.test"
    facts = facts_of(CA.issue(san=False, extra=[RawExtension(SAN, b"\x30" + bytes([len(entries)]) + entries)]))
    assert facts.dns_names == ("a.test", "b.test")
    assert facts.malformed_names == ("DNS name “\\xff”", "IP address of 3 bytes", "DNS name “b\\x00c”")


def test_a_cut_off_list_of_names_keeps_those_before_the_cut() -> None:
    facts = facts_of(CA.issue(san=False, extra=[RawExtension(SAN, b"\x30\x0b\x82\x06a.test\x82\x09b")]))
    assert facts.san_present
    assert facts.dns_names == ("a.test",)
    assert facts.malformed_names == ("unreadable from byte 10: a length of 9 where 1 bytes are left",)


def test_no_names_at_all_differs_from_an_empty_list() -> None:
    assert not facts_of(CA.issue(san=False)).san_present
    empty = facts_of(CA.issue(san=False, extra=[RawExtension(SAN, b"\x30\x00")]))
    assert (empty.san_present, empty.names) == (True, ())


def test_a_malformed_extension_is_named_and_the_others_are_read() -> None:
    facts = facts_of(CA.issue(dns=["a.test"], ocsp="http://ocsp.test", extra=[RawExtension("2.5.29.31", b"\x02\x01")]))
    assert facts.dns_names == ("a.test",)
    assert facts.ocsp_urls == ("http://ocsp.test",)
    assert facts.extended_key_usage == (SERVER_AUTH.dotted_string,)
    assert [note.partition(":")[0] for note in facts.unreadable] == ["extension 2.5.29.31"]


def test_usages_and_constraints_of_an_authority() -> None:
    made = ROOT.intermediate(
        "Constrained",
        pathlen=0,
        permitted=[x509.DNSName("Test"), x509.IPAddress(ipaddress.ip_network("192.0.2.0/24"))],
        excluded=[x509.DNSName("bad.test"), x509.RFC822Name("test")],
    )
    facts = facts_of(made)
    assert (facts.is_ca, facts.path_length) == (True, 0)
    assert facts.key_usage == frozenset({KeyUsage.KEY_CERT_SIGN, KeyUsage.CRL_SIGN, KeyUsage.DIGITAL_SIGNATURE})
    assert facts.extended_key_usage is None
    assert facts.name_constraints == NameConstraints(
        permitted_dns=("test",),
        excluded_dns=("bad.test",),
        permitted_ips=(ipaddress.ip_network("192.0.2.0/24"),),
        other=("excluded e-mail test",),
    )


def test_services_and_policies() -> None:
    facts = facts_of(
        CA.issue(
            aia="http://a.test/ca",
            ocsp="http://o.test",
            crl="http://c.test/1",
            must_staple=True,
            scts=3,
            policies=["2.23.140.1.2.1"],
        )
    )
    assert facts.ca_issuer_urls == ("http://a.test/ca",)
    assert (facts.ocsp_urls, facts.crl_urls) == (("http://o.test",), ("http://c.test/1",))
    assert (facts.must_staple, facts.sct_count, facts.policy_oids) == (True, 3, ("2.23.140.1.2.1",))


def test_key_identifiers_link_child_and_issuer() -> None:
    assert facts_of(CA.issue()).authority_key_id == facts_of(CA).subject_key_id
    assert facts_of(CA.issue()).issuer_id == facts_of(CA).subject_id == subject_id_of(CA.der)


def test_names_are_equal_whatever_their_case_and_spacing() -> None:
    """RFC 5280 section 7.1."""
    one = Authority.root(subject=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test  ROOT")]))
    two = Authority.root(subject=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test root")]))
    three = Authority.root(subject=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "testroot")]))
    assert facts_of(one).subject_id == facts_of(two).subject_id != facts_of(three).subject_id


def test_self_signed_means_that_the_signature_was_verified() -> None:
    assert (facts_of(ROOT).self_issued, facts_of(ROOT).self_signed) == (True, True)
    assert (facts_of(CA).self_issued, facts_of(CA).self_signed) == (False, False)
    forged = facts_of(self_signed(signed_by=CA.key))
    assert (forged.self_issued, forged.self_signed) == (True, False)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("p256", (KeyKind.EC, 256, "secp256r1")),
        ("p384", (KeyKind.EC, 384, "secp384r1")),
        ("rsa1024", (KeyKind.RSA, 1024, None)),
        ("rsa2048", (KeyKind.RSA, 2048, None)),
        ("ed25519", (KeyKind.ED25519, 256, "Ed25519")),
        ("ed448", (KeyKind.ED448, 456, "Ed448")),
        ("dsa2048", (KeyKind.DSA, 2048, None)),
    ],
)
def test_key_kinds(kind: Kind, expected: tuple[KeyKind, int, str | None]) -> None:
    key = facts_of(CA.issue(key=kind)).key
    assert (key.kind, key.bits, key.curve) == expected


@pytest.mark.parametrize(
    ("kind", "hash_"), [("p256", hashes.SHA1()), ("rsa2048", hashes.SHA1()), ("rsa2048", hashes.MD5())]
)
def test_weak_signatures_are_named_and_still_proven(kind: Kind, hash_: hashes.HashAlgorithm) -> None:
    facts = facts_of(Authority.root(key=kind, sig_hash=hash_))
    assert (facts.signature_hash, facts.self_signed) == (hash_.name, True)


def test_unknown_critical_extensions_are_listed_and_known_ones_are_not() -> None:
    raw = [
        RawExtension("1.2.3.4", b"\x05\x00", critical=True),
        RawExtension("1.2.3.5", b"\x05\x00"),
        RawExtension("2.5.29.36", b"\x30\x03\x80\x01\x00", critical=True),
        RawExtension("1.3.6.1.4.1.11129.2.4.3", b"\x05\x00", critical=True),  # precertificate poison, RFC 6962
    ]
    assert facts_of(CA.issue(extra=raw)).critical_unknown == ("1.2.3.4", "1.3.6.1.4.1.11129.2.4.3")


@pytest.mark.parametrize(
    ("offset", "expired", "premature"), [(-SECOND, False, True), (timedelta(0), False, False), (SECOND, False, False)]
)
def test_not_before_is_the_first_valid_second(offset: timedelta, expired: bool, premature: bool) -> None:
    facts = facts_of(CA.issue(not_before=NOW, not_after=NOW + timedelta(days=1)))
    assert (facts.expired_at(NOW + offset), facts.premature_at(NOW + offset)) == (expired, premature)


@pytest.mark.parametrize(
    ("offset", "expired"),
    [(-SECOND, False), (timedelta(0), False), (timedelta(microseconds=999_999), False), (SECOND, True)],
)
def test_not_after_is_the_last_valid_second(offset: timedelta, expired: bool) -> None:
    facts = facts_of(CA.issue(not_before=NOW - timedelta(days=1), not_after=NOW))
    assert (facts.expired_at(NOW + offset), facts.premature_at(NOW + offset)) == (expired, False)


def test_hostile_text_carries_no_control_characters_and_is_cut() -> None:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "x" * 3000, _validate=False),
            x509.NameAttribute(NameOID.COMMON_NAME, "<!channel>\x1b[31m\u202eevil\n*b*"),
        ]
    )
    facts = facts_of(CA.issue(subject=name))
    assert facts.common_name == "<!channel>[31mevil*b*"
    assert facts.organisation is not None
    assert len(facts.organisation) == len(facts.subject) == 500


def test_garbage_says_where_it_breaks() -> None:
    der = CA.issue().der
    cut = parse_certificate(der[:100])
    assert cut == UnreadableCertificate(
        reason=f"a length of {len(der) - 4} where 96 bytes are left",
        offset=0,
        sha256=hashlib.sha256(der[:100]).hexdigest(),
        size=100,
    )
    surplus = parse_certificate(der + b"\x00")
    assert isinstance(surplus, UnreadableCertificate)
    assert (surplus.reason, surplus.offset) == ("1 surplus bytes at the end", len(der))


def test_no_bytes_are_no_certificate() -> None:
    empty = parse_certificate(b"")
    assert isinstance(empty, UnreadableCertificate)
    assert (empty.reason, empty.offset, empty.size) == ("cut off inside a header", 0, 0)


def test_a_serial_of_zero_is_read_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    der = CA.issue(serial=0x7F).der.replace(b"\x02\x01\x7f", b"\x02\x01\x00", 1)
    facts = parse_certificate(der)
    assert isinstance(facts, CertificateFacts)
    assert (facts.serial, list(recwarn)) == ("0", [])


@given(st.binary(max_size=400))
def test_random_bytes_never_raise(data: bytes) -> None:
    assert isinstance(parse_certificate(data), UnreadableCertificate)


RICH = CA.issue(
    dns=["a.test", "*.b.test"], ips=["192.0.2.1"], aia="http://a.test", ocsp="http://o.test", crl="http://c.test",
    must_staple=True, scts=2, policies=["2.23.140.1.2.1"], permitted=[x509.DNSName("test")],
).der  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.tuples(st.integers(0, len(RICH) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_mutated_certificates_never_raise_and_stay_printable(changes: list[tuple[int, int]]) -> None:
    data = bytearray(RICH)
    for position, value in changes:
        data[position] = value
    facts = parse_certificate(bytes(data))
    if isinstance(facts, UnreadableCertificate):
        assert facts.reason.isprintable()
        return
    for text in (facts.subject, facts.issuer, *facts.names, *facts.malformed_names, *facts.unreadable):
        assert text.isprintable()
        assert len(text) <= 500


@given(st.integers(0, len(RICH) - 1))
def test_truncated_certificates_are_unreadable_with_an_offset(size: int) -> None:
    facts = parse_certificate(RICH[:size])
    assert isinstance(facts, UnreadableCertificate)
    assert facts.offset is not None


def test_dates_are_aware_utc() -> None:
    facts = facts_of(CA.issue(not_after=datetime(2026, 7, 1, tzinfo=UTC)))
    assert facts.not_after.tzinfo is UTC


def sequence(content: bytes) -> bytes:
    return b"\x30\x83" + len(content).to_bytes(3) + content


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (sequence(b"\x30\x00" * 400_000), "more than 20000 elements"),
        (b"\x30\x80" * 400_000, "an impossible length"),
        (b"\x00" * 800_000, "no SEQUENCE at the start"),
    ],
)
@pytest.mark.timeout(30)
def test_bombs_are_refused_quickly(hostile: bytes, reason: str) -> None:
    found = parse_certificate(hostile)
    assert isinstance(found, UnreadableCertificate)
    assert found.reason == reason


@pytest.mark.timeout(30)
def test_crowds_of_names_and_extensions_are_cut() -> None:
    raw = [RawExtension(f"1.2.3.{n}", b"\x05\x00", critical=True) for n in range(5000)]
    crowd = b"\x82\x06a.test" * 60_000
    san = b"\x30\x83" + len(crowd).to_bytes(3) + crowd
    facts = facts_of(CA.issue(san=False, extra=[RawExtension(SAN, san), *raw]))
    assert len(facts.dns_names) == 10_000
    assert facts.malformed_names == ("more than 10000 names; no others were read",)
    assert facts.unreadable == ("100 extensions or more; no others were read",)
    assert len(facts.critical_unknown) < 100
