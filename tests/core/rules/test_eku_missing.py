"""`eku-missing`: an extended key usage without serverAuth."""

from cryptography.x509.oid import ExtendedKeyUsageOID

from core.model.verdict import PASSED
from core.rules.eku_missing import RULE
from tests.core.rules.certificate_support import CA, ROOT, served, told
from tests.core.rules.support import only, said
from tests.support.pki import CLIENT_AUTH, SERVER_AUTH


def test_a_client_certificate_is_broken() -> None:
    found = only(RULE.check(served(CA.issue(eku=[CLIENT_AUTH]))))
    headline = "a.test:443 is broken: its certificate may not be used for servers"
    assert told(found) == ("eku-missing", "broken", "server", "measured", headline)
    assert "Extended key usage: clientAuth; serverAuth is missing" in said(found)


def test_an_intermediate_for_mail_only_spoils_the_chain() -> None:
    mail = ROOT.intermediate("Mail CA", eku=[ExtendedKeyUsageOID.EMAIL_PROTECTION])
    assert "Mail CA (depth 1)" in said(only(RULE.check(served(mail.issue()))))


def test_server_auth_among_others_and_none_pass() -> None:
    any_use = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
    for uses in ([CLIENT_AUTH, SERVER_AUTH], [any_use, SERVER_AUTH], None):
        assert RULE.check(served(CA.issue(eku=uses))) == PASSED


def test_any_use_alone_is_none_that_openssl_takes_for_a_server() -> None:
    leaf = CA.issue(eku=[ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
    found = only(RULE.check(served(leaf)))
    assert "Extended key usage: anyExtendedKeyUsage; serverAuth is missing" in said(found)
    assert {"Firefox", "curl"} <= {impact.client for impact in found.impact}
    assert not {"Go", "Java", "Chrome"} & {impact.client for impact in found.impact}
