"""Facts -> what a server can do beside suites and groups. Law: as `core.survey.read`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from core.model.evidence import flight_of
from core.model.observation import Attempt, Negotiated, Profile
from core.model.offer import Question, Reply
from core.model.server_map import DhParameters, Features, Tri
from core.survey.facts import SILENCE, Facts
from core.survey.features import (
    SCHEMES,
    is_signed,
    refused_schemes,
    resumes_classic,
    resumes_modern,
    seen_schemes,
)
from core.wire.codes import AlertDescription, ExtensionType, Version
from core.wire.registry import cipher, dh_prime

_DEFLATE: Final = 1
_LIMIT: Final = 3  # questions that were lost and answered later: more than an accident


def features_of(facts: Facts) -> Features:
    """Each fact from the answers that can show it."""
    full = facts.full
    classic = [r for _, r in facts.replies if Version.SSL3 <= r.version < Version.TLS1_3 and not r.resumed]
    tls = [r for r in classic if r.version > Version.SSL3]
    cbc = [r for r in tls if cipher(r.cipher).mode == "CBC"]
    return Features(
        alpn=_alpn(facts),
        session_ids=resumes_classic(facts, tickets=False),
        tickets=resumes_classic(facts, tickets=True),
        psk=resumes_modern(facts),
        early_data=full.early_data if full else None,
        compression=_compression(facts),
        secure_renegotiation=_echoed(classic, ExtensionType.RENEGOTIATION_INFO),
        extended_master_secret=_echoed(tls, ExtensionType.EXTENDED_MASTER_SECRET),
        encrypt_then_mac=Tri.YES
        if any(ExtensionType.ENCRYPT_THEN_MAC in r.extensions for r in tls)
        else _echoed(cbc, ExtensionType.ENCRYPT_THEN_MAC),
        fallback_scsv=_fallback(facts),
        ecdh_reused=_reused((r.group, r.public) for r in classic if r.group is not None and r.public),
        downgrade_signal=_downgrade(facts, classic),
    )


def _echoed(replies: Sequence[Reply], extension: int) -> Tri:
    if not replies:
        return Tri.UNKNOWN
    return Tri.YES if any(extension in reply.extensions for reply in replies) else Tri.NO


def _alpn(facts: Facts) -> tuple[str, ...] | None:
    """The name the full handshake got, then the other one where a question for it alone was answered."""
    full = facts.full
    if full is None or not facts.alpn_offered:
        return None
    chosen = full.flight.alpn
    more = [r.alpn for o, r in facts.replies if o.alpn and r.alpn in o.alpn]
    return tuple(dict.fromkeys(name for name in (chosen, *more) if name))


def _compression(facts: Facts) -> Tri:
    asked = [reply for offer, reply in facts.replies if _DEFLATE in offer.compressions]
    if asked:
        return Tri.YES if any(reply.compression for reply in asked) else Tri.NO
    only_modern = facts.supports(Version.TLS1_3)[0] is Tri.YES and all(
        facts.supports(version)[0] is Tri.NO for version in (Version.SSL3, *range(Version.TLS1_0, Version.TLS1_3))
    )
    return Tri.NO if only_modern else Tri.UNKNOWN  # TLS 1.3 has none


def _fallback(facts: Facts) -> Tri:
    if any(offer.question is Question.FALLBACK for offer, _ in facts.replies):
        return Tri.NO
    alerts = {number for offer, number in facts.alerts.items() if offer.question is Question.FALLBACK}
    return Tri.YES if AlertDescription.INAPPROPRIATE_FALLBACK in alerts else Tri.UNKNOWN


def _reused(values: Iterable[tuple[object, bytes]]) -> Tri:
    """Whether a public value came twice, where there were two of a kind to compare."""
    seen = list(values)
    if any(count > 1 for count in Counter(seen).values()):
        return Tri.YES
    return Tri.NO if any(count > 1 for count in Counter(kind for kind, _ in seen).values()) else Tri.UNKNOWN


def _downgrade(facts: Facts, classic: Sequence[Reply]) -> Tri:
    if facts.supports(Version.TLS1_3)[0] is not Tri.YES or not classic:
        return Tri.UNKNOWN
    return Tri.YES if all(reply.downgrade for reply in classic) else Tri.NO


# --- keys and signatures ---------------------------------------------------------------------------------------------


def dh_parameters(facts: Facts) -> DhParameters | None:
    """The weakest finite-field group of TLS 1.2 or older; None when no DHE exchange was seen."""
    exchanges = [(r.dh_prime.lstrip(b"\0"), r.public) for _, r in facts.replies if r.dh_prime]
    if not exchanges:
        return None
    prime = min((prime for prime, _ in exchanges), key=int.from_bytes)
    known = dh_prime(prime)
    return DhParameters(
        bits=int.from_bytes(prime).bit_length(),
        name=known.name if known else None,
        common=known.common if known else False,
        reused=_reused(exchanges),
    )


def schemes_of(facts: Facts) -> tuple[tuple[int, ...], bool]:
    """The schemes the server signed with, and whether all that its keys could do were asked."""
    seen = seen_schemes(facts)
    if facts.supports(Version.TLS1_2)[0] is not Tri.NO and not facts.lists(Version.TLS1_2):
        return tuple(seen), False
    decided = {*seen, *refused_schemes(facts)}
    accepted = facts.accepted[Version.TLS1_2]
    wanted = [set(SCHEMES[key]) for key in SCHEMES if any(is_signed(suite, key) for suite in accepted)]
    # TLS 1.3 alone signs too, and was not asked; without a signed suite there is nothing to ask.
    answerable = bool(wanted) or facts.supports(Version.TLS1_3)[0] is Tri.NO
    return tuple(seen), answerable and all(decided.issuperset(schemes) for schemes in wanted)


def other_chains(facts: Facts, served: frozenset[tuple[bytes, ...]]) -> tuple[tuple[bytes, ...], ...]:
    """Chains that came in the survey and not in the handshakes; none for SSL 2.0, whose hello names no server."""
    seen = (reply.chain for _, reply in facts.replies if reply.version != Version.SSL2)
    return tuple(dict.fromkeys(chain for chain in seen if chain and chain not in served))


def client_certificate(facts: Facts, known: Iterable[Attempt]) -> Tri:
    """Whether the server asks for a client certificate."""
    asked = [reply.client_cert_asked for _, reply in facts.replies if reply.client_cert_asked is not None]
    attempts = list(known)
    if any(asked) or any(flight_of(a.outcome).client_cert_asked for a in attempts):
        return Tri.YES
    return Tri.NO if asked or any(isinstance(a.outcome, Negotiated) for a in attempts) else Tri.UNKNOWN


def limit_of(facts: Facts, known: Sequence[Attempt], asked: Sequence[Attempt]) -> str | None:
    """In words why the server is believed to have limited us; None when it answered to the end, or never."""
    if not facts.last_answer:
        return _from_the_first_on(facts, known, asked)
    unproven = [offer for offer in facts.lost if facts.unproven(offer)]
    cut_off = [offer for offer, losses in facts.lost.items() if all(how != SILENCE for _, how in losses)]
    recovered = [offer for offer in cut_off if facts.was_answered(offer)]  # after silence, it is merely slow
    if unproven:
        endings = dict.fromkeys(how for offer in unproven for _, how in facts.lost[offer])
        lost = sum(len(losses) for losses in facts.lost.values())
        answered = f"it answered {len(asked) - lost} of {len(asked)} connections"
        return f"{answered} and none of the last ones ({', '.join(endings)})"
    if len(recovered) >= _LIMIT:
        return f"{len(recovered)} questions got no answer side by side and were answered when asked alone, later"
    return None


def _from_the_first_on(facts: Facts, known: Sequence[Attempt], asked: Sequence[Attempt]) -> str | None:
    """Not one question was answered. It is our number only where a hello written by hand, as questions are, was
    answered before; else it may be the hellos."""
    lost = sum(len(losses) for losses in facts.lost.values())
    by_hand = [a for a in known if a.probe.profile in (Profile.STRAINED, Profile.SMALL) and _answered(a)]
    if not by_hand or lost < len(asked) or lost < _LIMIT:
        return None
    endings = dict.fromkeys(how for losses in facts.lost.values() for _, how in losses)
    return (
        f"it answered {sum(map(_answered, known))} connections and none of the {lost} after them ({', '.join(endings)})"
    )


def _answered(attempt: Attempt) -> bool:
    return flight_of(attempt.outcome).version is not None
