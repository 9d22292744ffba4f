"""`chain-order`: each certificate signs one before it, the server's own first."""

from core.model.verdict import PASSED
from core.rules.chain_order import RULE
from tests.core.rules.certificate_support import CA, GOOD, ROOT, served, told
from tests.core.rules.support import only

SECOND_CA = CA.intermediate("Second CA")
LEAF = SECOND_CA.issue()


def test_shuffled_intermediates_are_at_risk_and_the_order_is_attached() -> None:
    found = only(RULE.check(served([LEAF.der, CA.der, SECOND_CA.der])))
    headline = "a.test:443 is at risk: the chain is sent in the wrong order"
    assert told(found) == ("chain-order", "at_risk", "server", "measured", headline)
    assert found.attachment == LEAF.fullchain_pem.decode()


def test_an_intermediate_in_first_place_is_broken() -> None:
    found = only(RULE.check(served([CA.der, GOOD.der])))
    assert told(found)[1] == "broken"
    assert "hostname-mismatch" in found.explains


def test_the_root_between_leaf_and_intermediate_is_disorder() -> None:
    assert only(RULE.check(served([GOOD.der, ROOT.der, CA.der]))).code == "chain-order"


def test_the_right_order_passes() -> None:
    assert RULE.check(served([LEAF.der, SECOND_CA.der, CA.der])) == PASSED


def test_an_unrelated_certificate_is_no_disorder() -> None:
    stranger = ROOT.intermediate("Other CA")
    assert RULE.check(served([GOOD.der, stranger.der, CA.der])) == PASSED
