"""A ClientHello out of a capture, in TLS or in SSL 2.0 form, complete or not quite sound.

Law: never raises; a hello that breaks its grammar still tells the version it names (RFC 8446 section 4.1.2; SSL 2.0
form: RFC 5246 appendix E.2).
"""

from typing import Final

from core.capture.events import Hello
from core.model.prose import clean
from core.wire.codes import FALLBACK_SCSV, ExtensionType
from core.wire.hello_reader import read_client_hello
from core.wire.messages import Malformed

_MAX_LISTED: Final = 32


def read_hello(message: bytes, record_version: int) -> Hello:
    """From the handshake message with its header."""
    read = read_client_hello(message, record_version)
    size = len(message) + 5
    if isinstance(read, Malformed):
        named = int.from_bytes(message[4:6], "big") if len(message) >= 6 else record_version
        return Hello(versions=(named,), random=message[6:38], size=size, malformed=read)
    return Hello(
        versions=read.versions[:_MAX_LISTED] or (read.legacy_version,),
        ciphers=tuple(code for code in read.ciphers if code not in (0x00FF, FALLBACK_SCSV)),
        groups=read.groups,
        signature_algorithms=read.signature_algorithms,
        sni=clean(read.server_name, 255) if read.server_name else None,
        alpn=tuple(clean(name, 40) for name in read.alpn[:_MAX_LISTED]),
        random=read.random,
        size=size,
        fallback=FALLBACK_SCSV in read.ciphers,
        psk=any(number == ExtensionType.PRE_SHARED_KEY for number, _ in read.more),
    )


def is_ssl2_hello(data: bytes) -> bool:
    """CLIENT-HELLO in SSL 2.0 form: length with the high bit set, type 1, version 2 or 3.x."""
    if len(data) < 11 or not data[0] & 0x80 or data[2] != 1:
        return False
    if data[3:5] != b"\0\x02" and (data[3] != 3 or data[4] > 4):
        return False
    parts = sum(int.from_bytes(data[at : at + 2], "big") for at in (5, 7, 9))
    return parts + 9 == ((data[0] & 0x7F) << 8 | data[1])


def read_ssl2_hello(data: bytes) -> Hello:
    """The version it names is the highest (RFC 5246 appendix E.2); three-byte ciphers that TLS knows begin with 0."""
    kinds = data[11 : 11 + int.from_bytes(data[5:7], "big")]
    ciphers = tuple(kinds[at + 1] << 8 | kinds[at + 2] for at in range(0, len(kinds) - 2, 3) if kinds[at] == 0)
    return Hello(versions=(int.from_bytes(data[3:5], "big"),), ciphers=ciphers, size=len(data))
