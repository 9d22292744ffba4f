"""`key-usage`: what the server does with the key has to be permitted."""

import pytest

from core.model.evidence import Evidence
from core.model.verdict import PASSED
from core.rules.key_usage import RULE
from tests.core.rules.certificate_support import CA, OWN, served, told
from tests.core.rules.support import attempt, completed, examined, only, said


def test_key_agreement_alone_is_broken_for_those_that_look() -> None:
    found = only(RULE.check(served(CA.issue(ku=["key_agreement"]))))
    headline = "a.test:443 is broken: the key usage of its certificate does not allow TLS"
    assert told(found) == ("key-usage", "broken", "server", "measured", headline)
    assert [i.client for i in found.impact] == ["Chrome", "Firefox", "Java"]


def test_no_tls_usage_at_all_hits_openssl_too() -> None:
    found = only(RULE.check(served(CA.issue(ku=["content_commitment"]))))
    assert {i.client for i in found.impact} >= {"curl", "OpenSSL", "Python", "Node"}


ENCIPHERS = CA.issue(ku=["key_encipherment"], key="rsa2048")


def with_suite(version: int, cipher: int) -> Evidence:
    return examined(attempt(completed(ENCIPHERS.sent_ders, version=version, cipher=cipher)), stores=OWN)


@pytest.mark.parametrize(
    ("version", "cipher"),
    [(0x0304, 0x1301), (0x0303, 0xC02F), (0x0303, 0x009E)],
    ids=["TLS 1.3", "ECDHE_RSA", "DHE_RSA"],
)
def test_a_handshake_that_signs_needs_digital_signature_for_rsa_too(version: int, cipher: int) -> None:
    found = only(RULE.check(with_suite(version, cipher)))
    assert "Key usage: keyEncipherment; needed: digitalSignature and keyEncipherment" in said(found)
    assert [i.client for i in found.impact] == ["Chrome", "Firefox", "Java"]


def test_static_rsa_needs_key_encipherment_only() -> None:
    assert RULE.check(with_suite(0x0303, 0x009C)) == PASSED


def test_key_encipherment_is_never_enough_for_ec() -> None:
    assert only(RULE.check(served(CA.issue(ku=["key_encipherment"])))).code == "key-usage"


def test_without_the_extension_everything_is_allowed() -> None:
    assert RULE.check(served(CA.issue(ku=None))) == PASSED
