"""`closed-after-handshake`: the handshake completes, then the connection is killed.

## What we saw
A complete handshake; then FIN or RST without an answer to our request and without TLS's own goodbye (close_notify).

## What it means
TLS is right, what stands behind it is not: the application crashes, a load balancer has no healthy server, the name
has no site, or a client without a certificate is thrown out without a word. A protocol that does not know our request
(HEAD) may do so, too.

## Who is affected
Clients see an empty answer rather than a TLS error.

## How to fix it
Look at the application or back end behind the TLS listener, and at its log.

## How to check the fix
`curl -v https://HOST:PORT/` gets an answer.

## References
- RFC 8446 section 6.1 (Closure Alerts): https://www.rfc-editor.org/rfc/rfc8446#section-6.1
- RFC 9112 section 9.8 (TLS Connection Closure): https://www.rfc-editor.org/rfc/rfc9112#section-9.8
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import CloseKind, Negotiated
from core.model.prose import prose
from core.model.verdict import Rule, Verdict
from core.words import proofs, remedy
from core.words.impact import impacts
from core.words.observed import at
from core.words.references import rfc
from core.words.signs import Sign
from core.words.wire import lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.CLOSED_AFTER_HANDSHAKE,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target, outcome = evidence.target, hit[0].outcome
    reset = isinstance(outcome, Negotiated) and outcome.ending.closed is CloseKind.RST
    how = "resets" if reset else "closes"
    return Finding(
        code="closed-after-handshake",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(
            f"{target} completes the handshake{at(evidence, hit)} and then {how} the connection without an answer"
        ),
        evidence=lines(evidence, hit),
        means=prose(
            "TLS is in order and what stands behind it is not: the application crashes, a load balancer has no "
            "healthy server, or the service does not know our request. A server may also throw out clients without "
            "a certificate."
        ),
        impact=impacts(
            chrome="ERR_CONNECTION_RESET" if reset else "ERR_EMPTY_RESPONSE",
            firefox="PR_CONNECT_RESET_ERROR" if reset else "PR_END_OF_FILE_ERROR",
            curl="curl: (56) Recv failure: Connection reset by peer" if reset else "curl: (52) Empty reply from server",
            java="java.net.SocketException: Connection reset" if reset else "java.io.EOFException",
            go="read: connection reset by peer" if reset else "EOF",
            python="ConnectionResetError: [Errno 104] Connection reset by peer"
            if reset
            else "http.client.RemoteDisconnected: Remote end closed connection without response",
            node="Error: read ECONNRESET" if reset else "Error: socket hang up",
        ),
        fix=(
            prose("Look at the application behind the TLS listener: is it running, and does its log show a crash?"),
            prose("Behind a load balancer: see that the target group or back end is healthy"),
            remedy.logs(evidence.software),
        ),
        verify=proofs.s_client(target) if target.starttls else proofs.curl(target),
        references=(rfc(8446, "6.1", "Closure Alerts"), rfc(9112, "9.8", "TLS Connection Closure")),
    )


RULE = Rule(codes=("closed-after-handshake",), rank=560, check=check, last_resort=True)
