"""Reads a ClientHello back: for tests, captures and pasted hex.

Law: the inverse of `ClientHello.encode()`; whatever it has no field for is kept in `more`, whatever is unreadable is a
`Malformed` value. Never raises.
"""

from dataclasses import dataclass, field
from typing import Final

from core.wire.codes import ContentType, ExtensionType, HandshakeType, is_grease
from core.wire.hello import NO_POINT_COMPRESSION, PSK_DHE_KE, STATUS_REQUEST_OCSP, ClientHello, KeyShare
from core.wire.messages import Malformed
from core.wire.octets import Cursor, WireError

_WHERE: Final = "ClientHello"
# Extensions that a yes or no stands for, and those that are written together with groups and key_shares: only in the
# one form that we write. Any other content is kept raw.
_FLAGS: Final[dict[int, bytes]] = {
    ExtensionType.SESSION_TICKET: b"",
    ExtensionType.EXTENDED_MASTER_SECRET: b"",
    ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP: b"",
    ExtensionType.RENEGOTIATION_INFO: b"\x00",
    ExtensionType.STATUS_REQUEST: STATUS_REQUEST_OCSP,
    ExtensionType.EC_POINT_FORMATS: NO_POINT_COMPRESSION,
    ExtensionType.PSK_KEY_EXCHANGE_MODES: PSK_DHE_KE,
}


@dataclass(slots=True)
class _Extensions:
    """What the extensions said so far."""

    versions: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    key_shares: tuple[KeyShare, ...] | None = None
    signature_algorithms: tuple[int, ...] = ()
    server_name: str | None = None
    alpn: tuple[str, ...] = ()
    flags: set[int] = field(default_factory=set)
    padded: bool = False
    grease: bool = False
    more: list[tuple[int, bytes]] = field(default_factory=list)

    def plain(self, values: tuple[int, ...]) -> tuple[int, ...]:
        """The values without GREASE; remembers that there was some."""
        kept = tuple(value for value in values if not is_grease(value))
        self.grease |= kept != values
        return kept

    def read(self, number: int, data: bytes) -> None:
        """Take in one extension."""
        if is_grease(number):
            self.grease = True
        elif number == ExtensionType.PADDING:
            self.padded = True
        elif _FLAGS.get(number) == data:
            self.flags.add(number)
        else:
            content = Cursor(data, _WHERE)
            self._read_list(number, content, data)
            content.end()

    def _read_list(self, number: int, content: Cursor, data: bytes) -> None:
        match number:
            case ExtensionType.SERVER_NAME:
                names = content.nested(2)
                if names.uint(1) != 0:
                    raise names.error("a server name of unknown type")
                self.server_name = names.vector(2).decode("ascii")
                names.end()
            case ExtensionType.SUPPORTED_GROUPS:
                self.groups = self.plain(content.uints(2, 2))
            case ExtensionType.ALPN:
                self.alpn = tuple(name.decode("ascii") for name in content.vectors(2, 1))
            case ExtensionType.SIGNATURE_ALGORITHMS:
                self.signature_algorithms = content.uints(2, 2)
            case ExtensionType.SUPPORTED_VERSIONS:
                self.versions = self.plain(content.uints(1, 2))
            case ExtensionType.KEY_SHARE:
                shares, read = content.nested(2), []
                while shares.left:
                    read.append(KeyShare(shares.uint(2), shares.vector(2)))
                self.key_shares = tuple(read)
            case _:
                self.more.append((number, data))
                content.rest()


def decode_client_hello(data: bytes) -> ClientHello | Malformed:
    """Read one ClientHello from the records that carry it.

    GREASE values set `grease` and are dropped. Bytes after the hello, and anything unreadable, give `Malformed`.
    """
    try:
        record_version, message = _unwrap(data)
    except WireError as error:
        return Malformed(what=error.what, offset=error.offset, where=error.where)
    return read_client_hello(message, record_version)


def read_client_hello(message: bytes, record_version: int) -> ClientHello | Malformed:
    """Read one ClientHello from its whole handshake message, header included."""
    try:
        return _read(record_version, message)
    except WireError as error:
        return Malformed(what=error.what, offset=error.offset, where=error.where)
    except UnicodeDecodeError as error:
        return Malformed(what="a name is not ASCII", offset=error.start, where=_WHERE)


def _unwrap(data: bytes) -> tuple[int, bytes]:
    """The version of the first record, and the handshake message with its header."""
    records = Cursor(data, "record")
    version, message = 0, bytearray()
    while records.left:
        if records.uint(1) != ContentType.HANDSHAKE:
            raise records.error("no handshake record")
        record_version, fragment = records.uint(2), records.vector(2)
        version = version or record_version
        message += fragment
    header = Cursor(bytes(message), _WHERE)
    if header.uint(1) != HandshakeType.CLIENT_HELLO:
        raise header.error("no ClientHello")
    header.vector(3)
    header.end()
    return version, bytes(message)


def _read(record_version: int, message: bytes) -> ClientHello:
    body = Cursor(message[4:], _WHERE)
    legacy_version, random, session_id = body.uint(2), body.take(32), body.vector(1)
    seen = _Extensions()
    ciphers, compressions = seen.plain(body.uints(2, 2)), body.uints(1, 1)
    extensions = body.nested(2) if body.left else Cursor(b"", _WHERE)
    body.end()
    while extensions.left:
        seen.read(extensions.uint(2), extensions.vector(2))
    return ClientHello(
        random=random,
        legacy_version=legacy_version,
        record_version=record_version,
        session_id=session_id,
        ciphers=ciphers,
        compressions=compressions,
        versions=seen.versions,
        groups=seen.groups,
        key_shares=seen.key_shares,
        signature_algorithms=seen.signature_algorithms,
        server_name=seen.server_name,
        alpn=seen.alpn,
        session_ticket=ExtensionType.SESSION_TICKET in seen.flags,
        extended_master_secret=ExtensionType.EXTENDED_MASTER_SECRET in seen.flags,
        status_request=ExtensionType.STATUS_REQUEST in seen.flags,
        signed_certificate_timestamps=ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP in seen.flags,
        renegotiation_info=ExtensionType.RENEGOTIATION_INFO in seen.flags,
        padding=len(message) if seen.padded else 0,
        grease=seen.grease,
        more=tuple(seen.more),
    )
