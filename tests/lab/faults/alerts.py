"""Servers that answer every ClientHello, whatever it offers, with one alert (IANA TLS Alerts registry).

Nothing more precise can be known of them, so the alert is the finding: alert-NAME by the registry's name, alert-NUMBER
where the registry has none. Alert 112 has a code of its own.
"""

import socket

from OpenSSL import SSL

from tests.lab.bench import Bench, Running
from tests.lab.fault import Codes, fault
from tests.lab.net import Handler, read_record
from tests.lab.script import only_server_hello
from tests.lab.tls import HANDSHAKE, V12, alert, altered, context, terminate

_NAMES = {
    10: "unexpected-message",
    20: "bad-record-mac",
    22: "record-overflow",
    40: "handshake-failure",
    42: "bad-certificate",
    43: "unsupported-certificate",
    44: "certificate-revoked",
    45: "certificate-expired",
    46: "certificate-unknown",
    47: "illegal-parameter",
    48: "unknown-ca",
    49: "access-denied",
    50: "decode-error",
    51: "decrypt-error",
    70: "protocol-version",
    71: "insufficient-security",
    80: "internal-error",
    86: "inappropriate-fallback",
    90: "user-canceled",
    109: "missing-extension",
    110: "unsupported-extension",
    113: "bad-certificate-status-response",
    115: "unknown-psk-identity",
    116: "certificate-required",
    120: "no-application-protocol",
    255: "255",
}
_INSTEAD: dict[int, tuple[Codes, ...]] = {
    70: (("protocol-too-old",), ("no-shared-protocol",)),
    115: (("psk-mismatch",),),
    116: (("client-cert-required",),),
    255: (("alert-unknown",),),
}


def answer_alert(number: int, level: int = 2) -> Handler:
    """Read the hello, send the alert, close."""

    def handler(sock: socket.socket) -> None:
        read_record(sock)
        sock.sendall(alert(number, level))

    return handler


def _enter(number: int, name: str) -> None:
    @fault(
        f"alert-{number}",
        f"Alert {name.replace('-', '_')} ({number}) to every hello",
        f"alert-{name}",
        instead=_INSTEAD.get(number, ()),
    )
    def start(bench: Bench, host: str) -> Running:
        return bench.serve(host, answer_alert(number))


for _number, _name in _NAMES.items():
    _enter(_number, _name)


@fault("alert-112", "Alert unrecognized_name (112) to every hello", "sni-unrecognized-name")
def alert_112(bench: Bench, host: str) -> Running:
    return bench.serve(host, answer_alert(112))


@fault(
    "alert-close-notify",
    "close_notify (0) to every hello: polite, and no handshake",
    "alert-close-notify",
    instead=(("closed-after-hello",),),
)
def close_notify(bench: Bench, host: str) -> Running:
    return bench.serve(host, answer_alert(0, level=1))


@fault(
    "alert-warning-only",
    "handshake_failure (40) as a warning, then the end",
    "alert-handshake-failure",
    instead=(("closed-after-hello",),),
)
def warning_only(bench: Bench, host: str) -> Running:
    return bench.serve(host, answer_alert(40, level=1))


@fault("alert-mid-handshake", "TLS 1.2: internal_error (80) in the place of Finished", "alert-internal-error")
def mid_handshake(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), highest=V12)
    return bench.serve(host, altered(made, lambda number, flight: flight if number == 0 else alert(80)))


@fault("alert-after-server-hello", "TLS 1.2: handshake_failure (40) right after ServerHello", "alert-handshake-failure")
def after_server_hello(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), highest=V12)

    def alter(_: int, flight: bytes) -> bytes:
        return only_server_hello(flight) + alert(40) if flight[0] == HANDSHAKE else flight

    return bench.serve(host, altered(made, alter))


@fault(
    "alert-alpn",
    "OpenSSL refuses every ALPN offer with no_application_protocol; without ALPN it works",
    "alert-no-application-protocol",
)
def alpn(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)

    def refuse(_conn: SSL.Connection, offered: list[bytes]) -> bytes:
        raise ConnectionAbortedError(f"none of {offered}")  # pyOpenSSL makes it SSL_TLSEXT_ERR_ALERT_FATAL

    def handler(sock: socket.socket) -> None:
        made = context(leaf)  # one a connection: pyOpenSSL keeps what callbacks raise in the context
        made.set_alpn_select_callback(refuse)
        terminate(made)(sock)

    return bench.serve(host, handler)
