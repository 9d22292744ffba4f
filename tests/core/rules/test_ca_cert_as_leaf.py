"""`ca-cert-as-leaf`: CA:TRUE in first place, signed by another CA."""

from core.model.verdict import PASSED
from core.rules.ca_cert_as_leaf import RULE
from tests.core.rules.certificate_support import CA, GOOD, served, told
from tests.core.rules.support import only
from tests.support.pki import self_signed


def test_a_ca_certificate_as_the_servers_own_is_broken() -> None:
    found = only(RULE.check(served(CA.issue(ca=True))))
    headline = "a.test:443 is broken: it uses a CA certificate as its own"
    assert told(found) == ("ca-cert-as-leaf", "broken", "server", "measured", headline)
    assert [i.client for i in found.impact] == ["Firefox", "rustls"]


def test_a_self_signed_one_is_only_self_signed() -> None:
    assert RULE.check(served(self_signed(ca=True))) == PASSED


def test_an_end_entity_certificate_passes_with_and_without_the_extension() -> None:
    assert RULE.check(served(GOOD)) == PASSED
    assert RULE.check(served(CA.issue(ca=None))) == PASSED
