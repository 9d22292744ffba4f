"""`name-constraints`: what a CA may issue for."""

from cryptography import x509

from core.model.verdict import PASSED
from core.rules.name_constraints import RULE
from tests.core.rules.certificate_support import ROOT, served, told
from tests.core.rules.support import only

ONLY_OK = ROOT.intermediate("Narrow CA", permitted=[x509.DNSName("ok.test")])
NOT_A = ROOT.intermediate("Barred CA", excluded=[x509.DNSName("a.test")])


def test_a_name_outside_the_permitted_ones_is_broken() -> None:
    found = only(RULE.check(served(ONLY_OK.issue())))
    headline = "a.test:443 is broken: its issuer Narrow CA is not allowed to issue for all its names"
    assert told(found) == ("name-constraints", "broken", "ca", "measured", headline)
    assert [i.shows for i in found.impact if i.client == "OpenSSL"] == [
        "verify error:num=47:permitted subtree violation"
    ]


def test_an_excluded_name_is_broken() -> None:
    found = only(RULE.check(served(NOT_A.issue())))
    assert [i.shows for i in found.impact if i.client == "OpenSSL"] == [
        "verify error:num=48:excluded subtree violation"
    ]


def test_one_name_outside_spoils_the_certificate() -> None:
    assert only(RULE.check(served(ONLY_OK.issue(dns=["x.ok.test", "a.test"])))).code == "name-constraints"


def test_names_inside_pass() -> None:
    assert RULE.check(served(ONLY_OK.issue(dns=["ok.test", "x.ok.test"]))) == PASSED
    assert RULE.check(served(NOT_A.issue(dns=["b.test"]))) == PASSED
