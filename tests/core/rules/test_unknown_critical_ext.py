"""`unknown-critical-ext`: refuse what is critical and not understood."""

from core.model.verdict import PASSED
from core.rules.unknown_critical_ext import RULE
from tests.core.rules.certificate_support import CA, ROOT, served, told
from tests.core.rules.support import only, said
from tests.support.pki import RawExtension

NULL = b"\x05\x00"


def test_a_private_critical_extension_is_broken() -> None:
    found = only(RULE.check(served(CA.issue(extra=[RawExtension("1.2.3.4", NULL, True)]))))
    headline = "a.test:443 is broken: its certificate has a critical extension that clients do not know"
    assert told(found) == ("unknown-critical-ext", "broken", "server", "measured", headline)
    assert "Critical extension 1.2.3.4" in said(found)


def test_a_precertificate_is_told_as_such() -> None:
    found = only(RULE.check(served(CA.issue(extra=[RawExtension("1.3.6.1.4.1.11129.2.4.3", NULL, True)]))))
    assert told(found)[4] == "a.test:443 is broken: a precertificate is served in place of the certificate"


def test_an_intermediate_counts_as_well() -> None:
    odd = ROOT.intermediate("Odd CA", extra=[RawExtension("1.2.3.4", NULL, True)])
    assert "Odd CA (depth 1)" in said(only(RULE.check(served(odd.issue()))))


def test_the_same_extension_not_critical_passes() -> None:
    assert RULE.check(served(CA.issue(extra=[RawExtension("1.2.3.4", NULL)]))) == PASSED
