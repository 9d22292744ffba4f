"""Whom clients trust: root stores, and what they and two verifiers make of a chain. Values only, no TLS library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.model.certificate import CertificateFacts


class Store(StrEnum):
    """The root stores we know. USER holds what a person gave (`--ca-file`, SSL_CERT_FILE)."""

    MOZILLA = "Mozilla"
    CHROME = "Chrome"
    APPLE = "Apple"
    MICROSOFT = "Microsoft"
    ANDROID = "Android"
    JAVA = "Java"
    USER = "your CA file"


PUBLIC_STORES = tuple(store for store in Store if store is not Store.USER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How a store narrows its trust in a root.

    `distrust_after`: certificates whose notBefore is later than this day are refused. `domains`: trusted for names in
    these patterns only (empty: for all).
    """

    store: Store
    distrust_after: date | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A root certificate and the stores that hold it. `subject_id` as in `CertificateFacts`."""

    der: bytes
    sha256: str
    subject_id: str
    stores: frozenset[Store]
    limits: tuple[Limit, ...] = ()

    def limit(self, store: Store) -> Limit | None:
        return next((limit for limit in self.limits if limit.store is store), None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrustStores:
    """All anchors, found by name or by fingerprint; equal to itself only. `as_of`: the day of the data.

    `user_unreadable`: certificates that a person gave and that could not be read.
    """

    as_of: date
    by_subject: Mapping[str, tuple[Anchor, ...]] = field(repr=False)
    by_sha256: Mapping[str, Anchor] = field(repr=False)
    user_supplied: bool = False
    user_unreadable: int = 0

    @property
    def stores(self) -> tuple[Store, ...]:
        """The stores to give a verdict for: USER only when there is one."""
        return (*PUBLIC_STORES, Store.USER) if self.user_supplied else PUBLIC_STORES

    def issuers_of(self, facts: CertificateFacts) -> tuple[Anchor, ...]:
        """Anchors that carry the issuer's name; whether one signed it is for the caller to prove."""
        return self.by_subject.get(facts.issuer_id, ())

    def contains(self, facts: CertificateFacts) -> Anchor | None:
        """This very certificate as an anchor."""
        return self.by_sha256.get(facts.sha256)

    def likely_roots(self, chain: Iterable[CertificateFacts], *stores: Store) -> tuple[Anchor, ...]:
        """Anchors of these stores that a path from one of these certificates could end at, judged by name."""
        names = dict.fromkeys(name for facts in chain for name in (facts.issuer_id, facts.subject_id))
        wanted = frozenset(stores)
        return tuple(anchor for name in names for anchor in self.by_subject.get(name, ()) if anchor.stores & wanted)

    def roots(self, *stores: Store) -> tuple[bytes, ...]:
        """DER of every anchor held by any of these stores."""
        wanted = frozenset(stores)
        return tuple(anchor.der for anchor in self.by_sha256.values() if anchor.stores & wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreVerdict:
    """What clients with this store make of the chain above the leaf (the leaf's own dates and names are not judged).

    `trusted` None: cannot be told, `because` says why. `anchor`: the root's display name, when a path reaches one.
    """

    store: Store
    trusted: bool | None
    anchor: str | None
    because: str


class Opinion(StrEnum):
    """What a verifier said."""

    OK = "ok"
    REFUSED = "refused"
    COULD_NOT_RUN = "could not run"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOpinion:
    """One verifier's own words. `code` and `depth` (0 = leaf) where the engine has numbers, else None."""

    engine: str
    opinion: Opinion
    code: int | None
    depth: int | None
    text: str
