"""RFC 9525 matching: what fits, what nearly fits and why it does not."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_identity import CertificateError, hazmat

from core.certificates.facts import parse_certificate
from core.certificates.names import match_name, matches_pattern, normal_host
from core.model.certificate import CertificateFacts, Matches, Mismatch, NameMatch, Why
from tests.support.pki import Authority, RawExtension

ROOT = Authority.root()


def match(reference: str, *dns: str, ips: tuple[str, ...] = (), san: bool = True, cn: str | None = None) -> NameMatch:
    facts = parse_certificate(ROOT.issue(dns=dns, ips=ips, san=san, cn=cn).der)
    assert isinstance(facts, CertificateFacts)
    return match_name(facts, reference)


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("a.test", "a.test"),
        ("A.Test", "a.tEST"),
        ("a.test.", "a.test"),
        ("x.a.test", "*.a.test"),
        ("xn--bcher-kva.a.test", "*.a.test"),
        ("bücher.test", "xn--bcher-kva.test"),
        ("BÜCHER.test", "xn--bcher-kva.test"),
        ("_x.a.test", "*.a.test"),
    ],
)
def test_names_that_fit(reference: str, name: str) -> None:
    assert match(reference, "other.test", name) == Matches(name)


@pytest.mark.parametrize(
    ("reference", "name", "why"),
    [
        ("b.test", "a.test", Why.WRONG_NAME),
        ("a.test", "a.test.", Why.WRONG_NAME),
        ("xa.test", "a.test", Why.WRONG_NAME),
        ("a.test.evil", "a.test", Why.WRONG_NAME),
        ("x.y.a.test", "*.a.test", Why.WILDCARD_DEPTH),
        ("a.test", "*.a.test", Why.WILDCARD_DEPTH),
        ("xa.test", "*.a.test", Why.WRONG_NAME),
        ("foo.a.test", "f*.a.test", Why.WRONG_NAME),
        ("foo.a.test", "*o.a.test", Why.WRONG_NAME),
        ("x.a.test", "x.*.test", Why.WRONG_NAME),
        ("x.y.a.test", "*.*.a.test", Why.WRONG_NAME),
        ("a.test", "*.test", Why.WRONG_NAME),
        ("test", "*", Why.WRONG_NAME),
    ],
)
def test_names_that_do_not_fit(reference: str, name: str, why: Why) -> None:
    found = match(reference, name)
    assert isinstance(found, Mismatch)
    assert (found.why, found.names) == (why, (name,))


@pytest.mark.parametrize(
    ("reference", "names", "nearest"),
    [
        ("a.test", ("mail.a.test", "www.a.test"), "www.a.test"),
        ("www.a.test", ("mail.a.test", "a.test"), "a.test"),
        ("exmaple.test", ("other.invalid", "example.test"), "example.test"),
        ("x.y.a.test", ("x.a.test", "*.a.test"), "*.a.test"),
        ("example.test", ("zzz.invalid",), None),
    ],
)
def test_the_nearest_miss(reference: str, names: tuple[str, ...], nearest: str | None) -> None:
    found = match(reference, *names)
    assert isinstance(found, Mismatch)
    assert found.nearest == nearest


@pytest.mark.parametrize(("reference", "entry"), [("192.0.2.1", "192.0.2.1"), ("2001:DB8:0::1", "2001:db8::1")])
def test_addresses_match_as_bytes(reference: str, entry: str) -> None:
    assert match(reference, ips=(entry,)) == Matches(entry)


def test_an_address_object_matches_too() -> None:
    facts = parse_certificate(ROOT.issue(ips=["192.0.2.1"]).der)
    assert isinstance(facts, CertificateFacts)
    assert match_name(facts, ipaddress.ip_address("192.0.2.1")) == Matches("192.0.2.1")


def test_an_address_among_the_dns_names_is_not_read() -> None:
    found = match("192.0.2.1", "a.test", "192.0.2.1")
    assert found == Mismatch(why=Why.IP_IN_DNS_SAN, names=("a.test", "192.0.2.1"), nearest="192.0.2.1")


def test_an_address_that_no_entry_has() -> None:
    found = match("192.0.2.2", "a.test", ips=("192.0.2.1",))
    assert found == Mismatch(why=Why.IP_NOT_IN_SAN, names=("a.test", "192.0.2.1"))


def test_a_wildcard_never_covers_an_address() -> None:
    found = match("192.0.2.1", "*.0.2.1")
    assert found == Mismatch(why=Why.IP_NOT_IN_SAN, names=("*.0.2.1",))


@pytest.mark.parametrize(("cn", "fits"), [("a.test", True), ("b.test", False)])
def test_the_common_name_is_not_read(cn: str, *, fits: bool) -> None:
    found = match("a.test", san=False, cn=cn)
    assert found == Mismatch(why=Why.NO_SAN_CN_ONLY, names=(), nearest=cn, common_name_fits=fits)


def test_a_list_without_a_single_name() -> None:
    facts = parse_certificate(ROOT.issue(san=False, cn="a.test", extra=[RawExtension("2.5.29.17", b"\x30\x00")]).der)
    assert isinstance(facts, CertificateFacts)
    assert match_name(facts, "a.test") == Mismatch(why=Why.NO_NAMES, names=(), common_name_fits=True)


def test_what_idna_refuses_stays_itself() -> None:
    assert normal_host("a\u2028b.test") == "a\u2028b.test"


LABEL = st.text(alphabet="ab1-", min_size=1, max_size=3).filter(lambda s: not s.startswith("xn--"))
HOST = st.lists(LABEL, min_size=1, max_size=4).map(".".join)
PATTERN = st.lists(st.one_of(LABEL, st.sampled_from(["*", "a*", "*b"])), min_size=1, max_size=4).map(".".join)


@given(PATTERN, HOST)
def test_the_library_agrees(pattern: str, host: str) -> None:
    """service-identity judges alike; where it takes text for an address or a bad pattern, nothing matches here."""
    try:
        expected = hazmat.DNS_ID(host).verify(hazmat.DNSPattern.from_bytes(pattern.encode()))
    except (ValueError, CertificateError):
        return
    if "*" in pattern and pattern.partition(".")[0] != "*":
        expected = False  # the library lets `a*` match a host label that is literally `a*`, which no host has
    assert matches_pattern(pattern, host) is expected


@given(st.text(max_size=80), st.text(max_size=80))
def test_matching_is_total(pattern: str, host: str) -> None:
    assert isinstance(matches_pattern(pattern, normal_host(host)), bool)
