"""A hand-made ClientHello as data: what a survey question offers, and what a server says to it.

Law: values only; `core.wire` writes and reads the bytes. A question never carries attack-shaped traffic.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Question(StrEnum):
    """What one hello of the survey asks. For evidence and counting; the offer itself says the rest."""

    VERSION = "protocol version"
    SUITES = "cipher suites"
    PREFERENCE = "cipher preference"
    GROUPS = "key-exchange groups"
    DH = "Diffie-Hellman parameters"
    SIGNATURES = "signature algorithms"
    CERTIFICATES = "certificate for other keys"
    ALPN = "application protocols"
    FALLBACK = "fallback signalling"
    COMPRESSION = "compression"
    RESUMPTION = "resumption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Wire numbers, in order of preference.

    ``version``: the highest one offered, 0x0002 (an SSL 2.0 CLIENT-HELLO) to 0x0304, which goes into supported_versions
    and brings an empty key_share (the server then answers in clear with a HelloRetryRequest). ``floor``: the lowest,
    which only TLS 1.3 hellos can say. ``session_id``, ``ticket``: of an earlier session, for resumption.
    ``whole_flight``: read on to ServerHelloDone instead of leaving after the ServerHello.
    ``complete``: a whole handshake of our TLS library in exactly this version, offering ``session``; of the other
    fields only ``signature_algorithms`` (empty: the library's) and ``ticket`` (None: none wanted) count then.
    """

    question: Question
    version: int
    floor: int | None = None
    ciphers: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    signature_algorithms: tuple[int, ...] = ()
    alpn: tuple[str, ...] = ()
    compressions: tuple[int, ...] = (0,)
    fallback_scsv: bool = False
    renegotiation_info: bool = True
    extended_master_secret: bool = True
    encrypt_then_mac: bool = True
    session_id: bytes = b""
    ticket: bytes | None = None
    whole_flight: bool = False
    complete: bool = False
    session: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server chose, wire numbers, as far as it was read. Says what `ServerFlight` leaves out.

    ``group``: of a HelloRetryRequest, ServerHello or ServerKeyExchange. ``extensions``: numbers of those in the
    ServerHello. ``session_id``: as sent. ``resumed``: an abbreviated handshake began (RFC 5246 section 7.3, TLS ≤
    1.2). ``downgrade``: the sentinel of RFC 8446 section 4.1.3. ``dh_prime``: of a DHE exchange. ``public``: the
    server's ephemeral public value. ``signature_scheme``: of a TLS 1.2 ServerKeyExchange. ``kinds``: cipher kinds
    of an SSL 2.0 server. ``chain``: DER, kept only of whole flights and complete handshakes. ``session``: of a
    complete handshake, in the TLS library's own DER; it holds no secret of anybody's data, for none was sent.
    ``client_cert_asked``: None when not read that far.
    """

    version: int
    cipher: int = 0
    compression: int = 0
    hello_retry: bool = False
    group: int | None = None
    extensions: tuple[int, ...] = ()
    session_id: bytes = b""
    alpn: str | None = None
    resumed: bool = False
    downgrade: bool = False
    dh_prime: bytes = field(default=b"", repr=False)
    public: bytes = field(default=b"", repr=False)
    signature_scheme: int | None = None
    kinds: tuple[int, ...] = ()
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    client_cert_asked: bool | None = None
    session: bytes = field(default=b"", repr=False, compare=False)
