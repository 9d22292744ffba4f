"""`caa-blocks-issuer`: the CA in use against the CAA records that count for its certificate's name."""

import pytest

from core.model.posture import CaaRecord, Nothing, Records, Unanswered
from core.model.prose import plain
from core.model.target import Target
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.caa_blocks_issuer import RULE
from tests.core.rules.certificate_support import GOOD, OWN, PUBLIC, ROOT, served, told
from tests.core.rules.posture_support import around, caa, caa_at
from tests.core.rules.support import only, said

LETS_ENCRYPT = ROOT.intermediate("R13", org="Let's Encrypt")
LEAF = LETS_ENCRYPT.issue(scts=2)
BELOW = Target("w.a.test", 443, "w.a.test")
NAMED = LETS_ENCRYPT.issue(dns=["w.a.test"], scts=2)
WILD = LETS_ENCRYPT.issue(dns=["*.a.test"], scts=2)


def test_a_ca_that_is_not_listed_will_refuse_the_next_one() -> None:
    found = only(RULE.check(around(served(LEAF, stores=PUBLIC), caa("digicert.com", "pki.goog"))))
    headline = "a.test:443: the next renewal fails, its CAA records do not allow Let's Encrypt"
    assert told(found) == ("caa-blocks-issuer", "advice", "server", "inferred", headline)
    assert plain(found.evidence[1]) == "CAA of a.test → issue: digicert.com, pki.goog"
    assert "stays good until 2026-08-29 12:00:00 UTC" in plain(found.means)
    assert 'a.test. CAA 0 issue "letsencrypt.org"' in said(found)


@pytest.mark.parametrize("value", ["letsencrypt.org", "letsencrypt.org; validationmethods=dns-01"])
def test_a_ca_that_is_listed_passes(value: str) -> None:
    assert RULE.check(around(served(LEAF, stores=PUBLIC), caa("digicert.com", value))) == PASSED


def test_nobody_is_allowed() -> None:
    found = only(RULE.check(around(served(LEAF, stores=PUBLIC), caa(";"))))
    assert plain(found.evidence[1]) == "CAA of a.test → issue: nobody"


def test_a_certificate_for_a_wildcard_follows_issuewild_at_the_name_above() -> None:
    wild = caa_at(w_a_test=Nothing(), a_test=Records("a.test", (CaaRecord("issuewild", ";"),)))
    found = only(RULE.check(around(served(WILD, stores=PUBLIC, target=BELOW), wild)))
    assert plain(found.evidence[1]) == "CAA of a.test → issuewild: nobody"
    assert RULE.check(around(served(NAMED, stores=PUBLIC, target=BELOW), wild)) == PASSED


def test_a_record_at_the_host_does_not_count_for_the_wildcard_above_it() -> None:
    posture = caa_at(w_a_test=Records("w.a.test", (CaaRecord("issue", ";"),)), a_test=Nothing())
    assert isinstance(RULE.check(around(served(WILD, stores=PUBLIC, target=BELOW), posture)), NotApplicable)
    assert only(RULE.check(around(served(NAMED, stores=PUBLIC, target=BELOW), posture))).code == "caa-blocks-issuer"


def test_a_critical_property_of_no_meaning_is_shown() -> None:
    records = (CaaRecord("issue", "letsencrypt.org"), CaaRecord("odd", "x", critical=True))
    found = only(RULE.check(around(served(LEAF, stores=PUBLIC), caa_at(a_test=Records("a.test", records)))))
    assert plain(found.evidence[2]) == "Marked critical, and of no meaning that CAs know: odd"


def test_a_ca_that_we_do_not_know_is_not_called_blocked() -> None:
    assert isinstance(RULE.check(around(served(GOOD, stores=PUBLIC), caa("digicert.com"))), Undetermined)


def test_no_records_block_nobody() -> None:
    assert isinstance(RULE.check(around(served(LEAF, stores=PUBLIC), caa())), NotApplicable)


def test_a_failed_lookup_is_undetermined() -> None:
    assert isinstance(RULE.check(around(served(LEAF, stores=PUBLIC), caa_at(a_test=Unanswered("late")))), Undetermined)


def test_a_private_ca_is_not_asked() -> None:
    assert isinstance(RULE.check(around(served(LEAF, stores=OWN), caa("digicert.com"))), NotApplicable)
