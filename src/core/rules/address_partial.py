"""`address-partial`: some addresses of the name work, others do not.

## What we saw
The name has several addresses. At least one completes the handshake; another one fails, serves another certificate, or
differs in TLS versions, cipher suites, groups, ALPN or chain from the others. The odd one out is named with what it
does otherwise: the minority, or of two the worse; of two certificates the older. Where all are sound, and no version is
missing or too much, this is a note.

## What it means
One node behind the name was forgotten: it is down, behind a filter, or has an old certificate or configuration. Clients
choose an address by chance or by order, so some users fail, some of the time, and reloading "repairs" it.

## Who is affected
The share of connections that goes to the odd address. Browsers try the next address when a connection is refused or
silent, and do not when TLS fails.

## How to fix it
Take the odd node out of the DNS or the load balancer, bring it to the state of the others, put it back.

## How to check the fix
`tlscheck check HOST` reports every address alike.

## References
- RFC 6724 (Default Address Selection): https://www.rfc-editor.org/rfc/rfc6724
- RFC 1794 (DNS Support for Load Balancing): https://www.rfc-editor.org/rfc/rfc1794
"""

from dataclasses import replace

from core.model.certificate import Matches
from core.model.evidence import Endpoint, Evidence, Presentation
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, Piece, Prose, prose
from core.model.verdict import NotApplicable, Rule, Verdict, found
from core.words import proofs
from core.words.mapped import listed
from core.words.nodes import CHAIN, VERSIONS, differences, where
from core.words.observed import describe_attempt, describe_outcome
from core.words.references import rfc
from core.words.tcp import not_tried


def check(evidence: Evidence) -> Verdict:
    unasked = not_tried(evidence)
    if unasked:
        return unasked
    if len(evidence.judged) < 2:
        return NotApplicable("one address only")
    if not evidence.working:
        return NotApplicable("no address works")
    failing = tuple(e for e in evidence.judged if not e.works)
    findings: list[Finding] = []
    if failing and not _is_whole_ipv6(evidence, failing):
        findings.append(_failing(evidence, failing))
    if not failing and len(_leaves(evidence)) > 1:
        findings.append(_other_certificate(evidence))
    findings += _other_settings(evidence)
    return found(*findings)


def _is_whole_ipv6(evidence: Evidence, failing: tuple[Endpoint, ...]) -> bool:
    """Exactly all IPv6 addresses fail: that is `ipv6-broken`."""
    return failing == tuple(e for e in evidence.judged if e.address.version == 6)


def _leaves(evidence: Evidence) -> set[str | None]:
    return {p.leaf.sha256 if p.leaf else None for p in evidence.presentations}


def _odd(evidence: Evidence) -> tuple[tuple[Presentation, ...], bool]:
    """The chains that differ, and whether they are at fault where others are not; else the minority."""
    faulty = tuple(p for p in evidence.presentations if not _sound(p, evidence))
    if faulty and len(faulty) < len(evidence.presentations):
        return faulty, True
    usual = max(evidence.presentations, key=lambda p: (len(p.addresses), _issued(p)))
    return tuple(p for p in evidence.presentations if p is not usual), False


def _issued(presentation: Presentation) -> float:
    """The instant of notBefore: of two certificates the older one is stale."""
    return presentation.leaf.not_before.timestamp() if presentation.leaf else 0.0


def _sound(presentation: Presentation, evidence: Evidence) -> bool:
    leaf, paths = presentation.leaf, presentation.paths
    if leaf is None or paths is None or not isinstance(presentation.name, Matches):
        return False
    trusted = any(v.trusted for v in paths.store_verdicts)
    return leaf.not_before <= evidence.at <= leaf.not_after and paths.complete_as_sent and trusted


def _failing(evidence: Evidence, odd: tuple[Endpoint, ...]) -> Finding:
    what: list[str | Piece] = [f"{evidence.target} fails at {where(odd)}, {_count(evidence, odd)}: "]
    seen = [describe_attempt(a, name_address=True) for e in evidence.judged for a in (*e.attempts, *e.controls)]
    return _finding(evidence, prose(*what, *describe_outcome(odd[0].outcome).pieces), tuple(seen), str(odd[0].address))


def _count(evidence: Evidence, odd: tuple[Endpoint, ...]) -> str:
    return f"{len(odd)} of its {len(evidence.judged)} addresses"


def _other_certificate(evidence: Evidence) -> Finding:
    odd, faulty = _odd(evidence)
    addresses = tuple(a for p in odd for a in p.addresses)
    usual = next(p for p in evidence.presentations if p not in odd)
    age = {-1: "an older", 0: "another", 1: "a newer"}[_compare(_issued(odd[0]), _issued(usual))]
    headline = prose(
        f"{evidence.target} serves {age} certificate at {', '.join(map(str, addresses))} than at its other addresses"
    )
    finding = _finding(evidence, headline, tuple(map(_served, evidence.presentations)), str(addresses[0]))
    if faulty:
        return finding
    means = prose(
        "The certificates differ and none is worse than the other: usually a roll-out that is not yet everywhere."
    )
    return replace(finding, severity=Severity.NOTE, means=means)


def _compare(one: float, other: float) -> int:
    return (one > other) - (one < other)


def _other_settings(evidence: Evidence) -> tuple[Finding, ...]:
    """Working addresses that are set up differently."""
    one_leaf = len(_leaves(evidence)) == 1
    found_ = [d for d in differences(evidence.working) if one_leaf or d.point is not CHAIN]
    if not found_:
        return ()
    odd = tuple(dict.fromkeys(e for d in found_ for e in d.endpoints))
    points = listed([d.point.name for d in found_])
    headline = prose(f"{evidence.target} is set up differently at {where(odd)} than at its other addresses: {points}")
    finding = _finding(evidence, headline, tuple(line for d in found_ for line in d.lines()), str(odd[0].address))
    means = prose(
        "One node behind the name has another TLS configuration. What a client gets hangs on the address that it "
        "happens to choose, and the name as a whole is as weak as its weakest node."
    )
    grave = any(d.point is VERSIONS for d in found_)
    return (replace(finding, means=means, severity=Severity.AT_RISK if grave else Severity.NOTE),)


def _served(presentation: Presentation) -> Prose:
    served_at = ", ".join(map(str, presentation.addresses))
    leaf = presentation.leaf
    if leaf is None:
        return prose(f"{served_at} → unreadable certificate")
    return prose(f"{served_at} → certificate {leaf.sha256[:16]}…, valid {leaf.not_before:%Y-%m-%d} to "
                 f"{leaf.not_after:%Y-%m-%d}, "
                 f"{len(presentation.certificates)} sent")  # fmt: skip


def _finding(evidence: Evidence, headline: Prose, seen: tuple[Prose, ...], address: str) -> Finding:
    return Finding(
        code="address-partial",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline,
        evidence=seen,
        means=prose(
            "One node behind the name is not like the others. Clients choose an address by order or chance, so some "
            "users fail some of the time, and trying again “repairs” it."
        ),
        fix=(
            prose("Take ", Code(address), " out of the DNS or the load balancer until it is mended"),
            prose(
                "Bring certificate, chain and TLS configuration of that node to the state of the others, and reload it"
            ),
            prose("Find out why the roll-out left it behind: deploy to all nodes from one place"),
        ),
        verify=proofs.recheck(evidence.target),
        references=(rfc(6724, "", "Default Address Selection"), rfc(1794, "", "DNS Support for Load Balancing")),
    )


RULE = Rule(codes=("address-partial",), rank=211, check=check)
