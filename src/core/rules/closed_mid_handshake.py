"""`closed-mid-handshake`: the server begins the handshake, then closes the connection.

## What we saw
A ServerHello or more arrived, then FIN or RST, without an alert, before the handshake was complete.

## What it means
The process fails while it handles the handshake: it cannot read or use its private key, crashes, is restarted, or a
load balancer loses its server. A server that wants a client certificate and closes without an alert looks the same.

## Who is affected
Every client that gets this far.

## How to fix it
Read the server's log at the time of the failure: it names key, certificate or crash.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` completes.

## References
- RFC 8446 section 6.2 (an alert should precede the close): https://www.rfc-editor.org/rfc/rfc8446#section-6.2
- RFC 5246 section 7.4.6 (client certificate): https://www.rfc-editor.org/rfc/rfc5246#section-7.4.6
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import Closed, CloseKind, Stage
from core.model.prose import prose
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs, remedy
from core.words.conclusions import conclusions
from core.words.references import TLS13_ALERTS, rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.CLOSED_MID_HANDSHAKE,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    outcome = hit[0].outcome
    assert isinstance(outcome, Closed)
    reset = outcome.how is CloseKind.RST
    after = "after our Finished" if outcome.stage is Stage.FINISHED else "after its ServerHello"
    return Finding(
        code="closed-mid-handshake",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"the server {'resets' if reset else 'closes'} the connection {after}"),
        evidence=lines(evidence, hit, *conclusions(hit[0])),
        means=prose(
            "The server begins the handshake and fails in the middle without an alert: it cannot use its private "
            "key, it crashes or is restarted, or a load balancer loses its server."
        ),
        impact=impact.reset_in_handshake(target) if reset else impact.closed_in_handshake(target),
        fix=(
            remedy.logs(evidence.software),
            *remedy.key_and_certificate(evidence.software),
            prose("If only some connections fail: see that all servers behind the load balancer are healthy and alike"),
        ),
        verify=proofs.s_client(target),
        references=(TLS13_ALERTS, rfc(5246, "7.4.6", "Client certificate")),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("closed-mid-handshake",), rank=500, check=check, last_resort=True)
