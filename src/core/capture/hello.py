"""A ClientHello out of a capture, in TLS or in SSL 2.0 form, complete or not quite sound.

Law: never raises; a hello that breaks its grammar still tells the version it names (RFC 8446 section 4.1.2; SSL 2.0
form: RFC 5246 appendix E.2).
"""

from struct import Struct
from struct import error as struct_error
from typing import Final

from core.capture.events import Hello
from core.model.prose import clean
from core.wire.codes import EMPTY_RENEGOTIATION_INFO_SCSV, FALLBACK_SCSV, ExtensionType, is_grease
from core.wire.hello_reader import read_client_hello
from core.wire.messages import Malformed
from core.wire.octets import Cursor, WireError

_MAX_LISTED: Final = 32
_HEADER: Final = 5  # of the record that carries it
_EXTENSION: Final = Struct(">2H").unpack_from
_NO_OFFERS: Final = frozenset(
    {EMPTY_RENEGOTIATION_INFO_SCSV, FALLBACK_SCSV, *(code for code in range(0x0A0A, 0xFFFF) if is_grease(code))}
)


def read_hello(message: bytes, record_version: int) -> Hello:
    """From the handshake message with its header."""
    try:
        return _read(message)
    except (WireError, UnicodeDecodeError, struct_error):
        read = read_client_hello(message, record_version)
    named = int.from_bytes(message[4:6], "big") if len(message) >= 6 else record_version
    wrong = read if isinstance(read, Malformed) else None
    return Hello(versions=(named,), random=message[6:38], size=len(message) + _HEADER, malformed=wrong)


def _read(message: bytes) -> Hello:
    """Extensions that no diagnosis asks for are stepped over: captures hold thousands of hellos."""
    body = Cursor(message, "ClientHello")
    body.take(4)
    legacy_version, random = body.uint(2), body.take(32)
    body.vector(1)  # session id
    ciphers = body.uints(2, 2)
    body.vector(1)  # compression methods
    found: dict[int, bytes] = {}
    extensions = body.vector(2) if body.left else b""
    body.end()
    at, end = 0, len(extensions)
    while at < end:
        number, size = _EXTENSION(extensions, at)
        at += 4 + size
        found[number] = extensions[at - size : at]
    if at != end:
        raise body.error("an extension goes beyond the end")
    versions = plain(_list(found.get(ExtensionType.SUPPORTED_VERSIONS, b""), 1))
    sni = found.get(ExtensionType.SERVER_NAME, b"")[5:].decode("ascii")
    alpn = found.get(ExtensionType.ALPN)
    return Hello(
        versions=versions[:_MAX_LISTED] or (legacy_version,),
        ciphers=plain(ciphers),
        groups=plain(_list(found.get(ExtensionType.SUPPORTED_GROUPS, b""), 2)),
        signature_algorithms=_list(found.get(ExtensionType.SIGNATURE_ALGORITHMS, b""), 2),
        sni=clean(sni, 255) if sni else None,
        alpn=tuple(clean(n.decode("ascii"), 40) for n in Cursor(alpn, "ALPN").vectors(2, 1)) if alpn else (),
        random=random,
        size=len(message) + _HEADER,
        fallback=FALLBACK_SCSV in ciphers,
        psk=ExtensionType.PRE_SHARED_KEY in found,
    )


def _list(data: bytes, length_size: int) -> tuple[int, ...]:
    """A vector of two-byte numbers that is the whole extension."""
    return Cursor(data, "extension").uints(length_size, 2) if data else ()


def plain(codes: tuple[int, ...]) -> tuple[int, ...]:
    """Without GREASE (RFC 8701) and signalling values (RFC 5746, 7507)."""
    return tuple(code for code in codes if code not in _NO_OFFERS)


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
