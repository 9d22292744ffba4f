"""Lanes for what a server can do beside suites and groups: resumption, ALPN, fallback, signatures, certificates.

Law: as `core.survey.lanes`. Every question is one that some client really asks; what an answer to another question
shows anyway (renegotiation info, extended master secret, DH parameters …) is not asked again.
"""

from dataclasses import dataclass, replace
from typing import Final

from core.model.offer import Offer, Question, Reply
from core.model.server_map import Tri
from core.survey.facts import Facts
from core.survey.lists import FFDHE, VERSIONS, chacha_last, curves, weak_first, without
from core.survey.offers import classic, revisit
from core.wire.codes import AlertDescription, ExtensionType, Version
from core.wire.registry import cipher

_OF_KNOWN_SUITES: Final = frozenset({Question.SIGNATURES, Question.COMPRESSION})
_SIGNED: Final = frozenset({"ECDHE", "DHE"})
SCHEMES: Final = {
    "ECDSA": (0x0403, 0x0503, 0x0603, 0x0303, 0x0203, 0x0807, 0x0808, 0x081A, 0x081B, 0x081C),
    "RSA": (0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0301, 0x0201, 0x0809, 0x080A, 0x080B, 0x0101),
}
"""What a key of this type can sign with in TLS 1.2; EdDSA certificates go with ECDSA suites (RFC 8422 section 5.10)."""


def newest(facts: Facts, *, below: int = Version.TLS1_3) -> int | None:
    """The newest TLS version (or SSL 3.0) older than ``below`` that the server speaks."""
    spoken = (v for v in VERSIONS if Version.SSL2 < v < below)
    return next((v for v in spoken if facts.supports(v)[0] is Tri.YES), None)


def settled(facts: Facts, lowest: int) -> bool:
    """Every version from the newest down to ``lowest`` is decided."""
    return all(facts.supports(version)[0] is not Tri.UNKNOWN for version in VERSIONS if version >= lowest)


def best_first(facts: Facts, version: int) -> tuple[int, ...]:
    """The accepted suites, strong before weak."""
    return tuple(reversed(weak_first(facts.accepted[version])))


@dataclass(frozen=True, slots=True)
class ExtrasLane:
    """One whole flight of the newest classic version: compression, tickets, the other ALPN name, client certificate."""

    def next(self, facts: Facts) -> Offer | None:
        version = newest(facts)
        if version is None or not settled(facts, version) or not _may_compare(facts, version):
            return None
        asked = [offer for offer in (*facts.answered, *facts.lost) if offer.question is Question.COMPRESSION]
        if not asked:
            return self._offer(facts, version)
        unknown_name = facts.alerts.get(asked[-1]) == AlertDescription.NO_APPLICATION_PROTOCOL
        return replace(asked[-1], alpn=()) if unknown_name and asked[-1].alpn else None

    def _offer(self, facts: Facts, version: int) -> Offer:
        return replace(
            classic(Question.COMPRESSION, version, chacha_last(best_first(facts, version))),
            compressions=(1, 0),
            alpn=other_alpn(facts) if version > Version.SSL3 else (),
            ticket=b"" if version > Version.SSL3 else None,
            whole_flight=True,
        )


def _may_compare(facts: Facts, version: int) -> bool:
    """Enough suites are known for an answer that also shows who chooses, or there are no more."""
    return len(facts.accepted[version]) > 1 or facts.lists(version)


def other_alpn(facts: Facts) -> tuple[str, ...]:
    """The name that the full handshake offered and did not get, where it got another."""
    chosen = facts.full.flight.alpn if facts.full else None
    return tuple(name for name in facts.alpn_offered if name != chosen) if chosen in facts.alpn_offered else ()


@dataclass(frozen=True, slots=True)
class FallbackLane:
    """RFC 7507: an offer below the newest version, marked as a fallback, should get alert 86."""

    def next(self, facts: Facts) -> Offer | None:
        top = newest(facts, below=Version.TLS1_3 + 1)
        lower = newest(facts, below=top) if top is not None else None
        if lower is None or not settled(facts, lower) or not facts.accepted[lower] or _has(facts, Question.FALLBACK):
            return None
        return replace(classic(Question.FALLBACK, lower, best_first(facts, lower)), fallback_scsv=True)


def _has(facts: Facts, question: Question) -> bool:
    """A question of this kind was answered, one way or the other."""
    return any(offer.question is question for offer in facts.answered)


@dataclass(frozen=True, slots=True)
class OtherCertificateLane:
    """The certificate of the other key type, where both ECDSA and RSA suites are accepted."""

    authentication: str

    def next(self, facts: Facts) -> Offer | None:
        version = newest(facts)
        if version is None or not facts.lists(version):
            return None
        mine = with_key(facts, version, self.authentication)
        if not mine or not with_key(facts, version, "RSA" if self.authentication == "ECDSA" else "ECDSA"):
            return None
        return replace(classic(Question.CERTIFICATES, version, mine), whole_flight=True)


def with_key(facts: Facts, version: int, authentication: str) -> tuple[int, ...]:
    """The accepted suites of a version that a key of this type serves."""
    return tuple(s for s in best_first(facts, version) if cipher(s).authentication == authentication)


@dataclass(frozen=True, slots=True)
class DhLane:
    """DHE without the groups of RFC 7919, as older clients ask for it: the server's own prime, maybe a weaker one."""

    def next(self, facts: Facts) -> Offer | None:
        version = newest(facts)
        if version is None or not facts.lists(version):
            return None
        suites = tuple(s for s in best_first(facts, version) if cipher(s).key_exchange in ("DHE", "ADH"))
        return classic(Question.DH, version, suites, curves()) if suites else None


@dataclass(frozen=True, slots=True)
class FiniteFieldLane:
    """The groups of RFC 7919 in TLS 1.2 and older, where one of them was chosen and no TLS 1.3 tells them all."""

    def next(self, facts: Facts) -> Offer | None:
        version = newest(facts)
        if version is None or facts.supports(Version.TLS1_3)[0] is not Tri.NO or not facts.lists(version):
            return None
        suites = tuple(s for s in best_first(facts, version) if cipher(s).key_exchange in ("DHE", "ADH"))
        left = without(FFDHE, facts.curves, facts.refused_curves())
        return classic(Question.GROUPS, version, suites, left) if suites and 0 < len(left) < len(FFDHE) else None


# --- signatures ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignatureLane:
    """Signature algorithms of TLS 1.2 ServerKeyExchanges, for one key type: those not seen yet, by elimination.

    ``part``: of several lanes for one key type, which every so-manieth scheme belongs to. Every other one offers weak
    suites first: between them they show who chooses.
    """

    authentication: str
    part: int
    parts: int

    def next(self, facts: Facts) -> Offer | None:
        if facts.supports(Version.TLS1_2)[0] is not Tri.YES:
            return None
        suites = tuple(s for s in best_first(facts, Version.TLS1_2) if is_signed(s, self.authentication))
        if not suites:
            return None
        mine = SCHEMES[self.authentication][self.part :: self.parts]
        left = without(mine, seen_schemes(facts), refused_schemes(facts))
        if not left:
            return None
        order = _fresh(facts, suites)[:: -1 if self.part % 2 else 1]
        return replace(classic(Question.SIGNATURES, Version.TLS1_2, chacha_last(order)), signature_algorithms=left)


def _fresh(facts: Facts, suites: tuple[int, ...]) -> tuple[int, ...]:
    """Without those that won before, as long as there are two others: so answers tell more of the server's order."""
    won = {reply.cipher for offer, reply in facts.replies if offer.question in _OF_KNOWN_SUITES}
    fresh = without(suites, won)
    return fresh if len(fresh) > 1 else suites


def is_signed(suite: int, authentication: str) -> bool:
    """The suite has a ServerKeyExchange signed by a key of this type."""
    known = cipher(suite)
    return known.key_exchange in _SIGNED and known.authentication == authentication


def seen_schemes(facts: Facts) -> dict[int, None]:
    """Schemes that the server signed with in TLS 1.2."""
    schemes = (reply.signature_scheme for _, reply in facts.replies)
    return dict.fromkeys(scheme for scheme in schemes if scheme is not None)


def refused_schemes(facts: Facts) -> set[int]:
    """Schemes that were offered for suites the server takes, and not taken; per question, all of one key type."""
    refused: set[int] = set()
    for offer, _ in facts.proven_declines:
        if offer.question is Question.SIGNATURES:
            refused.update(offer.signature_algorithms)
    return refused


# --- resumption ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PskLane:
    """The ticket of the full handshake, offered again in TLS 1.3."""

    def next(self, facts: Facts) -> Offer | None:
        full = facts.full
        if full is None or not full.session or full.flight.version != Version.TLS1_3:
            return None
        return revisit(Version.TLS1_3, session=full.session)


@dataclass(frozen=True, slots=True)
class SessionLane:
    """TLS 1.2 and older: a handshake, then its session once more; by ticket, or by session id."""

    tickets: bool

    def next(self, facts: Facts) -> Offer | None:
        version = newest(facts)
        if version is None or version < Version.TLS1_0:
            return None
        first = revisit(version, tickets=self.tickets)
        made = next((reply for offer, reply in facts.replies if offer == first), None)
        if made is None:
            return None if first in facts.declined else first
        return revisit(version, session=made.session, tickets=self.tickets) if _may_resume(made, self.tickets) else None


def _may_resume(made: Reply, tickets: bool) -> bool:
    """The server gave what is needed: a ticket (RFC 5077 section 3.2), or a session id."""
    return ExtensionType.SESSION_TICKET in made.extensions if tickets else bool(made.session_id)


def resumes_classic(facts: Facts, *, tickets: bool) -> Tri:
    """Whether TLS 1.2 or older resumes, by ticket or by session id."""
    made = [
        (offer, reply)
        for offer, reply in facts.replies
        if offer.complete and offer.version < Version.TLS1_3 and (offer.ticket is not None) == tickets
    ]
    again = [reply for offer, reply in made if offer.session]
    if again:
        return Tri.YES if any(reply.resumed for reply in again) else Tri.NO
    return Tri.NO if any(not _may_resume(reply, tickets) for _, reply in made) else Tri.UNKNOWN


def resumes_modern(facts: Facts) -> Tri:
    """Whether TLS 1.3 takes a ticket of its own back."""
    tries = [reply for offer, reply in facts.replies if offer.session and offer.version == Version.TLS1_3]
    if tries:
        return Tri.YES if any(reply.resumed for reply in tries) else Tri.NO
    return Tri.UNKNOWN
