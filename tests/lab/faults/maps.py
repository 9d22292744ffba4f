"""Servers whose faults show in what they accept: versions, cipher suites, groups, signatures, features.

Where a library still can, a real server is set up wrongly. What no library can any more (SSL 2.0 and 3.0, RC4, TLS
compression, no RFC 5746) is put before a right server: a hand-made first answer for the hellos it concerns.
"""

import secrets
import socket
from collections.abc import Callable, Sequence

from tests.lab.bench import V4, Bench, Running
from tests.lab.fault import fault
from tests.lab.faults.plaintext import smtp
from tests.lab.foreign import s_server
from tests.lab.hellos import TLS12, classic, client_version, offered
from tests.lab.net import Handler, hold
from tests.lab.tls import (
    HANDSHAKE,
    V10,
    V12,
    alert,
    context,
    greet,
    message,
    peek_record,
    record,
    terminate,
)
from tests.support.pki import Leaf

SSL3 = 0x0300
SOUND = frozenset({0xC02B, 0xC02C, 0xC02F, 0xC030})  # what `right` accepts in TLS 1.2
RC4_SHA, TRIPLE_DES_SHA, RSA_AES128_SHA = 0x0005, 0x000A, 0x002F
SSL2_RC4_EXPORT = b"\x02\x00\x80"
SERVER_HELLO = 2
OLD_SUITES = b"ECDHE:!eNULL:@SECLEVEL=0"


def right(
    bench: Bench, host: str, ciphers: bytes = b"ECDHE+AESGCM", *, lowest: int = V12, leaf: Leaf | None = None
) -> Handler:
    """A server with nothing wrong but its cipher list, or its lowest version."""
    made = context(leaf or bench.pki.leaf(host), lowest=lowest)
    made.set_cipher_list(ciphers)
    return terminate(made)


def before(behind: Handler, concerned: Callable[[bytes], bool], answer: Handler) -> Handler:
    """The hand-made answer for the hellos it concerns, a right server for all others."""

    def handler(sock: socket.socket) -> None:
        (answer if concerned(peek_record(sock)) else behind)(sock)

    return handler


def choose(version: int, accepted: Sequence[int]) -> Handler:
    """A ServerHello with the first of these suites that is offered, else alert 40; then silence."""

    def handler(sock: socket.socket) -> None:
        suites = offered(peek_record(sock))
        sock.recv(65536)
        chosen = next((suite for suite in accepted if suite in suites), None)
        if chosen is None:
            sock.sendall(alert(40))
            return
        body = version.to_bytes(2) + secrets.token_bytes(32) + b"\0" + chosen.to_bytes(2) + b"\0"
        sock.sendall(record(HANDSHAKE, message(SERVER_HELLO, body), min(version, 0x0301)))
        hold(sock)

    return handler


# --- versions --------------------------------------------------------------------------------------------------------


@fault("map-modern", "The suites of today, post-quantum groups, tickets: there is nothing to say", exact=True)
def modern(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host))
    made.set_cipher_list(b"ECDHE+AESGCM")
    return bench.serve(host, terminate(made, greet(b"* OK ready\r\n")))


@fault("map-legacy", "TLS 1.0 to 1.3", "legacy-protocol-enabled")
def legacy(bench: Bench, host: str) -> Running:
    return bench.serve(host, right(bench, host, OLD_SUITES, lowest=V10))


@fault("map-sslv3", "SSL 3.0 is answered besides TLS 1.2 and 1.3", "sslv3-enabled")
def sslv3(bench: Bench, host: str) -> Running:
    answer = choose(SSL3, (0x0035, RSA_AES128_SHA))
    return bench.serve(host, before(right(bench, host), lambda hello: SSL3 <= client_version(hello) < TLS12, answer))


@fault("map-sslv2", "SSL 2.0 is answered, with an export cipher", "sslv2-enabled")
def sslv2(bench: Bench, host: str) -> Running:
    der, session = bench.pki.leaf(host, key="rsa2048").der, secrets.token_bytes(16)
    sizes = len(der).to_bytes(2) + len(SSL2_RC4_EXPORT).to_bytes(2) + len(session).to_bytes(2)
    body = b"\x04\x00\x01\x00\x02" + sizes + der + SSL2_RC4_EXPORT + session

    def answer(sock: socket.socket) -> None:
        sock.recv(65536)
        sock.sendall((0x8000 | len(body)).to_bytes(2) + body)
        hold(sock)

    return bench.serve(host, before(right(bench, host), lambda hello: bool(hello and hello[0] & 0x80), answer))


@fault("map-no-version", "s_server with every version switched off", "no-shared-protocol", needs="openssl")
def no_version(bench: Bench, host: str) -> Running:
    options = ("-no_tls1", "-no_tls1_1", "-no_tls1_2", "-no_tls1_3")
    return s_server(bench, host, bench.pki.leaf(host), *options)


@fault("map-tls12", "s_server, TLS 1.2 with the right suites", "no-tls13", needs="openssl", exact=True)
def tls12(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-tls1_2", "-cipher", "ECDHE+AESGCM")


@fault("map-tls13", "s_server, TLS 1.3 alone", "no-tls12", needs="openssl")
def tls13(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-tls1_3")


@fault(
    "map-smtp-legacy",
    "Mail between servers, TLS 1.0 to 1.3 after STARTTLS: usual, and advice only",
    "legacy-protocol-enabled",
    options=("--starttls", "smtp"),
)
def smtp_legacy(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), lowest=V10)
    made.set_cipher_list(OLD_SUITES)
    return bench.serve(host, smtp(terminate(made, greet(b""))))


# --- cipher suites ---------------------------------------------------------------------------------------------------


@fault("map-rc4", "RC4 and 3DES for whoever offers nothing better", "weak-cipher-enabled")
def rc4(bench: Bench, host: str) -> Running:
    def concerned(hello: bytes) -> bool:
        return classic(hello) and not SOUND.intersection(offered(hello))

    return bench.serve(host, before(right(bench, host), concerned, choose(TLS12, (RC4_SHA, TRIPLE_DES_SHA))))


@fault("map-null", "Suites without encryption among others", "null-cipher")
def null(bench: Bench, host: str) -> Running:
    return bench.serve(host, right(bench, host, b"ECDHE+AESGCM:eNULL:!aNULL:@SECLEVEL=0"))


@fault("map-anonymous", "Suites without authentication among others", "anon-cipher")
def anonymous(bench: Bench, host: str) -> Running:
    return bench.serve(host, right(bench, host, b"ECDHE+AESGCM:AECDH+AES:@SECLEVEL=0"))


@fault(
    "map-cbc",
    "s_server, TLS 1.2 with a CBC suite alone, whose HMAC with SHA-1 Python does not offer",
    "no-shared-cipher",
    "cbc-only",
    needs="openssl",
)
def cbc(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host, key="rsa2048"), "-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA")


@fault(
    "map-static-rsa",
    "s_server, TLS 1.2, RSA key exchange, which Go and Java do not offer",
    "no-shared-cipher",
    "no-forward-secrecy",
    needs="openssl",
)
def static_rsa(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host, key="rsa2048", ku=("digital_signature", "key_encipherment"))
    return s_server(bench, host, leaf, "-tls1_2", "-cipher", "AES128-GCM-SHA256:AES256-GCM-SHA384")


@fault("map-aria", "s_server with a suite that nobody offers", "no-shared-cipher", needs="openssl")
def aria(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-tls1_2", "-cipher", "ECDHE-ECDSA-ARIA128-GCM-SHA256")


@fault(
    "map-dhe",
    "s_server with DHE alone, 2048 bits: libraries connect, browsers do not",
    "no-shared-cipher",
    needs="openssl",
)
def dhe(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host, key="rsa2048")
    return s_server(bench, host, leaf, "-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256")


# --- groups, signatures ----------------------------------------------------------------------------------------------


@fault("map-brainpool", "s_server, TLS 1.2, one group that no client has", "no-shared-group", needs="openssl")
def brainpool(bench: Bench, host: str) -> Running:
    options = ("-tls1_2", "-cipher", "ECDHE+AESGCM", "-groups", "brainpoolP384r1")
    return s_server(bench, host, bench.pki.leaf(host), *options)


@fault("map-p521", "s_server with P-521 alone, which Chrome does not have", "no-shared-group", needs="openssl")
def p521(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-cipher", "ECDHE+AESGCM", "-groups", "P-521")


@fault("map-classical", "s_server without a post-quantum group", "no-post-quantum", needs="openssl", exact=True)
def classical(bench: Bench, host: str) -> Running:
    return s_server(bench, host, bench.pki.leaf(host), "-cipher", "ECDHE+AESGCM", "-groups", "X25519:P-256")


# --- several addresses -----------------------------------------------------------------------------------------------


@fault(
    "map-odd-version",
    "Three addresses, one of them with TLS 1.0 still",
    "address-partial",
    also=("legacy-protocol-enabled",),
)
def odd_version(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    usual, old = right(bench, host, leaf=leaf), right(bench, host, OLD_SUITES, lowest=V10, leaf=leaf)
    return bench.serve_each(host, {V4: usual, "127.0.0.2": old, "127.0.0.3": usual})


@fault("map-odd-suites", "Two addresses with the same versions and other suites", "address-partial")
def odd_suites(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    odd = right(bench, host, b"ECDHE+AES", leaf=leaf)
    return bench.serve_each(host, {V4: right(bench, host, leaf=leaf), "127.0.0.2": odd})
