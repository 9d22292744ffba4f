"""`corrupt-record`: a record arrives that is damaged.

## What we saw
The handshake began properly, and then a TLS record could not be accepted: its integrity check failed, or its header is
impossible (type, version or length).

## What it means
Bytes were changed or lost between the server's TLS and ours: a proxy that rewrites the stream, a faulty network card or
offload engine, mixed-up connections behind a load balancer, or a fault in the server's software.

## Who is affected
Every client on the same path; sometimes only some connections.

## How to fix it
Repeat from another network to find whether it is the path. Switch off offloading (`ethtool -K … tso off gso off`), TLS
rewriting proxies and hardware acceleration one by one; update the server's TLS library.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` completes, several times.

## References
- RFC 8446 section 5.2 (Record Payload Protection): https://www.rfc-editor.org/rfc/rfc8446#section-5.2
- RFC 5246 section 6.2 (Record Layer): https://www.rfc-editor.org/rfc/rfc5246#section-6.2
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import PeerFault
from core.model.prose import Code, prose, quote
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs, remedy
from core.words.conclusions import conclusions
from core.words.references import rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.CORRUPT_RECORD,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target, outcome = evidence.target, hit[0].outcome
    detail = outcome.detail if isinstance(outcome, PeerFault) else ""
    return Finding(
        code="corrupt-record",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, "it sends TLS records that are damaged"),
        evidence=lines(evidence, hit, *conclusions(hit[0])),
        means=prose(
            "Bytes were changed or lost between the server's TLS and ours: a rewriting proxy, a faulty network card or "
            "offload engine, or the server's software. Our library's words: ",
            quote(detail),
        ),
        impact=impact.corrupt(target) if "mac" in detail.lower() else impact.broken_bytes(target),
        fix=(
            prose("Repeat from another network: if it works there, a box on the path changes the stream"),
            prose("Switch off offloading and hardware acceleration: ", Code("ethtool -K eth0 tso off gso off gro off")),
            prose("Update the server's TLS library, or the load balancer before it"),
            remedy.logs(evidence.software),
        ),
        verify=proofs.s_client(target),
        references=(rfc(8446, "5.2", "Record Payload Protection"), rfc(5246, "6.2", "Record Layer")),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("corrupt-record",), rank=512, check=check)
