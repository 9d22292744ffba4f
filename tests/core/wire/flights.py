"""Flights made by hand, and a reader fed with them."""

from core.wire.codes import ContentType, HandshakeType
from core.wire.octets import uint, vector
from core.wire.reader import FlightReader, Limits

RANDOM = bytes(range(32))


def read(data: bytes, limits: Limits | None = None, size: int | None = None) -> FlightReader:
    reader = FlightReader(limits)
    for start in range(0, len(data), size or len(data) or 1):
        reader.feed(data[start : start + (size or len(data))])
    return reader


def record(content_type: int, fragment: bytes, version: int = 0x0303) -> bytes:
    return uint(content_type, 1) + uint(version, 2) + vector(2, fragment)


def message(kind: int, body: bytes) -> bytes:
    return uint(kind, 1) + vector(3, body)


def handshake(kind: int, body: bytes) -> bytes:
    return record(ContentType.HANDSHAKE, message(kind, body))


def hello_body(
    *, version: int = 0x0303, random: bytes = RANDOM, cipher: int = 0xC02F, extensions: bytes | None = None
) -> bytes:
    block = b"" if extensions is None else vector(2, extensions)
    return uint(version, 2) + random + b"\x00" + uint(cipher, 2) + b"\x00" + block


def server_hello(**parts: object) -> bytes:
    return handshake(HandshakeType.SERVER_HELLO, hello_body(**parts))  # type: ignore[arg-type]


def extension(number: int, data: bytes) -> bytes:
    return uint(number, 2) + vector(2, data)


TLS13 = extension(43, b"\x03\x04")
