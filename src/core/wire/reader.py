"""Reads what a server answers to a ClientHello, as far as it is in clear. Sans-I/O, incremental, bounded.

Law: `feed` takes any bytes, never raises, never looks past its limits, and the events depend on the bytes alone, not
on how they were cut into pieces. After a terminal event (`Malformed`, `TooLarge`, `NotTls`) nothing is read any more.
"""

from dataclasses import dataclass
from typing import Final

from core.wire.codes import ContentType, HandshakeType, Version, handshake_name
from core.wire.handshake_reader import read_handshake, read_ssl2
from core.wire.messages import (
    Alert,
    CertificateMessage,
    ChangeCipherSpec,
    Event,
    Handshake,
    Malformed,
    NotTls,
    OpaqueRecord,
    ServerHello,
    Terminal,
    TooLarge,
)
from core.wire.octets import WireError
from core.wire.records import HEADER, Opening, opening, record_size

FIRST_BYTES: Final = 4096
_MESSAGE_HEADER: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a stranger's flight we take: bytes, bytes of one message, certificates, events."""

    flight: int = 256 * 1024
    message: int = 192 * 1024
    certificates: int = 64
    events: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """What the flight broke off in: `have` of `need` bytes of a structure, headers included (None: not known yet)."""

    where: str
    have: int
    need: int | None


class FlightReader:
    """Feed it bytes as they come; read `events`.

    >>> reader = FlightReader()
    >>> reader.feed(bytes.fromhex("15030300020228"))
    >>> reader.events
    (Alert(level=2, description=40, encrypted=False),)
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._events: list[Event] = []
        self._terminal: Terminal | None = None
        self._opening = Opening.UNDECIDED
        self._first = bytearray()
        self._records = bytearray()  # less than a whole record
        self._messages = bytearray()  # less than a whole handshake message
        self._alerts = bytearray()  # less than a whole alert
        self._offset = 0  # of the front of _records in the stream
        self._received = 0
        self._hello: ServerHello | None = None
        self._encrypted = False

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that was said so far, in order; a terminal event stands last."""
        return (*self._events, self._terminal) if self._terminal else tuple(self._events)

    def since(self, count: int) -> tuple[Event, ...]:
        """The events after the first ``count`` of them."""
        fresh = self._events[count:]
        return (*fresh, self._terminal) if self._terminal and count <= len(self._events) else tuple(fresh)

    @property
    def terminal(self) -> Terminal | None:
        """The event that ended the reading, if one did."""
        return self._terminal

    @property
    def received(self) -> int:
        """The number of all bytes that were fed, those after the end included."""
        return self._received

    @property
    def first_bytes(self) -> bytes:
        """The first bytes of the stream, at most `FIRST_BYTES`."""
        return bytes(self._first)

    @property
    def incomplete(self) -> Incomplete | None:
        """The structure that is begun and not complete; None between two structures, and after the end."""
        if self._terminal:
            return None
        message = bytes(self._messages)
        if self._opening is Opening.TLS and not self._encrypted and self._records[:1] == bytes([ContentType.HANDSHAKE]):
            message += self._records[HEADER:]
        if message:
            return Incomplete(where=handshake_name(message[0]), have=len(message), need=_message_size(message))
        if self._records:
            decided = self._opening is not Opening.UNDECIDED
            need = record_size(bytes(self._records[:HEADER]), self._opening, self._offset) if decided else None
            return Incomplete(where="record", have=len(self._records), need=need)
        return Incomplete(where="alert", have=1, need=2) if self._alerts else None

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream."""
        room = max(0, self._limits.flight - self._received)
        self._received += len(data)
        self._first += data[: FIRST_BYTES - len(self._first)]
        match self._terminal:
            case None:
                self._read(data[:room])
                if self._terminal is None and self._received > self._limits.flight:
                    self._stop(TooLarge(what="flight", limit=self._limits.flight, seen=self._received))
            case TooLarge(what="flight"):
                self._stop(TooLarge(what="flight", limit=self._limits.flight, seen=self._received))
            case NotTls():
                self._stop(NotTls(self.first_bytes))
            case _:
                pass

    def _stop(self, terminal: Terminal) -> None:
        self._terminal = terminal
        for buffer in (self._records, self._messages, self._alerts):
            buffer.clear()

    def _tell(self, event: Event) -> None:
        if len(self._events) >= self._limits.events:
            self._stop(TooLarge(what="events", limit=self._limits.events, seen=self._limits.events + 1))
        else:
            self._events.append(event)

    def _read(self, data: bytes) -> None:
        self._records += data
        if self._opening is Opening.UNDECIDED:
            self._opening = opening(bytes(self._records[:8]))
        try:
            match self._opening:
                case Opening.OTHER:
                    self._stop(NotTls(self.first_bytes))
                case Opening.TLS:
                    while record := self._take_record():
                        self._read_fragment(record[0], record[HEADER:])
                case Opening.SSL2 if not self._events and (record := self._take_record()):
                    self._tell(read_ssl2(record[2:]))
                case Opening.SSL2 if self._events:
                    self._records.clear()  # all that follows is encrypted
                case _:
                    pass
        except WireError as error:
            self._stop(Malformed(what=error.what, offset=error.offset, where=error.where))

    def _take_record(self) -> bytes | None:
        """The record at the front, removed; None while it is not complete."""
        size = record_size(bytes(self._records[:HEADER]), self._opening, self._offset)
        if size is None or len(self._records) < size:
            return None
        record = bytes(self._records[:size])
        del self._records[:size]
        self._offset += size
        return record

    def _read_fragment(self, content_type: int, fragment: bytes) -> None:
        match content_type:
            case ContentType.ALERT if self._encrypted:
                self._tell(Alert(None, None, encrypted=True))
            case ContentType.ALERT:
                self._read_alerts(fragment)
            case ContentType.CHANGE_CIPHER_SPEC:
                self._change_cipher_spec(fragment)
            case ContentType.HANDSHAKE if not self._encrypted:
                self._read_messages(fragment)
            case ContentType.APPLICATION_DATA if self._hello is None:
                raise self._record_error("application data before any ServerHello", fragment)
            case _:
                self._tell(OpaqueRecord(content_type, len(fragment)))

    def _record_error(self, what: str, fragment: bytes) -> WireError:
        return WireError(what, offset=self._offset - len(fragment) - HEADER, where="record")

    def _read_alerts(self, fragment: bytes) -> None:
        self._alerts += fragment
        while len(self._alerts) >= 2:
            self._tell(Alert(self._alerts[0], self._alerts[1]))
            del self._alerts[:2]

    def _change_cipher_spec(self, fragment: bytes) -> None:
        if fragment != b"\x01":
            raise self._record_error("a ChangeCipherSpec other than the one byte 01", fragment)
        if self._hello is None:
            raise self._record_error("ChangeCipherSpec before any ServerHello", fragment)
        self._encrypted = self._hello.version < Version.TLS1_3
        self._tell(ChangeCipherSpec())

    def _read_messages(self, fragment: bytes) -> None:
        self._messages += fragment
        while self._terminal is None and (size := _message_size(self._messages)) is not None:
            kind = self._messages[0]
            if size > self._limits.message:
                self._stop(TooLarge(what=handshake_name(kind), limit=self._limits.message, seen=size))
            elif len(self._messages) < size:
                return
            else:
                body = bytes(self._messages[_MESSAGE_HEADER:size])
                del self._messages[:size]
                self._take_message(kind, body)

    def _take_message(self, kind: int, body: bytes) -> None:
        where = handshake_name(kind)
        if kind == HandshakeType.CLIENT_HELLO:
            raise WireError("the peer sends a ClientHello, as an echo or a client would", offset=0, where=where)
        if kind == HandshakeType.SERVER_HELLO and self._hello is not None and not self._hello.is_hello_retry:
            raise WireError("a second one in one handshake", offset=0, where=where)
        message: Handshake = read_handshake(kind, body, self._hello)
        match message:
            case ServerHello():
                self._hello = message
            case CertificateMessage(chain=chain) if len(chain) > self._limits.certificates:
                self._stop(TooLarge(what="certificates", limit=self._limits.certificates, seen=len(chain)))
                return
            case _:
                pass
        self._tell(message)


def _message_size(data: bytes | bytearray) -> int | None:
    """The size of the handshake message at the front with its header; None while the header is not complete."""
    return _MESSAGE_HEADER + int.from_bytes(data[1:_MESSAGE_HEADER], "big") if len(data) >= _MESSAGE_HEADER else None
