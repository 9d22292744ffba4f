"""`closed-after-hello`: the ClientHello is answered by closing the connection.

## What we saw
TCP stands and stays open while nothing is sent; after our ClientHello the peer sends FIN, without an alert.

## What it means
The peer reads the hello and leaves without saying why. Servers do so when no certificate or route is configured for
the name, when a process behind a pass-through proxy is down, when the software knows no TLS, or when it crashes on
what the hello offers. The controls show what it does not depend on.

## Who is affected
Every client that offers what we offered.

## How to fix it
Read the server's own log at the time of the failure. Behind a TLS pass-through (HAProxy in TCP mode, Envoy, nginx
stream, Kubernetes ingress), see that there is a route and a healthy server for this name.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` shows a certificate.

## References
- RFC 8446 section 6.2 (an alert should precede the close): https://www.rfc-editor.org/rfc/rfc8446#section-6.2
- RFC 6066 section 3 (Server Name Indication): https://www.rfc-editor.org/rfc/rfc6066#section-3
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.prose import prose
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs, remedy
from core.words.conclusions import conclusions
from core.words.references import TLS13_ALERTS, rfc
from core.words.signs import Sign, closes_unasked
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.CLOSED_AFTER_HELLO,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    listened = closes_unasked(hit[0]) is not None
    return Finding(
        code="closed-after-hello",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED if listened else Confidence.INFERRED,
        headline=headline(evidence, hit, "the server closes the connection when it gets the ClientHello"),
        evidence=lines(evidence, hit, *conclusions(hit[0])),
        means=prose(
            "The peer reads the hello and leaves without an alert. Usually no certificate or route is configured "
            "for this name, the server behind a pass-through proxy is down, or the software on this port knows no "
            "TLS."
        ),
        impact=impact.closed_in_handshake(target),
        fix=(
            remedy.logs(evidence.software),
            prose("Behind a pass-through (HAProxy in TCP mode, Envoy, nginx stream, Kubernetes ingress): see that this "
                  "name has a route and a healthy server"),
            *remedy.serve_tls(evidence.software),
        ),
        verify=proofs.s_client(target),
        references=(TLS13_ALERTS, rfc(6066, "3", "Server Name Indication")),
        accounts_for_failure=True,
    )  # fmt: skip


RULE = Rule(codes=("closed-after-hello",), rank=410, check=check, last_resort=True)
