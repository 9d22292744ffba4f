"""What each root store makes of the paths. A store's verdict is about the issuers; the leaf's dates and names are not
judged here. A chain that could not be followed to its end gives None, never a guess."""

from collections.abc import Sequence

from core.certificates.constraints import within
from core.model.certificate import CertificateFacts
from core.model.path import CertificatePath, Flaw
from core.model.trust import Limit, Store, StoreVerdict, TrustStores


def store_verdicts(
    paths: Sequence[CertificatePath],
    stores: TrustStores,
    badly_signed: Sequence[CertificateFacts],
    *,
    truncated: bool,
) -> tuple[StoreVerdict, ...]:
    """One verdict a store, in the order of `TrustStores.stores`; `paths` best first."""
    forged = paths[0].top if paths[0].top in badly_signed else None
    return tuple(_verdict(store, paths, forged, truncated=truncated) for store in stores.stores)


def _verdict(
    store: Store, paths: Sequence[CertificatePath], forged: CertificateFacts | None, *, truncated: bool
) -> StoreVerdict:
    judged = [(path, _objection(store, path)) for path in paths if path.anchor and store in path.anchor.stores]
    for path, objection in judged:
        if objection is None:
            gap = "" if path.as_sent else ", but only with an intermediate that the server did not send"
            because = f"a path leads to {path.top.display}{gap}"
            return StoreVerdict(store=store, trusted=True, anchor=path.top.display, because=because)
    if judged:
        path, objection = judged[0]
        trusted = None if {p.flaw for p in path.problems} == {Flaw.UNPROVEN_SIGNATURE} else False
        return StoreVerdict(store=store, trusted=trusted, anchor=path.top.display, because=objection or "")
    if forged is not None:
        because = f"the signature of {forged.display} does not verify"
        return StoreVerdict(store=store, trusted=False, anchor=None, because=because)
    return _pathless(store, paths[0], truncated=truncated)


def _pathless(store: Store, best: CertificatePath, *, truncated: bool) -> StoreVerdict:
    if truncated:
        because = "more paths are possible than we follow"
        return StoreVerdict(store=store, trusted=None, anchor=None, because=because)
    if not best.ends:
        because = f"{best.top.issuer or 'the issuer'}, which issued {best.top.display}, was neither sent nor found"
        return StoreVerdict(store=store, trusted=None, anchor=None, because=because)
    return StoreVerdict(store=store, trusted=False, anchor=None, because=f"{best.top.display} is not in this store")


def _objection(store: Store, path: CertificatePath) -> str | None:
    """Why this store refuses a path to one of its own roots, or None."""
    if path.problems:
        problem = path.problems[0]
        return f"{problem.certificate.display} {problem.detail}"
    limit = path.anchor.limit(store) if path.anchor else None
    return _limit_objection(limit, path.certificates[0], path.top.display) if limit else None


def _limit_objection(limit: Limit, leaf: CertificateFacts, root: str) -> str | None:
    if limit.distrust_after and leaf.not_before.date() > limit.distrust_after:
        return f"certificates below {root} issued after {limit.distrust_after} are no longer trusted"
    if limit.domains and not all(any(within(name, domain) for domain in limit.domains) for name in leaf.dns_names):
        return f"{root} is trusted for {', '.join(limit.domains)} only"
    return None
