"""What was seen in one connection, in order: one small value each. The story of a connection is made from these."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from core.wire.messages import Handshake, Malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """A ClientHello as far as a diagnosis needs it. ``versions``: as `Conversation.versions_offered`; ``size``: bytes
    with headers. ``fallback``: TLS_FALLBACK_SCSV (RFC 7507). ``malformed``: what was wrong with it.
    """

    versions: tuple[int, ...]
    ciphers: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    signature_algorithms: tuple[int, ...] = ()
    sni: str | None = None
    alpn: tuple[str, ...] = ()
    random: bytes = b""
    size: int = 0
    fallback: bool = False
    psk: bool = False
    malformed: Malformed | None = None


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """``count``: how many the client sent; 0 says that it had none."""

    count: int


@dataclass(frozen=True, slots=True)
class ClientMessage:
    """Another handshake message of the client's, by type."""

    kind: int


@dataclass(frozen=True, slots=True)
class AlertRead:
    """An alert in clear, or one that secrets in the file opened."""

    level: int
    number: int
    decrypted: bool = False


@dataclass(frozen=True, slots=True)
class CipherChanged:
    """ChangeCipherSpec."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A record that cannot be read: its content type and length."""

    content_type: int
    length: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes that the capture does not have. ``size`` 0: unknown."""

    size: int


@dataclass(frozen=True, slots=True)
class Ssl2Message:
    """A message of SSL 2.0 after the hello, by type; -1: encrypted."""

    kind: int


What: TypeAlias = (
    Hello
    | ClientCertificate
    | ClientMessage
    | Handshake
    | AlertRead
    | CipherChanged
    | Sealed
    | Gap
    | Ssl2Message
    | Malformed
)


class Seen(NamedTuple):
    """``ns``: the capture's clock; ``side``: 0 the opener of the TCP connection, 1 the other."""

    ns: int
    frame: int
    side: int
    what: What
