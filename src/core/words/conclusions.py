"""What the control experiments at an endpoint rule out, and what they point to: lines behind the attempts.

Law: a control counts only as far as it went. Where the full handshake fails behind the ServerHello, a control that got
one and left, or fails earlier, says nothing; one that breaks off where the full one does fails too.
"""

from core.model.evidence import Endpoint, flight_of
from core.model.observation import (
    AlertReceived,
    Closed,
    HelloAnswered,
    Negotiated,
    Outcome,
    PeerFault,
    Profile,
    Spoke,
    Stage,
    TimedOut,
)
from core.model.prose import Prose, prose
from core.words.speech import STALL_MS, answered

_ABOUT = {
    Profile.TLS12_ONLY: "the TLS 1.3 offer",
    Profile.SMALL: "the size of the hello and its post-quantum groups",
    Profile.NO_SNI: "the presence of a server name",
    Profile.OTHER_SNI: "this particular name",
    Profile.LEGACY: "modern-only versions and ciphers",
}


def conclusions(endpoint: Endpoint) -> tuple[Prose, ...]:
    """At most four lines; none where no control ran."""
    passed = {profile: _passes(endpoint, profile) for profile in _ABOUT}
    without = [profile for profile, passes in passed.items() if passes is False]
    with_answer = [profile for profile, passes in passed.items() if passes is True]
    if Profile.SMALL in with_answer:  # it offers TLS 1.3 and modern ciphers only: they are not the cause
        with_answer = [p for p in with_answer if p not in (Profile.TLS12_ONLY, Profile.LEGACY)]
    lines = []
    if without:
        lines.append(prose("Ruled out as the cause, because it fails without it too: ", _names(without)))
    if with_answer:
        lines.append(prose("The server answers without it, so the cause may be: ", _names(with_answer)))
    return (*lines, *unasked(endpoint), *_plain(endpoint))


def _passes(endpoint: Endpoint, profile: Profile) -> bool | None:
    """Whether this control gets past the point at which the full handshake fails; None when it does not tell."""
    control = endpoint.control(profile)
    failed_at = _stage(endpoint.outcome)
    if control is None or failed_at is Stage.HELLO or flight_of(endpoint.outcome).version is None:
        return answered(control)
    match control.outcome:
        case TimedOut(after_ms=after_ms, budget=True) if after_ms < STALL_MS:
            return None
        case HelloAnswered() if failed_at is Stage.SERVER_FLIGHT and profile is not Profile.SMALL:
            return True  # it left when the flight was complete
        case HelloAnswered() | Negotiated():
            return None
        case outcome:
            return False if _stage(outcome) is failed_at else None


def _stage(outcome: Outcome) -> Stage:
    """How far it came before it failed."""
    match outcome:
        case AlertReceived(stage=stage) | Closed(stage=stage) | TimedOut(stage=stage) | PeerFault(stage=stage):
            return stage
        case Negotiated():
            return Stage.AFTER
        case _:
            return Stage.HELLO


def _names(profiles: list[Profile]) -> str:
    return "; ".join(_ABOUT[profile] for profile in profiles)


def unasked(endpoint: Endpoint) -> tuple[Prose, ...]:
    """What the silent listen says about it."""
    listened = endpoint.control(Profile.BANNER)
    match listened.outcome if listened else None:
        case Closed(how=how):
            return (prose(f"It closes ({how.value}) even when nothing is sent: our hello is not what it objects to"),)
        case TimedOut():
            return (prose("It stays open while nothing is sent: the hello is what it reacts to"),)
        case _:
            return ()


def _plain(endpoint: Endpoint) -> tuple[Prose, ...]:
    said = endpoint.control(Profile.PLAINTEXT)
    match said.outcome if said else None:
        case Closed():
            return (prose("Plain text is met with a close as well: this is not about TLS alone"),)
        case AlertReceived():
            return (prose("Plain text is answered with a TLS alert: a TLS server does listen here"),)
        case Spoke(what="tls"):
            return (prose("Plain text is answered with a TLS record that is no alert: it says so to anything"),)
        case _:
            return ()
