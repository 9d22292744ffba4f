"""`chain-wrong-intermediate`: the issuer's name with another key, or a CA that signed nothing here."""

from core.model.observation import Fetched
from core.model.verdict import PASSED
from core.rules.chain_wrong_intermediate import RULE
from tests.core.rules.certificate_support import CA, GOOD, ROOT, served, told
from tests.core.rules.support import only, said

URL = "http://ca.test/ca.der"
TWIN = ROOT.intermediate("Test Issuing CA")
OTHER = ROOT.intermediate("Other CA")


def test_the_right_name_with_another_key() -> None:
    found = only(RULE.check(served([GOOD.der, TWIN.der])))
    headline = "a.test:443 is broken: the intermediate that it sends, Test Issuing CA, did not sign its certificate"
    assert told(found) == ("chain-wrong-intermediate", "broken", "server", "measured", headline)
    assert "chain-incomplete" in found.explains
    assert "its key does not verify the signature" in said(found)


def test_another_ca_in_place_of_the_right_one() -> None:
    found = only(RULE.check(served([GOOD.der, OTHER.der])))
    assert "Other CA signed nothing that was sent" in said(found)


def test_the_right_chain_is_attached_when_it_could_be_fetched() -> None:
    leaf = CA.issue(aia=URL)
    found = only(RULE.check(served([leaf.der, TWIN.der], fetched=[Fetched(URL, (CA.der,))])))
    assert found.attachment == leaf.fullchain_pem.decode()


def test_beside_the_right_one_a_twin_does_no_harm() -> None:
    assert RULE.check(served([*GOOD.sent_ders, TWIN.der])) == PASSED


def test_a_leaf_alone_is_incomplete_not_wrong() -> None:
    assert RULE.check(served([GOOD.der])) == PASSED
