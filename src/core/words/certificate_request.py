"""Client certificates: did the server ask for one, and is that why it ended the connection?

In TLS 1.3 the client learns of a refusal only after its own Finished: the handshake looks complete (RFC 8446 section
4.4.2.4). In TLS 1.2 the alert comes in answer to the empty Certificate message.
"""

from dataclasses import dataclass
from enum import Enum, auto

from core.model.evidence import Endpoint, Evidence
from core.model.observation import AlertReceived, Attempt, Closed, Negotiated, Stage

REFUSALS = frozenset({40, 41, 42, 43, 44, 45, 46, 48, 49, 116})  # what servers send to a client without a certificate
_HTTP_REFUSALS = frozenset({400, 496})  # nginx answers 400 with "No required SSL certificate was sent", internally 496


class How(Enum):
    """How the server insisted."""

    STATED = auto()  # alert certificate_required
    ALERT = auto()
    CLOSED = auto()
    HTTP = auto()


@dataclass(frozen=True, slots=True)
class Demand:
    endpoint: Endpoint
    attempt: Attempt
    how: How


def demands(evidence: Evidence) -> tuple[Demand, ...]:
    """Every address that asked for a client certificate and went no further without."""
    found = ((endpoint, attempt, _how(attempt)) for endpoint in evidence.judged for attempt in endpoint.attempts[:1])
    return tuple(Demand(endpoint, attempt, how) for endpoint, attempt, how in found if how)


def _how(attempt: Attempt) -> How | None:
    match attempt.outcome:
        case AlertReceived(number=116):
            return How.STATED
        case AlertReceived(number=number, flight=flight) if flight.client_cert_asked and number in REFUSALS:
            return How.ALERT
        case Closed(stage=Stage.FINISHED | Stage.AFTER, flight=flight) if flight.client_cert_asked:
            return How.CLOSED
        case Negotiated(ending=ending) if ending.alert == 116:
            return How.STATED
        case Negotiated() as done if done.flight.client_cert_asked:
            return _after(done)
        case _:
            return None


def _after(done: Negotiated) -> How | None:
    ending = done.ending
    if ending.alert is not None:
        return How.ALERT if ending.alert in REFUSALS else None
    if ending.closed is not None and not ending.answered:
        return How.CLOSED
    return How.HTTP if ending.http and ending.http.status in _HTTP_REFUSALS else None


def asked_and_content(evidence: Evidence) -> tuple[Endpoint, ...]:
    """Addresses that asked for a client certificate and served us without one."""
    insisting = {demand.endpoint.address for demand in demands(evidence)}
    return tuple(
        e
        for e in evidence.judged
        if e.works and e.completed and e.completed.flight.client_cert_asked and e.address not in insisting
    )
