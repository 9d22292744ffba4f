"""`chain-incomplete`: proven by what was fetched, or inferred from names."""

from core.diagnose import diagnose
from core.model.observation import Fetched
from core.model.prose import plain
from core.model.verdict import PASSED
from core.rules import chain_incomplete, untrusted_root
from core.rules.chain_incomplete import RULE
from tests.core.rules.certificate_support import CA, GOOD, NOBODY, PUBLIC, ROOT, served, told
from tests.core.rules.support import only, said
from tests.support.pki import Authority

URL = "http://ca.test/ca.der"
ALONE = CA.issue(aia=URL)


def test_a_fetched_issuer_proves_it_and_the_right_chain_is_attached() -> None:
    found = only(RULE.check(served([ALONE.der], fetched=[Fetched(URL, (CA.der,))])))
    headline = "a.test:443 is broken: the server does not send the intermediate certificate Test Issuing CA"
    assert told(found) == ("chain-incomplete", "broken", "server", "measured", headline)
    assert found.attachment == ALONE.fullchain_pem.decode()
    assert "With Test Issuing CA the path is complete up to Test Root" in said(found)


def test_browsers_that_cope_are_not_among_those_hit() -> None:
    found = only(RULE.check(served([ALONE.der], fetched=[Fetched(URL, (CA.der,))])))
    assert {i.client for i in found.impact} >= {"curl", "OpenSSL", "Java", "Go", "Python", "Node", "Android apps"}
    assert not {"Chrome", "Safari"} & {i.client for i in found.impact}


def test_an_issuer_with_an_intermediates_name_is_inferred() -> None:
    found = only(RULE.check(served([CA.issue().der], stores=PUBLIC)))
    assert (found.confidence.value, found.attachment) == ("inferred", None)
    assert "its name is that of an intermediate" in said(found)


def test_a_failed_fetch_is_told() -> None:
    found = only(RULE.check(served([ALONE.der], fetched=[Fetched(URL, (), "HTTP 404")])))
    assert f"AIA fetch of {URL} → HTTP 404" in map(plain, found.evidence)


def test_with_the_users_roots_any_unknown_issuer_is_a_missing_intermediate() -> None:
    leaf = ROOT.intermediate("Zork").issue()
    assert only(RULE.check(served([leaf.der]))).confidence.value == "inferred"


def test_a_broken_prefix_names_the_certificate_above_it() -> None:
    second = CA.intermediate("Second CA")
    found = only(RULE.check(served([second.issue().der, second.der])))
    assert plain(found.headline).endswith("the intermediate certificate CN=Test Issuing CA,O=Test Trust Ltd")


def test_completion_to_an_unknown_root_gives_both_the_root_first() -> None:
    evidence = served([ALONE.der], stores=NOBODY, fetched=[Fetched(URL, (CA.der, ROOT.der))])
    report = diagnose(evidence, (chain_incomplete.RULE, untrusted_root.RULE))
    assert [f.code for f in report.findings] == ["untrusted-root", "chain-incomplete"]


def test_a_leaf_below_an_unsent_private_root_lacks_no_intermediate() -> None:
    assert RULE.check(served(Authority.root("Corp Root CA").issue(), stores=PUBLIC)) == PASSED


def test_a_whole_chain_passes() -> None:
    assert RULE.check(served(GOOD)) == PASSED
