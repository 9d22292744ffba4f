"""`alert-…`: the server ends the handshake with a TLS alert, and nothing more precise is known.

One code an alert number: `alert-handshake-failure` (40), `alert-protocol-version` (70), `alert-internal-error` (80) and
so on by the registry's names; `alert-unknown` for numbers without a name.

## What we saw
A fatal alert: in answer to the ClientHello, in the middle of the handshake, or in TLS 1.3 after it was complete. The
number is the server's own statement. The evidence lists which control experiments ended the same way: what they leave
out is not the cause.

## What it means
Each number has a usual meaning, which the finding tells. Servers are not precise: 40 covers missing ciphers, a
missing certificate for the name and a missing client certificate; 42 to 48 and 116 are about the client's
certificate, never about the server's; 80 is the server's own trouble.

## Who is affected
Every client that offers the same.

## How to fix it
Read the server's log at the time of the failure; then follow the steps of the finding.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` completes a handshake.

## References
- RFC 8446 section 6.2 (Error Alerts): https://www.rfc-editor.org/rfc/rfc8446#section-6.2
- RFC 5246 section 7.2.2 (Error Alerts): https://www.rfc-editor.org/rfc/rfc5246#section-7.2.2
- IANA TLS Alerts: https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import AlertReceived, Closed, Negotiated, Outcome, Stage
from core.model.prose import prose
from core.model.verdict import Found, Rule, Verdict
from core.words import alerts, proofs, remedy
from core.words.alert_impact import alert_impact
from core.words.conclusions import conclusions
from core.words.observed import WHEN
from core.words.references import IANA_ALERTS, TLS13_ALERTS, rfc
from core.words.signs import Sign, no_connection, quiet, with_sign
from core.words.wire import gravity, headline, lines


def check(evidence: Evidence) -> Verdict:
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    hit = with_sign(evidence, Sign.ALERT)
    numbers = sorted({_alert(e.outcome)[0] for e in hit})
    if not numbers:
        return quiet(evidence, ())
    return Found(tuple(_finding(evidence, n, tuple(e for e in hit if _alert(e.outcome)[0] == n)) for n in numbers))


def _alert(outcome: Outcome) -> tuple[int, Stage]:
    """Number and stage of the alert that ended this attempt (`Sign.ALERT`)."""
    match outcome:
        case AlertReceived(stage, _, number):
            return number, stage
        case Negotiated(ending=ending) if ending.alert is not None:
            return ending.alert, Stage.AFTER
        case Closed(flight=flight) if flight.warning_alerts:
            return flight.warning_alerts[-1], Stage.HELLO
        case _:
            raise AssertionError(outcome)


def _finding(evidence: Evidence, number: int, hit: tuple[Endpoint, ...]) -> Finding:
    target, words = evidence.target, alerts.words(number)
    stage = _alert(hit[0].outcome)[1]
    asked = any(e.flight.client_cert_asked for e in hit)
    because = f"the server sends {alerts.title(number)} {WHEN[stage]}"
    parameters = remedy.modern_protocols(evidence.software) if words.parameters else ()
    return Finding(
        code=alerts.code(number),
        severity=gravity(hit),
        blame=Blame.CLIENT if asked else Blame.SERVER,
        confidence=Confidence.STATED,
        headline=headline(evidence, hit, because),
        evidence=lines(evidence, hit, *conclusions(hit[0])),
        means=prose(words.means),
        impact=alert_impact(target, number, at_hello=stage is Stage.HELLO),
        fix=(prose(words.first), remedy.logs(evidence.software), *parameters),
        verify=proofs.s_client(target),
        references=(TLS13_ALERTS, rfc(5246, "7.2.2", "Error alerts"), IANA_ALERTS),
        accounts_for_failure=True,
    )


RULE = Rule(codes=alerts.CODES, rank=520, check=check, last_resort=True)
