"""One direction of a connection as TLS: records, handshake messages, alerts, as far as they are in clear.

Law: takes the stream in order, in any pieces, with gaps announced by `missing`; never raises, keeps at most one
message, and skips what is encrypted without keeping it. After a gap it goes on at the next record it recognises.
"""

from typing import Final

from core.capture.dialogue import DRAFT, Dialogue, begins_ssl2, looks_like_record, sealed
from core.capture.events import (
    AlertRead,
    CipherChanged,
    ClientCertificate,
    ClientMessage,
    Gap,
    Ssl2Message,
    What,
)
from core.capture.hello import is_ssl2_hello, read_hello, read_ssl2_hello
from core.capture.secrets import Opener
from core.wire.codes import ContentType, HandshakeType, Version, handshake_name
from core.wire.handshake_reader import read_handshake
from core.wire.messages import Malformed, ServerHello
from core.wire.octets import Cursor, WireError
from core.wire.records import MAX_FRAGMENT

MAX_MESSAGE: Final = 192 * 1024
_CLIENTS: Final = frozenset({HandshakeType.CLIENT_KEY_EXCHANGE, HandshakeType.CERTIFICATE_VERIFY})
_STAND_IN: Final = ServerHello(
    version=Version.TLS1_2, legacy_version=Version.TLS1_2, random=b"", session_id=b"", cipher=0, compression=0
)  # for certificates whose ServerHello the capture lacks


class Side:
    """One direction. `number`: 0 or 1, as in `Seen`."""

    __slots__ = (
        "buffer", "changed", "damaged", "dialogue", "message", "number", "opener", "sealed", "skip", "ssl2",
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
        self.opener: Opener | None = None
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
                if kind == ContentType.APPLICATION_DATA and self.dialogue.secrets and self._opener() is not None:
                    if after > end:
                        break
                    self._open(data[at:after], ns, frame)
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

    def _opener(self) -> Opener | None:
        if self.opener is None:
            self.opener = self.dialogue.opener(self.number)
        return self.opener

    def _open(self, record: bytes, ns: int, frame: int) -> None:
        """Tell what stands in a sealed record, where the capture carries its secrets."""
        opened = self.opener.open(record) if self.opener else None
        match opened:
            case (ContentType.ALERT, content) if len(content) == 2:
                self._tell(ns, frame, AlertRead(content[0], content[1], decrypted=True))
            case (ContentType.HANDSHAKE, content):
                self._messages(content, Version.TLS1_2, ns, frame)
            case _:
                pass

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
            hello = read_hello(message, version)
            dialogue.hellos[self.number], dialogue.random = True, hello.random
            self._tell(ns, frame, hello)
        elif kind == HandshakeType.SERVER_HELLO:
            dialogue.hello = read_server_hello(message[4:])
            self._tell(ns, frame, dialogue.hello)
        elif dialogue.hellos[self.number] or (kind in _CLIENTS and not dialogue.modern):
            body = message[4:]
            if kind == HandshakeType.CERTIFICATE:
                cursor = Cursor(body, "Certificate")
                if dialogue.modern:
                    cursor.vector(1)  # request context
                self._tell(ns, frame, ClientCertificate(_count(cursor, modern=dialogue.modern)))
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


def _count(certificates: Cursor, *, modern: bool) -> int:
    """How many certificates a message carries; in TLS 1.3 each has extensions (RFC 8446 section 4.4.2)."""
    if not modern:
        return len(certificates.vectors(3, 3))
    entries, count = certificates.nested(3), 0
    while entries.left:
        entries.vector(3)
        entries.vector(2)
        count += 1
    return count


def read_server_hello(body: bytes) -> ServerHello:
    """Also in the form of the TLS 1.3 drafts up to 21: no session id, no compression. Raises WireError."""
    if not body or body[0] != DRAFT:
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
