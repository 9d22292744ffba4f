"""`chain-incomplete`: proven by what was fetched, or inferred from names."""

from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from core.diagnose import diagnose
from core.model.observation import Fetched
from core.model.prose import plain
from core.model.trust import Store, TrustStores
from core.model.verdict import PASSED
from core.rules import chain_incomplete, chain_untrusted, chain_wrong_intermediate, root_sent, untrusted_root
from core.rules.chain_incomplete import RULE
from tests.core.rules.certificate_support import CA, GOOD, NOBODY, OWN, PUBLIC, ROOT, served, told
from tests.core.rules.support import only, said, stores_of
from tests.support.pki import Authority

URL = "http://ca.test/ca.der"
ALONE = CA.issue(aia=URL)
TRUST_RULES = tuple(
    module.RULE for module in (chain_incomplete, chain_untrusted, chain_wrong_intermediate, root_sent, untrusted_root)
)


def name(country: str) -> Callable[[str], x509.Name]:
    """Names of "Acme" in this country."""
    place = [x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Acme")]
    return lambda common: x509.Name([*place, x509.NameAttribute(NameOID.COMMON_NAME, common)])


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


@pytest.mark.parametrize("stores", [OWN, PUBLIC], ids=["with --ca-file", "public"])
def test_an_issuer_of_a_known_roots_organisation_is_a_missing_intermediate(stores: TrustStores) -> None:
    found = only(RULE.check(served([ROOT.intermediate("Zork").issue().der], stores=stores)))
    assert found.confidence.value == "inferred"
    assert "it is of the same organisation as the known root Test Root" in said(found)


def test_an_organisation_of_another_country_is_no_kin() -> None:
    here, abroad = (name(country) for country in ("DE", "FR"))
    root = Authority.root(subject=here("Acme"))
    leaf = Authority.root(subject=abroad("Acme CA")).issue()
    assert RULE.check(served([leaf.der], stores=stores_of(root))) == PASSED


def test_user_roots_of_another_organisation_are_no_hint() -> None:
    assert RULE.check(served([ROOT.intermediate("Zork", org="Zork Ltd").issue().der])) == PASSED


def test_a_missing_policy_ca_between_a_sent_ca_and_a_trusted_root() -> None:
    root = Authority.root("Acme Root", org="Acme")
    issuing = root.intermediate("Acme Policy CA", org="Acme").intermediate("Issuing CA 3", org="Acme")
    stores = stores_of(root, stores=[Store.USER], user_supplied=True)
    report = diagnose(served([issuing.issue().der, issuing.der], stores=stores), TRUST_RULES)
    assert [f.code for f in report.findings] == ["chain-incomplete"]


@pytest.mark.parametrize("fetched", [True, False], ids=["fetched", "nowhere to fetch it"])
@pytest.mark.parametrize("names", [("Acme Policy CA", "Acme Server CA"), ("Acme CA", "Acme 2")])
def test_a_sent_upper_ca_is_not_wrong_while_the_middle_one_is_missing(names: tuple[str, str], fetched: bool) -> None:
    upper = ROOT.intermediate(names[0])
    middle = upper.intermediate(names[1])
    leaf = middle.issue(aia=URL if fetched else None)
    pages = [Fetched(URL, (middle.der,))] if fetched else []
    report = diagnose(served([leaf.der, upper.der], fetched=pages), TRUST_RULES)
    assert [f.code for f in report.findings] == ["chain-incomplete"]


def test_below_the_users_root_the_proof_needs_no_file() -> None:
    assert "-CAfile" not in (only(RULE.check(served([ALONE.der]))).verify or "")


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
