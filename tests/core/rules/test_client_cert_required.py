"""`client-cert-required`: asked for, not given, thrown out."""

import pytest

from core.diagnose import diagnose
from core.model.finding import Severity
from core.model.observation import (
    AlertReceived,
    Closed,
    CloseKind,
    Ending,
    HttpAnswer,
    Negotiated,
    Outcome,
    ServerFlight,
    Stage,
)
from core.model.target import Starttls, Target
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules import catalogue
from core.rules.client_cert_required import RULE
from tests.core.rules.certificate_support import CA, DAY, GOOD, NOW, OWN, told
from tests.core.rules.support import HELLO_RST, alert, attempt, completed, examined, make_evidence, only, said
from tests.support.pki import self_signed

ASKED = ServerFlight(version=0x0303, client_cert_asked=True, client_cert_authorities=("CN=Corp Client CA",))
PLAIN = ServerFlight(version=0x0303)


def tls13(ending: Ending, flight: ServerFlight = ASKED) -> Negotiated:
    return Negotiated(flight, "TLS 1.3", "TLS_AES_128_GCM_SHA256", "X25519", ending)


def test_alert_116_after_the_handshake_is_stated() -> None:
    found = only(RULE.check(make_evidence(attempt(tls13(Ending(alert=116))))))
    headline = "a.test:443 demands a client certificate, and none was sent"
    assert told(found) == ("client-cert-required", "broken", "client", "stated", headline)
    assert found.accounts_for_failure
    assert "Accepted CAs: CN=Corp Client CA" in said(found)


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (tls13(Ending(alert=116)), "tlsv13 alert certificate required"),
        (AlertReceived(Stage.FINISHED, 2, 40, ASKED), "alert handshake failure"),
        (tls13(Ending(alert=42)), "bad certificate"),
        (tls13(Ending(answered=True, http=HttpAnswer(400))), "HTTP 400 and its page: TLS itself completes"),
        (Closed(Stage.FINISHED, CloseKind.RST, ASKED), "Connection reset by peer"),
        (tls13(Ending(closed=CloseKind.RST)), "Connection reset by peer"),
    ],
)
def test_what_clients_show_follows_from_how_it_says_no(outcome: Outcome, shown: str) -> None:
    impact = only(RULE.check(make_evidence(attempt(outcome)))).impact
    assert any(shown in i.shows for i in impact if "curl" in i.client), impact


@pytest.mark.parametrize(
    ("outcome", "confidence"),
    [
        (AlertReceived(Stage.FINISHED, 2, 40, ASKED), "measured"),
        (AlertReceived(Stage.FINISHED, 2, 42, ASKED), "measured"),
        (AlertReceived(Stage.FINISHED, 2, 116, PLAIN), "stated"),
        (Closed(Stage.FINISHED, CloseKind.RST, ASKED), "inferred"),
        (tls13(Ending(alert=42)), "measured"),
        (tls13(Ending(closed=CloseKind.FIN)), "inferred"),
        (tls13(Ending(answered=True, http=HttpAnswer(400))), "inferred"),
    ],
)
def test_the_ways_to_insist(outcome: Outcome, confidence: str) -> None:
    assert only(RULE.check(make_evidence(attempt(outcome)))).confidence.value == confidence


@pytest.mark.parametrize(
    "outcome",
    [
        tls13(Ending(answered=True, http=HttpAnswer(200))),
        tls13(Ending(answered=True)),
        tls13(Ending(answered=True, http=HttpAnswer(400)), PLAIN),
        tls13(Ending(closed=CloseKind.FIN), PLAIN),
        tls13(Ending(alert=80)),
    ],
)
def test_near_misses_pass(outcome: Outcome) -> None:
    assert RULE.check(make_evidence(attempt(outcome))) == PASSED


def test_handshake_failure_in_answer_to_the_hello_has_another_cause() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(alert(40)))), NotApplicable)


def test_a_close_after_the_server_hello_leaves_it_open() -> None:
    closed = Closed(Stage.SERVER_FLIGHT, CloseKind.FIN, PLAIN)
    assert isinstance(RULE.check(make_evidence(attempt(closed))), Undetermined)


def test_no_tls_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(HELLO_RST))), NotApplicable)
    assert RULE.check(make_evidence(attempt(completed(GOOD.sent_ders)))) == PASSED


@pytest.mark.parametrize(
    "ending", [Ending(alert=116), Ending(answered=True, http=HttpAnswer(400))], ids=["alert 116", "HTTP 400"]
)
@pytest.mark.parametrize(
    ("chain", "code"),
    [
        (CA.issue(not_after=NOW - DAY).sent_ders, "cert-expired"),
        (CA.issue(dns=["z.test"]).sent_ders, "hostname-mismatch"),
        ((GOOD.der,), "chain-incomplete"),
        (self_signed().sent_ders, "self-signed"),
    ],
    ids=["expired", "other name", "incomplete", "self-signed"],
)
def test_what_is_wrong_with_the_servers_certificate_comes_first(
    chain: tuple[bytes, ...], code: str, ending: Ending
) -> None:
    """It hits clients that have a certificate as well."""
    evidence = examined(attempt(completed(chain, ending, client_cert_asked=True)), stores=OWN)
    assert [f.code for f in diagnose(evidence, catalogue()).findings if f.severity is Severity.BROKEN] == [
        code,
        "client-cert-required",
    ]


def test_the_proof_shows_the_status_and_names_no_file_that_could_be_there() -> None:
    found = only(RULE.check(make_evidence(attempt(tls13(Ending(alert=116))))))
    assert found.verify == (
        "curl -sS -o /dev/null -w '%{http_code}\\n' --cert YOUR.pem --key YOUR.key https://a.test:443/"
    )


def test_behind_starttls_the_proof_is_openssls() -> None:
    target = Target(host="a.test", port=25, server_name="a.test", starttls=Starttls.SMTP)
    found = only(RULE.check(make_evidence(attempt(tls13(Ending(alert=116)), target=target), target=target)))
    assert "-starttls smtp -cert YOUR.pem -key YOUR.key" in (found.verify or "")
