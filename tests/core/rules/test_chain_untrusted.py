"""`chain-untrusted`: trusted by some stores only, or no path and no better reading."""

import pytest

from core.diagnose import diagnose
from core.model.trust import Store, TrustStores
from core.model.verdict import PASSED
from core.rules import chain_incomplete, untrusted_root
from core.rules.chain_untrusted import RULE
from tests.core.rules.certificate_support import CA, DAY, GOOD, NOBODY, NOW, OWN, PUBLIC, ROOT, served, told
from tests.core.rules.support import only, stores_of
from tests.support.pki import Authority


def test_two_stores_of_six_is_at_risk_and_names_the_others() -> None:
    found = only(RULE.check(served(GOOD, stores=stores_of(ROOT, stores=[Store.MOZILLA, Store.CHROME]))))
    headline = "a.test:443 is at risk: the root stores of Apple, Microsoft, Android, Java do not accept its chain"
    assert told(found) == ("chain-untrusted", "at_risk", "server", "measured", headline)
    assert [i.client for i in found.impact] == [
        "Safari, apps on Apple systems",
        "Windows programs",
        "Android apps",
        "Java",
    ]


def test_an_issuer_without_any_hint_is_broken_and_inferred() -> None:
    found = only(RULE.check(served(Authority.root("Zork", org="Zork Ltd").issue(), stores=PUBLIC)))
    headline = "a.test:443 is broken: nobody knows the issuer of its certificate, CN=Zork,O=Zork Ltd"
    assert told(found) == ("chain-untrusted", "broken", "server", "inferred", headline)


def test_a_private_ca_that_the_user_trusts_is_no_finding() -> None:
    assert RULE.check(served(GOOD, stores=OWN)) == PASSED


def test_a_signature_that_its_issuer_did_not_make_is_trusted_by_nobody() -> None:
    found = only(RULE.check(served(CA.issue(signed_by=ROOT.key), stores=PUBLIC)))
    headline = "a.test:443 is broken: the signature of its certificate does not verify"
    assert told(found) == ("chain-untrusted", "broken", "server", "measured", headline)
    assert "verify error:num=7:certificate signature failure" in [i.shows for i in found.impact]


def test_an_altered_intermediate_is_named() -> None:
    forged = CA.intermediate("Forged CA", signed_by=ROOT.key)
    found = only(RULE.check(served(forged.issue(), stores=PUBLIC)))
    headline = "a.test:443 is broken: the signature of the intermediate Forged CA does not verify"
    assert told(found) == ("chain-untrusted", "broken", "server", "measured", headline)


def test_trusted_by_all_passes() -> None:
    assert RULE.check(served(GOOD, stores=PUBLIC)) == PASSED


def test_an_untrusted_root_is_another_finding() -> None:
    assert RULE.check(served((*GOOD.sent_ders, ROOT.der), stores=NOBODY)) == PASSED


@pytest.mark.parametrize("stores", [OWN, PUBLIC, NOBODY], ids=["with --ca-file", "public", "none"])
def test_an_unknown_issuer_is_the_same_finding_whoevers_roots_are_in_play(stores: TrustStores) -> None:
    evidence = served(Authority.root("My Company CA", org=None).issue(), stores=stores)
    report = diagnose(evidence, (RULE, chain_incomplete.RULE, untrusted_root.RULE))
    assert [f.code for f in report.findings] == ["chain-untrusted"]


@pytest.mark.parametrize("stores", [OWN, PUBLIC], ids=["with --ca-file", "public"])
def test_a_ca_that_is_not_yet_valid_is_a_matter_of_dates_alone(stores: TrustStores) -> None:
    assert RULE.check(served(ROOT.intermediate("Early CA", not_before=NOW + DAY).issue(), stores=stores)) == PASSED
