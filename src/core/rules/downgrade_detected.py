"""`downgrade-detected`: the ServerHello says that the server could do better than what it was asked for, and it was.

## What we saw
Our hello offered TLS 1.3. The server chose an older version, and the last eight bytes of its random are the sentinel
"DOWNGRD": the server knows TLS 1.3 and did not see it offered.

## What it means
Somebody on the way took TLS 1.3 out of our hello: an inspecting firewall or load balancer that does not know it and
copies the server's random, or an attacker. Current clients abort such handshakes.

## Who is affected
All clients with TLS 1.3: they must break off (RFC 8446 section 4.1.3). Clients with TLS 1.2 at most connect.

## How to fix it
Update the inspecting firewall or load balancer, or take it out of the path. If nobody runs one, treat it as an attack.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` shows TLS 1.3; past the box it does so today.

## References
- RFC 8446 section 4.1.3 (Server Hello, downgrade protection): https://www.rfc-editor.org/rfc/rfc8446#section-4.1.3
"""

from core.model.evidence import Endpoint, Evidence, flight_of
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.prose import prose
from core.model.verdict import PASSED, NotApplicable, Rule, Verdict, found
from core.wire.registry import version_name
from core.words import proofs
from core.words.observed import at
from core.words.offers import downgraded
from core.words.references import rfc
from core.words.signs import no_connection
from core.words.wire import lines


def check(evidence: Evidence) -> Verdict:
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    if not evidence.handshake_seen:
        return NotApplicable("no ServerHello was seen")
    hit = tuple(e for e in evidence.judged if downgraded(e))
    return found(_finding(evidence, hit)) if hit else PASSED


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    told = downgraded(hit[0])[0]
    version = version_name(flight_of(told.outcome).version or 0)
    return Finding(
        code="downgrade-detected",
        severity=Severity.BROKEN,
        blame=Blame.NETWORK,
        confidence=Confidence.STATED,
        headline=prose(f"{target} is broken from here{at(evidence, hit)}: somebody on the way takes TLS 1.3 out"),
        evidence=lines(
            evidence,
            hit,
            prose(f"We offered TLS 1.3; the ServerHello chooses {version} and carries the sentinel “DOWNGRD”: "
                  "the server knows TLS 1.3 and was not offered it"),
        ),
        means=prose(
            "An inspecting firewall or load balancer that does not know TLS 1.3 rewrites our hello and hands on the "
            "server's random, or an attacker does. Clients with TLS 1.3 must break off."
        ),
        impact=(
            Impact("Chrome", "ERR_TLS13_DOWNGRADE_DETECTED"),
            Impact("Firefox", "SSL_ERROR_RX_MALFORMED_SERVER_HELLO"),
            Impact("OpenSSL, curl", "inappropriate fallback"),
            Impact("Go", "tls: downgrade attempt detected, possibly due to a MitM attack or a broken middlebox"),
        ),
        fix=(
            prose("Update the inspecting firewall, proxy or load balancer on this way, or exempt the host from it"),
            prose("Compare from another network; if it works there, it is this network's box"),
            prose("If nobody runs such a box, treat it as an attack"),
        ),
        verify=proofs.s_client(target, "-tls1_3"),
        references=(rfc(8446, "4.1.3", "Server Hello"),),
        explains=frozenset({"protocol-too-old", "no-tls13", "malformed-handshake"}),
        accounts_for_failure=True,
    )  # fmt: skip


RULE = Rule(codes=("downgrade-detected",), rank=303, check=check)
