"""`issuer-not-ca`: who signs has to be allowed to."""

from core.model.verdict import PASSED
from core.rules.issuer_not_ca import RULE
from tests.core.rules.certificate_support import GOOD, ROOT, served, told
from tests.core.rules.support import only


def test_a_server_certificate_that_issues_is_broken() -> None:
    found = only(RULE.check(served(ROOT.issue(dns=["host.test"]).as_authority().issue())))
    headline = "a.test:443 is broken: its issuer host.test is not allowed to issue certificates"
    assert told(found) == ("issuer-not-ca", "broken", "ca", "measured", headline)


def test_a_ca_without_key_cert_sign_is_broken() -> None:
    found = only(RULE.check(served(ROOT.intermediate("Dumb CA", ku=("crl_sign",)).issue())))
    assert found.code == "issuer-not-ca"


def test_a_ca_without_key_usage_extension_passes() -> None:
    assert RULE.check(served(ROOT.intermediate("Plain CA", ku=None).issue())) == PASSED


def test_a_proper_chain_passes() -> None:
    assert RULE.check(served(GOOD)) == PASSED
