"""What a server can say before encryption begins: one frozen value a message (RFC 8446 section 4, RFC 5246 section 7).

Law: values only. Numbers stay as sent; names are `core.wire.registry`'s business. Bytes from the peer are never text
here except `alpn`, which is escaped. An `Event` that is terminal is the last one of its flight.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from core.wire.codes import AlertLevel


class Downgrade(StrEnum):
    """The sentinel in the last eight bytes of a ServerHello's random (RFC 8446 section 4.1.3)."""

    TO_TLS12 = "the server supports TLS 1.3 and was asked for TLS 1.2"
    TO_TLS11_OR_OLDER = "the server supports TLS 1.2 or newer and was asked for TLS 1.1 or older"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerHello:
    """ServerHello or HelloRetryRequest.

    `version`: the negotiated one, from supported_versions when that is present. `selected_group`: from key_share, None
    in TLS 1.2 (see `ServerKeyExchange`). `acks_server_name`: an empty server_name extension came back (RFC 6066
    section 3); TLS 1.3 sends that encrypted, so False says nothing there. `alpn`: escaped, at most 255 bytes as sent.
    """

    version: int
    legacy_version: int
    random: bytes = field(repr=False)
    session_id: bytes = field(repr=False)
    cipher: int
    compression: int
    extensions: tuple[tuple[int, bytes], ...] = ()
    is_hello_retry: bool = False
    selected_group: int | None = None
    alpn: str | None = None
    acks_server_name: bool = False
    downgrade: Downgrade | None = None

    def has(self, extension: int) -> bool:
        """True when the server sent this extension."""
        return any(number == extension for number, _ in self.extensions)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateMessage:
    """The chain as sent, DER, leaf first; may be empty. `staple`: the leaf's OCSP response (TLS 1.3)."""

    chain: tuple[bytes, ...] = field(repr=False)
    tls13: bool = False
    staple: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """A stapled OCSP response (RFC 6066 section 8). `kind` 1 is one DER OCSPResponse; other kinds are kept as sent."""

    kind: int
    response: bytes = field(repr=False)


class KeyExchangeKind(StrEnum):
    """Which grammar a ServerKeyExchange followed."""

    ECDHE = "ECDHE"
    DHE = "DHE"
    RSA_EXPORT = "RSA export"
    PSK = "PSK"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerKeyExchange:
    """The server's ephemeral key (RFC 8422 section 5.4, RFC 5246 section 7.4.3).

    `group`: named curve of an ECDHE exchange. `dh_bits`: size of the prime of a DHE exchange, of the modulus of an RSA
    export one. `public`: the server's public value of an (EC)DHE exchange. `params` are the signed bytes; `signature`
    covers client random + server random + params.
    `signature_scheme`: TLS 1.2 only.
    """

    kind: KeyExchangeKind
    group: int | None = None
    dh_bits: int | None = None
    dh_prime: bytes | None = field(default=None, repr=False)
    public: bytes = field(default=b"", repr=False)
    params: bytes = field(default=b"", repr=False)
    signature_scheme: int | None = None
    signature: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRequest:
    """The server asks for a client certificate. `authorities`: DER names, empty when any CA will do."""

    types: tuple[int, ...] = ()
    signature_algorithms: tuple[int, ...] = ()
    authorities: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerHelloDone:
    """The server's first flight of TLS 1.2 and older is complete."""


@dataclass(frozen=True, slots=True)
class OtherHandshake:
    """A handshake message we do not read: its type and body length."""

    type: int
    length: int


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert. `encrypted`: it came after the cipher changed, level and description cannot be seen and are None."""

    level: int | None
    description: int | None
    encrypted: bool = False

    @property
    def fatal(self) -> bool:
        """True unless the peer called it a warning (RFC 8446 section 6: unknown levels are fatal)."""
        return not self.encrypted and self.level != AlertLevel.WARNING


@dataclass(frozen=True, slots=True)
class ChangeCipherSpec:
    """The peer switches to encryption (TLS 1.3: a dummy for middleboxes, RFC 8446 appendix D.4)."""


@dataclass(frozen=True, slots=True)
class OpaqueRecord:
    """A record we cannot read: its content type and the length of its fragment."""

    content_type: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SSLv2ServerHello:
    """SERVER-HELLO of SSL 2.0. `ciphers`: three-byte cipher kinds; `certificate`: DER."""

    version: int
    ciphers: tuple[int, ...]
    certificate: bytes = field(repr=False)
    session_id_hit: bool = False


@dataclass(frozen=True, slots=True)
class SSLv2Error:
    """ERROR of SSL 2.0: 1 no cipher, 2 no certificate, 4 bad certificate, 6 unsupported certificate type."""

    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """Terminal: bytes that break the grammar.

    `where` names the structure; `offset` counts bytes from the start of that structure ("record" from the flight's).
    """

    what: str
    offset: int
    where: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} (at byte {self.offset})"


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLarge:
    """Terminal: a limit of ours. `what` names it; `seen` is what came or was announced."""

    what: str
    limit: int
    seen: int


@dataclass(frozen=True, slots=True)
class NotTls:
    """Terminal: the first bytes (up to 4096 are kept) begin no TLS record. See `core.wire.first_bytes.recognise`."""

    first_bytes: bytes


Handshake: TypeAlias = (
    ServerHello
    | CertificateMessage
    | CertificateStatus
    | ServerKeyExchange
    | CertificateRequest
    | ServerHelloDone
    | OtherHandshake
)
Terminal: TypeAlias = Malformed | TooLarge | NotTls
Event: TypeAlias = (
    Handshake | Alert | ChangeCipherSpec | OpaqueRecord | SSLv2ServerHello | SSLv2Error | Malformed | TooLarge | NotTls
)
