"""Each engine's own words, at a chosen time; our classification and theirs side by side."""

from datetime import timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from core.certificates.engines import openssl_opinion, pyca_opinion
from core.certificates.extensions import UNDERSTOOD
from core.certificates.facts import parse_certificate
from core.certificates.paths import build_paths
from core.model.certificate import CertificateFacts
from core.model.path import Ending, Flaw
from core.model.trust import EngineOpinion, Opinion
from tests.support.pki import CLIENT_AUTH, NOW, Authority, Leaf, RawExtension, self_signed
from tests.support.trust import trusting

ROOT = Authority.root()
CA = ROOT.intermediate()
SECOND = timedelta(seconds=1)


def openssl(
    leaf: Leaf, *, sent: tuple[bytes, ...] | None = None, roots: tuple[bytes, ...] = (ROOT.der,)
) -> EngineOpinion:
    return openssl_opinion(leaf.sent_ders if sent is None else sent, roots, NOW)


def test_a_sound_chain_is_fine_for_both() -> None:
    leaf = CA.issue(dns=["a.test"], ips=["127.0.0.1"])
    assert openssl(leaf) == EngineOpinion(engine="OpenSSL", opinion=Opinion.OK, code=0, depth=None, text="ok")
    assert pyca_opinion(leaf.sent_ders, (ROOT.der,), "A.test.", NOW).opinion is Opinion.OK
    assert pyca_opinion(leaf.sent_ders, (ROOT.der,), ip_address("127.0.0.1"), NOW).opinion is Opinion.OK


@pytest.mark.parametrize(
    ("leaf", "code", "depth"),
    [
        (CA.issue(not_after=NOW - SECOND), 10, 0),
        (CA.issue(not_after=NOW), None, None),
        (CA.issue(not_before=NOW + SECOND), 9, 0),
        (CA.issue(not_before=NOW), None, None),
        (ROOT.intermediate("Old", not_after=NOW - SECOND).issue(), 10, 1),
        (self_signed(), 18, 0),
        (Authority.root("Unknown").issue(), 20, 0),
        (CA.issue(eku=[CLIENT_AUTH]), 26, 0),
        (CA.issue(signed_by=ROOT.key), 7, 0),
        (ROOT.intermediate("P", pathlen=0).intermediate("Q").issue(), 25, 2),
        (ROOT.intermediate("N", permitted=[x509.DNSName("b.test")]).issue(), 47, 0),
        (CA.issue().as_authority().issue(), 79, 1),
    ],
)
def test_openssl_gives_number_and_depth(leaf: Leaf, code: int | None, depth: int | None) -> None:
    found = openssl(leaf)
    if code is None:
        assert found.opinion is Opinion.OK
    else:
        assert (found.opinion, found.code, found.depth) == (Opinion.REFUSED, code, depth)


def test_openssl_takes_no_intermediate_for_a_root() -> None:
    leaf = CA.issue()
    assert openssl(leaf, roots=(CA.der,)).code == 2


def test_pyca_says_why_in_words() -> None:
    found = pyca_opinion(CA.issue().sent_ders, (ROOT.der,), "b.test", NOW)
    assert found.opinion is Opinion.REFUSED
    assert "subjectAltName" in found.text


def test_garbage_is_an_opinion_that_could_not_be_had() -> None:
    for found in (openssl_opinion((b"x",), (ROOT.der,), NOW), pyca_opinion((b"x",), (ROOT.der,), "a.test", NOW)):
        assert found.opinion is Opinion.COULD_NOT_RUN
        assert found.text.startswith("could not run: ")


def test_no_roots_refuse_and_no_chain_cannot_run() -> None:
    leaf = CA.issue()
    assert (openssl(leaf, roots=()).code, openssl(leaf, roots=()).depth) == (20, 1)
    assert pyca_opinion(leaf.sent_ders, (), "a.test", NOW).opinion is Opinion.REFUSED
    assert openssl(leaf, sent=()).opinion is Opinion.COULD_NOT_RUN
    assert pyca_opinion(leaf.sent_ders, (ROOT.der,), "no name", NOW).opinion is not Opinion.OK


RICH = CA.issue(
    ips=["192.0.2.1"],
    aia="http://a.test",
    crl="http://c.test",
    must_staple=True,
    scts=2,
    permitted=[x509.DNSName("test")],
)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(RICH.der) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_mutated_leaves_break_neither_paths_nor_engines(changes: list[tuple[int, int]]) -> None:
    data = bytearray(RICH.der)
    for position, value in changes:
        data[position] = value
    sent = (bytes(data), CA.der)
    leaf, issuer = parse_certificate(sent[0]), parse_certificate(CA.der)
    assert isinstance(openssl_opinion(sent, (ROOT.der,), NOW), EngineOpinion)
    assert isinstance(pyca_opinion(sent, (ROOT.der,), "a.test", NOW), EngineOpinion)
    assert isinstance(issuer, CertificateFacts)
    if isinstance(leaf, CertificateFacts) and leaf.der != RICH.der:
        found = build_paths(leaf, [issuer], [], trusting(ROOT), NOW)
        assert found.ending is not Ending.ANCHORED or found.problems(Flaw.UNPROVEN_SIGNATURE)


CRITICAL = {
    "2.5.29.14": b"\x04\x02\x01\x02",
    "2.5.29.18": b"\x30\x03\x82\x01a",
    "2.5.29.31": b"\x30\x0a\x30\x08\xa0\x06\xa0\x04\x86\x02a:",
    "2.5.29.32": b"\x30\x06\x30\x04\x06\x02\x2a\x03",
    "2.5.29.36": b"\x30\x03\x80\x01\x00",
    "2.5.29.54": b"\x02\x01\x00",
    "1.3.6.1.5.5.7.1.1": b"\x30\x0e\x30\x0c\x06\x06\x2b\x06\x01\x05\x05\x07\x86\x02a:",
    "1.3.6.1.5.5.7.1.7": b"\x30\x00",
    "1.3.6.1.5.5.7.1.24": b"\x30\x03\x02\x01\x05",
    "1.3.6.1.5.5.7.48.1.5": b"\x05\x00",
    "1.3.6.1.4.1.11129.2.4.3": b"\x05\x00",
    "2.16.840.1.113730.1.1": b"\x03\x02\x06\x40",
    "1.2.3.4": b"\x05\x00",
}


@pytest.mark.parametrize("oid", CRITICAL)
def test_openssl_and_we_know_the_same_critical_extensions(oid: str) -> None:
    """Verify code 34 is "unhandled critical extension"."""
    leaf = CA.issue(ski=False, extra=[RawExtension(oid, CRITICAL[oid], critical=True)])
    facts = parse_certificate(leaf.der)
    assert isinstance(facts, CertificateFacts)
    assert (openssl(leaf).code == 34) == (oid not in UNDERSTOOD)
    assert facts.critical_unknown == (() if oid in UNDERSTOOD else (oid,))
