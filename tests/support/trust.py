"""Small trust stores for tests: exactly the roots that a test names, and no real ones."""

import hashlib
from collections.abc import Collection
from datetime import date

from core.certificates.facts import subject_id_of
from core.model.trust import PUBLIC_STORES, Anchor, Limit, Store, TrustStores
from tests.support.pki import Authority, Leaf


def anchor(of: Authority | Leaf, *stores: Store, limits: tuple[Limit, ...] = ()) -> Anchor:
    """A certificate as an anchor of these stores (of all public ones, when none is named)."""
    return Anchor(
        der=of.der,
        sha256=hashlib.sha256(of.der).hexdigest(),
        subject_id=subject_id_of(of.der),
        stores=frozenset(stores or PUBLIC_STORES),
        limits=limits,
    )


def trusting(*trusted: Authority | Anchor) -> TrustStores:
    """Stores that hold these and nothing else; an `Authority` is held by all public stores."""
    anchors: Collection[Anchor] = [a if isinstance(a, Anchor) else anchor(a) for a in trusted]
    subjects = dict.fromkeys(a.subject_id for a in anchors)
    return TrustStores(
        as_of=date(2026, 6, 1),
        by_subject={s: tuple(a for a in anchors if a.subject_id == s) for s in subjects},
        by_sha256={a.sha256: a for a in anchors},
        user_supplied=any(Store.USER in a.stores for a in anchors),
    )
