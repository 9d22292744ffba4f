"""Control experiments without a key: a hand-made hello, a line of plain text, or silence; then read what comes.

Law: as `core.wire.handshake`: the outcome depends on bytes and ending, not on chunks. Nothing is completed, nothing is
decrypted; these probes leave as soon as the answer is known.
"""

from enum import Enum, auto
from typing import Final

from core.model.observation import (
    AlertReceived,
    Closed,
    Fault,
    HelloAnswered,
    Outcome,
    PeerFault,
    ServerFlight,
    Spoke,
    Stage,
    TimedOut,
)
from core.wire.cutter import RecordCutter
from core.wire.exchange import End, Ended, Reaction
from core.wire.flight import ClearText, fault_of_size
from core.wire.messages import (
    Alert,
    Event,
    Malformed,
    ServerHello,
    ServerHelloDone,
    SSLv2Error,
    SSLv2ServerHello,
    TooLarge,
)
from core.wire.registry import Version

PLAIN_REQUEST: Final = b"GET / HTTP/1.0\r\n\r\n"


class Until(Enum):
    """How much of the server's flight a hello wants to see: TLS ≤ 1.2 shows its certificate in clear."""

    HELLO = auto()
    HELLO_DONE = auto()


class RawHello:
    """Sends ``hello`` and reads the answer as far as ``until``."""

    def __init__(self, hello: bytes, until: Until, port: int) -> None:
        self._hello, self._until = hello, until
        self._clear = ClearText(port)
        self._cutter = RecordCutter()
        self._judged = 0  # events
        self._verdict: Outcome | None = None  # once the bytes alone decide it

    def open(self) -> bytes:
        return self._hello

    def receive(self, data: bytes) -> Reaction:
        return self._cutter.each(data, self._receive)

    def _receive(self, data: bytes) -> Reaction:
        self._clear.feed(data)
        if self._clear.is_other_protocol:
            return self._clear.collect_other_protocol()
        for event in self._clear.since(self._judged):
            self._judged += 1
            self._verdict = self._judge(event)
            if self._verdict is not None:
                break
        return Reaction(finished=self._verdict is not None)

    def ended(self, end: Ended | None) -> Outcome:
        other = self._clear.other_protocol()
        if other is not None:
            return other
        if self._verdict is not None:
            return self._verdict
        assert end is not None, "only a verdict or another protocol finishes this conversation"
        last = self._clear.last_words
        if end.close_kind is not None and last is not None:
            return self._alert(last.level, last.description)
        return broken_off(end, Stage.SERVER_FLIGHT if self._clear.bytes_received else Stage.HELLO, self._clear.flight())

    def _alert(self, level: int | None, number: int | None) -> Outcome:
        assert level is not None
        assert number is not None
        stage = Stage.SERVER_FLIGHT if self._clear.hello else Stage.HELLO
        return AlertReceived(stage, level, number, self._clear.flight())

    def _judge(self, event: Event) -> Outcome | None:
        """The outcome, if this event decides it."""
        match event:
            case Alert(level=int(level), description=int(number)) if event.fatal:
                return self._alert(level, number)
            case ServerHello() if self._until is Until.HELLO or event.version >= Version.TLS1_3:
                return HelloAnswered(self._clear.flight())
            case ServerHelloDone() | SSLv2ServerHello() | SSLv2Error():
                return HelloAnswered(self._clear.flight())
            case Malformed(where=where):
                fault = Fault.CORRUPT_RECORD if where == "record" else Fault.MALFORMED_HANDSHAKE
                return PeerFault(Stage.SERVER_FLIGHT, fault, str(event), self._clear.flight())
            case TooLarge(what=what, limit=limit, seen=seen):
                detail = f"{what}: {seen}, our limit is {limit}"
                return PeerFault(Stage.SERVER_FLIGHT, fault_of_size(event), detail, self._clear.flight())
            case _:
                return None


class PlainWords:
    """Says ``words`` in clear, maybe nothing, and listens who is there."""

    def __init__(self, words: bytes, port: int) -> None:
        self._words = words
        self._clear = ClearText(port)

    def open(self) -> bytes:
        return self._words

    def receive(self, data: bytes) -> Reaction:
        self._clear.feed(data)
        if self._clear.is_other_protocol:
            return self._clear.collect_other_protocol()
        return Reaction(finished=bool(self._clear.events))

    def ended(self, end: Ended | None) -> Outcome:
        other = self._clear.other_protocol()
        if other is not None:
            return Spoke(other.what, other.excerpt, other.starttls)
        for event in self._clear.events:
            if isinstance(event, Alert) and event.level is not None and event.description is not None:
                return AlertReceived(Stage.HELLO, event.level, event.description, self._clear.flight())
        if self._clear.events:
            return Spoke("tls", f"a TLS record ({self._clear.bytes_received} bytes)")
        return broken_off(end or Ended(End.FIN), Stage.HELLO, self._clear.flight())


def broken_off(end: Ended, stage: Stage, flight: ServerFlight) -> Outcome:
    """The outcome when nothing but the end of the connection decides."""
    if end.end is End.BYTE_LIMIT:
        return PeerFault(stage, Fault.MALFORMED_HANDSHAKE, f"{flight.bytes_received} bytes and no end", flight)
    if end.close_kind is not None:
        return Closed(stage, end.close_kind, flight)
    return TimedOut(stage, end.after_ms, flight, budget=end.end is End.BUDGET)
