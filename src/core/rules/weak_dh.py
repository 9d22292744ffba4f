"""`weak-dh`: the finite-field group of the DHE key exchange is too small, or shared by too many servers.

## What we saw
The ServerKeyExchange of a DHE suite carried a prime under 2048 bits, or one that many servers have in common and that
is in no standard. Standard groups from 2048 bits (RFC 7919, RFC 3526) are fine.

## What it means
Discrete logarithms in 1024 bits are within reach of states: one precomputation for a common prime opens every
connection that uses it (Logjam). Clients therefore refuse small groups, and browsers dropped DHE altogether.

## Who is affected
OpenSSL at security level 2 (its default since 3.2, and before in Debian, Ubuntu and RHEL) refuses less than 2048 bits,
with curl, Python and Node on top of it; Java refuses less than 1024. They fail where the server chooses DHE, all the
more where it has nothing else: then browsers fail as well.

## How to fix it
Take the DHE suites out and rely on ECDHE and TLS 1.3; or give the server a standard group of 2048 bits.

## How to check the fix
`openssl s_client -connect HOST:PORT -tls1_2 -cipher DHE` shows "Server Temp Key: DH, 2048 bits", or is refused.

## References
- RFC 7919 (Negotiated Finite Field Groups): https://www.rfc-editor.org/rfc/rfc7919
- RFC 9325 section 4.5 (Public Key Length): https://www.rfc-editor.org/rfc/rfc9325#section-4.5
- Imperfect Forward Secrecy: How Diffie-Hellman Fails in Practice: https://weakdh.org/
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.prose import Prose, prose
from core.model.server_map import DhParameters, Preference, ServerMap, Tri
from core.model.target import Target
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.wire.registry import CipherSuite
from core.words import proofs, remedy_survey
from core.words.impact import hello_rejected, impacts
from core.words.mapped import (
    NEGOTIATION,
    TLS1_2,
    Hits,
    Surveyed,
    judge_maps,
    suites_of,
    suites_open,
    tls_suites,
    unasked,
    version_lines,
)
from core.words.references import page, rfc

_LEAST, _JAVA_LEAST = 2048, 1024
_BROWSERS = frozenset({"Chrome", "Firefox", "Safari", "Go"})  # they offer no DHE


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _dhe(suite: CipherSuite) -> bool:
    return suite.key_exchange in ("DHE", "ADH")


def _look(case: Surveyed) -> DhParameters | Undetermined | NotApplicable | None:
    dh = case.map.dh
    if dh is not None:
        return dh if dh.bits < _LEAST or dh.common else None
    if any(map(_dhe, tls_suites(case.map))):
        return unasked(case) or Undetermined(case.map.limited or "the group of the DHE exchange was not seen")
    return suites_open(case.map) or NotApplicable("no DHE suite is accepted")


def _only_choice(map_: ServerMap) -> bool:
    """Current clients (TLS 1.2 and newer) get DHE or nothing."""
    suites = [s for v in map_.supported if v.version >= TLS1_2 for s in suites_of(v)]
    return bool(suites) and all(map(_dhe, suites))


def _chosen_first(map_: ServerMap) -> bool:
    """The server prefers DHE even where ECDHE is offered, and has no TLS 1.3 to go before it."""
    first = map_.version(TLS1_2)
    newest_ = max((v.version for v in map_.supported), default=0)
    if first is None or newest_ > TLS1_2 or not first.suites:
        return False
    return first.preference in (Preference.SERVER, Preference.CHACHA_BY_CLIENT) and _dhe(suites_of(first)[0])


def _finding(hits: Hits[DhParameters]) -> Finding:
    evidence, dh, map_ = hits.evidence, hits.first, hits.maps[0]
    only = _only_choice(map_)
    severity = Severity.BROKEN if only else Severity.AT_RISK
    group = f"a {dh.bits}-bit group" + (" that many servers share" if dh.common else "")
    return Finding(
        code="weak-dh",
        severity=severity,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(
            severity, f"its DHE key exchange uses {group}" + (", and it has no other key exchange" if only else "")
        ),
        evidence=hits.lines(_seen),
        means=prose(
            "Groups under 2048 bits are within reach of well-funded attackers, the more so a prime that many servers "
            "share (Logjam). Clients refuse them; browsers offer no DHE at all."
            if dh.bits < _LEAST
            else "One precomputation for a prime that many servers share serves against all of them."
        ),
        impact=_impact(evidence.target, dh, map_),
        fix=remedy_survey.dh(evidence),
        verify=proofs.s_client(evidence.target, "-tls1_2", "-cipher", "DHE"),
        references=(rfc(7919, "", "Negotiated finite field groups"), page("Logjam", "https://weakdh.org/")),
        explains=NEGOTIATION if only else frozenset(),
        accounts_for_failure=only and any(not e.works for e in hits.endpoints),
    )


def _seen(case: Surveyed, dh: DhParameters) -> tuple[Prose, ...]:
    name = f" ({dh.name})" if dh.name else ""
    again = "; the same public value came twice" if dh.reused is Tri.YES else ""
    return (prose(f"ServerKeyExchange: a prime of {dh.bits} bits{name}{again}"), *version_lines(case, _dhe))


def _impact(target: Target, dh: DhParameters, map_: ServerMap) -> tuple[Impact, ...]:
    only = _only_choice(map_)
    refused = dh.bits < _LEAST and (only or _chosen_first(map_))
    openssl = impacts(
        curl="curl: (35) TLS connect error: error:0A00018A:SSL routines::dh key too small",
        openssl="error:0A00018A:SSL routines:tls_process_ske_dhe:dh key too small",
        python="ssl.SSLError: [SSL: DH_KEY_TOO_SMALL] dh key too small",
        node="ERR_SSL_DH_KEY_TOO_SMALL",
    )
    java = impacts(
        java="javax.net.ssl.SSLHandshakeException: DH ServerKeyExchange does not comply to algorithm constraints"
    )
    return (
        *(i for i in hello_rejected(target) if only and i.client in _BROWSERS),
        *(openssl if refused else ()),
        *(java if refused and dh.bits < _JAVA_LEAST else ()),
    )


RULE = Rule(codes=("weak-dh",), rank=503, check=check, needs=Needs.SURVEY)
