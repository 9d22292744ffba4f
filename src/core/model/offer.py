"""A hand-made ClientHello as data: what a survey question offers, and how much of the answer it wants to read.

Law: values only; `core.wire` writes the bytes. A question never carries attack-shaped traffic.
"""

from dataclasses import dataclass
from enum import StrEnum


class Question(StrEnum):
    """What one hello of the survey asks. For evidence and counting; the offer itself says the rest."""

    VERSION = "protocol version"
    SUITES = "cipher suites"
    PREFERENCE = "cipher preference"
    GROUPS = "key-exchange groups"
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
