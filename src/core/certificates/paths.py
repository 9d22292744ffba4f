"""Every way from a leaf to a root, bounded, each link proven by signature; and what the server should have sent.

Names propose an issuer, only a signature makes it one. Nothing here trusts: `core.model.trust` says who does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from core.certificates.chain_order import duplicates, intended_leaf, order_of
from core.certificates.facts import parse_certificate, proof_between
from core.certificates.kin import issuing_organisation, kindred_root
from core.certificates.path_problems import path_problems
from core.certificates.signatures import Proof
from core.certificates.verdicts import store_verdicts
from core.model.certificate import CertificateFacts
from core.model.path import (
    CertificatePath,
    Ending,
    Flaw,
    Member,
    MissingIssuer,
    Order,
    PathAnalysis,
    PathProblem,
    Source,
)
from core.model.trust import Anchor, TrustStores

__all__ = [
    "CertificatePath",
    "Ending",
    "Flaw",
    "MissingIssuer",
    "Order",
    "PathAnalysis",
    "PathProblem",
    "build_paths",
]

MAX_DEPTH = 20  # certificates; browsers stop at 8 or so, OpenSSL at 100
MAX_PATHS = 64
MAX_PROOFS = 400
MAX_POOL = 110  # no less than what a file may hold


def build_paths(
    leaf: CertificateFacts,
    sent: Sequence[CertificateFacts],
    extra: Sequence[CertificateFacts],
    stores: TrustStores,
    at: datetime,
) -> PathAnalysis:
    """Analyse how `leaf` chains. `sent`: what followed it, in order; `extra`: what was fetched; `at`: aware instant.

    Never raises; cost is bounded by the MAX_* constants, and `truncated` tells when they bit.
    """
    analysis = _analyse(leaf, tuple(sent), tuple(extra), stores, at)
    intended = intended_leaf(leaf, sent)
    if intended is None:
        return analysis
    others = tuple(c for c in (leaf, *sent) if c.sha256 != intended.sha256)
    righted = _analyse(intended, others, tuple(extra), stores, at)
    return replace(
        analysis,
        order=Order.LEAF_NOT_FIRST,
        intended_leaf=intended,
        impostors=righted.impostors,
        badly_signed=righted.badly_signed,
        unrelated=righted.unrelated,
        missing=righted.missing,
        repaired_chain=righted.repaired_chain,
    )


def _analyse(
    leaf: CertificateFacts,
    sent: tuple[CertificateFacts, ...],
    extra: tuple[CertificateFacts, ...],
    stores: TrustStores,
    at: datetime,
) -> PathAnalysis:
    builder = _Builder(leaf, sent, extra, stores, at)
    paths = tuple(sorted(builder.paths(), key=_preference))
    best = paths[0]
    related = builder.related()
    unrelated = () if builder.truncated else tuple(c for c in _distinct(sent) if c.sha256 not in related)
    badly_signed = () if builder.truncated else builder.badly_signed(related.values())
    needed = {c.issuer_id for c in related.values() if c not in badly_signed}
    complete = any(path.ends and path.as_sent for path in paths)
    everywhere, somewhere = _out_of_date(paths)
    repaired = best.members[:-1] if best.ends and len(best.members) > 1 else best.members
    return PathAnalysis(
        leaf=leaf,
        sent=sent,
        paths=paths,
        truncated=builder.truncated,
        ending=_ending(best),
        missing_issuer=None if best.ends or best.top in badly_signed else _missing(best, stores),
        complete_as_sent=complete,
        missing=() if complete else tuple(m.facts for m in repaired if m.source is Source.FETCHED),
        impostors=tuple(c for c in unrelated if c.subject_id in needed),
        badly_signed=badly_signed,
        unrelated=unrelated,
        duplicates=duplicates(leaf, sent),
        roots_sent=tuple(c for c in _distinct(sent) if c.self_signed),
        order=order_of(leaf, [c for c in _distinct(sent) if c.sha256 in related and c != leaf], builder.signed),
        intended_leaf=None,
        expired_everywhere=everywhere,
        expired_somewhere=somewhere,
        repaired_chain=tuple(m.facts for m in repaired),
        store_verdicts=store_verdicts(paths, stores, badly_signed, truncated=builder.truncated),
    )


class _Builder:
    """One search. Proofs are kept, so that no signature is verified twice."""

    def __init__(
        self,
        leaf: CertificateFacts,
        sent: Sequence[CertificateFacts],
        extra: Sequence[CertificateFacts],
        stores: TrustStores,
        at: datetime,
    ) -> None:
        self.leaf = leaf
        self.stores = stores
        self.at = at
        members = [Member(facts=c, source=Source.SENT) for c in sent] + [
            Member(facts=c, source=Source.FETCHED) for c in extra
        ]
        distinct = {m.facts.sha256: m for m in reversed(members) if m.facts.sha256 != leaf.sha256}
        self.pool = tuple(reversed(distinct.values()))[:MAX_POOL]
        self.truncated = len(distinct) > MAX_POOL
        self._proofs: dict[tuple[str, str], Proof] = {}

    def paths(self) -> list[CertificatePath]:
        """All paths, depth first, roots of stores before what was sent before what was fetched."""
        found: list[CertificatePath] = []
        pending: list[tuple[Member, ...]] = [(Member(facts=self.leaf, source=Source.SENT),)]
        while pending:
            if len(found) >= MAX_PATHS:
                self.truncated = True
                break
            walked = pending.pop()
            top = walked[-1].facts
            anchor = self.stores.contains(top)
            further = () if top.self_signed else self._issuers(walked)
            if anchor or not further:
                found.append(self._path(walked, anchor))
            pending.extend((*walked, member) for member in reversed(further))
        return found

    def related(self) -> dict[str, CertificateFacts]:
        """The leaf and all of the pool that certifies it, directly or not, by fingerprint."""
        reached = {self.leaf.sha256: self.leaf}
        fresh = [self.leaf]
        while fresh:
            child = fresh.pop()
            for member in self.pool:
                if member.facts.sha256 not in reached and self.signed(child, member.facts):
                    reached[member.facts.sha256] = member.facts
                    fresh.append(member.facts)
        return reached

    def badly_signed(self, certificates: Iterable[CertificateFacts]) -> tuple[CertificateFacts, ...]:
        """Those whose issuer is at hand by name and key identifier, and that nobody at hand signed."""
        return tuple(c for c in certificates if self._disowned(c))

    def _disowned(self, child: CertificateFacts) -> bool:
        named = [m.facts for m in self._named_issuers(child)]
        by_key = [c for c in named if c.subject_key_id and c.subject_key_id == child.authority_key_id]
        return bool(by_key) and not any(self.signed(child, c) for c in named)

    def signed(self, child: CertificateFacts, issuer: CertificateFacts) -> bool:
        """Whether `issuer` carries the name that `child` gives, and its signature (or none that we could refute)."""
        return child.issuer_id == issuer.subject_id and self._proof(child, issuer) is not Proof.REFUTED

    def _issuers(self, walked: tuple[Member, ...]) -> tuple[Member, ...]:
        child = walked[-1].facts
        if len(walked) >= MAX_DEPTH:
            self.truncated = True
            return ()
        walked_over = {member.facts.sha256 for member in walked}
        named = (m for m in self._named_issuers(child) if m.facts.sha256 not in walked_over)
        return tuple(m for m in named if self.signed(child, m.facts))

    def _named_issuers(self, child: CertificateFacts) -> tuple[Member, ...]:
        """All that carry the issuer's name: roots of the stores, then what was sent, then what was fetched."""
        pooled = {member.facts.sha256: member for member in self.pool}
        rooted = (pooled.get(a.sha256) or _stored(a) for a in self.stores.issuers_of(child))
        named = (m for m in self.pool if m.facts.subject_id == child.issuer_id)
        return tuple({m.facts.sha256: m for m in (*filter(None, rooted), *named)}.values())

    def _proof(self, child: CertificateFacts, issuer: CertificateFacts) -> Proof:
        key = (child.sha256, issuer.sha256)
        if key not in self._proofs:
            if len(self._proofs) >= MAX_PROOFS:
                self.truncated = True
                return Proof.REFUTED
            self._proofs[key] = proof_between(child, issuer)
        return self._proofs[key]

    def _path(self, members: tuple[Member, ...], anchor: Anchor | None) -> CertificatePath:
        certificates = [member.facts for member in members]
        proofs = [self._proof(child, issuer) for child, issuer in pairwise(certificates)]
        return CertificatePath(members=members, anchor=anchor, problems=path_problems(members, proofs, self.at))


def _stored(anchor: Anchor) -> Member | None:
    facts = parse_certificate(anchor.der)
    return Member(facts=facts, source=Source.STORE) if isinstance(facts, CertificateFacts) else None


def _preference(path: CertificatePath) -> tuple[int, bool, int, int, int]:
    """Sound and anchored first; then what needs no fetching, is widely trusted, has few flaws, is short."""
    match path.anchor:
        case None:
            rank, width = 2 if path.ends else 3, 0
        case anchor:
            rank, width = 1 if path.problems else 0, len(anchor.stores)
    length = len(path.members) if path.ends else -len(path.members)
    return rank, not path.as_sent, -width, len(path.problems), length


def _ending(best: CertificatePath) -> Ending:
    if best.anchor:
        return Ending.ANCHORED
    if not best.ends:
        return Ending.NO_ISSUER
    return Ending.SELF_SIGNED_LEAF if len(best.members) == 1 else Ending.UNTRUSTED_ROOT


def _missing(best: CertificatePath, stores: TrustStores) -> MissingIssuer:
    child = best.top
    return MissingIssuer(
        child=child,
        child_depth=len(best.members) - 1,
        subject=child.issuer,
        key_id=child.authority_key_id,
        aia_urls=child.ca_issuer_urls,
        organisation=issuing_organisation(child),
        kin=kindred_root(child, stores),
    )


def _out_of_date(
    paths: Sequence[CertificatePath],
) -> tuple[tuple[CertificateFacts, ...], tuple[CertificateFacts, ...]]:
    """Out of date along every path a client can walk, and along some while another is sound.

    The second counts only ways that the server opened by something it sent.
    """
    anchored = [p for p in paths if p.anchor] or [p for p in paths if p.ends] or list(paths)
    walkable = [p for p in anchored if p.as_sent] or anchored
    sound = next((p for p in walkable if not p.out_of_date), None)
    if sound is None:
        return _distinct(c for p in walkable for c in p.out_of_date), ()
    used = {m.facts.sha256 for m in sound.members}
    opened = (p for p in paths if any(m.source is Source.SENT and m.facts.sha256 not in used for m in p.members))
    return (), _distinct(c for p in opened for c in p.out_of_date)


def _distinct(certificates: Iterable[CertificateFacts]) -> tuple[CertificateFacts, ...]:
    return tuple({c.sha256: c for c in certificates}.values())
