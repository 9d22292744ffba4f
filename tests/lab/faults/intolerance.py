"""Servers, or boxes before them, that look at the ClientHello and do not like what they see.

A right server stands behind; what it never gets to see is closed, reset or swallowed.
"""

import socket
from collections.abc import Callable

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.hellos import SUPPORTED_VERSIONS, offered
from tests.lab.net import Handler, hold, reset
from tests.lab.tls import HANDSHAKE, V12, alert, context, message, peek_record, record, server_name, terminate

Dislikes = Callable[[bytes], bool]
ONE_SEGMENT = 1400
RC4_SHA = 0x0005


def _guarded(bench: Bench, host: str, dislikes: Dislikes, kill: Handler) -> Running:
    """A right server behind a guard that reads every first record."""
    right = terminate(context(bench.pki.leaf(host)))

    def handler(sock: socket.socket) -> None:
        hello = peek_record(sock)
        (kill if hello[:1] == b"\x16" and dislikes(hello) else right)(sock)

    return bench.serve(host, handler)


def _close(sock: socket.socket) -> None:
    sock.recv(65536)


# --- the name --------------------------------------------------------------------------------------------------------


@fault("sni-filtered-reset", "A filter resets connections for this name; other names pass", "sni-filtered")
def sni_reset(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, lambda hello: server_name(hello) == host, reset)


@fault("sni-filtered-silent", "A filter swallows hellos for this name; others pass", "sni-filtered", slow=True)
def sni_silent(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, lambda hello: server_name(hello) == host, hold)


@fault(
    "sni-any-closed",
    "Routing by name that knows no name and closes, without a name it serves",
    "sni-filtered",
    instead=(("sni-unrecognized-name",), ("closed-after-hello",)),
)
def sni_any(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, lambda hello: server_name(hello) is not None, _close)


# --- the size and the version ----------------------------------------------------------------------------------------


@fault("hello-size-reset", "Hellos of more than one segment are reset", "hello-size-intolerant")
def size_reset(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, lambda hello: len(hello) > ONE_SEGMENT, reset)


@fault("hello-size-silent", "Hellos of more than one segment are swallowed", "hello-size-intolerant", slow=True)
def size_silent(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, lambda hello: len(hello) > ONE_SEGMENT, hold)


@fault("tls13-closed", "Hellos that offer TLS 1.3 are closed", "tls13-intolerant")
def tls13_closed(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, lambda hello: SUPPORTED_VERSIONS in hello, _close)


@fault("tls13-alert", "Hellos that offer TLS 1.3 get decode_error (50)", "tls13-intolerant")
def tls13_alert(bench: Bench, host: str) -> Running:
    def refuse(sock: socket.socket) -> None:
        sock.recv(65536)
        sock.sendall(alert(50))

    return _guarded(bench, host, lambda hello: SUPPORTED_VERSIONS in hello, refuse)


# --- ciphers ---------------------------------------------------------------------------------------------------------


@fault(
    "seventy-suites",
    "Whoever offers more than 70 suites gets alert 50: our own handshake does, browsers do not",
    "cipher-list-intolerant",
)
def seventy_suites(bench: Bench, host: str) -> Running:
    def refuse(sock: socket.socket) -> None:
        sock.recv(65536)
        sock.sendall(alert(50))

    return _guarded(bench, host, lambda hello: len(offered(hello)) > 70, refuse)


@fault(
    "rc4-only",
    "TLS 1.2 with RC4 and nothing else: a bare ServerHello to those who offer it",
    "weak-cipher-only",
    also=("legacy-renegotiation",),
)
def rc4_only(bench: Bench, host: str) -> Running:
    chosen = message(2, b"\x03\x03" + bytes(32) + b"\x00" + RC4_SHA.to_bytes(2) + b"\x00")

    def handler(sock: socket.socket) -> None:
        hello = peek_record(sock)
        sock.recv(65536)
        sock.sendall(record(HANDSHAKE, chosen) if RC4_SHA in offered(hello) else alert(40))

    return bench.serve(host, handler)


@fault(
    "anonymous-only",
    "TLS 1.2 with anonymous suites only: no certificate is ever sent",
    "anon-cipher",
    also=("null-cipher",),
)
def anonymous_only(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), highest=V12)
    made.set_cipher_list(b"aNULL:@SECLEVEL=0")
    return bench.serve(host, terminate(made))


@fault("null-only", "TLS 1.2 with suites that encrypt nothing, and no others", "null-cipher")
def null_only(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host, key="rsa2048"), highest=V12)
    made.set_cipher_list(b"eNULL:!aNULL:@SECLEVEL=0")
    return bench.serve(host, terminate(made))
