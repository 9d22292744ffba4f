"""What STARTTLS scripts are written in: what they read from and the states they end in.

Law: a script is a generator that yields while it lacks bytes and returns its end state. It reads through `Talk`, so
it never sees how the bytes were cut, and never reads more than the line or the field it needs.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from core.wire.octets import printable

LIMIT: Final = 16 * 1024
_SHOWN: Final = 500


@dataclass(frozen=True, slots=True)
class Talking:
    """Not decided; more bytes are needed."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The server waits for a ClientHello now."""


@dataclass(frozen=True, slots=True)
class NotOffered:
    """The server does not offer TLS here. `capabilities`: what it offers, escaped, at most 500 characters."""

    capabilities: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The server declined, at once or when asked for TLS. `reply`: its words, escaped, at most 500 characters."""

    reply: str


@dataclass(frozen=True, slots=True)
class Unexpected:
    """This is not the protocol that was expected. `first`: all that came, for `recognise`; `why`: where it departed."""

    first: bytes = field(repr=False)
    why: str


@dataclass(frozen=True, slots=True)
class AlreadyTls:
    """TLS speaks from the first byte: no STARTTLS belongs here."""

    first: bytes = field(repr=False)


State: TypeAlias = Talking | Ready | NotOffered | Refused | Unexpected | AlreadyTls
Script: TypeAlias = Generator[None, None, State]


class ProtocolError(Exception):
    """The server left the protocol; ends a script."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def shown(data: bytes) -> str:
    """The server's words for a state."""
    return printable(data.strip(), _SHOWN)


class Talk:
    """Both directions of one dialogue: bytes received, bytes to send. The names must be harmless already."""

    __slots__ = ("_outgoing", "_read", "_received", "client_name", "server_name")

    def __init__(self, *, server_name: str, client_name: str) -> None:
        self.server_name = server_name.encode()
        self.client_name = client_name.encode()
        self._received = bytearray()
        self._read = 0
        self._outgoing = bytearray()

    @property
    def received(self) -> bytes:
        """Everything that came, up to `LIMIT`."""
        return bytes(self._received)

    @property
    def unread(self) -> bytes:
        """What came and no script has read."""
        return bytes(self._received[self._read :])

    @property
    def looks_like_tls(self) -> bool | None:
        """The stream begins with a TLS alert or handshake record; None while there are too few bytes to tell."""
        start = bytes(self._received[:3])
        if self._read or start[:1] not in (b"\x15", b"\x16") or start[1:2] not in (b"", b"\x03"):
            return False
        return start[2] <= 4 if len(start) == 3 else None

    def put(self, data: bytes) -> bool:
        """Take bytes from the server; True when there were more than fit."""
        room = LIMIT - len(self._received)
        self._received += data[:room]
        return len(data) > room

    def send(self, data: bytes) -> None:
        """Queue bytes for the server."""
        self._outgoing += data

    def take_outgoing(self) -> bytes:
        """The queued bytes, once."""
        data = bytes(self._outgoing)
        self._outgoing.clear()
        return data

    def exactly(self, size: int) -> Generator[None, None, bytes]:
        """The next `size` bytes."""
        while len(self._received) - self._read < size:
            yield
        return self._take(size)

    def line(self, begins: bytes = b"") -> Generator[None, None, bytes]:
        """The next line without its end. `begins`: all bytes it may begin with; empty for any."""
        return (yield from self.until(b"\n", begins)).rstrip(b"\r\n")

    def until(self, mark: bytes, begins: bytes = b"") -> Generator[None, None, bytes]:
        """Everything up to the next `mark`, which is one byte, and with it. `begins` as for `line`."""
        searched = self._read
        while (end := self._received.find(mark, searched)) < 0:
            self._check_begin(begins)
            searched = len(self._received)
            yield
        self._check_begin(begins)
        return self._take(end + 1 - self._read)

    def _check_begin(self, begins: bytes) -> None:
        first = bytes(self._received[self._read : self._read + 1])
        if begins and first not in begins:  # nothing yet is in everything
            raise ProtocolError(f"it begins with {printable(first)}")

    def _take(self, size: int) -> bytes:
        data = bytes(self._received[self._read : self._read + size])
        self._read += size
        return data
