"""`legacy-protocol-enabled`: TLS 1.0 and 1.1 besides newer versions."""

from dataclasses import replace

from core.model.finding import Severity
from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable
from core.rules.legacy_protocol_enabled import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ECDHE_AEAD, ECDHE_CBC, MODERN, V10, V11, V12, fired, server, verdict, why_open
from tests.core.rules.support import TARGET, said

OLD = server({**MODERN, V11: ECDHE_CBC, V10: ECDHE_CBC})


def test_it_fires_and_names_both_versions_with_their_suites() -> None:
    finding = fired(RULE, OLD)
    assert told(finding) == (
        "legacy-protocol-enabled",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: it still accepts TLS 1.1 and TLS 1.0",
    )
    assert "TLS 1.0 accepts TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA" in said(finding)
    assert "TLS 1.2 accepts" not in said(finding)


def test_tls_1_1_alone_is_asked_for_in_the_proof() -> None:
    finding = fired(RULE, server({V12: ECDHE_AEAD, V11: ECDHE_CBC}))
    assert finding.verify == (
        "openssl s_client -connect a.test:443 -servername a.test -tls1_1 -cipher DEFAULT:@SECLEVEL=0 </dev/null"
    )


def test_on_a_port_with_starttls_it_is_advice_and_says_why() -> None:
    mail = replace(TARGET, port=25, starttls=Starttls.SMTP)
    finding = fired(RULE, OLD, target=mail)
    assert finding.severity is Severity.ADVICE
    assert "falls back to clear text" in said(finding)
    assert "smtpd_tls_protocols = >=TLSv1.2" in said(finding)


def test_on_an_imap_port_the_log_is_to_be_read_first() -> None:
    finding = fired(RULE, OLD, target=replace(TARGET, port=143, starttls=Starttls.IMAP))
    assert finding.severity is Severity.ADVICE
    assert "Old clients are common on ports with STARTTLS" in said(finding)


def test_a_modern_server_passes() -> None:
    assert verdict(RULE, server()) == PASSED


def test_where_nothing_newer_is_spoken_protocol_too_old_says_it() -> None:
    assert verdict(RULE, server({V10: ECDHE_CBC})) == NotApplicable("nothing newer than TLS 1.1 is accepted")


def test_one_old_version_seen_is_found_though_the_other_is_unknown() -> None:
    assert fired(RULE, server({**MODERN, V11: ECDHE_CBC}, unknown=[V10])).code == "legacy-protocol-enabled"


def test_an_unknown_version_leaves_it_open() -> None:
    assert why_open(RULE, server(unknown=[V10])) == "silence"
    assert why_open(RULE, server(unknown=[V10], limited="we are being limited")) == "we are being limited"


def test_of_two_addresses_the_old_one_is_named() -> None:
    finding = fired(RULE, server(), OLD)
    assert told(finding)[4] == "a.test:443 is at risk at 192.0.2.2: it still accepts TLS 1.1 and TLS 1.0"


def test_without_a_survey_there_is_no_question() -> None:
    assert verdict(RULE, None) == NotApplicable("the server was not surveyed")
