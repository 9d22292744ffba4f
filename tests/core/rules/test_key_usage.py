"""`key-usage`: what the server does with the key has to be permitted."""

from core.model.verdict import PASSED
from core.rules.key_usage import RULE
from tests.core.rules.certificate_support import CA, served, told
from tests.core.rules.support import only


def test_key_agreement_alone_is_broken_for_those_that_look() -> None:
    found = only(RULE.check(served(CA.issue(ku=["key_agreement"]))))
    headline = "a.test:443 is broken: the key usage of its certificate does not allow TLS"
    assert told(found) == ("key-usage", "broken", "server", "measured", headline)
    assert [i.client for i in found.impact] == ["Chrome", "Firefox", "Java"]


def test_no_tls_usage_at_all_hits_openssl_too() -> None:
    found = only(RULE.check(served(CA.issue(ku=["content_commitment"]))))
    assert {i.client for i in found.impact} >= {"curl", "OpenSSL", "Python", "Node"}


def test_key_encipherment_is_enough_for_rsa_and_not_for_ec() -> None:
    assert RULE.check(served(CA.issue(ku=["key_encipherment"], key="rsa2048"))) == PASSED
    assert only(RULE.check(served(CA.issue(ku=["key_encipherment"])))).code == "key-usage"


def test_without_the_extension_everything_is_allowed() -> None:
    assert RULE.check(served(CA.issue(ku=None))) == PASSED
