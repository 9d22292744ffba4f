"""`sni-default-cert`: another site's certificate, and a proof that the server chooses by name."""

from core.diagnose import diagnose
from core.model.observation import Attempt, Profile
from core.model.verdict import PASSED
from core.rules import hostname_mismatch, sni_default_cert
from core.rules.sni_default_cert import RULE
from tests.core.rules.certificate_support import CA, GOOD, OWN, told
from tests.core.rules.support import attempt, completed, examined, only, said

OTHER = CA.issue(dns=["z.test"]).sent_ders


def seen(*controls: Attempt, warnings: tuple[int, ...] = (), acks: bool | None = None) -> list[Attempt]:
    return [attempt(completed(OTHER, warning_alerts=warnings, acks_server_name=acks)), *controls]


def control(chain: tuple[bytes, ...], profile: Profile) -> Attempt:
    return attempt(completed(chain), profile)


def test_the_warning_112_explains_the_mismatch() -> None:
    evidence = examined(*seen(warnings=(112,)), stores=OWN)
    headline = "a.test:443 is broken: the server does not know a.test and answers as its default site"
    assert told(only(RULE.check(evidence))) == ("sni-default-cert", "broken", "server", "measured", headline)
    report = diagnose(evidence, (hostname_mismatch.RULE, sni_default_cert.RULE))
    assert [f.code for f in report.findings] == ["sni-default-cert", "hostname-mismatch"]


def test_a_sibling_with_its_own_certificate_explains_it_too() -> None:
    controls = control(OTHER, Profile.NO_SNI), control(GOOD.sent_ders, Profile.SIBLING_SNI)
    found = only(RULE.check(examined(*seen(*controls), stores=OWN)))
    assert (found.confidence.value, "hostname-mismatch" in found.explains) == ("measured", True)


def test_no_name_with_its_own_certificate_explains_it_as_well() -> None:
    controls = control(OTHER, Profile.OTHER_SNI), control(GOOD.sent_ders, Profile.NO_SNI)
    assert "Another certificate comes with no SNI" in said(only(RULE.check(examined(*seen(*controls), stores=OWN))))


def test_an_acknowledged_name_proves_nothing() -> None:
    """nginx acknowledges every name, also where it has one certificate for all."""
    controls = [control(OTHER, p) for p in (Profile.NO_SNI, Profile.OTHER_SNI, Profile.SIBLING_SNI)]
    evidence = examined(*seen(*controls, acks=True), stores=OWN)
    report = diagnose(evidence, (hostname_mismatch.RULE, sni_default_cert.RULE))
    assert [f.code for f in report.findings] == ["hostname-mismatch"]


def test_one_certificate_for_every_name_proves_nothing() -> None:
    controls = [control(OTHER, p) for p in (Profile.NO_SNI, Profile.OTHER_SNI, Profile.SIBLING_SNI)]
    assert RULE.check(examined(*seen(*controls), stores=OWN)) == PASSED


def test_a_certificate_that_only_our_name_gets_is_no_default() -> None:
    controls = control(GOOD.sent_ders, Profile.NO_SNI), control(GOOD.sent_ders, Profile.SIBLING_SNI)
    assert RULE.check(examined(*seen(*controls), stores=OWN)) == PASSED


def test_a_fitting_certificate_passes_in_spite_of_the_warning() -> None:
    assert RULE.check(examined(attempt(completed(GOOD.sent_ders, warning_alerts=(112,))), stores=OWN)) == PASSED
