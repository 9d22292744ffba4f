"""Whether one client finds a path from a served leaf to a root that it trusts, in its own way of looking.

Law: three-valued. That a root is in today's store says nothing certain of an old one: a root younger than the store was
not in it, one that was old already is assumed to be, and between the two we do not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.clients.catalogue import root_dates
from core.clients.profile import Client, Sha1, Ways
from core.model.certificate import CertificateFacts
from core.model.client import Refusal, Refuses, Undecided
from core.model.path import CertificatePath, Flaw, PathAnalysis, PathProblem, Source
from core.model.trust import Anchor, Store
from core.posture.root_lifecycle import removal

_SETTLED: Final = timedelta(days=5 * 365)  # so long a root takes, at most, into every store
_CODES: Final = {
    Flaw.EXPIRED: Refusal.EXPIRED,
    Flaw.NOT_YET_VALID: Refusal.NOT_YET_VALID,
    Flaw.WEAK_SIGNATURE: Refusal.WEAK_SIGNATURE,
    Flaw.EXTENDED_USE: Refusal.UNSUITABLE,
    Flaw.UNKNOWN_CRITICAL: Refusal.CRITICAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """``until``: the day on which the last good path ends, and ``change``: what happens then. ``private``: trusted by
    the user's own CA. ``limit``: the store phases this root out for certificates issued after that day.
    """

    path: CertificatePath
    until: date
    change: str
    private: bool
    assumes: tuple[str, ...] = ()
    limit: date | None = None


Verdict = Trusted | Refuses | Undecided


def find_trust(client: Client, paths: PathAnalysis, at: datetime) -> Verdict:
    """The best that any path gives; of refusals, the one nearest to success."""
    verdicts = [_judge(client, path, at) for path in _considered(client, paths)]
    trusted = [v for v in verdicts if isinstance(v, Trusted)]
    if trusted:
        return max(trusted, key=lambda v: v.until)
    if unknown := next((v for v in verdicts if isinstance(v, Undecided)), None):
        return unknown
    if paths.truncated:
        return Undecided("more certificate paths are possible than we follow")
    refusals = [v for v in verdicts if isinstance(v, Refuses)]
    ranked = sorted(refusals, key=lambda v: (v.code is Refusal.UNTRUSTED, v.code is Refusal.INCOMPLETE))
    return ranked[0]


def _considered(client: Client, paths: PathAnalysis) -> Sequence[CertificatePath]:
    """A client that takes what was sent goes along it as far as it leads; RFC 5280 leaves the way open."""
    if client.habits.ways is Ways.ALL:
        return paths.paths
    walkable = [path for path in paths.paths if path.as_sent] or list(paths.paths)
    ending = [path for path in walkable if path.anchor] if client.habits.ways is Ways.SENT_FIRST else []
    return [max(ending or walkable, key=lambda path: sum(m.source is Source.SENT for m in path.members))]


def _judge(client: Client, path: CertificatePath, at: datetime) -> Verdict:
    held = _held(client, path)
    if isinstance(held, Refuses | Undecided):
        return held
    private, assumes = held
    if refusal := _unwalkable(client, path):
        return refusal
    for problem in path.problems:
        if not _tolerates(client, path, problem, private=private):
            return _flawed(problem)
    limit = path.anchor.limit(client.store) if path.anchor and not private else None
    distrust = limit.distrust_after if limit and client.roots_as_of is None else None
    if distrust and path.certificates[0].not_before.date() > distrust:
        reason = f"it trusts nothing below {path.top.display} that was issued after {distrust}"
        return Refuses(code=Refusal.UNTRUSTED, reason=reason)
    until, change = _end(client, path, None if private else at)
    return Trusted(path=path, until=until, change=change, private=private, assumes=assumes, limit=distrust)


def _held(client: Client, path: CertificatePath) -> tuple[bool, tuple[str, ...]] | Refuses | Undecided:
    """Whether the top of this path is a root of the client's store: (by the user's own CA, what that assumes)."""
    top = path.top
    if path.anchor is None:
        if path.ends:
            return _absent(client, top)
        if client.habits.aia and not top.ca_issuer_urls and not top.self_signed:
            return Undecided(f"the issuer of {top.display} was neither sent nor found")
        reason = f"{top.issuer or 'the issuer'}, which issued {top.display}, was neither sent nor found"
        return Refuses(code=Refusal.INCOMPLETE, reason=reason)
    if Store.USER in path.anchor.stores:
        return True, ("your own CA is installed there",)
    if client.roots_as_of is None:
        return (False, ()) if client.store in path.anchor.stores else _absent(client, top)
    return _held_then(client, path.anchor, top, client.roots_as_of)


def _absent(client: Client, root: CertificateFacts) -> Refuses | Undecided:
    old = client.roots_as_of is not None and root.not_before.date() + _SETTLED < client.roots_as_of
    if old and not root.self_signed:
        return Undecided(f"whether its roots of {client.roots_as_of:%Y} hold {root.display} is not known")
    return Refuses(code=Refusal.UNTRUSTED, reason=f"{root.display} is not among its roots")


def _held_then(
    client: Client, anchor: Anchor, root: CertificateFacts, as_of: date
) -> tuple[bool, tuple[str, ...]] | Refuses | Undecided:
    since = root_dates().get(anchor.sha256, {}).get(client.store)
    if since is not None:
        if since <= as_of:
            return False, ()
        reason = f"its roots are from {as_of:%Y-%m}, and {root.display} is in that store since {since:%Y-%m}"
        return Refuses(code=Refusal.UNTRUSTED, reason=reason)
    made = root.not_before.date()
    if made > as_of:
        reason = f"its roots are from {as_of:%Y-%m}, and {root.display} was made in {made:%Y-%m}"
        return Refuses(code=Refusal.UNTRUSTED, reason=reason)
    if made + _SETTLED <= as_of:
        return False, (f"its roots of {as_of:%Y} hold {root.display}",)
    return Undecided(f"whether its roots of {as_of:%Y} hold {root.display} (made in {made:%Y}) is not known")


def _unwalkable(client: Client, path: CertificatePath) -> Refuses | Undecided | None:
    if path.as_sent or client.habits.aia:
        return None
    if client.habits.preloads:
        return Undecided("the server does not send an intermediate; it knows many of them beforehand, not all")
    missing = next(m.facts for m in path.members if m.source is Source.FETCHED)
    reason = f"the server does not send {missing.display}, and it does not fetch missing issuers"
    return Refuses(code=Refusal.INCOMPLETE, reason=reason)


def _tolerates(client: Client, path: CertificatePath, problem: PathProblem, *, private: bool) -> bool:
    match problem.flaw:
        case Flaw.WEAK_SIGNATURE:
            allowed = client.habits.sha1
            return allowed is Sha1.YES or (allowed is Sha1.PRIVATE and private)
        case Flaw.EXPIRED:
            return not client.habits.root_dates and problem.depth == len(path.members) - 1
        case _:
            return False


def _flawed(problem: PathProblem) -> Refuses | Undecided:
    said = f"{problem.certificate.display} {problem.detail}"
    if problem.flaw is Flaw.UNPROVEN_SIGNATURE:
        return Undecided(said)
    return Refuses(code=_CODES.get(problem.flaw, Refusal.BAD_PATH), reason=said)


def _end(client: Client, path: CertificatePath, at: datetime | None) -> tuple[date, str]:
    """When this path stops being good, and by what. ``at``: only of public roots, which a store may let go."""
    certificates = path.certificates if client.habits.root_dates else path.certificates[:-1]
    first = min(certificates or path.certificates, key=lambda c: c.not_after)
    name = "the certificate" if first == path.certificates[0] else first.display
    leaves = removal(path.top.not_before.date())  # Mozilla's schedule alone is public
    if (
        at
        and client.store is Store.MOZILLA
        and client.roots_as_of is None
        and at.date() < leaves < first.not_after.date()
    ):
        return leaves, f"{path.top.display} is to leave Mozilla's store"
    return first.not_after.date(), f"{name} expires"
