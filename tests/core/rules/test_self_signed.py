"""`self-signed`: the leaf vouches for itself and nobody holds it."""

from core.model.trust import Store
from core.model.verdict import PASSED
from core.rules.self_signed import RULE
from tests.core.rules.certificate_support import GOOD, NOBODY, ROOT, served, told
from tests.core.rules.support import only, stores_of
from tests.support.pki import Authority, self_signed


def test_a_self_signed_leaf_is_broken() -> None:
    found = only(RULE.check(served(self_signed())))
    assert told(found) == (
        "self-signed", "broken", "server", "measured", "a.test:443 is broken: the certificate is self-signed",
    )  # fmt: skip
    assert [i.shows for i in found.impact if i.client == "Node"] == [
        "DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate"
    ]


def test_one_that_openssl_req_makes_is_self_signed_too() -> None:
    assert only(RULE.check(served(self_signed(ca=True), stores=NOBODY))).code == "self-signed"


def test_one_that_the_user_trusts_passes() -> None:
    leaf = self_signed(ca=True)
    own = Authority(cert=leaf.cert, key=leaf.key, parent=None, at=ROOT.at)
    assert RULE.check(served(leaf, stores=stores_of(own, stores=[Store.USER], user_supplied=True))) == PASSED


def test_a_leaf_below_an_unknown_root_is_not_self_signed() -> None:
    assert RULE.check(served(GOOD, stores=NOBODY)) == PASSED


def test_its_own_name_as_issuer_does_not_make_it_self_signed() -> None:
    """The subject equals the issuer's name, and another key signed: no self-signature."""
    forged = ROOT.issue(subject=ROOT.cert.subject)
    assert RULE.check(served(forged)) == PASSED
