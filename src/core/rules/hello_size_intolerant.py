"""`hello-size-intolerant`: the server fails when the ClientHello is large.

## What we saw
The full hello, which carries a post-quantum key share and does not fit into one packet, fails. The same offer in a
small hello is answered; padded to the size of a large one, it fails.

## What it means
The server, or a box before it, expects the whole ClientHello in one packet. Since browsers send post-quantum key
shares (X25519MLKEM768, about 1.2 KB), hellos come in two.

## Who is affected
Chrome, Edge and Firefox since they offer post-quantum key exchange, OpenSSL 3.5 and newer, Go 1.24 and newer. Older
clients still connect, which makes it look like a client fault.

## How to fix it
Update server, load balancer or firewall; tldr.fail lists fixed versions of products.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -groups X25519MLKEM768:X25519` (OpenSSL 3.5 or newer) completes.

## References
- RFC 8446 section 4.1.2 (Client Hello): https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2
- tldr.fail: https://tldr.fail/
- RFC 7685 (padding extension): https://www.rfc-editor.org/rfc/rfc7685
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.observation import Profile
from core.model.prose import Code, Link, prose
from core.model.verdict import PASSED, Rule, Undetermined, Verdict, found
from core.words import proofs, remedy
from core.words.ending_impact import ending_impact
from core.words.observed import at
from core.words.offers import nothing_to_compare, passes, refused_hellos, swallows
from core.words.references import page, rfc
from core.words.wire import lines


def check(evidence: Evidence) -> Verdict:
    unasked = nothing_to_compare(evidence)
    if unasked:
        return unasked
    small_only = tuple(e for e in refused_hellos(evidence) if passes(e, Profile.SMALL))
    hit = tuple(e for e in small_only if passes(e, Profile.LARGE) is False or _swallowed(e))
    if hit:
        return found(_finding(evidence, hit))
    if any(passes(e, Profile.LARGE) is None for e in small_only):
        return Undetermined("a small hello is answered and the full one fails; a large one was not tried to the end")
    return PASSED


def _swallowed(endpoint: Endpoint) -> bool:
    return swallows(endpoint, Profile.LARGE, Profile.SMALL)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    return Finding(
        code="hello-size-intolerant",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.INFERRED if any(map(_swallowed, hit)) else Confidence.MEASURED,
        headline=prose(
            f"{target} is broken{at(evidence, hit)} for clients with post-quantum key exchange: large hellos fail"
        ),
        evidence=lines(
            evidence,
            hit,
            prose("The same offer is answered when it is small and fails when it is padded: it is the size"),
        ),
        means=prose(
            "The server, or a box before it, expects the whole ClientHello in one packet. Since browsers send "
            "post-quantum key shares, a hello takes two."
        ),
        impact=_modern(ending_impact(target, hit[0].outcome)),
        fix=(
            prose(
                "Update server, load balancer or firewall; known products and versions: ",
                Link("tldr.fail", "https://tldr.fail/"),
            ),
            prose("Until then clients can leave the large key share out: ", Code("curl --curves X25519")),
            remedy.logs(evidence.software),
        ),
        verify=proofs.s_client(target, "-groups", "X25519MLKEM768:X25519"),
        references=(
            rfc(8446, "4.1.2", "Client Hello"),
            page("tldr.fail", "https://tldr.fail/"),
            rfc(7685, "", "ClientHello padding"),
        ),
        explains=frozenset({"closed-after-hello", "reset-after-hello", "silent-after-hello", "mtu-blackhole"}),
        accounts_for_failure=True,
    )


def _modern(shown: tuple[Impact, ...]) -> tuple[Impact, ...]:
    """Those that send large hellos by default."""
    since = {"OpenSSL": "OpenSSL 3.5+", "curl": "curl (OpenSSL 3.5+)", "Go": "Go 1.24+", "Node": "Node 24+"}
    kept = {"Chrome", "Firefox", "Safari", *since}
    return tuple(Impact(since.get(i.client, i.client), i.shows) for i in shown if i.client in kept)


RULE = Rule(codes=("hello-size-intolerant",), rank=431, check=check)
