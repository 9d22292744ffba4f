"""Whether a port speaks TLS, or which plain-text protocol instead: read from its answers to hellos and to silence.

Law: one answer in TLS outweighs any number in plain text.
"""

import re
from dataclasses import dataclass

from core.model.evidence import Endpoint, connected, flight_of
from core.model.observation import (
    AlertReceived,
    Attempt,
    HelloAnswered,
    Negotiated,
    NotTls,
    Profile,
    Spoke,
    Stage,
    TimedOut,
)
from core.model.target import Starttls

STALL_MS = 2000.0  # shorter silences, cut by our own time limit, prove nothing

_HTTP_STATUS = re.compile(r"HTTP/\d\.?\d? (\d{3})")
_TLS_PORT_STATUS = frozenset({"400", "497"})  # what TLS servers answer to plain HTTP: nginx 400/497, Apache 400, Go 400


@dataclass(frozen=True, slots=True)
class Speech:
    """A plain-text protocol that the server speaks here. ``starttls``: how that protocol upgrades, if it does."""

    what: str
    excerpt: str
    starttls: Starttls | None


def answered(attempt: Attempt | None) -> bool | None:
    """Whether a hello was answered by a ServerHello; None when it was not sent or its fate is open."""
    if attempt is None or not connected(attempt.outcome):
        return None
    if flight_of(attempt.outcome).version is not None:
        return True  # whatever came after it
    match attempt.outcome:
        case Negotiated() | HelloAnswered():
            return True
        case Spoke():
            return None
        case TimedOut(after_ms=after_ms, budget=True) if after_ms < STALL_MS:
            return None
        case _:
            return False


def upgrades(endpoint: Endpoint) -> bool:
    """The STARTTLS dialogue of the protocol that was heard led to TLS: to a ServerHello, or an alert in its place."""
    control = endpoint.control(Profile.UPGRADED)
    match control.outcome if control else None:
        case AlertReceived(stage=stage):
            return stage is not Stage.STARTTLS
        case _:
            return answered(control) is True


def speech_of(endpoint: Endpoint) -> Speech | None:
    """The recognised plain-text protocol: from the answer to our ClientHello, else from the plain-text controls.

    An HTTP 400 to the plain-text control is no proof: TLS servers answer so to plain HTTP.
    """
    match endpoint.outcome:
        case NotTls(what, excerpt, _, starttls) if what not in ("unknown", "tls"):
            return Speech(what, excerpt, starttls)
    if any(answered(control) for control in endpoint.controls if control.probe.profile is not Profile.UPGRADED):
        return None
    for profile in (Profile.BANNER, Profile.PLAINTEXT):
        control = endpoint.control(profile)
        match control.outcome if control else None:
            case Spoke(what, excerpt, starttls) | NotTls(what, excerpt, _, starttls) if _tells(what, excerpt):
                return Speech(what, excerpt, starttls)
            case _:
                continue
    return None


def _tells(what: str, excerpt: str) -> bool:
    if what in ("unknown", "tls"):
        return False
    status = _HTTP_STATUS.match(excerpt) if what == "http" else None
    return not (status and status.group(1) in _TLS_PORT_STATUS)
