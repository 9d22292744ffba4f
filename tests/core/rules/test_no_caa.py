"""`no-caa`: for public certificates whose name and parents have no CAA record."""

from core.model.posture import Records, Unanswered
from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.no_caa import RULE
from tests.core.rules.certificate_support import GOOD, OWN, PUBLIC, ROOT, served, told
from tests.core.rules.posture_support import around, caa, caa_at
from tests.core.rules.support import only, said


def test_no_record_anywhere_gets_advice() -> None:
    found = only(RULE.check(around(served(GOOD, stores=PUBLIC), caa())))
    headline = "a.test:443: no CAA record names the CAs that may issue for it"
    assert told(found) == ("no-caa", "advice", "server", "measured", headline)
    assert [plain(line) for line in found.evidence][1:] == ["CAA of a.test → none", "CAA of test → none"]
    assert found.verify == "dig CAA a.test"


def test_the_record_to_add_names_the_ca_in_use() -> None:
    leaf = ROOT.intermediate("R13", org="Let's Encrypt").issue(scts=2)
    assert 'DOMAIN. CAA 0 issue "letsencrypt.org"' in said(only(RULE.check(around(served(leaf, stores=PUBLIC), caa()))))


def test_a_record_above_the_name_passes() -> None:
    assert RULE.check(around(served(GOOD, stores=PUBLIC), caa(";", name="test"))) == PASSED


def test_a_record_set_that_is_empty_is_none() -> None:
    posture = caa_at(a_test=Records("a.test", ()))
    assert only(RULE.check(around(served(GOOD, stores=PUBLIC), posture))).code == "no-caa"


def test_a_failed_lookup_is_undetermined() -> None:
    posture = caa_at(a_test=Unanswered("the resolver answers SERVFAIL"))
    assert isinstance(RULE.check(around(served(GOOD, stores=PUBLIC), posture)), Undetermined)


def test_a_private_ca_is_not_asked() -> None:
    assert isinstance(RULE.check(around(served(GOOD, stores=OWN), caa())), NotApplicable)


def test_without_lookups_it_is_not_asked() -> None:
    assert isinstance(RULE.check(served(GOOD, stores=PUBLIC)), NotApplicable)
