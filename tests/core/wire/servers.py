"""Real TLS servers without sockets: pyOpenSSL on memory BIOs answers one raw ClientHello."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from OpenSSL import SSL
from OpenSSL._util import lib

MAX_FLIGHT = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Server:
    """What the server is set up to do. Versions as wire numbers."""

    lowest: int = 0x0301
    highest: int = 0x0304
    ciphers: str = "ALL:@SECLEVEL=0"
    groups: str | None = None
    key: str = "rsa"
    ask_client: bool = False
    alpn: bytes | None = None
    name_known: bool = True
    dh_file: Path | None = None


@lru_cache
def credentials(kind: str) -> tuple[x509.Certificate, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey]:
    """A self-signed certificate and its key; made once."""
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server.test")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def connection(server: Server) -> SSL.Connection:
    """The server end of a connection in memory."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(server.lowest)
    context.set_max_proto_version(server.highest)
    context.set_cipher_list(server.ciphers.encode())
    if server.groups:
        assert lib.SSL_CTX_set1_curves_list(context._context, server.groups.encode()) == 1
    certificate, key = credentials(server.key)
    context.use_certificate(certificate)
    context.use_privatekey(key)
    if server.ask_client:
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        context.add_client_ca(certificate)
    if server.alpn is not None:
        chosen = server.alpn
        context.set_alpn_select_callback(lambda _connection, _offered: chosen)
    if server.name_known:
        context.set_tlsext_servername_callback(lambda _connection: None)
    if server.dh_file is not None:
        context.load_tmp_dh(str(server.dh_file))
    end = SSL.Connection(context, None)
    end.set_accept_state()
    return end


def answer(server: Server, hello: bytes) -> bytes:
    """The bytes of the server's first flight, or of its alert."""
    end = connection(server)
    end.bio_write(hello)
    with contextlib.suppress(SSL.Error):  # WantRead after a flight, Error after an alert: the bytes tell which
        end.do_handshake()
    try:
        return end.bio_read(MAX_FLIGHT)
    except SSL.WantReadError:
        return b""
