"""`malformed-handshake`: a handshake message that breaks TLS's own grammar.

## What we saw
The server's answer began as TLS, and a message in it could not be read: a length that runs past its end, a message that
must not come here, an unknown type, a choice that we did not offer, or messages without end. The evidence has the place
or our TLS library's words.

## What it means
The server's TLS software is faulty or home-made, or a box on the way rewrites the handshake.

## Who is affected
Clients reject such messages, each in its own words.

## How to fix it
Update the server's TLS software; take inspecting proxies out of the path.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` completes.

## References
- RFC 8446 section 4 (Handshake Protocol): https://www.rfc-editor.org/rfc/rfc8446#section-4
- RFC 5246 section 7.4 (Handshake Protocol): https://www.rfc-editor.org/rfc/rfc5246#section-7.4
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import PeerFault
from core.model.prose import clean, prose, quote
from core.model.verdict import PASSED, Rule, Undetermined, Verdict
from core.words import impact, proofs, remedy
from core.words.conclusions import conclusions
from core.words.references import rfc
from core.words.signs import Sign, with_sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    verdict = wire_check(evidence, (Sign.MALFORMED_HANDSHAKE,), _finding)
    beyond_us = with_sign(evidence, Sign.UNSUPPORTED)
    if verdict == PASSED and beyond_us:
        return Undetermined(f"our TLS library cannot do what this server does: {clean(_detail(beyond_us[0]), 120)}")
    return verdict


def _detail(endpoint: Endpoint) -> str:
    return endpoint.outcome.detail if isinstance(endpoint.outcome, PeerFault) else ""


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    return Finding(
        code="malformed-handshake",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, "it sends a handshake that cannot be read"),
        evidence=lines(evidence, hit, *conclusions(hit[0])),
        means=prose(
            "The server's TLS software is faulty or home-made, or a box on the way rewrites the handshake. What was "
            "unreadable: ",
            quote(_detail(hit[0])),
        ),
        impact=impact.broken_bytes(target),
        fix=(
            prose("Update the server's TLS software, or the load balancer before it"),
            prose("Take TLS-inspecting proxies out of the path and try again"),
            remedy.logs(evidence.software),
        ),
        verify=proofs.s_client(target),
        references=(rfc(8446, "4", "Handshake Protocol"), rfc(5246, "7.4", "Handshake Protocol")),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("malformed-handshake",), rank=513, check=check, last_resort=True)
