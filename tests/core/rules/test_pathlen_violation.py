"""`pathlen-violation`: as many authorities below as the limit says, not one more."""

from core.model.verdict import PASSED
from core.rules.pathlen_violation import RULE
from tests.core.rules.certificate_support import ROOT, served, told
from tests.core.rules.support import only

ZERO = ROOT.intermediate("Zero CA", pathlen=0)


def test_a_ca_below_one_that_allows_none_is_broken() -> None:
    found = only(RULE.check(served(ZERO.intermediate("Below CA").issue())))
    headline = "a.test:443 is broken: the chain is longer than Zero CA allows"
    assert told(found) == ("pathlen-violation", "broken", "ca", "measured", headline)


def test_a_leaf_below_it_passes() -> None:
    assert RULE.check(served(ZERO.issue())) == PASSED


def test_one_below_one_passes() -> None:
    assert RULE.check(served(ROOT.intermediate("One CA", pathlen=1).intermediate("Below CA").issue())) == PASSED
