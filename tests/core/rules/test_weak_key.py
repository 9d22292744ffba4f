"""`weak-key`: under 112 bits of strength, roots left out."""

from cryptography.hazmat.primitives.asymmetric import ec

from core.model.verdict import PASSED
from core.rules.weak_key import RULE
from tests.core.rules.certificate_support import CA, OWN, ROOT, served, told
from tests.core.rules.support import only, said, stores_of
from tests.support.pki import Authority


def test_rsa_1024_is_broken_for_apple_openssl_and_java() -> None:
    found = only(RULE.check(served(CA.issue(key="rsa1024"))))
    headline = "a.test:443 is broken: its certificate's key is too short, RSA with 1024 bits"
    assert told(found) == ("weak-key", "broken", "server", "measured", headline)
    assert [i.client for i in found.impact] == ["Safari", "curl", "OpenSSL", "Java", "Python", "Node"]


def test_a_curve_under_224_bits_is_broken() -> None:
    found = only(RULE.check(served(CA.issue(key=ec.generate_private_key(ec.SECP192R1())))))
    assert "EC with 192 bits" in told(found)[4]


def test_a_weak_intermediate_is_named() -> None:
    weak = ROOT.intermediate("Weak CA", key="rsa1024")
    found = only(RULE.check(served(weak.issue())))
    assert told(found)[4] == "a.test:443 is broken: the key of the issuer Weak CA is too short, RSA with 1024 bits"
    assert "CA certificate key too weak" in "".join(i.shows for i in found.impact)
    assert "Weak CA: RSA, 1024 bits" in said(found)


def test_a_weak_root_is_trusted_by_being_known() -> None:
    old = Authority.root("Old Root", key="rsa1024")
    assert RULE.check(served(old.issue(), stores=stores_of(old))) == PASSED


def test_rsa_2048_and_p256_pass() -> None:
    for leaf in (CA.issue(key="rsa2048"), CA.issue(), CA.issue(key="ed25519")):
        assert RULE.check(served(leaf, stores=OWN)) == PASSED
