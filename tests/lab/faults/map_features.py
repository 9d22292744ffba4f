"""Servers whose faults show in single features: finite field, signature, renegotiation, compression, resumption, order.

As in `maps`: real servers where a library still can, a changed ServerHello where none can.
"""

import base64
from collections.abc import Callable

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.faults.maps import before, right
from tests.lab.foreign import s_server
from tests.lab.hellos import classic, compressions
from tests.lab.net import Handler
from tests.lab.tls import HANDSHAKE, V12, altered, context, message, rewrite

DEFLATE, SERVER_HELLO, RENEGOTIATION_INFO = 1, 2, 0xFF01
OAKLEY_GROUP_2 = bytes.fromhex(  # 1024 bits, RFC 2409 section 6.2
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE65381FFFFFFFFFFFFFFFF"
)


@fault("map-dh1024", "s_server with a 1024-bit group beside ECDHE", "weak-dh", needs="openssl")
def dh1024(bench: Bench, host: str) -> Running:
    ciphers = "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"
    options = ("-tls1_2", "-cipher", ciphers, *_oakley_group_2(bench))
    return s_server(bench, host, bench.pki.leaf(host, key="rsa2048"), *options)


@fault(
    "map-dh1024-only",
    "s_server with DHE in 1024 bits and nothing else",
    "weak-dh",
    "no-shared-cipher",
    needs="openssl",
)
def dh1024_only(bench: Bench, host: str) -> Running:
    options = ("-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", *_oakley_group_2(bench))
    return s_server(bench, host, bench.pki.leaf(host, key="rsa2048"), *options)


@fault(
    "map-dh2048",
    "s_server with DHE in 2048 bits beside ECDHE: all right",
    needs="openssl",
)
def dh2048(bench: Bench, host: str) -> Running:
    ciphers = "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256"
    options = ("-tls1_2", "-cipher", ciphers)
    return s_server(bench, host, bench.pki.leaf(host, key="rsa2048"), *options)


@fault(
    "map-sha1", "s_server that signs its handshake with SHA-1 alone", "no-shared-signature-algorithm", needs="openssl"
)
def sha1(bench: Bench, host: str) -> Running:
    options = ("-tls1_2", "-cipher", "ECDHE+AESGCM:@SECLEVEL=0", "-sigalgs", "RSA+SHA1")
    return s_server(bench, host, bench.pki.leaf(host, key="rsa2048"), *options)


@fault("map-no-renegotiation-info", "TLS 1.2 without RFC 5746, TLS 1.3 all right", "legacy-renegotiation")
def no_renegotiation_info(bench: Bench, host: str) -> Running:
    return bench.serve(host, before(right(bench, host), classic, _changed(bench, host, _without_renegotiation)))


@fault("map-compression", "TLS 1.2 with DEFLATE for whoever offers it", "compression-enabled")
def compression(bench: Bench, host: str) -> Running:
    def concerned(hello: bytes) -> bool:
        return classic(hello) and DEFLATE in compressions(hello)

    return bench.serve(host, before(right(bench, host), concerned, _changed(bench, host, _deflate)))


@fault("map-no-resumption", "s_server without tickets and session cache", "no-session-resumption", needs="openssl")
def no_resumption(bench: Bench, host: str) -> Running:
    options = ("-no_ticket", "-no_cache", "-num_tickets", "0", "-cipher", "ECDHE+AESGCM")
    return s_server(bench, host, bench.pki.leaf(host), *options)


@fault("map-client-order", "s_server follows the client, to CBC suites too", "server-cipher-order", needs="openssl")
def client_order(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-cipher", "ECDHE+AESGCM:ECDHE+AES")


@fault("map-http1", "A web server without HTTP/2", "alpn-no-h2")
def http1(bench: Bench, host: str) -> Running:
    return bench.serve(host, right(bench, host))


def _oakley_group_2(bench: Bench) -> tuple[str, ...]:
    """s_server's option for it."""
    file = bench.folder / "oakley2.pem"
    der = b"\x30\x81\x87\x02\x81\x81\x00" + OAKLEY_GROUP_2 + b"\x02\x01\x02"  # PKCS #3: prime, base 2
    file.write_bytes(b"-----BEGIN DH PARAMETERS-----\n" + base64.encodebytes(der) + b"-----END DH PARAMETERS-----\n")
    return ("-dhparam", str(file))


def _changed(bench: Bench, host: str, change: Callable[[bytes], bytes]) -> Handler:
    """TLS 1.2 whose ServerHello is changed: good for those who leave after it."""
    made = context(bench.pki.leaf(host), highest=V12)
    made.set_cipher_list(b"ECDHE+AESGCM")

    def alter(number: int, flight: bytes) -> bytes:
        if number or flight[0] != HANDSHAKE:
            return flight
        return rewrite(flight, lambda kind, body: message(kind, change(body) if kind == SERVER_HELLO else body))

    return altered(made, alter)


def _deflate(body: bytes) -> bytes:
    """A ServerHello with DEFLATE as the chosen method (RFC 3749)."""
    at = 2 + 32 + 1 + body[34] + 2
    return body[:at] + bytes([DEFLATE]) + body[at + 1 :]


def _without_renegotiation(body: bytes) -> bytes:
    """A ServerHello without renegotiation_info."""
    start = 2 + 32 + 1 + body[34] + 2 + 1
    rest, kept = body[start + 2 :], b""
    while rest:
        end = 4 + int.from_bytes(rest[2:4])
        if int.from_bytes(rest[:2]) != RENEGOTIATION_INFO:
            kept += rest[:end]
        rest = rest[end:]
    return body[:start] + len(kept).to_bytes(2) + kept
