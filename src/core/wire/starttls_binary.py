"""STARTTLS of the binary protocols: LDAP, PostgreSQL, MySQL, RDP. One script each.

Law: lengths come from a stranger; each is checked against the limit before it is waited for.
"""

from collections.abc import Generator
from typing import Final

from core.wire.starttls_talk import LIMIT, NotOffered, ProtocolError, Ready, Refused, Script, Talk, shown

# RFC 4511 section 4.14: ExtendedRequest 1.3.6.1.4.1.1466.20037 with message number 1.
_LDAP_START_TLS: Final = b"0\x1d\x02\x01\x01w\x18\x80\x161.3.6.1.4.1.1466.20037"
_LDAP_RESULTS: Final = {
    1: "operationsError",
    2: "protocolError",
    8: "strongerAuthRequired",
    51: "busy",
    52: "unavailable",
}
_PROTOCOL_ERROR: Final = 2
_POSTGRES_SSL_REQUEST: Final = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"  # 80877103; PostgreSQL protocol, "SSLRequest"
_MYSQL_SSL: Final = 0x0800
_MYSQL_CLIENT_FLAGS: Final = 0x0008_8A00 | 0x0200  # PLUGIN_AUTH, SECURE_CONNECTION, SSL, PROTOCOL_41
_MYSQL_MAX_PACKET: Final = 0x0100_0000
# MS-RDPBCGR sections 2.2.1.1 to 2.2.1.2.2: TPKT and X.224 headers (RFC 1006, ITU-T X.224), then the negotiation. We ask
# for TLS and for CredSSP, which is TLS first as well.
_TPKT_VERSION: Final = 3
_RDP_REQUEST: Final = bytes.fromhex("030000130ee000000000000100080003000000")
_RDP_CONFIRM: Final = 0xD0
_RDP_OVER_TLS: Final = (1, 2)
_RDP_FAILURES: Final = {
    1: "TLS required by the server",
    2: "TLS not allowed by the server",
    3: "no certificate on the server",
    4: "inconsistent flags",
    5: "CredSSP required by the server",
    6: "TLS with user authentication required by the server",
}
_RDP_WITHOUT_TLS: Final = (2, 3)


def ldap(talk: Talk) -> Script:
    """RFC 4511 section 4.14."""
    talk.send(_LDAP_START_TLS)
    if (yield from talk.exactly(1)) != b"0":
        raise ProtocolError("no LDAP message")
    message = yield from talk.exactly((yield from _ber_length(talk)))
    code, diagnostic = _ldap_result(message)
    if code == 0:
        return Ready()
    text = f"result {code} {_LDAP_RESULTS.get(code, '')}".strip() + f": {shown(diagnostic)}"
    return NotOffered(text) if code == _PROTOCOL_ERROR else Refused(text)


def _ber_length(talk: Talk) -> Generator[None, None, int]:
    first = (yield from talk.exactly(1))[0]
    if first < 0x80:
        return first
    size = first & 0x7F
    if not 1 <= size <= 4:
        raise ProtocolError("a BER length of impossible form")
    length = int.from_bytes((yield from talk.exactly(size)), "big")
    if length > LIMIT:
        raise ProtocolError(f"an LDAP message of {length} bytes")
    return length


def _ldap_result(message: bytes) -> tuple[int, bytes]:
    """resultCode and diagnosticMessage of an ExtendedResponse (RFC 4511 sections 4.1.9 and 4.12)."""
    tag, _, rest = _ber_element(message)
    if tag != 0x02:
        raise ProtocolError("no LDAP message number")
    tag, body, _ = _ber_element(rest)
    if tag != 0x78:
        raise ProtocolError(f"an LDAP answer with tag 0x{tag:02x} instead of an ExtendedResponse")
    tag, code, rest = _ber_element(body)
    if tag != 0x0A or not code:
        raise ProtocolError("an LDAP answer without result code")
    _, _matched, rest = _ber_element(rest)
    _, diagnostic, _ = _ber_element(rest)
    return int.from_bytes(code, "big"), diagnostic


def _ber_element(data: bytes) -> tuple[int, bytes, bytes]:
    """Tag, content and what follows."""
    if len(data) < 2:
        raise ProtocolError("an LDAP answer that breaks off")
    start, length = 2, data[1]
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start], "big")
    if len(data) < start + length:
        raise ProtocolError("an LDAP answer that breaks off")
    return data[0], data[start : start + length], data[start + length :]


def postgres(talk: Talk) -> Script:
    """PostgreSQL frontend/backend protocol, "SSL Session Encryption"."""
    talk.send(_POSTGRES_SSL_REQUEST)
    match (yield from talk.exactly(1)):
        case b"S":
            return Ready()
        case b"N":
            return NotOffered("the server answers N to SSLRequest")
        case b"E":  # an ErrorResponse, or the bare text of servers before 7.4; both end in a zero byte
            return Refused(shown((yield from _until_zero(talk))))
        case other:
            raise ProtocolError(f"{other!r} in answer to SSLRequest")


def _until_zero(talk: Talk) -> Generator[None, None, bytes]:
    """The message fields of an error, joined by blanks."""
    head = yield from talk.exactly(4)
    length = int.from_bytes(head, "big")
    if length <= LIMIT:
        fields = (yield from talk.exactly(max(0, length - 4))).split(b"\0")
        return b" ".join(part[1:] for part in fields if part[:1] in (b"S", b"C", b"M"))
    text = bytearray(head)
    while (byte := (yield from talk.exactly(1))) != b"\0":
        text += byte
    return bytes(text)


def mysql(talk: Talk) -> Script:
    """MySQL client/server protocol: HandshakeV10, then SSLRequest. After that the server says no more in clear."""
    header = yield from talk.exactly(4)
    length = int.from_bytes(header[:3], "little")
    if header[3] != 0 or not 1 <= length <= LIMIT:
        raise ProtocolError("no MySQL greeting")
    packet = yield from talk.exactly(length)
    if packet[0] == 0xFF:
        return Refused(shown(packet[3:]))
    version, separator, rest = packet[1:].partition(b"\0")
    # Thread id, eight bytes of salt and a filler stand before the lower half of the capabilities.
    if packet[0] != 10 or not separator or len(rest) < 15:
        raise ProtocolError("no MySQL greeting of protocol 10")
    if not int.from_bytes(rest[13:15], "little") & _MYSQL_SSL:
        return NotOffered(f"MySQL {shown(version)} without the SSL capability")
    charset = rest[15:16] or b"\x08"
    body = _MYSQL_CLIENT_FLAGS.to_bytes(4, "little") + _MYSQL_MAX_PACKET.to_bytes(4, "little") + charset + bytes(23)
    talk.send(len(body).to_bytes(3, "little") + b"\x01" + body)
    return Ready()


def rdp(talk: Talk) -> Script:
    """MS-RDPBCGR section 1.3.1.1: X.224 connection request with the protocols that we can, TLS after the confirm."""
    talk.send(_RDP_REQUEST)
    header = yield from talk.exactly(4)
    length = int.from_bytes(header[2:], "big")
    if header[0] != _TPKT_VERSION or not 11 <= length <= LIMIT:
        raise ProtocolError("no TPKT header")
    packet = yield from talk.exactly(length - 4)
    if packet[1] & 0xF0 != _RDP_CONFIRM:
        raise ProtocolError(f"an X.224 message of kind 0x{packet[1]:02x} instead of a connection confirm")
    negotiation = packet[7:]
    if len(negotiation) < 8:
        return NotOffered("the server negotiates nothing: its RDP security only")
    number = int.from_bytes(negotiation[4:8], "little")
    match negotiation[0]:
        case 0x02:
            return Ready() if number in _RDP_OVER_TLS else NotOffered(f"the server chooses protocol {number}, not TLS")
        case 0x03:
            text = f"failure {number}: {_RDP_FAILURES.get(number, 'unknown')}"
            return NotOffered(text) if number in _RDP_WITHOUT_TLS else Refused(text)
        case kind:
            raise ProtocolError(f"an RDP negotiation of kind {kind}")
