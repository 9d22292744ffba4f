"""Real servers, set up differently: what our map, sslscan's and testssl.sh's are compared on."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.lab.aia import response
from tests.lab.bench import Bench, Running
from tests.lab.foreign import haproxy, java, nginx, s_server, stunnel
from tests.lab.net import relay
from tests.lab.tls import V10, V12, context, terminate
from tests.support.pki import Leaf

HOST = "map.lab.test"
_PATIENCE = 10.0
_LISTENING = "0A"  # the state in /proc/net/tcp

Start = Callable[[Bench], Running]


@dataclass(frozen=True, slots=True)
class Setup:
    """``needs``: a program without which this server cannot be run."""

    name: str
    start: Start
    needs: str


def _rsa(bench: Bench) -> Leaf:
    return bench.pki.leaf(HOST, key="rsa2048", ku=("digital_signature", "key_encipherment"))


def _ecdsa(bench: Bench) -> Leaf:
    return bench.pki.leaf(HOST)


def _saved(bench: Bench, leaf: Leaf, name: str) -> tuple[Path, Path]:
    cert, key = bench.folder / f"{name}.crt", bench.folder / f"{name}.key"
    cert.write_bytes(leaf.fullchain_pem)
    key.write_bytes(leaf.key_pem)
    return cert, key


_THREE = "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305"


def _nginx_ordered(bench: Bench) -> Running:
    return nginx(bench, HOST, _rsa(bench), more=f"ssl_ciphers {_THREE}; ssl_prefer_server_ciphers on;")


def _nginx_dual(bench: Bench) -> Running:
    cert, key = _saved(bench, _rsa(bench), "second")
    more = f"ssl_certificate {cert}; ssl_certificate_key {key}; ssl_ecdh_curve X25519:prime256v1:secp384r1;"
    return nginx(bench, HOST, _ecdsa(bench), more=more)


def _haproxy_old(bench: Bench) -> Running:
    return haproxy(bench, HOST, _rsa(bench), bind="ssl-min-ver TLSv1.0 ciphers ALL:@SECLEVEL=0")


def _pyopenssl(bench: Bench) -> Running:
    return bench.serve(HOST, terminate(context(_ecdsa(bench))))


def _pyopenssl_old(bench: Bench) -> Running:
    return bench.serve(HOST, terminate(context(_rsa(bench), lowest=V10, highest=V12)))


def _python(bench: Bench) -> Running:
    cert, key = _saved(bench, _rsa(bench), "python")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(cert, key)

    def handler(sock: socket.socket) -> None:
        with made.wrap_socket(sock.dup(), server_side=True) as talk:
            if talk.recv(4096):
                talk.sendall(response(b"ok"))

    return bench.serve(HOST, handler)


def gnutls(bench: Bench, leaf: Leaf, priority: str) -> Running:
    """gnutls-serv takes port 0 and does not say which it got: the kernel does."""
    cert, key = _saved(bench, leaf, "gnutls")
    files = ["--x509certfile", str(cert), "--x509keyfile", str(key)]
    command = ["gnutls-serv", "--http", "--quiet", "--port", "0", "--priority", priority, *files]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    bench.ends_with(lambda: process.wait(5))
    bench.ends_with(process.terminate)
    until = time.monotonic() + _PATIENCE
    while (port := _port_of(process.pid)) is None:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"gnutls-serv does not come up: {priority}")
        threading.Event().wait(0.02)
    return bench.serve(HOST, relay(partial(socket.create_connection, ("127.0.0.1", port))))


def _port_of(process: int) -> int | None:
    """The IPv4 port that a process listens on."""
    links = [str(path.readlink()) for path in Path(f"/proc/{process}/fd").iterdir()]
    sockets = {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:")}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == _LISTENING and fields[9] in sockets:
            return int(fields[1].split(":")[1], 16)
    return None


def _openssl(options: str, key: Callable[[Bench], Leaf] = _rsa) -> Start:
    return lambda bench: s_server(bench, HOST, key(bench), *options.split())


_GNUTLS_OLD = "NORMAL:+VERS-TLS1.1:+VERS-TLS1.0:+3DES-CBC:+ARCFOUR-128:+DHE-RSA:+CAMELLIA-128-CBC:+GROUP-FFDHE2048"

SETUPS = (
    Setup("nginx", lambda bench: nginx(bench, HOST, _ecdsa(bench)), "nginx"),
    Setup("nginx-ordered", _nginx_ordered, "nginx"),
    Setup("nginx-dual", _nginx_dual, "nginx"),
    Setup("haproxy", lambda bench: haproxy(bench, HOST, _ecdsa(bench)), "haproxy"),
    Setup("haproxy-old", _haproxy_old, "haproxy"),
    Setup("stunnel", lambda bench: stunnel(bench, HOST, _rsa(bench)), "stunnel"),
    Setup("openssl", _openssl(""), "openssl"),
    Setup("openssl-tls13", _openssl("-tls1_3 -curves X448:P-521:ffdhe2048:ffdhe4096", _ecdsa), "openssl"),
    Setup("openssl-tls12-order", _openssl("-tls1_2 -serverpref -cipher ALL:!aNULL:@SECLEVEL=0"), "openssl"),
    Setup("openssl-tls12-ecdsa", _openssl("-tls1_2", _ecdsa), "openssl"),
    Setup("openssl-anonymous", _openssl("-tls1_2 -cipher ALL:eNULL:@SECLEVEL=0", _ecdsa), "openssl"),
    Setup("openssl-old", _openssl("-no_tls1_2 -no_tls1_3 -cipher ALL:@SECLEVEL=0"), "openssl"),
    Setup("openssl-4", _pyopenssl, ""),
    Setup("openssl-4-old", _pyopenssl_old, ""),
    Setup("python", _python, ""),
    Setup("java", lambda bench: java(bench, HOST, _rsa(bench)), "java"),
    Setup("java-tls12", lambda bench: java(bench, HOST, _ecdsa(bench), "none", "TLSv1.2"), "java"),
    Setup("gnutls", lambda bench: gnutls(bench, _rsa(bench), "NORMAL"), "gnutls-serv"),
    Setup("gnutls-old", lambda bench: gnutls(bench, _rsa(bench), _GNUTLS_OLD), "gnutls-serv"),
)


def runnable(setup: Setup) -> bool:
    return not setup.needs or shutil.which(setup.needs) is not None
