"""The ClientHello: the one message we speak ourselves (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2).

Law: a `ClientHello` is a value; `encode()` writes exactly what it says, with no key material and no randomness of its
own, so that `core.wire.hello_reader.decode_client_hello` gives the same value back. Ready-made offers are in
`core.wire.profiles`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from core.wire.codes import ContentType, ExtensionType, HandshakeType, Version
from core.wire.octets import uint, uints, vector

MAX_RECORD: Final = 16384  # RFC 8446 section 5.1
NO_POINT_COMPRESSION: Final = b"\x01\x00"  # RFC 8422 section 5.1.2
PSK_DHE_KE: Final = b"\x01\x01"  # RFC 8446 section 4.2.9
STATUS_REQUEST_OCSP: Final = b"\x01\x00\x00\x00\x00"  # RFC 6066 section 8


@dataclass(frozen=True, slots=True)
class KeyShare:
    """One entry of the key_share extension (RFC 8446 section 4.2.8)."""

    group: int
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientHello:
    """An offer. Numbers are wire numbers, in order of preference.

    `random`: 32 bytes; `session_id`: at most 32. `versions`: the supported_versions extension, left out when empty.
    `key_shares`: None leaves the extension out; () sends it empty, and a TLS 1.3 server must then answer with a
    HelloRetryRequest in clear. `server_name`: an A-label, never an IP literal (RFC 6066 section 3). `padding`: pad the
    handshake message to that many bytes (RFC 7685); 0 or a shorter number pads nothing. `grease`: one reserved value
    in versions, ciphers, groups and extensions each (RFC 8701), chosen by `random`. `more`: further extensions, raw.
    """

    random: bytes = field(repr=False)
    legacy_version: int = Version.TLS1_2
    record_version: int = Version.TLS1_0
    session_id: bytes = field(default=b"", repr=False)
    ciphers: tuple[int, ...] = ()
    compressions: tuple[int, ...] = (0,)
    versions: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    key_shares: tuple[KeyShare, ...] | None = None
    signature_algorithms: tuple[int, ...] = ()
    server_name: str | None = None
    alpn: tuple[str, ...] = ()
    session_ticket: bool = False
    extended_master_secret: bool = False
    status_request: bool = False
    signed_certificate_timestamps: bool = False
    renegotiation_info: bool = False
    padding: int = 0
    grease: bool = False
    more: tuple[tuple[int, bytes], ...] = ()

    def encode(self, record_size: int = MAX_RECORD) -> bytes:
        """The TLS records that carry this hello, each with at most `record_size` bytes of it."""
        message = self.message()
        return b"".join(
            uint(ContentType.HANDSHAKE, 1)
            + uint(self.record_version, 2)
            + vector(2, message[start : start + record_size])
            for start in range(0, len(message), record_size)
        )

    def message(self) -> bytes:
        """The handshake message, its four-byte header included."""
        ciphers = (self._grease(1), *self.ciphers) if self.grease else self.ciphers
        body = (
            uint(self.legacy_version, 2)
            + self.random
            + vector(1, self.session_id)
            + uints(2, 2, ciphers)
            + uints(1, 1, self.compressions)
        )
        extensions = b"".join(uint(number, 2) + vector(2, data) for number, data in self._extensions())
        missing = self.padding - (4 + len(body) + 2 + len(extensions) + 4)
        if missing >= 0:
            extensions += uint(ExtensionType.PADDING, 2) + vector(2, bytes(missing))
        # Without extensions there is no block at all (RFC 5246 section 7.4.1.2): some SSL 3.0 servers accept no other.
        block = vector(2, extensions) if extensions else b""
        return uint(HandshakeType.CLIENT_HELLO, 1) + vector(3, body + block)

    def _grease(self, salt: int) -> int:
        nibble = (self.random[salt % len(self.random)] & 0xF0) | 0x0A
        return nibble << 8 | nibble

    def _extensions(self) -> Iterator[tuple[int, bytes]]:
        if self.grease:
            yield self._grease(0), b""
        yield from self._negotiation()
        if self.versions:
            versions = (self._grease(3), *self.versions) if self.grease else self.versions
            yield ExtensionType.SUPPORTED_VERSIONS, uints(1, 2, versions)
        if self.key_shares is not None:
            shares = (uint(share.group, 2) + vector(2, share.key) for share in self.key_shares)
            yield ExtensionType.KEY_SHARE, vector(2, *shares)
            yield ExtensionType.PSK_KEY_EXCHANGE_MODES, PSK_DHE_KE
        yield from self.more

    def _negotiation(self) -> Iterator[tuple[int, bytes]]:
        """The extensions that older versions know too."""
        if self.server_name is not None:
            name = self.server_name.encode("ascii")
            yield ExtensionType.SERVER_NAME, vector(2, b"\x00" + vector(2, name))
        if self.extended_master_secret:
            yield ExtensionType.EXTENDED_MASTER_SECRET, b""
        if self.renegotiation_info:
            yield ExtensionType.RENEGOTIATION_INFO, b"\x00"
        if self.groups:
            groups = (self._grease(2), *self.groups) if self.grease else self.groups
            yield ExtensionType.SUPPORTED_GROUPS, uints(2, 2, groups)
            yield ExtensionType.EC_POINT_FORMATS, NO_POINT_COMPRESSION
        if self.session_ticket:
            yield ExtensionType.SESSION_TICKET, b""
        if self.alpn:
            yield ExtensionType.ALPN, vector(2, *(vector(1, name.encode("ascii")) for name in self.alpn))
        if self.status_request:
            yield ExtensionType.STATUS_REQUEST, STATUS_REQUEST_OCSP
        if self.signature_algorithms:
            yield ExtensionType.SIGNATURE_ALGORITHMS, uints(2, 2, self.signature_algorithms)
        if self.signed_certificate_timestamps:
            yield ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP, b""
