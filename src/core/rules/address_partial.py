"""`address-partial`: some addresses of the name work, others do not.

## What we saw
The name has several addresses. At least one completes the handshake; another one fails, or serves another certificate.
The odd one out is named with its outcome. Where the certificates differ and all are sound, this is a note.

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
from core.model.verdict import PASSED, NotApplicable, Rule, Verdict, found
from core.words import proofs
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
    if failing:
        return PASSED if _is_whole_ipv6(evidence, failing) else found(_failing(evidence, failing))
    return found(_other_certificate(evidence)) if len(_leaves(evidence)) > 1 else PASSED


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
    usual = max(evidence.presentations, key=lambda p: len(p.addresses))
    return tuple(p for p in evidence.presentations if p is not usual), False


def _sound(presentation: Presentation, evidence: Evidence) -> bool:
    leaf, paths = presentation.leaf, presentation.paths
    if leaf is None or paths is None or not isinstance(presentation.name, Matches):
        return False
    trusted = any(v.trusted for v in paths.store_verdicts)
    return leaf.not_before <= evidence.at <= leaf.not_after and paths.complete_as_sent and trusted


def _failing(evidence: Evidence, odd: tuple[Endpoint, ...]) -> Finding:
    where = ", ".join(str(e.address) for e in odd)
    what: list[str | Piece] = [f"{evidence.target} fails at {where}, {_count(evidence, odd)}: "]
    seen = [describe_attempt(a, name_address=True) for e in evidence.judged for a in (*e.attempts, *e.controls)]
    return _finding(evidence, prose(*what, *describe_outcome(odd[0].outcome).pieces), tuple(seen), str(odd[0].address))


def _count(evidence: Evidence, odd: tuple[Endpoint, ...]) -> str:
    return f"{len(odd)} of its {len(evidence.judged)} addresses"


def _other_certificate(evidence: Evidence) -> Finding:
    odd, faulty = _odd(evidence)
    addresses = tuple(a for p in odd for a in p.addresses)
    where = ", ".join(map(str, addresses))
    headline = prose(f"{evidence.target} serves another certificate at {where} than at its other addresses")
    finding = _finding(evidence, headline, tuple(map(_served, evidence.presentations)), str(addresses[0]))
    if faulty:
        return finding
    means = prose(
        "The certificates differ and none is worse than the other: usually a roll-out that is not yet everywhere."
    )
    return replace(finding, severity=Severity.NOTE, means=means)


def _served(presentation: Presentation) -> Prose:
    where = ", ".join(map(str, presentation.addresses))
    leaf = presentation.leaf
    if leaf is None:
        return prose(f"{where} → unreadable certificate")
    return prose(f"{where} → certificate {leaf.sha256[:16]}…, valid until {leaf.not_after:%Y-%m-%d}, "
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
