"""A STARTTLS dialogue first, then any other conversation on the same connection.

Law: as `core.wire.handshake`. Bytes that came behind the server's go-ahead are given to the conversation that follows:
a server that is honest sends none before our ClientHello.
"""

from typing import Final

from core.model.observation import (
    AlertReceived,
    Fault,
    NotTls,
    Outcome,
    PeerFault,
    Probe,
    ServerFlight,
    Stage,
    StarttlsFailed,
)
from core.wire.exchange import Conversation, Ended, Milestone, Reaction
from core.wire.first_bytes import recognise, tls_alert_or_record
from core.wire.messages import Alert
from core.wire.raw_probe import broken_off
from core.wire.starttls import AlreadyTls, NotOffered, Ready, Refused, StarttlsDialogue, Talking, Unexpected

_REPLY: Final = 200
_FOREIGN_BYTES: Final = 2048
_FOREIGN_MS: Final = 400
_OFFERS: Final = (b"STARTTLS", b"STLS", b"AUTH TLS", b"AUTH SSL")


class Upgrade:
    """Talks `probe.starttls`, then hands over to ``inner``."""

    def __init__(self, probe: Probe, inner: Conversation) -> None:
        assert probe.starttls is not None
        self._probe, self._inner = probe, inner
        self._dialogue = StarttlsDialogue(probe.starttls, probe.server_name or "localhost", "tlscheck.invalid")
        self._ready = False
        self._heard = b""
        self._collecting = False

    def open(self) -> bytes:
        return self._dialogue.open()

    def receive(self, data: bytes) -> Reaction:
        if self._ready:
            return self._inner.receive(data)
        self._heard += data[: _FOREIGN_BYTES - len(self._heard)]
        step = self._dialogue.receive(data)
        match step.state:
            case Talking():
                return Reaction(send=step.send)
            case Ready():
                return self._hand_over(step.send)
            case Unexpected() | AlreadyTls():
                patience = None if self._collecting else _FOREIGN_MS
                self._collecting = True
                return Reaction(finished=len(self._heard) >= _FOREIGN_BYTES, patience_ms=patience)
            case NotOffered() | Refused():
                return Reaction(send=step.send, finished=True)

    def _hand_over(self, send: bytes) -> Reaction:
        self._ready = True
        send += self._inner.open()
        if not self._dialogue.leftover:
            return Reaction(send=send, reached=(Milestone.STARTTLS,))
        early = self._inner.receive(self._dialogue.leftover)
        return Reaction(
            send=send + early.send,
            finished=early.finished,
            patience_ms=early.patience_ms,
            reached=(Milestone.STARTTLS, *early.reached),
        )

    def ended(self, end: Ended | None) -> Outcome:
        if self._ready:
            return self._inner.ended(end)
        match self._dialogue.state:
            case NotOffered(capabilities=capabilities):
                return StarttlsFailed(offered=False, reply=capabilities[:_REPLY])
            case Refused(reply=reply):
                heard = self._dialogue.received.upper()
                return StarttlsFailed(offered=any(word in heard for word in _OFFERS), reply=reply[:_REPLY])
            case AlreadyTls():
                return self._tls_at_once()
            case Unexpected(why=why):
                return self._foreign(why)
            case _:
                assert end is not None, "a dialogue that is not decided does not finish by itself"
                return broken_off(end, Stage.STARTTLS, ServerFlight(bytes_received=len(self._heard)))

    def _tls_at_once(self) -> Outcome:
        """The port speaks TLS already and answers our plain words with an alert, or with a record."""
        flight = ServerFlight(bytes_received=len(self._heard))
        match tls_alert_or_record(self._heard):
            case Alert(level=int(level), description=int(number)):
                return AlertReceived(Stage.STARTTLS, level, number, flight)
            case _:
                fault = Fault.MALFORMED_HANDSHAKE
                return PeerFault(Stage.STARTTLS, fault, "a TLS record in the plain-text dialogue", flight)

    def _foreign(self, why: str) -> Outcome:
        kind = recognise(self._heard, self._probe.port)
        if kind.starttls is self._probe.starttls:
            return StarttlsFailed(offered=False, reply=f"{why}: {kind.excerpt}"[:_REPLY])
        return NotTls(kind.protocol or "unknown", kind.excerpt, self._heard, kind.starttls)
