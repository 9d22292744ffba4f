"""What the SNI controls prove: which certificate or refusal comes for our name, none, another, and the sibling.

A control proves something only when it ended by itself: one that our own time limit cut says nothing.
"""

from core.model.evidence import Endpoint, connected, flight_of
from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    HelloAnswered,
    Negotiated,
    Profile,
    TimedOut,
)

UNRECOGNIZED_NAME = 112
_NAMED_OTHERWISE = (Profile.SIBLING_SNI, Profile.OTHER_SNI, Profile.NO_SNI)


def answered(attempt: Attempt | None) -> bool:
    return attempt is not None and isinstance(attempt.outcome, Negotiated | HelloAnswered)


def refused(attempt: Attempt | None) -> bool:
    """The server ended it, or said nothing while we had time."""
    if attempt is None or not connected(attempt.outcome):
        return False
    match attempt.outcome:
        case AlertReceived() | Closed():
            return True
        case TimedOut(budget=budget):
            return not budget
        case _:
            return False


def leaf_for(endpoint: Endpoint, profile: Profile) -> bytes | None:
    """The first certificate (DER) that came for this control, None when none was seen."""
    control = endpoint.control(profile)
    chain = flight_of(control.outcome).chain if control else ()
    return chain[0] if chain else None


def own_leaf(endpoint: Endpoint) -> bytes | None:
    """The first certificate that came with the target's name."""
    chain = endpoint.flight.chain
    return chain[0] if chain else None


def warned(endpoint: Endpoint) -> bool:
    """The server sent the unrecognized_name warning and went on (RFC 6066 section 3 allows it)."""
    return any(UNRECOGNIZED_NAME in flight_of(a.outcome).warning_alerts for a in endpoint.attempts)


def serves_default(endpoint: Endpoint) -> bool:
    """Without our name, or with another, the same certificate comes."""
    mine = own_leaf(endpoint)
    return mine is not None and mine in (leaf_for(endpoint, Profile.NO_SNI), leaf_for(endpoint, Profile.OTHER_SNI))


def served_otherwise(endpoint: Endpoint) -> tuple[Profile, ...]:
    """The controls that got a certificate other than our name's: the server does choose by name."""
    mine = own_leaf(endpoint)
    theirs = ((profile, leaf_for(endpoint, profile)) for profile in _NAMED_OTHERWISE)
    return tuple(profile for profile, leaf in theirs if leaf is not None and leaf != mine)
