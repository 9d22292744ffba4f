"""`no-shared-cipher`: sound suites that no browser has."""

from dataclasses import replace

from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable
from core.rules.no_shared_cipher import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import (
    ANON,
    ARIA,
    DHE,
    ECDHE_AEAD,
    ECDHE_CBC,
    NULL,
    RC4,
    RSA_CBC,
    TLS13,
    V10,
    V12,
    V13,
    clients,
    fired,
    server,
    surveyed,
    verdict,
    why_open,
)
from tests.core.rules.support import TARGET, V4_OTHER, alert, only, said

A40 = alert(40)
NEARLY_ALL = "Chrome, Edge, Firefox, Safari, Android 16 and 14 more"


def test_a_suite_that_hardly_anybody_offers_shuts_nearly_everybody_out() -> None:
    finding = fired(RULE, server({V12: (ARIA,)}), outcome=A40)
    assert told(finding) == (
        "no-shared-cipher",
        "broken",
        "server",
        "measured",
        f"a.test:443 is broken: it has no cipher suite in common with {NEARLY_ALL}",
    )
    assert "TLS 1.2 accepts TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384" in said(finding)
    assert "TLS_AES_128_GCM_SHA256" not in said(finding)  # the server has no TLS 1.3
    assert len(clients(finding)) == 8  # Node alone has ARIA: its list ends in "HIGH"
    assert finding.accounts_for_failure


def test_dhe_alone_shuts_browsers_and_go_out_though_our_own_handshake_works() -> None:
    finding = fired(RULE, server({V12: DHE}))
    assert clients(finding) == ["Chrome", "Firefox", "Safari", "Go"]
    assert (
        "it has no cipher suite in common with Chrome, Edge, Firefox, Safari, Android 16 and 2 more" in told(finding)[4]
    )
    assert "offered by Chrome, Edge, Firefox, Safari, Android 16, Go 1.25 and Apple Mail, which have" in said(finding)
    assert not finding.accounts_for_failure


def test_one_suite_in_common_is_enough() -> None:
    assert verdict(RULE, server({V12: (ARIA, 0xC02F)})) == PASSED
    assert verdict(RULE, server({V13: TLS13})) == PASSED
    assert verdict(RULE, server({V12: (*RSA_CBC, 0xC02F)})) == PASSED


def test_where_no_browser_is_left_out_it_is_a_risk_for_those_that_are() -> None:
    """Go and Java 24 offer no RSA key exchange, Python 3.10 no HMAC with SHA-1."""
    finding = fired(RULE, server({V12: RSA_CBC}))
    assert told(finding)[1] == "at_risk"
    assert told(finding)[4].endswith(
        "is at risk: it has no cipher suite in common with Java 25, Python 3.13 with OpenSSL 3.0 and Go 1.25"
    )
    assert clients(finding) == ["Java", "Go", "Python"]


def test_suites_of_tls_1_2_do_not_save_who_gets_tls_1_3() -> None:
    """The version is settled before the suite (RFC 8446 section 4.2.1)."""
    finding = fired(RULE, server({V13: (0x1304,), V12: ECDHE_AEAD}))
    assert told(finding)[1] == "broken"
    assert "TLS 1.3 accepts TLS_AES_128_CCM_SHA256" in said(finding)
    assert "TLS_ECDHE" not in said(finding)


def test_what_is_common_in_an_old_version_does_not_help() -> None:
    assert fired(RULE, server({V12: (ARIA,), V10: ECDHE_CBC}), outcome=A40).code == "no-shared-cipher"


def test_broken_suites_alone_are_weak_cipher_onlys_matter() -> None:
    for suites in ((RC4,), (NULL, ANON)):
        assert isinstance(verdict(RULE, server({V12: suites}), outcome=A40), NotApplicable)


def test_old_versions_alone_are_protocol_too_olds_matter() -> None:
    assert verdict(RULE, server({V10: ECDHE_CBC}), outcome=alert(70)) == NotApplicable(
        "no version of current clients is accepted"
    )


def test_a_list_cut_short_proves_nothing() -> None:
    assert why_open(RULE, server({V12: (ARIA,)}, complete=False), outcome=A40) == (
        "not every cipher suite of TLS 1.2 could be asked"
    )


def test_no_browser_comes_to_a_port_with_starttls() -> None:
    mail = replace(TARGET, port=25, starttls=Starttls.SMTP)
    finding = fired(RULE, server({V12: DHE}), target=mail)
    assert told(finding)[1] == "at_risk"
    assert told(finding)[4].endswith("no cipher suite in common with Android 16, Go 1.25 and Apple Mail")
    assert told(fired(RULE, server({V12: (ARIA,)}), target=mail))[1] == "broken"


def test_a_suite_of_chromes_offer_keeps_chrome_in() -> None:
    assert verdict(RULE, server({V12: (ECDHE_AEAD[0],)})) == PASSED


def test_a_broken_suite_beside_a_sound_one_that_nobody_has_changes_nothing() -> None:
    assert fired(RULE, server({V12: (RC4, ARIA)}), outcome=A40).code == "no-shared-cipher"


def test_one_failing_address_of_two_is_accounted_for() -> None:
    works, fails = surveyed(server({V12: DHE})), surveyed(server({V12: DHE}), outcome=A40)
    both = replace(works, endpoints=(works.endpoints[0], replace(fails.endpoints[0], address=V4_OTHER)))
    assert only(RULE.check(both)).accounts_for_failure
