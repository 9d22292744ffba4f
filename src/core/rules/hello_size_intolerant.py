"""`hello-size-intolerant`: the server fails when the ClientHello is large, or comes in pieces.

## What we saw
The full hello, which carries a post-quantum key share and does not fit into one packet, fails. The same offer in a
small hello is answered; padded to the size of a large one, it fails. Hellos of sizes between show where the limit is.
Or: a small hello is answered in one piece and fails when it is split over TCP segments or over TLS records.

## What it means
The server, or a box before it, expects the whole ClientHello in one packet. Since browsers send post-quantum key
shares (X25519MLKEM768, about 1.2 KB), hellos come in two. Neither TCP nor TLS
promises that a hello comes whole.

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
from core.model.observation import Negotiated, Profile
from core.model.prose import Code, Link, prose
from core.model.verdict import PASSED, Found, Rule, Undetermined, Verdict, found
from core.wire.profiles import LARGE_HELLO
from core.words import proofs, remedy
from core.words.ending_impact import ending_impact
from core.words.observed import at
from core.words.offers import nothing_to_compare, passes, refused_hellos, swallows
from core.words.references import page, rfc
from core.words.strained import Hit, endpoints_of, strained
from core.words.wire import lines

_PIECES = (Profile.SPLIT_SEGMENTS, Profile.SPLIT_RECORDS)
_SIZES = {Profile.SIZE_600: 600, Profile.SIZE_1000: 1000, Profile.SIZE_1400: 1400, Profile.LARGE: LARGE_HELLO}


def check(evidence: Evidence) -> Verdict:
    pieces = strained(evidence, _PIECES, _split)
    if isinstance(pieces, Found | Undetermined):
        return pieces
    unasked = nothing_to_compare(evidence)
    if unasked:
        return pieces if pieces is PASSED else unasked
    small_only = tuple(e for e in refused_hellos(evidence) if passes(e, Profile.SMALL) and not _packets(e))
    hit = tuple(e for e in small_only if passes(e, Profile.LARGE) is False or _swallowed(e))
    if hit:
        return found(_finding(evidence, hit))
    if any(passes(e, Profile.LARGE) is None for e in small_only):
        return Undetermined("a small hello is answered and the full one fails; a large one was not tried to the end")
    return PASSED


def _swallowed(endpoint: Endpoint) -> bool:
    return swallows(endpoint, Profile.LARGE, Profile.SMALL)


def _packets(endpoint: Endpoint) -> bool:
    """Large hellos pass in small packets: what is too large is the packet, not the hello (`mtu-blackhole`)."""
    control = endpoint.control(Profile.CLAMPED)
    return control is not None and isinstance(control.outcome, Negotiated)


def _limit(endpoint: Endpoint) -> str:
    """Between which sizes it begins to fail, as far as they were tried; ": …" or nothing."""
    sizes = [(size, passes(endpoint, profile)) for profile, size in _SIZES.items()]
    largest = max((size for size, passed in sizes if passed), default=None)
    smallest = min((size for size, passed in sizes if passed is False), default=None)
    if largest is None or smallest is None or largest > smallest:
        return ""
    return f": {largest} bytes pass, {smallest} do not"


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
            prose(f"The same offer is answered when it is small and fails when it is padded{_limit(hit[0])}"),
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
        explains=frozenset({"closed-after-hello", "reset-after-hello", "silent-after-hello"}),
        accounts_for_failure=True,
    )


def _split(evidence: Evidence, hit: Hit) -> Finding:
    target = evidence.target
    where = endpoints_of(hit)
    segments = any(profile is Profile.SPLIT_SEGMENTS for _, profile in hit)
    what = "TCP segments" if segments else "TLS records"
    control = where[0].control(hit[0][1])
    assert control is not None
    return Finding(
        code="hello-size-intolerant",
        severity=Severity.BROKEN if segments else Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(
            f"{target} is {'broken' if segments else 'at risk'}{at(evidence, where)} for clients whose hello comes in "
            f"several {what}"
        ),
        evidence=lines(evidence, where, prose(f"The same hello passes in one piece and fails split over {what}")),
        means=prose(
            f"The server, or a box before it, does not put a ClientHello together that comes in several {what}. "
            "Neither TCP nor TLS promises that it comes whole."
        ),
        impact=_modern(ending_impact(target, control.outcome)) if segments else (),
        fix=(
            prose(
                "Update server, load balancer or firewall; known products and versions: ",
                Link("tldr.fail", "https://tldr.fail/"),
            ),
            remedy.logs(evidence.software),
        ),
        verify=f"tlscheck check {target}",
        references=(rfc(8446, "5.1", "Record Layer"), page("tldr.fail", "https://tldr.fail/")),
        accounts_for_failure=segments,
    )


def _modern(shown: tuple[Impact, ...]) -> tuple[Impact, ...]:
    """Those that send large hellos by default."""
    since = {"OpenSSL": "OpenSSL 3.5+", "curl": "curl (OpenSSL 3.5+)", "Go": "Go 1.24+", "Node": "Node 24+"}
    kept = {"Chrome", "Firefox", "Safari", *since}
    return tuple(Impact(since.get(i.client, i.client), i.shows) for i in shown if i.client in kept)


RULE = Rule(codes=("hello-size-intolerant",), rank=431, check=check)
