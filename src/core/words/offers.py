"""What the different hellos prove when they are compared: the derivations of the intolerance and version rules.

Law: only endpoints that work for nobody are compared, and only attempts that ended without a ServerHello count as
"the full hello fails": a later failure is about something else than the offer.
"""

from core.model.evidence import Endpoint, Evidence, flight_of
from core.model.observation import Attempt, Profile, Stage, TimedOut
from core.model.verdict import NotApplicable
from core.words.signs import fails_at_hello, flight_in, no_connection
from core.words.speech import answered

TLS1_1, TLS1_3 = 0x0302, 0x0304
_OFFER_TLS13 = frozenset(
    {Profile.FULL, Profile.FULL_AGAIN, Profile.CLAMPED, Profile.NO_SNI, Profile.OTHER_SNI, Profile.SIBLING_SNI}
    | {Profile.SMALL, Profile.LARGE, Profile.STRAINED, Profile.GREASE}
)
_SURE_MS, _SURE_TIMES = 1000.0, 5.0


def downgraded(endpoint: Endpoint) -> tuple[Attempt, ...]:
    """Offers of TLS 1.3 that got an older version and the sentinel of a server that knows TLS 1.3 (RFC 8446 4.1.3)."""
    return tuple(a for a in (*endpoint.attempts, *endpoint.controls) if _downgraded(a))


def _downgraded(attempt: Attempt) -> bool:
    flight = flight_of(attempt.outcome)
    old = flight.version is not None and flight.version < TLS1_3
    return attempt.probe.profile in _OFFER_TLS13 and old and flight.downgrade


def refused_hellos(evidence: Evidence) -> tuple[Endpoint, ...]:
    """Failing endpoints whose full hello never got a ServerHello, on any attempt."""
    return tuple(e for e in evidence.failing_with_tls if all(fails_at_hello(a.outcome) for a in e.attempts))


def nothing_to_compare(evidence: Evidence) -> NotApplicable | None:
    """Why a rule that compares hellos has no question."""
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    return None if refused_hellos(evidence) else NotApplicable("the full hello is answered, or fails otherwise")


def passes(endpoint: Endpoint, profile: Profile) -> bool | None:
    """True: answered by a ServerHello; False: not; None: not sent, or open."""
    return answered(endpoint.control(profile))


def swallows(endpoint: Endpoint, profile: Profile, beside: Profile) -> bool:
    """Our limit cut this hello's silence short, yet it was far longer than the answer to ``beside`` took."""
    silent, other = endpoint.control(profile), endpoint.control(beside)
    quick = other.timings.first_byte if other and answered(other) else None
    match silent.outcome if silent else None:
        case TimedOut(Stage.HELLO, after_ms, budget=True) if quick is not None:
            return after_ms >= max(_SURE_MS, _SURE_TIMES * quick)
        case _:
            return False


def legacy_only(endpoint: Endpoint) -> bool:
    """The old offer is answered, and no modern one is known to be."""
    modern = (Profile.TLS12_ONLY, Profile.SMALL, Profile.LARGE)
    return passes(endpoint, Profile.LEGACY) is True and not any(passes(endpoint, p) for p in modern)


def legacy_version(endpoint: Endpoint) -> int | None:
    return flight_in(endpoint.control(Profile.LEGACY)).version


def legacy_cipher(endpoint: Endpoint) -> int | None:
    return flight_in(endpoint.control(Profile.LEGACY)).cipher
