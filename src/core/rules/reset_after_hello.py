"""`reset-after-hello`: the ClientHello is answered by a TCP reset.

## What we saw
TCP stands; after our ClientHello an RST comes, without an alert. The controls show whether it depends on the server
name, the version, the size of the hello, or on TLS at all.

## What it means
A crashed or overloaded process, a load balancer that cannot reach its server, or a box on the way that forbids this
connection and forges the reset. If every kind of hello is reset and plain text is not, something looks for TLS; if
all bytes are, the process behind the port fails.

## Who is affected
Every client that takes this way.

## How to fix it
Capture packets at the server: a reset that the client receives and the server never sent comes from a box between
them.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` shows a certificate.

## References
- RFC 9293 section 3.5.2 (Reset Generation): https://www.rfc-editor.org/rfc/rfc9293#section-3.5.2
- RFC 3360 (Inappropriate TCP Resets Considered Harmful): https://www.rfc-editor.org/rfc/rfc3360
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import Closed, Profile
from core.model.prose import Code, Prose, prose
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs, remedy
from core.words.conclusions import conclusions
from core.words.references import rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.RESET_AFTER_HELLO,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    return Finding(
        code="reset-after-hello",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, "the ClientHello is answered by a TCP reset"),
        evidence=lines(evidence, hit, *conclusions(hit[0]), _who_resets(hit[0])),
        means=prose(
            "The process behind the port crashes or is cut off from its server, or a firewall on the way forbids this "
            "connection and forges the reset. From one end the two look alike."
        ),
        impact=impact.reset_in_handshake(target),
        fix=(
            remedy.logs(evidence.software),
            prose(
                "Capture at the server while you repeat this check: ",
                Code(f"tcpdump -ni any 'tcp port {target.port}'"),
                ". A reset that the server never sent comes from a box between",
            ),
            prose("Ask for this check from another network: if it works there, a firewall or filter is the cause"),
        ),
        verify=proofs.s_client(target),
        references=(rfc(9293, "3.5.2", "Reset Generation"), rfc(3360, "", "Inappropriate TCP Resets")),
        accounts_for_failure=True,
    )


def _who_resets(endpoint: Endpoint) -> Prose:
    said = endpoint.control(Profile.PLAINTEXT)
    if said is None:
        return prose("Server or box between: no plain-text control ran that could tell")
    if isinstance(said.outcome, Closed):
        return prose("Plain text is cut off too: this points to the process behind the port, not to a filter for TLS")
    return prose(
        "Plain text is not cut off: whatever resets looks at TLS, a filter on the way or the TLS server itself"
    )


RULE = Rule(codes=("reset-after-hello",), rank=411, check=check, last_resort=True)
