"""One direction of a connection as TLS: records, handshake messages, alerts, as far as they are in clear.

Law: takes the stream in order, in any pieces, with gaps announced by `missing`; never raises, keeps at most one
message, and skips what is encrypted without keeping it. After a gap it goes on at the next record it recognises.
"""

from functools import lru_cache
from typing import Final

from core.capture.events import (
    AlertRead,
    CipherChanged,
    ClientCertificate,
    ClientMessage,
    Gap,
    Sealed,
    Seen,
    Ssl2Message,
    What,
)
from core.capture.hello import is_ssl2_hello, read_hello, read_ssl2_hello
from core.wire.codes import ContentType, HandshakeType, Version, handshake_name
from core.wire.handshake_reader import read_handshake
from core.wire.messages import Malformed, ServerHello
from core.wire.octets import Cursor, WireError
from core.wire.records import MAX_FRAGMENT

MAX_MESSAGE: Final = 192 * 1024
MAX_EVENTS: Final = 400
_CLIENTS: Final = frozenset({HandshakeType.CLIENT_KEY_EXCHANGE, HandshakeType.CERTIFICATE_VERIFY})
_DRAFT: Final = 0x7F
_STAND_IN: Final = ServerHello(
    version=Version.TLS1_2, legacy_version=Version.TLS1_2, random=b"", session_id=b"", cipher=0, compression=0
)  # for certificates whose ServerHello the capture lacks


def looks_like_record(data: bytes) -> bool:
    """A record header at the front: type, version 3.0 to 3.4, a possible length (RFC 8446 section 5.1)."""
    return (
        len(data) >= 5
        and 20 <= data[0] <= 24
        and data[1] == 3
        and data[2] <= 4
        and 0 < (data[3] << 8 | data[4]) <= MAX_FRAGMENT
    )


def begins_ssl2(data: bytes) -> bool:
    """A hello of SSL 2.0 form, of a client or a server, at least its beginning."""
    if len(data) < 11 or not data[0] & 0x80:
        return False
    from_client = data[2] == 1 and (data[3:5] == b"\0\x02" or (data[3] == 3 and data[4] <= 4))
    return from_client or (data[2] == 4 and data[5:7] == b"\0\x02")


sealed = lru_cache(maxsize=4096)(Sealed)


class Dialogue:
    """What both directions of one connection share: the events, and what the ServerHello chose."""

    __slots__ = ("events", "hello", "hellos")

    def __init__(self) -> None:
        self.events: list[Seen] = []
        self.hello: ServerHello | None = None
        self.hellos = [False, False]  # a ClientHello came from this side

    def tell(self, ns: int, frame: int, side: int, what: What) -> None:
        if len(self.events) < MAX_EVENTS:
            self.events.append(Seen(ns, frame, side, what))

    @property
    def modern(self) -> bool:
        """TLS 1.3 or a draft of it was chosen."""
        version = self.hello.version if self.hello else 0
        return version >= Version.TLS1_3 and version >> 8 in (3, _DRAFT)


class Side:
    """One direction. `number`: 0 or 1, as in `Seen`."""

    __slots__ = (
        "buffer", "changed", "damaged", "dialogue", "message", "number", "sealed", "skip", "ssl2",
        "synchronised",
    )  # fmt: skip

    def __init__(self, dialogue: Dialogue, number: int) -> None:
        self.dialogue = dialogue
        self.number = number
        self.buffer = b""  # less than a record
        self.message = b""  # less than a handshake message
        self.skip = 0  # bytes left of a record that is not read
        self.changed = False  # it sent ChangeCipherSpec
        self.synchronised = True
        self.damaged = False  # a gap was met
        self.ssl2 = False
        self.sealed = 0  # records of application data

    def feed(self, data: bytes, ns: int, frame: int) -> None:
        """The next bytes of the stream; a piece begins where a TCP segment's new bytes begin."""
        if self.skip:
            if self.skip >= len(data):
                self.skip -= len(data)
                return
            data, self.skip = data[self.skip :], 0
        if not self.synchronised:
            if not looks_like_record(data):
                return
            self.synchronised, self.buffer, self.message = True, b"", b""
        data = self.buffer + data if self.buffer else data
        if self.ssl2 or (data[0] & 0x80 and not self.dialogue.hello and begins_ssl2(data)):
            self._ssl2(data, ns, frame)
        else:
            self._records(data, ns, frame)

    def missing(self, size: int, ns: int, frame: int) -> None:
        """The next `size` bytes of the stream are not in the capture."""
        self.damaged = True
        self.dialogue.tell(ns, frame, self.number, Gap(size))
        self.message = b""
        if self.skip >= size:
            self.skip -= size
            return
        beyond, self.skip = size - self.skip, 0
        if looks_like_record(self.buffer):  # a record is begun and its length known
            left = 5 + (self.buffer[3] << 8 | self.buffer[4]) - len(self.buffer)
            self.buffer = b""
            if beyond <= left:
                self.skip = left - beyond
                return
        self.buffer, self.synchronised = b"", False

    # --- records ---

    def _records(self, data: bytes, ns: int, frame: int) -> None:
        at, end = 0, len(data)
        while end - at >= 5:
            kind, length = data[at], data[at + 3] << 8 | data[at + 4]
            if not (20 <= kind <= 24 and data[at + 1] == 3 and length <= MAX_FRAGMENT):
                self._lost(f"no record begins here (0x{data[at : at + 5].hex()})", ns, frame)
                return
            after = at + 5 + length
            readable = kind in (20, 21) or (kind == 22 and not self._sealed(data, at + 5, length))
            if not readable:
                self._tell(ns, frame, sealed(kind, length))
                self.sealed += kind == ContentType.APPLICATION_DATA
                if after > end:
                    self.skip = after - end
                    self.buffer = b""
                    return
            elif after > end:
                break
            else:
                self._record(kind, data[at + 5 : after], data[at + 1] << 8 | data[at + 2], ns, frame)
            at = after
        self.buffer = data[at:]

    def _sealed(self, data: bytes, at: int, length: int) -> bool:
        """A handshake record after the cipher changed; the second ClientHello (after a retry) is in clear even then."""
        if not self.changed or self.dialogue.modern:
            return False
        body = int.from_bytes(data[at + 1 : at + 4], "big")
        return not (data[at : at + 1] == b"\x01" and body + 4 == length)

    def _lost(self, what: str, ns: int, frame: int) -> None:
        if not self.damaged:
            self._tell(ns, frame, Malformed(what=what, offset=0, where="record"))
        self.buffer, self.message, self.synchronised = b"", b"", False

    def _tell(self, ns: int, frame: int, what: What) -> None:
        self.dialogue.tell(ns, frame, self.number, what)

    def _record(self, kind: int, fragment: bytes, version: int, ns: int, frame: int) -> None:
        match kind:
            case ContentType.ALERT:
                clear = len(fragment) == 2 and (not self.changed or self.dialogue.modern)
                self._tell(ns, frame, AlertRead(*fragment) if clear else sealed(kind, len(fragment)))
            case ContentType.CHANGE_CIPHER_SPEC:
                self.changed = True
                self._tell(ns, frame, CipherChanged())
            case _:
                self._messages(fragment, version, ns, frame)

    # --- handshake messages ---

    def _messages(self, fragment: bytes, version: int, ns: int, frame: int) -> None:
        data, at = self.message + fragment if self.message else fragment, 0
        while len(data) - at >= 4:
            size = 4 + int.from_bytes(data[at + 1 : at + 4], "big")
            if size > MAX_MESSAGE:
                self._lost(f"a {handshake_name(data[at])} of {size} bytes", ns, frame)
                return
            if len(data) - at < size:
                break
            try:
                self._message(data[at : at + size], version, ns, frame)
            except WireError as error:
                if not self.damaged:
                    self._tell(ns, frame, Malformed(what=error.what, offset=error.offset, where=error.where))
            at += size
        self.message = data[at:]

    def _message(self, message: bytes, version: int, ns: int, frame: int) -> None:
        kind, dialogue = message[0], self.dialogue
        if kind == HandshakeType.CLIENT_HELLO:
            dialogue.hellos[self.number] = True
            self._tell(ns, frame, read_hello(message, version))
        elif kind == HandshakeType.SERVER_HELLO:
            dialogue.hello = read_server_hello(message[4:])
            self._tell(ns, frame, dialogue.hello)
        elif kind in _CLIENTS or dialogue.hellos[self.number]:
            body = message[4:]
            if kind == HandshakeType.CERTIFICATE:
                self._tell(ns, frame, ClientCertificate(len(Cursor(body, "Certificate").vectors(3, 3))))
            else:
                self._tell(ns, frame, ClientMessage(kind))
        elif dialogue.hello is not None or kind == HandshakeType.CERTIFICATE:
            self._tell(ns, frame, read_handshake(kind, message[4:], dialogue.hello or _STAND_IN))
        else:
            self._tell(ns, frame, ClientMessage(kind))

    # --- SSL 2.0 ---

    def _ssl2(self, data: bytes, ns: int, frame: int) -> None:
        """A hello in SSL 2.0 form; TLS records follow it, unless the server answers in SSL 2.0 too."""
        while len(data) >= 3:
            size = 2 + ((data[0] & 0x7F) << 8 | data[1]) if data[0] & 0x80 else 3 + ((data[0] & 0x3F) << 8 | data[1])
            if self.ssl2 and looks_like_record(data):
                self.ssl2 = False
                self._records(data, ns, frame)
                return
            if len(data) < size:
                break
            if not self.ssl2 and is_ssl2_hello(data[:size]):
                self.dialogue.hellos[self.number] = True
                self._tell(ns, frame, read_ssl2_hello(data[:size]))
            else:
                self._tell(ns, frame, Ssl2Message(data[2] if data[2] in (0, 2, 4) else -1))
            self.ssl2, data = True, data[size:]
        self.buffer = data[:MAX_FRAGMENT]


def read_server_hello(body: bytes) -> ServerHello:
    """Also in the form of the TLS 1.3 drafts up to 21: no session id, no compression. Raises WireError."""
    if not body or body[0] != _DRAFT:
        hello = read_handshake(HandshakeType.SERVER_HELLO, body, None)
        assert isinstance(hello, ServerHello)
        return hello
    cursor = Cursor(body, "ServerHello")
    version, random, cipher = cursor.uint(2), cursor.take(32), cursor.uint(2)
    extensions = cursor.nested(2) if cursor.left else Cursor(b"", "ServerHello")
    group: int | None = None
    while extensions.left:
        number, value = extensions.uint(2), extensions.vector(2)
        if number in (40, 51):  # key_share, before and after draft 23
            group = Cursor(value, "key_share").uint(2)
    return ServerHello(
        version=version, legacy_version=version, random=random, session_id=b"", cipher=cipher, compression=0,
        selected_group=group,
    )  # fmt: skip
