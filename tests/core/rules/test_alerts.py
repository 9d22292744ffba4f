"""The alert family: one code a number, the usual meaning, the clients' own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.finding import Blame, Confidence, Severity
from core.model.observation import Closed, CloseKind, Ending, Profile, ServerFlight, Stage
from core.model.prose import plain
from core.model.verdict import PASSED, Found, NotApplicable
from core.rules import alerts
from tests.core.rules.support import (
    HELLO_FIN,
    SHELLO_12,
    V4_OTHER,
    alert,
    attempt,
    completed,
    make_evidence,
    only,
    said,
)


def test_handshake_failure_as_a_whole() -> None:
    finding = only(alerts.check(make_evidence(attempt(alert(40)), attempt(alert(40), Profile.TLS12_ONLY))))
    assert (finding.code, finding.severity, finding.blame, finding.confidence) == (
        "alert-handshake-failure", Severity.BROKEN, Blame.SERVER, Confidence.STATED,
    )  # fmt: skip
    assert plain(finding.headline) == (
        "a.test:443 is broken: the server sends alert 40 (handshake_failure) in answer to the ClientHello, "
        "before any other byte"
    )
    assert plain(finding.evidence[1]) == (
        "Control: TLS 1.2 only → alert 40 handshake_failure in answer to the ClientHello, before any other byte"
    )
    assert plain(finding.evidence[2]) == ("Ruled out as the cause, because it fails without it too: the TLS 1.3 offer")
    shown = {impact.client: impact.shows for impact in finding.impact}
    assert shown["Chrome"] == "ERR_SSL_VERSION_OR_CIPHER_MISMATCH"
    assert shown["Firefox"] == "SSL_ERROR_NO_CYPHER_OVERLAP"
    assert shown["OpenSSL"] == (
        "error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:SSL alert number 40"
    )
    assert shown["Go"] == "remote error: tls: handshake failure"
    assert shown["Python"] == "ssl.SSLError: [SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (0, "alert-close-notify"), (10, "alert-unexpected-message"), (47, "alert-illegal-parameter"),
        (49, "alert-access-denied"), (50, "alert-decode-error"), (70, "alert-protocol-version"),
        (71, "alert-insufficient-security"), (80, "alert-internal-error"), (86, "alert-inappropriate-fallback"),
        (116, "alert-certificate-required"), (120, "alert-no-application-protocol"), (255, "alert-unknown"),
    ],
)  # fmt: skip
def test_code_of_a_number(number: int, code: str) -> None:
    assert only(alerts.check(make_evidence(attempt(alert(number))))).code == code


@given(st.integers(0, 255), st.sampled_from(list(Stage)[2:]))
def test_every_number_gives_a_declared_code_with_all_nine_clients(number: int, stage: Stage) -> None:
    finding = only(alerts.check(make_evidence(attempt(alert(number, stage)))))
    assert finding.code in alerts.RULE.codes
    assert len(finding.impact) == 9
    assert str(number) in plain(finding.headline)


def test_an_alert_after_the_handshake_counts() -> None:
    """TLS 1.3 refuses a client only after its Finished."""
    finding = only(alerts.check(make_evidence(attempt(completed(ending=Ending(alert=116))))))
    assert finding.code == "alert-certificate-required"
    assert "after the handshake was complete" in plain(finding.headline)


def test_an_alert_where_a_client_certificate_was_asked_for_is_the_clients_matter() -> None:
    evidence = make_evidence(attempt(alert(42, Stage.FINISHED, client_cert_asked=True)))
    assert only(alerts.check(evidence)).blame is Blame.CLIENT


def test_a_warning_and_then_the_end_is_that_alert() -> None:
    outcome = Closed(Stage.SERVER_FLIGHT, CloseKind.FIN, ServerFlight(warning_alerts=(40,), bytes_received=7))
    assert only(alerts.check(make_evidence(attempt(outcome)))).code == "alert-handshake-failure"


def test_different_alerts_at_different_addresses_are_two_findings() -> None:
    verdict = alerts.check(make_evidence(attempt(alert(80)), attempt(alert(40), address=V4_OTHER)))
    assert isinstance(verdict, Found)
    assert [(f.code, "192.0.2.2" in plain(f.headline)) for f in verdict.findings] == [
        ("alert-handshake-failure", True),
        ("alert-internal-error", False),
    ]


def test_what_an_answered_control_points_to_is_said() -> None:
    evidence = make_evidence(attempt(alert(40)), attempt(SHELLO_12, Profile.NO_SNI))
    assert "The server answers without it, so the cause may be: the presence of a server name" in said(
        only(alerts.check(evidence))
    )


def test_a_flaky_alert_is_at_risk() -> None:
    evidence = make_evidence(attempt(alert(80)), attempt(completed(), Profile.FULL_AGAIN))
    assert only(alerts.check(evidence)).severity is Severity.AT_RISK


def test_silence_about_other_endings() -> None:
    assert alerts.check(make_evidence(attempt(HELLO_FIN))) == PASSED
    assert alerts.check(make_evidence(attempt(completed()))) == PASSED
    assert isinstance(alerts.check(make_evidence()), NotApplicable)
