"""How a connection ended, read once for all wire rules: one `Sign` an endpoint, controls taken into account.

Law: signs exclude each other, so two wire rules never claim the same ending. `Sign.UNKNOWN` says that the question
was open when our own time ran out.
"""

from collections.abc import Sequence
from enum import Enum, auto

from core.model.evidence import Endpoint, Evidence, connected, flight_of
from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    CloseKind,
    Fault,
    HelloAnswered,
    Negotiated,
    NotTls,
    Outcome,
    PeerFault,
    Profile,
    Refused,
    ServerFlight,
    Spoke,
    Stage,
    StarttlsFailed,
    TimedOut,
    Unreachable,
)
from core.model.verdict import PASSED, NotApplicable, Undetermined, Verdict
from core.words.speech import STALL_MS, speech_of, upgrades

SLOW_MS = 3000.0  # a handshake is two or three round trips: even round the globe less than one second


ALERT_RECORD = 7  # bytes: five of header, level, description


class Sign(Enum):
    FINE = auto()
    UNKNOWN = auto()
    NO_TCP = auto()
    HTTP = auto()
    BANNER = auto()
    STARTTLS_NEEDED = auto()
    NOT_TLS = auto()
    STARTTLS_NOT_OFFERED = auto()
    STARTTLS_REFUSED = auto()
    CLOSED_ON_CONNECT = auto()
    CLOSED_AFTER_HELLO = auto()
    RESET_AFTER_HELLO = auto()
    SILENT = auto()
    STALLED = auto()
    SLOW = auto()
    CLOSED_MID_HANDSHAKE = auto()
    CLOSED_AFTER_HANDSHAKE = auto()
    ALERT = auto()
    MALFORMED_HANDSHAKE = auto()
    MALFORMED_CERT = auto()
    CORRUPT_RECORD = auto()
    KEY_MISMATCH = auto()
    TOO_LARGE = auto()
    UNSUPPORTED = auto()


_FAULTS = {
    Fault.MALFORMED_HANDSHAKE: Sign.MALFORMED_HANDSHAKE,
    Fault.MALFORMED_CERTIFICATE: Sign.MALFORMED_CERT,
    Fault.CORRUPT_RECORD: Sign.CORRUPT_RECORD,
    Fault.BAD_SIGNATURE: Sign.KEY_MISMATCH,
    Fault.TOO_LARGE: Sign.TOO_LARGE,
    Fault.UNSUPPORTED: Sign.UNSUPPORTED,
}


def sign(endpoint: Endpoint) -> Sign:
    """How the first full handshake ended."""
    outcome = endpoint.outcome
    match outcome:
        case Refused() | Unreachable() | TimedOut(stage=Stage.CONNECT):
            return Sign.NO_TCP
        case Negotiated():
            return _completed(endpoint, outcome)
        case AlertReceived(stage=Stage.STARTTLS) | PeerFault(stage=Stage.STARTTLS):
            return Sign.STARTTLS_NOT_OFFERED  # the port speaks TLS at once
        case AlertReceived():
            return Sign.ALERT
        case PeerFault(fault=Fault.TOO_LARGE, flight=flight) if flight.version is None:
            return Sign.MALFORMED_HANDSHAKE  # a flood that never came to a ServerHello
        case PeerFault(fault=fault):
            return _FAULTS[fault]
        case StarttlsFailed(offered):
            return Sign.STARTTLS_REFUSED if offered else Sign.STARTTLS_NOT_OFFERED
        case NotTls():
            return _spoken(endpoint) or Sign.NOT_TLS
        case Closed():
            return _closed(endpoint, outcome)
        case TimedOut():
            return Sign.SLOW if completed_slowly(endpoint) else _timed_out(endpoint, outcome)
        case HelloAnswered() | Spoke():
            return Sign.UNKNOWN


def _completed(endpoint: Endpoint, outcome: Negotiated) -> Sign:
    ending = outcome.ending
    if ending.alert is not None:
        return Sign.ALERT
    if ending.closed is not None and not ending.answered and not ending.close_notify:
        return Sign.CLOSED_AFTER_HANDSHAKE
    took = handshake_ms(endpoint.attempts[0])
    return Sign.SLOW if took is not None and took > SLOW_MS else Sign.FINE


def completed_slowly(endpoint: Endpoint) -> Attempt | None:
    """The attempt that came through, after so long that the first one had been given up."""
    for attempt in endpoint.attempts:
        if isinstance(attempt.outcome, Negotiated) and (handshake_ms(attempt) or 0) > SLOW_MS:
            return attempt
    return None


def handshake_ms(attempt: Attempt) -> float | None:
    """From the ClientHello to the end of the handshake, or to the end of the attempt where it has none."""
    timings = attempt.timings
    begun = timings.starttls if timings.starttls is not None else timings.connected
    if begun is None:
        return None
    return (timings.handshake if timings.handshake is not None else timings.total) - begun


def _closed(endpoint: Endpoint, outcome: Closed) -> Sign:
    flight = outcome.flight
    if flight.version is None and flight.warning_alerts:
        return Sign.ALERT
    only_goodbye = flight.version is None and 0 < flight.bytes_received <= ALERT_RECORD
    if only_goodbye and outcome.stage is Stage.SERVER_FLIGHT:
        return Sign.CLOSED_AFTER_HELLO
    match outcome.stage:
        case Stage.CONNECT:
            return Sign.CLOSED_ON_CONNECT
        case Stage.STARTTLS:
            return _spoken(endpoint) or Sign.CLOSED_ON_CONNECT
        case Stage.HELLO:
            if spoken := _spoken(endpoint):
                return spoken
            if closes_unasked(endpoint):
                return Sign.CLOSED_ON_CONNECT
            return Sign.RESET_AFTER_HELLO if outcome.how is CloseKind.RST else Sign.CLOSED_AFTER_HELLO
        case Stage.SERVER_FLIGHT | Stage.FINISHED:
            return Sign.CLOSED_MID_HANDSHAKE
        case Stage.AFTER:
            return Sign.CLOSED_AFTER_HANDSHAKE


def _timed_out(endpoint: Endpoint, outcome: TimedOut) -> Sign:
    if outcome.stage in (Stage.HELLO, Stage.STARTTLS) and (spoken := _spoken(endpoint)):
        return spoken
    cut_short = outcome.budget and outcome.after_ms < STALL_MS
    if cut_short:
        took = handshake_ms(endpoint.attempts[0]) or 0.0
        drips = outcome.flight.bytes_received > 0 and took > SLOW_MS
        return Sign.SLOW if drips else Sign.UNKNOWN
    if outcome.stage is Stage.STARTTLS:
        return Sign.STARTTLS_NOT_OFFERED
    return Sign.SILENT if outcome.stage is Stage.HELLO else Sign.STALLED


def _spoken(endpoint: Endpoint) -> Sign | None:
    speech = speech_of(endpoint)
    if speech is None:
        return None
    if speech.what == "http":
        return Sign.HTTP
    if upgrades(endpoint):
        return Sign.STARTTLS_NEEDED
    asked = endpoint.attempts[0].probe.starttls
    other_starttls = speech.starttls is not None and speech.starttls is not asked
    return Sign.BANNER if asked is None or other_starttls else None


def closes_unasked(endpoint: Endpoint) -> bool | None:
    """Whether the server closes a connection on which nothing is sent; None when we did not look."""
    listened = endpoint.control(Profile.BANNER)
    if listened is None:
        return None
    match listened.outcome:
        case Closed() | Unreachable(errno="ECONNRESET"):  # the RST may overtake our own connect
            return True
        case _:
            return False


# --- controls ---


def fails_at_hello(outcome: Outcome) -> bool:
    """Ended by the peer, or in silence, without a ServerHello."""
    match outcome:
        case Closed(stage=Stage.HELLO) | TimedOut(stage=Stage.HELLO):
            return True
        case AlertReceived(flight=flight):
            return flight.version is None
        case _:
            return False


def flight_in(attempt: Attempt | None) -> ServerFlight:
    return flight_of(attempt.outcome) if attempt else ServerFlight()


# --- over all endpoints ---


def concerned(evidence: Evidence) -> tuple[Endpoint, ...]:
    """Endpoints whose ending a wire rule explains: all when none works, and those that failed first and worked then."""
    return tuple(e for e in evidence.judged if connected(e.outcome) and (e in evidence.failing or flaky(e)))


def flaky(endpoint: Endpoint) -> bool:
    """The first attempt failed, the second one was fine."""
    return endpoint.works and not isinstance(endpoint.outcome, Negotiated)


def with_sign(evidence: Evidence, *signs: Sign) -> tuple[Endpoint, ...]:
    return tuple(e for e in concerned(evidence) if sign(e) in signs)


def no_connection(evidence: Evidence) -> NotApplicable | None:
    """Why the wire cannot be asked at all."""
    if any(connected(e.outcome) for e in evidence.judged):
        return None
    return NotApplicable("no TCP connection")


def quiet(evidence: Evidence, stages: Sequence[Stage]) -> Verdict:
    """What a wire rule says that found nothing: passed, unless our own limit cut an attempt at one of its stages."""
    for endpoint in concerned(evidence):
        match endpoint.outcome:
            case TimedOut(stage, after_ms) if stage in stages and sign(endpoint) is Sign.UNKNOWN:
                cut = f"our time limit ended the attempt at {endpoint.address} after {after_ms / 1000:.1f} s of silence"
                return Undetermined(cut)
    return PASSED
