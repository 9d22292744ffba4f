"""`chain-wrong-intermediate`: the issuer's name with another key, or a CA that signed nothing here."""

import pytest

from core.diagnose import diagnose
from core.model.observation import Fetched
from core.model.verdict import PASSED
from core.rules import chain_incomplete, chain_untrusted, root_sent
from core.rules.chain_wrong_intermediate import RULE
from tests.core.rules.certificate_support import CA, GOOD, ROOT, served, told
from tests.core.rules.support import only, said
from tests.support.pki import Authority

URL = "http://ca.test/ca.der"
TWIN = ROOT.intermediate("Test Issuing CA")
OTHER = ROOT.intermediate("Other CA", pathlen=0)


def test_the_right_name_with_another_key() -> None:
    found = only(RULE.check(served([GOOD.der, TWIN.der])))
    headline = "a.test:443 is broken: the intermediate that it sends, Test Issuing CA, did not sign its certificate"
    assert told(found) == ("chain-wrong-intermediate", "broken", "server", "measured", headline)
    assert "its key does not verify the signature" in said(found)


def test_another_ca_in_place_of_the_right_one() -> None:
    found = only(RULE.check(served([GOOD.der, OTHER.der])))
    assert "Other CA signed nothing that was sent" in said(found)


def test_the_right_chain_is_attached_when_it_could_be_fetched() -> None:
    leaf = CA.issue(aia=URL)
    found = only(RULE.check(served([leaf.der, TWIN.der], fetched=[Fetched(URL, (CA.der,))])))
    assert found.attachment == leaf.fullchain_pem.decode()


@pytest.mark.parametrize(
    "sent",
    [
        TWIN,
        OTHER,
        ROOT.intermediate("Test Issuing CA 2024"),
        ROOT.intermediate("Foreign CA", org="Foreign Ltd"),
        Authority.root("Far Root", org=None).intermediate("Far CA", org=None),
    ],
    ids=["same name, other key", "may only sign leaves", "another year", "other organisation", "other root"],
)
@pytest.mark.parametrize("fetched", [True, False], ids=["fetched", "not fetched"])
def test_it_stands_in_place_of_chain_incomplete(sent: Authority, fetched: bool) -> None:
    leaf = CA.issue(aia=URL)
    pages = [Fetched(URL, (CA.der,)) if fetched else Fetched(URL, (), "HTTP 404")]
    rules = (RULE, chain_incomplete.RULE, chain_untrusted.RULE, root_sent.RULE)
    report = diagnose(served([leaf.der, sent.der], fetched=pages), rules)
    assert [f.code for f in report.findings] == ["chain-wrong-intermediate"]
    assert "AIA fetch of" in said(report.findings[0])


def test_another_years_name_of_the_same_ca_is_a_wrong_one() -> None:
    old, new = (ROOT.intermediate(f"Corp CA {year}") for year in (2023, 2025))
    assert only(RULE.check(served([new.issue().der, old.der]))).code == "chain-wrong-intermediate"


def test_beside_the_right_one_a_twin_does_no_harm() -> None:
    assert RULE.check(served([*GOOD.sent_ders, TWIN.der])) == PASSED


def test_a_leaf_alone_is_incomplete_not_wrong() -> None:
    assert RULE.check(served([GOOD.der])) == PASSED
