"""The ways from a leaf to a root, and what is wrong with what was sent. Values only, no TLS library.

A path is judged from the leaf upwards by links proven by signature; names alone link nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.model.certificate import CertificateFacts
from core.model.trust import Anchor, Store, StoreVerdict


class Source(StrEnum):
    """Where a member of a path came from."""

    SENT = "sent"
    FETCHED = "fetched"
    STORE = "store"


class Flaw(StrEnum):
    """What makes a path member unfit. RFC 5280 section 6.1."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    NOT_CA = "not-ca"
    NO_CERT_SIGN = "no-cert-sign"
    PATH_LENGTH = "path-length"
    NAME_CONSTRAINTS = "name-constraints"
    EXTENDED_USE = "extended-use"
    UNKNOWN_CRITICAL = "unknown-critical"
    WEAK_SIGNATURE = "weak-signature"
    UNPROVEN_SIGNATURE = "unproven-signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathProblem:
    """One flaw of the member at `depth` (0 = leaf); `detail` is a clause without subject."""

    flaw: Flaw
    depth: int
    certificate: CertificateFacts
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A certificate in a path and where we had it from."""

    facts: CertificateFacts
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePath:
    """Leaf first. `anchor` is set when the last member is a root of some store; else the path ends in the open.

    `problems` hold the flaws of every member but the leaf's own dates, which have findings of their own.
    """

    members: tuple[Member, ...]
    anchor: Anchor | None
    problems: tuple[PathProblem, ...]

    @property
    def certificates(self) -> tuple[CertificateFacts, ...]:
        return tuple(member.facts for member in self.members)

    @property
    def top(self) -> CertificateFacts:
        return self.members[-1].facts

    @property
    def as_sent(self) -> bool:
        """Nothing but the root had to be fetched: clients without AIA fetching can walk it."""
        needed = self.members[:-1] if self.top.self_signed else self.members
        return all(member.source is not Source.FETCHED for member in needed)

    @property
    def ends(self) -> bool:
        """It reaches a root, trusted or not."""
        return self.anchor is not None or self.top.self_signed

    @property
    def out_of_date(self) -> tuple[CertificateFacts, ...]:
        """Members above the leaf that are expired or not valid yet."""
        dated = {Flaw.EXPIRED, Flaw.NOT_YET_VALID}
        return tuple(p.certificate for p in self.problems if p.flaw in dated and p.depth > 0)

    def has(self, *flaws: Flaw) -> bool:
        return any(problem.flaw in flaws for problem in self.problems)


class Ending(StrEnum):
    """How the best path ends."""

    ANCHORED = "anchored"
    SELF_SIGNED_LEAF = "self-signed-leaf"
    UNTRUSTED_ROOT = "untrusted-root"
    NO_ISSUER = "no-issuer"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingIssuer:
    """The certificate that would have to sign `child` and that nobody gave us.

    `child_depth` 0 means that the leaf itself hangs in the air. `aia_urls`: where `child` says that it is.
    `organisation`: its O; `kin`: a known root of that organisation.
    """

    child: CertificateFacts
    child_depth: int
    subject: str
    key_id: str | None
    aia_urls: tuple[str, ...]
    organisation: str | None = None
    kin: CertificateFacts | None = None

    @property
    def likely_root(self) -> bool:
        """Inferred: what lacks is rather a private root (which need not be sent) than an intermediate.

        So it is when the issuer's name says "root", or when a CA certificate names no place to get its issuer from.
        """
        return "root" in self.subject.casefold() or (self.child.is_ca and not self.aia_urls)


class Order(StrEnum):
    """Each certificate should sign the one before it (RFC 5246 section 7.4.2; RFC 8446 section 4.4.2 tolerates
    disorder after the first)."""

    CORRECT = "correct"
    SHUFFLED = "shuffled"
    LEAF_NOT_FIRST = "leaf-not-first"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAnalysis:
    """Everything about how a leaf chains.

    `paths`: all candidates, best first; never empty. `truncated`: there were more than we look at.
    `complete_as_sent`: a client that fetches nothing reaches a root. `missing`: fetched certificates that the server
    should have sent. `missing_issuer`: what could not be had at all, so that no path ends.
    `badly_signed`: certificates whose issuer is there by name and key identifier, but whose signature does not fit
    (altered, or signed by another); then nothing is missing.
    `unrelated`: sent certificates that are in no path. `impostors`: those of them that carry the name of an issuer we
    need, but whose key did not sign. `intended_leaf`: the server's own certificate, when it is not the first.
    `expired_everywhere` / `expired_somewhere`: members above the leaf that are out of date, along every path a client
    can walk / along some while another is sound.
    `repaired_chain`: what the server should send: leaf, then intermediates, no root.
    """

    leaf: CertificateFacts
    sent: tuple[CertificateFacts, ...]
    paths: tuple[CertificatePath, ...]
    truncated: bool
    ending: Ending
    missing_issuer: MissingIssuer | None
    complete_as_sent: bool
    missing: tuple[CertificateFacts, ...]
    impostors: tuple[CertificateFacts, ...]
    badly_signed: tuple[CertificateFacts, ...]
    unrelated: tuple[CertificateFacts, ...]
    duplicates: tuple[CertificateFacts, ...]
    roots_sent: tuple[CertificateFacts, ...]
    order: Order
    intended_leaf: CertificateFacts | None
    expired_everywhere: tuple[CertificateFacts, ...]
    expired_somewhere: tuple[CertificateFacts, ...]
    repaired_chain: tuple[CertificateFacts, ...]
    store_verdicts: tuple[StoreVerdict, ...]

    @property
    def best(self) -> CertificatePath:
        """The path a well-made client would choose."""
        return self.paths[0]

    @property
    def is_self_signed_leaf(self) -> bool:
        return self.ending is Ending.SELF_SIGNED_LEAF

    @property
    def is_untrusted_root(self) -> bool:
        """It ends, or as far as can be told would end, at a root that no store holds."""
        lacking = self.missing_issuer
        return self.ending is Ending.UNTRUSTED_ROOT or (lacking is not None and lacking.likely_root)

    @property
    def is_incomplete(self) -> bool:
        """The server should send more: an intermediate was fetched, or is lacking altogether."""
        lacking = self.missing_issuer
        return bool(self.missing) or (lacking is not None and not lacking.likely_root)

    @property
    def wrong_intermediates(self) -> tuple[CertificateFacts, ...]:
        """Sent in place of the right ones: none while the chain is complete, or when a signature is what is broken."""
        if self.complete_as_sent or self.badly_signed:
            return ()
        return tuple(c for c in self.unrelated if c in self.impostors or (c.is_ca and not c.self_signed))

    def problems(self, *flaws: Flaw) -> tuple[PathProblem, ...]:
        """The best path's problems of these kinds; empty as soon as any path that ends is free of them."""
        if any(not path.has(*flaws) for path in self.paths if path.ends or not self.best.ends):
            return ()
        return tuple(problem for problem in self.best.problems if problem.flaw in flaws)

    def verdict(self, store: Store) -> StoreVerdict | None:
        return next((verdict for verdict in self.store_verdicts if verdict.store is store), None)
