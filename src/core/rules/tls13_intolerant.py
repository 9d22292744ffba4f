"""`tls13-intolerant`: the server fails as soon as TLS 1.3 is offered.

## What we saw
The full hello fails. A hello with TLS 1.2 alone is answered with TLS 1.2; a small one that offers TLS 1.3 beside
TLS 1.2 fails, so it is not the size.

## What it means
A server that knows no TLS 1.3 must ignore the offer and choose TLS 1.2. This one, or a box before it, breaks on it:
it is version intolerant, a fault of its software. A server whose newest version is older than TLS 1.2 may refuse the
offer (`protocol-too-old`), and one that does speak TLS 1.3 fails for something else.

## Who is affected
All current clients: they offer TLS 1.3 and do not fall back.

## How to fix it
Update the software of server, load balancer or inspecting firewall. Until then, take the inspection out of the path.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` completes without `-tls1_2`.

## References
- RFC 8446 section 4.2.1 (Supported Versions) and appendix D: https://www.rfc-editor.org/rfc/rfc8446#section-4.2.1
- RFC 8701 (GREASE): https://www.rfc-editor.org/rfc/rfc8701
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import Profile
from core.model.prose import Code, prose
from core.model.server_map import Tri
from core.model.verdict import PASSED, Rule, Undetermined, Verdict, found
from core.words import proofs, remedy
from core.words.ending_impact import ending_impact
from core.words.mapped import TLS1_2, TLS1_3
from core.words.observed import at
from core.words.offers import nothing_to_compare, passes, refused_hellos
from core.words.references import rfc
from core.words.signs import flight_in
from core.words.wire import lines


def check(evidence: Evidence) -> Verdict:
    unasked = nothing_to_compare(evidence)
    if unasked:
        return unasked
    old_only = tuple(e for e in refused_hellos(evidence) if _tls12_and_no_more(e))
    hit = tuple(e for e in old_only if passes(e, Profile.SMALL) is False)
    if hit:
        return found(_finding(evidence, hit))
    if any(passes(e, Profile.SMALL) is None for e in old_only):
        return Undetermined("TLS 1.2 alone is answered; whether TLS 1.3 or the hello's size is too much was not tried")
    return PASSED


def _tls12_and_no_more(endpoint: Endpoint) -> bool:
    """It answers the hello without TLS 1.3, and not with less than that asks for."""
    if not passes(endpoint, Profile.TLS12_ONLY) or (endpoint.map and endpoint.map.supports(TLS1_3) is Tri.YES):
        return False
    chosen = flight_in(endpoint.control(Profile.TLS12_ONLY)).version
    return chosen is None or chosen >= TLS1_2


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    return Finding(
        code="tls13-intolerant",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} is broken{at(evidence, hit)}: it fails as soon as TLS 1.3 is offered"),
        evidence=lines(
            evidence,
            hit,
            prose("TLS 1.2 alone is answered, and a small hello with TLS 1.3 fails: it is the offer, not the size"),
        ),
        means=prose(
            "A server without TLS 1.3 must ignore the offer and choose TLS 1.2. This one, or a box before it, "
            "breaks on it: a fault of its software."
        ),
        impact=ending_impact(target, hit[0].outcome),
        fix=(
            prose("Update the software of server, load balancer or inspecting firewall"),
            prose("Until then take TLS inspection and acceleration out of the path"),
            prose("As a stopgap, clients can leave TLS 1.3 out: ", Code("curl --tls-max 1.2")),
            remedy.logs(evidence.software),
        ),
        verify=proofs.s_client(target),
        references=(rfc(8446, "4.2.1", "Supported Versions"), rfc(8701, "", "GREASE")),
        explains=frozenset({"closed-after-hello", "reset-after-hello", "silent-after-hello", "alert-protocol-version"}),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("tls13-intolerant",), rank=430, check=check)
