"""`untrusted-root`: the path ends in a root that no store has."""

from core.model.observation import Fetched
from core.model.verdict import PASSED
from core.rules.untrusted_root import RULE
from tests.core.rules.certificate_support import CA, GOOD, NOBODY, PUBLIC, ROOT, served, told
from tests.core.rules.support import only, said
from tests.support.pki import Authority, self_signed

URL = "http://ca.test/ca.der"


def test_a_sent_root_that_nobody_knows_is_broken() -> None:
    found = only(RULE.check(served((*GOOD.sent_ders, ROOT.der), stores=NOBODY)))
    headline = "a.test:443 is broken: no root store knows the root of its chain, Test Root"
    assert told(found) == ("untrusted-root", "broken", "server", "measured", headline)
    assert [i.shows for i in found.impact if i.client == "OpenSSL"] == [
        "verify error:num=19:self-signed certificate in certificate chain"
    ]


def test_a_root_that_is_only_named_is_inferred() -> None:
    found = only(RULE.check(served(GOOD, stores=NOBODY)))
    assert (found.confidence.value, "neither sent nor found" in said(found)) == ("inferred", True)
    assert [i.shows for i in found.impact if i.client == "OpenSSL"] == [
        "verify error:num=20:unable to get local issuer certificate"
    ]


def test_a_leaf_directly_below_a_fetched_private_root() -> None:
    leaf = ROOT.issue(aia=URL)
    found = only(RULE.check(served([leaf.der], stores=NOBODY, fetched=[Fetched(URL, (ROOT.der,))])))
    assert (found.confidence.value, "fetched from the address" in said(found)) == ("measured", True)


def test_a_leaf_below_a_private_root_that_only_its_name_tells() -> None:
    assert only(RULE.check(served(Authority.root("Corp Root CA").issue(), stores=PUBLIC))).code == "untrusted-root"


def test_a_missing_intermediate_is_no_root() -> None:
    assert RULE.check(served([CA.issue().der], stores=PUBLIC)) == PASSED


def test_a_self_signed_leaf_is_another_finding() -> None:
    assert RULE.check(served(self_signed(), stores=NOBODY)) == PASSED


def test_a_root_that_the_user_gave_passes() -> None:
    assert RULE.check(served(GOOD)) == PASSED
