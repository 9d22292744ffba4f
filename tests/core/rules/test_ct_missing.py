"""`ct-missing`: facts only, for chains to a public root."""

from core.model.verdict import PASSED, NotApplicable
from core.rules.ct_missing import RULE
from tests.core.rules.certificate_support import CA, GOOD, OWN, PUBLIC, served, told
from tests.core.rules.support import attempt, completed, examined, only

BARE = CA.issue()
OCSP_SCTS = bytes.fromhex("060a2b06010401d679020405")


def test_no_timestamp_below_a_public_root_is_at_risk() -> None:
    found = only(RULE.check(served(BARE, stores=PUBLIC)))
    headline = "a.test:443 is at risk: its certificate carries no proof of Certificate Transparency"
    assert told(found) == ("ct-missing", "at_risk", "ca", "inferred", headline)


def test_embedded_timestamps_pass() -> None:
    assert RULE.check(served(GOOD, stores=PUBLIC)) == PASSED


def test_timestamps_in_a_staple_pass() -> None:
    stapled = attempt(completed(BARE.sent_ders, staple=b"0" + OCSP_SCTS))
    assert RULE.check(examined(stapled, stores=PUBLIC)) == PASSED


def test_a_staple_without_them_does_not() -> None:
    stapled = attempt(completed(BARE.sent_ders, staple=b"0"))
    assert only(RULE.check(examined(stapled, stores=PUBLIC))).code == "ct-missing"


def test_a_private_ca_is_not_asked() -> None:
    assert isinstance(RULE.check(served(BARE, stores=OWN)), NotApplicable)
