"""RDP: a binary greeting, then TLS (MS-RDPBCGR section 1.3.1.1), or the protocol's own security."""

import socket
from collections.abc import Callable

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.net import Handler, read_exactly
from tests.lab.tls import context, terminate

_OPTIONS = ("--starttls", "rdp")
_CONFIRM = bytes.fromhex("030000130ed00000123400")  # TPKT, X.224 connection confirm
_TLS = bytes.fromhex("0200080001000000")  # RDP_NEG_RSP, PROTOCOL_SSL
_NO_CERTIFICATE = bytes.fromhex("0300080003000000")  # RDP_NEG_FAILURE, SSL_CERT_NOT_ON_SERVER


def _rdp(answer: bytes, then: Handler | None = None) -> Callable[[socket.socket], None]:
    def handler(sock: socket.socket) -> None:
        header = read_exactly(sock, 4)
        read_exactly(sock, int.from_bytes(header[2:]) - 4)
        sock.sendall(_CONFIRM + answer)
        if then is not None:
            then(sock)

    return handler


@fault("rdp", "Remote Desktop with TLS", options=_OPTIONS)
def rdp(bench: Bench, host: str) -> Running:
    return bench.serve(host, _rdp(_TLS, terminate(context(bench.pki.leaf(host)))))


@fault(
    "rdp-without-certificate",
    "Remote Desktop that says it has no certificate",
    "starttls-not-offered",
    options=_OPTIONS,
)
def rdp_without_certificate(bench: Bench, host: str) -> Running:
    return bench.serve(host, _rdp(_NO_CERTIFICATE))
