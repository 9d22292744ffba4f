"""One handshake message body -> one value (RFC 8446 section 4, RFC 5246 section 7.4, RFC 6066, RFC 8422).

Law: pure parsing; a body that breaks its grammar raises `WireError`, which `core.wire.reader` turns into `Malformed`.
What a message means depends on the ServerHello before it, which is therefore a parameter.
"""

from collections.abc import Callable
from typing import Final

from core.wire.codes import ExtensionType, HandshakeType, Version, handshake_name
from core.wire.messages import (
    CertificateMessage,
    CertificateRequest,
    CertificateStatus,
    Downgrade,
    Handshake,
    KeyExchangeKind,
    OtherHandshake,
    ServerHello,
    ServerHelloDone,
    ServerKeyExchange,
    SSLv2Error,
    SSLv2ServerHello,
)
from core.wire.octets import Cursor, printable
from core.wire.registry import CipherSuite, cipher

# SHA-256 of "HelloRetryRequest" (RFC 8446 section 4.1.3).
HELLO_RETRY_RANDOM: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
_DOWNGRADES: Final = {
    b"DOWNGRD\x01": Downgrade.TO_TLS12,
    b"DOWNGRD\x00": Downgrade.TO_TLS11_OR_OLDER,
}
_NAMED_CURVE: Final = 3
_EXPLICIT_CURVES: Final = {1: 0xFF01, 2: 0xFF02}  # RFC 4492 section 5.4 -> the group numbers that stand for them


def read_handshake(kind: int, body: bytes, hello: ServerHello | None) -> Handshake:
    """The message of type `kind`. `hello` is the ServerHello of this connection, if it has come."""
    read = _READERS.get(kind)
    if read is None:
        return OtherHandshake(kind, len(body))
    cursor = Cursor(body, handshake_name(kind))
    if kind != HandshakeType.SERVER_HELLO and hello is None:
        raise cursor.error("it came before any ServerHello")
    message = read(cursor, hello)
    cursor.end()
    return message


def _server_hello(body: Cursor, _: ServerHello | None) -> ServerHello:
    legacy_version, random = body.uint(2), body.take(32)
    session_id = body.vector(1)
    if len(session_id) > 32:
        raise body.error(f"a session id of {len(session_id)} bytes")
    suite, compression = body.uint(2), body.uint(1)
    extensions = _extensions(body) if body.left else ()
    found = dict(extensions)
    retry = random == HELLO_RETRY_RANDOM
    versions = found.get(ExtensionType.SUPPORTED_VERSIONS)
    key_share = found.get(ExtensionType.KEY_SHARE)
    alpn = found.get(ExtensionType.ALPN)
    return ServerHello(
        version=legacy_version if versions is None else _only_uint(versions, "supported_versions"),
        legacy_version=legacy_version,
        random=random,
        session_id=session_id,
        cipher=suite,
        compression=compression,
        extensions=extensions,
        is_hello_retry=retry,
        selected_group=None if key_share is None else Cursor(key_share, "key_share").uint(2),
        alpn=None if alpn is None else _selected_alpn(alpn),
        acks_server_name=ExtensionType.SERVER_NAME in found,
        downgrade=_DOWNGRADES.get(random[-8:]),
    )


def _extensions(body: Cursor) -> tuple[tuple[int, bytes], ...]:
    block = body.nested(2)
    read: list[tuple[int, bytes]] = []
    while block.left:
        read.append((block.uint(2), block.vector(2)))
    return tuple(read)


def _only_uint(data: bytes, where: str) -> int:
    cursor = Cursor(data, where)
    value = cursor.uint(2)
    cursor.end()
    return value


def _selected_alpn(data: bytes) -> str:
    names = Cursor(data, "application_layer_protocol_negotiation").vectors(2, 1)
    return printable(b",".join(names), limit=255)


def _certificate(body: Cursor, hello: ServerHello | None) -> CertificateMessage:
    if hello is None or hello.version < Version.TLS1_3:
        return CertificateMessage(chain=body.vectors(3, 3))
    body.vector(1)  # request context, empty from a server
    entries = body.nested(3)
    chain: list[bytes] = []
    staple: bytes | None = None
    while entries.left:
        chain.append(entries.vector(3))
        status = dict(_extensions(entries)).get(ExtensionType.STATUS_REQUEST)
        if len(chain) == 1 and status is not None:
            staple = _certificate_status(Cursor(status, "status_request"), hello).response
    return CertificateMessage(chain=tuple(chain), tls13=True, staple=staple)


def _certificate_status(body: Cursor, _: ServerHello | None) -> CertificateStatus:
    kind = body.uint(1)
    return CertificateStatus(kind, body.vector(3) if kind == 1 else body.rest())


def _certificate_request(body: Cursor, hello: ServerHello | None) -> CertificateRequest:
    version = hello.version if hello else 0
    if version >= Version.TLS1_3:
        body.vector(1)  # request context
        found = dict(_extensions(body))
        algorithms = found.get(ExtensionType.SIGNATURE_ALGORITHMS, b"\0\0")
        authorities = found.get(ExtensionType.CERTIFICATE_AUTHORITIES, b"\0\0")
        return CertificateRequest(
            signature_algorithms=Cursor(algorithms, "signature_algorithms").uints(2, 2),
            authorities=Cursor(authorities, "certificate_authorities").vectors(2, 2),
        )
    return CertificateRequest(
        types=body.uints(1, 1),
        signature_algorithms=body.uints(2, 2) if version >= Version.TLS1_2 else (),
        authorities=body.vectors(2, 2),
    )


def _server_key_exchange(body: Cursor, hello: ServerHello | None) -> ServerKeyExchange:
    suite = cipher(hello.cipher if hello else 0)
    version = hello.version if hello else 0
    start = body.offset
    if suite.authentication == "PSK":
        body.vector(2)  # identity hint, RFC 4279 section 2
    kind, group, number, public = _key_exchange_params(body, suite)
    if kind is KeyExchangeKind.OTHER:
        body.rest()
        return ServerKeyExchange(kind=kind, group=group, params=body.since(start))
    params = body.since(start)
    scheme = signature = None
    if suite.authentication not in ("PSK", "anonymous"):
        scheme = body.uint(2) if version >= Version.TLS1_2 else None
        signature = body.vector(2)
    return ServerKeyExchange(
        kind=kind,
        group=group,
        dh_bits=int.from_bytes(number, "big").bit_length() if number else None,
        dh_prime=number if kind is KeyExchangeKind.DHE else None,
        public=public,
        params=params,
        signature_scheme=scheme,
        signature=signature,
    )


def _key_exchange_params(body: Cursor, suite: CipherSuite) -> tuple[KeyExchangeKind, int | None, bytes | None, bytes]:
    """Kind, named group, the prime or modulus, and the public value."""
    match suite.key_exchange:
        case "ECDHE" | "AECDH":
            curve_type = body.uint(1)
            if curve_type != _NAMED_CURVE:
                return KeyExchangeKind.OTHER, _EXPLICIT_CURVES.get(curve_type), None, b""
            group = body.uint(2)
            return KeyExchangeKind.ECDHE, group, None, body.vector(1)
        case "DHE" | "ADH":
            prime, _generator, public = body.vector(2), body.vector(2), body.vector(2)
            return KeyExchangeKind.DHE, None, prime, public
        case "PSK" | "RSA" if suite.authentication == "PSK":
            return KeyExchangeKind.PSK, None, None, b""
        case "RSA":
            modulus, _exponent = body.vector(2), body.vector(2)
            return KeyExchangeKind.RSA_EXPORT, None, modulus, b""
        case _:
            return KeyExchangeKind.OTHER, None, None, b""


def _server_hello_done(_body: Cursor, _: ServerHello | None) -> ServerHelloDone:
    return ServerHelloDone()


_READERS: Final[dict[int, Callable[[Cursor, ServerHello | None], Handshake]]] = {
    HandshakeType.SERVER_HELLO: _server_hello,
    HandshakeType.CERTIFICATE: _certificate,
    HandshakeType.CERTIFICATE_STATUS: _certificate_status,
    HandshakeType.CERTIFICATE_REQUEST: _certificate_request,
    HandshakeType.SERVER_KEY_EXCHANGE: _server_key_exchange,
    HandshakeType.SERVER_HELLO_DONE: _server_hello_done,
}


def read_ssl2(body: bytes) -> SSLv2ServerHello | SSLv2Error:
    """One SSL 2.0 record without its two-byte header (draft-hickman-netscape-ssl-00 section 2.6)."""
    cursor = Cursor(body, "SSL 2.0 message")
    if cursor.uint(1) == 0:
        return SSLv2Error(cursor.uint(2))
    hit, _certificate_type, version = cursor.uint(1), cursor.uint(1), cursor.uint(2)
    certificate_length, ciphers_length, connection_length = cursor.uint(2), cursor.uint(2), cursor.uint(2)
    certificate, kinds = cursor.take(certificate_length), Cursor(cursor.take(ciphers_length), "SSL 2.0 cipher list")
    cursor.take(connection_length)
    count, rest = divmod(ciphers_length, 3)
    if rest:
        raise kinds.error(f"{ciphers_length} bytes are no list of three-byte ciphers")
    return SSLv2ServerHello(
        version=version,
        ciphers=tuple(kinds.uint(3) for _ in range(count)),
        certificate=certificate,
        session_id_hit=bool(hit),
    )
