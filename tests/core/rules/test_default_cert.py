"""`default-cert`: a product's placeholder, when clients do not accept it."""

from datetime import timedelta

import pytest

from core.diagnose import diagnose
from core.model.verdict import PASSED
from core.rules import catalogue
from core.rules.default_cert import RULE
from tests.core.rules.certificate_support import CA, NOBODY, NOW, PUBLIC, served, told
from tests.core.rules.support import only
from tests.support.pki import Authority, self_signed

INGRESS = self_signed(cn="Kubernetes Ingress Controller Fake Certificate", org="Acme Co", dns=["ingress.local"])


def test_the_ingress_controllers_fake_is_the_root_cause() -> None:
    found = only(RULE.check(served(INGRESS)))
    headline = (
        "a.test:443 is broken: it shows the ingress controller's fake certificate instead of a certificate of its own"
    )
    assert told(found) == ("default-cert", "broken", "server", "measured", headline)
    report = diagnose(served(INGRESS), catalogue())
    assert [f.code for f in report.findings if f.severity.value == "broken"] == [
        "default-cert", "self-signed", "hostname-mismatch",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cn", "org"),
    [
        ("TRAEFIK DEFAULT CERT", None),
        ("localhost.localdomain", "SomeOrganization"),
        ("localhost", None),
        ("x", "Internet Widgits Pty Ltd"),
        ("IOS-Self-Signed-Certificate-123456789", None),
        ("Plesk", "Plesk"),
        ("synology.com", "Synology Inc."),
        ("WMSvc-SHA2-WEB01", None),
        ("FGT60E4Q16000000", "Fortinet"),
    ],
)
def test_well_known_placeholders(cn: str, org: str | None) -> None:
    assert only(RULE.check(served(self_signed(cn=cn, org=org, dns=["x.test"]), stores=NOBODY))).code == "default-cert"


def test_a_ten_year_certificate_for_an_unqualified_name_is_inferred() -> None:
    leaf = self_signed(cn="web01", dns=["web01"], not_before=NOW, not_after=NOW + timedelta(days=3650))
    assert only(RULE.check(served(leaf))).confidence.value == "inferred"


def test_a_self_signed_certificate_of_ones_own_is_none() -> None:
    assert RULE.check(served(self_signed(org="Home Lab"))) == PASSED


def test_a_certificate_of_a_machine_for_the_name_that_was_asked_is_its_own() -> None:
    """As of a developer's machine: CN=localhost, asked as localhost."""
    leaf = self_signed(cn="localhost", dns=["a.test"])
    assert RULE.check(served(leaf, stores=NOBODY)) == PASSED


def test_sample_answers_in_a_signed_certificate_are_none() -> None:
    leaf = CA.issue(cn="a.test", org="Internet Widgits Pty Ltd")
    assert RULE.check(served(leaf, stores=NOBODY)) == PASSED


def test_one_that_is_trusted_for_the_name_is_none() -> None:
    assert RULE.check(served(CA.issue(org="SomeOrganization"), stores=PUBLIC)) == PASSED


def test_cloudflares_origin_ca_shown_to_the_public() -> None:
    origin = Authority.root("CloudFlare Origin SSL Certificate Authority")
    assert only(RULE.check(served(origin.issue(), stores=PUBLIC))).code == "default-cert"
