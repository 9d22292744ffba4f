"""What OpenSSL reads, we read: certificates in the wild that the strict parser refuses, rightly signed."""

from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from core.certificates.der import SEQUENCE, read_element, signed_part
from core.certificates.engines import openssl_opinion, pyca_opinion
from core.certificates.facts import load_strictly, parse_certificate
from core.certificates.paths import build_paths
from core.model.certificate import CertificateFacts
from core.model.trust import Opinion
from tests.support.pki import NOW, Authority, Leaf, RawExtension
from tests.support.trust import trusting

ROOT = Authority.root()


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 0x80 else bytes([0x82]) + size.to_bytes(2)
    return bytes([tag]) + length + content


def altered(leaf: Leaf, change: Callable[[bytes], bytes]) -> bytes:
    """The leaf with its tbsCertificate's content changed, signed again by the root. (Content of 256 bytes or more.)"""
    old = signed_part(leaf.der)
    outer = read_element(leaf.der, 0, len(leaf.der))
    body = read_element(old, 0, len(old)).body
    tbs = der(SEQUENCE, change(old[body:]))
    algorithm = read_element(leaf.der, outer.body + len(old), outer.end)
    assert isinstance(ROOT.key, ec.EllipticCurvePrivateKey)
    signature = ROOT.key.sign(tbs, ec.ECDSA(hashes.SHA256()))
    return der(SEQUENCE, tbs + leaf.der[algorithm.start : algorithm.end] + der(0x03, b"\x00" + signature))


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return change


WILDCARD = altered(ROOT.issue(dns=["*.a.test"], cn="*.a.test"), replaced(b"\x0c\x08*.a.test", b"\x13\x08*.a.test"))
LATIN = altered(ROOT.issue(dns=["a.test"], cn="Muller"), replaced(b"\x0c\x06Muller", b"\x14\x06M\xfcller"))
EXPLICIT_FALSE = ROOT.issue(ca=None, extra=[RawExtension("2.5.29.19", b"\x30\x03\x01\x01\x00")]).der


@pytest.mark.parametrize(
    ("certificate", "common_name"), [(WILDCARD, "*.a.test"), (LATIN, "M?ller"), (EXPLICIT_FALSE, "a.test")]
)
def test_it_is_read_and_its_signature_proven(certificate: bytes, common_name: str) -> None:
    facts = parse_certificate(certificate)
    assert isinstance(facts, CertificateFacts)
    assert (facts.common_name, facts.is_ca, facts.unreadable) == (common_name, False, ())
    assert build_paths(facts, [], [], trusting(ROOT), NOW).verdict(trusting(ROOT).stores[0]) is not None
    assert build_paths(facts, [], [], trusting(ROOT), NOW).best.anchor is not None
    assert openssl_opinion((certificate,), (ROOT.der,), NOW).opinion is Opinion.OK


@pytest.mark.parametrize("certificate", [WILDCARD, LATIN])
def test_the_strict_engine_speaks_for_itself(certificate: bytes) -> None:
    with pytest.raises(ValueError, match="error parsing"):
        load_strictly(certificate)
    assert pyca_opinion((certificate,), (ROOT.der,), "x.a.test", NOW).opinion is Opinion.COULD_NOT_RUN


def test_critical_written_out_as_false_is_read() -> None:
    """X.690 section 11.5 forbids it; the extension is not critical all the same."""
    extension = x509.ObjectIdentifier("1.2.3.4")
    leaf = ROOT.issue(extra=[RawExtension(extension.dotted_string, b"\x05\x00", critical=True)])
    facts = parse_certificate(
        altered(leaf, replaced(b"\x06\x03\x2a\x03\x04\x01\x01\xff", b"\x06\x03\x2a\x03\x04\x01\x01\x00"))
    )
    assert isinstance(facts, CertificateFacts)
    assert (facts.critical_unknown, facts.unreadable, facts.dns_names) == ((), (), ("a.test",))
    assert build_paths(facts, [], [], trusting(ROOT), NOW).best.anchor is not None


def test_an_altered_name_still_breaks_the_signature() -> None:
    facts = parse_certificate(WILDCARD.replace(b"*.a.test", b"*.b.test", 1))
    assert isinstance(facts, CertificateFacts)
    assert build_paths(facts, [], [], trusting(ROOT), NOW).badly_signed == (facts,)
