"""`root-sent`, `chain-duplicate`, `chain-unrelated`: superfluous bytes, notes only."""

from core.model.verdict import PASSED, Found
from core.rules.root_sent import RULE
from tests.core.rules.certificate_support import CA, GOOD, ROOT, served, told
from tests.core.rules.support import only
from tests.support.pki import Authority, self_signed

STRANGER = Authority.root("Else").intermediate("Elsewhere")


def test_a_sent_root_is_a_note() -> None:
    found = only(RULE.check(served([*GOOD.sent_ders, ROOT.der])))
    headline = "a.test:443: the root certificate is sent, which clients never need"
    assert told(found) == ("root-sent", "note", "server", "measured", headline)
    assert found.attachment == GOOD.fullchain_pem.decode()


def test_a_certificate_twice_is_a_note() -> None:
    assert told(only(RULE.check(served([*GOOD.sent_ders, CA.der]))))[:2] == ("chain-duplicate", "note")


def test_a_stranger_is_a_note() -> None:
    assert told(only(RULE.check(served([*GOOD.sent_ders, STRANGER.der]))))[:2] == ("chain-unrelated", "note")


def test_all_three_are_told() -> None:
    verdict = RULE.check(served([*GOOD.sent_ders, CA.der, STRANGER.der, ROOT.der]))
    assert isinstance(verdict, Found)
    assert [f.code for f in verdict.findings] == ["root-sent", "chain-duplicate", "chain-unrelated"]


def test_a_wrong_intermediate_is_not_called_superfluous() -> None:
    assert RULE.check(served([GOOD.der, STRANGER.der])) == PASSED


def test_a_self_signed_leaf_is_no_sent_root() -> None:
    assert RULE.check(served(self_signed(ca=True))) == PASSED


def test_leaf_and_intermediate_pass() -> None:
    assert RULE.check(served(GOOD)) == PASSED
