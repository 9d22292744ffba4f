"""`ct-missing`: facts only, for chains to a public root."""

from datetime import timedelta

from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.ct_missing import RULE
from tests.core.rules.certificate_support import CA, DAY, GOOD, NOW, OWN, PUBLIC, SECOND, served, told
from tests.core.rules.support import attempt, completed, examined, only
from tests.support.pki import RawExtension

BARE = CA.issue()
SCT_LIST = "1.3.6.1.4.1.11129.2.4.2"
OCSP_SCTS = bytes.fromhex("060a2b06010401d679020405")


def test_no_timestamp_below_a_public_root_is_at_risk() -> None:
    found = only(RULE.check(served(BARE, stores=PUBLIC)))
    headline = "a.test:443 is at risk: its certificate carries no proof of Certificate Transparency"
    assert told(found) == ("ct-missing", "at_risk", "ca", "inferred", headline)


def test_embedded_timestamps_pass() -> None:
    assert RULE.check(served(GOOD, stores=PUBLIC)) == PASSED


def test_one_log_is_too_few() -> None:
    found = only(RULE.check(served(CA.issue(scts=1), stores=PUBLIC)))
    said = "its certificate carries timestamps of 1 log, and its lifetime asks for 2"
    assert told(found)[4] == f"a.test:443 is at risk: {said}"
    assert plain(found.evidence[1]) == "SCTs in the certificate: 1, different logs: 1; in a stapled OCSP response: 0"


def test_a_long_life_asks_for_three() -> None:
    begin = NOW - DAY
    longest = begin + timedelta(days=180) - SECOND
    assert RULE.check(served(CA.issue(not_before=begin, not_after=longest, scts=2), stores=PUBLIC)) == PASSED
    longer = CA.issue(not_before=begin, not_after=longest + SECOND, scts=2)
    assert told(only(RULE.check(served(longer, stores=PUBLIC))))[4].endswith("2 logs, and its lifetime asks for 3")
    assert RULE.check(served(CA.issue(not_before=begin, not_after=longest + SECOND, scts=3), stores=PUBLIC)) == PASSED


def test_a_list_that_cannot_be_read_is_undetermined() -> None:
    spoilt = CA.issue(extra=[RawExtension(SCT_LIST, b"\x04\x03\x00\x09x")])
    assert isinstance(RULE.check(served(spoilt, stores=PUBLIC)), Undetermined)


def test_timestamps_in_a_staple_pass() -> None:
    stapled = attempt(completed(BARE.sent_ders, staple=b"0" + OCSP_SCTS))
    assert RULE.check(examined(stapled, stores=PUBLIC)) == PASSED


def test_a_staple_without_them_does_not() -> None:
    stapled = attempt(completed(BARE.sent_ders, staple=b"0"))
    assert only(RULE.check(examined(stapled, stores=PUBLIC))).code == "ct-missing"


def test_a_private_ca_is_not_asked() -> None:
    assert isinstance(RULE.check(served(BARE, stores=OWN)), NotApplicable)
