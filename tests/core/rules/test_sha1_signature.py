"""`sha1-signature`: the hash of every signature that a client verifies."""

from cryptography.hazmat.primitives import hashes

from core.model.verdict import PASSED
from core.rules.sha1_signature import RULE
from tests.core.rules.certificate_support import CA, GOOD, ROOT, served, told
from tests.core.rules.support import only, stores_of
from tests.support.pki import Authority

SHA1 = hashes.SHA1()


def test_a_leaf_signed_with_sha1_is_broken() -> None:
    found = only(RULE.check(served(CA.issue(sig_hash=SHA1))))
    headline = "a.test:443 is broken: its certificate is signed with SHA-1"
    assert told(found) == ("sha1-signature", "broken", "server", "measured", headline)
    assert len(found.impact) == 9


def test_an_intermediate_signed_with_sha1_is_named() -> None:
    found = only(RULE.check(served(ROOT.intermediate("Old CA", sig_hash=SHA1).issue())))
    assert told(found)[4] == "a.test:443 is broken: the intermediate Old CA is signed with SHA-1"


def test_a_roots_own_signature_does_not_count() -> None:
    old = Authority.root("Old Root", sig_hash=SHA1)
    leaf = old.issue()
    assert RULE.check(served((*leaf.sent_ders, old.der), stores=stores_of(old))) == PASSED


def test_sha256_passes() -> None:
    assert RULE.check(served(GOOD)) == PASSED
