"""What the scanners are let loose on: four servers with their usual settings, and a DNS server, in one namespace.

nginx (TLS 1.2 and 1.3, HTTP/2, HSTS, a redirect on port 80), once with its default suites and once with the six of
Mozilla's intermediate guideline; `openssl s_server` as it comes (one connection at a time); Python's `ssl` (every
connection in a thread). Each has an address of its own and port 443.
"""

import os
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.lab.bench import Pki
from tests.support.netns import Namespace, namespaces
from tests.support.pki import to_pem

from tools.delay import Wire

ROOT: Final = Path(__file__).parents[1]
SERVERS: Final = tuple(f"10.77.0.{number}" for number in (2, 3, 4, 5))
_PATIENCE: Final = 10.0
_SIX: Final = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)
_NGINX: Final = """daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 512; }}
http {{ access_log off; {temp} ssl_protocols TLSv1.2 TLSv1.3; add_header Strict-Transport-Security max-age=63072000;
{servers} }}
"""
_BLOCK: Final = """
server {{ listen {address}:443 ssl http2; server_name {host}; ssl_certificate {cert}; ssl_certificate_key {key}; {more}
location / {{ default_type text/plain; return 200 ok; }} }}
server {{ listen {address}:80; return 301 https://$host/; }}
"""
_TEMP: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True, slots=True)
class Server:
    """``name``: with its version."""

    name: str
    host: str
    address: str
    cert: Path
    key: Path
    chain: Path


@dataclass(frozen=True, slots=True)
class Bed:
    """The servers; what a scanner needs to know besides: ``roots`` (PEM) and ``dns`` (ADDRESS:PORT)."""

    servers: tuple[Server, ...]
    roots: Path
    dns: str


def surroundings() -> dict[str, str]:
    """The environment of our own programs: this source, compiled code kept as it is where nobody forbids it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": f"{ROOT}/src:{ROOT}", "PYTHONPYCACHEPREFIX": str(ROOT / ".cache/compiled")}


@contextmanager
def arena(rtt: float) -> Iterator[tuple[Namespace, Namespace, Bed]]:
    """Client's and server's namespace with a wire of ``rtt`` seconds a round trip between them, and the bed. In the
    server's own namespace the same addresses are on loopback.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # all is taken down then too
    with (
        tempfile.TemporaryDirectory(prefix="tls-bench-") as folder,
        namespaces("client", "server") as (client, server),
        Wire((client, server), ("10.77.0.1/24", f"{SERVERS[0]}/24"), rtt / 2),
    ):
        for address in SERVERS[1:]:
            server.ip("addr", "add", f"{address}/32", "dev", "lo")
        with bed(server, SERVERS, Path(folder)) as ready:
            yield client, server, ready


@contextmanager
def bed(space: Namespace, addresses: tuple[str, ...], folder: Path) -> Iterator[Bed]:
    """All of it, running in the namespace, which has the addresses already."""
    pki = Pki(datetime.now(UTC).replace(microsecond=0))
    roots = folder / "roots.pem"
    roots.write_bytes(pki.root.pem)
    nginx, openssl = f"nginx {_version('nginx', '-v', 2)}", f"OpenSSL {_version('openssl', 'version', 1)}"
    python = f"Python {sys.version.split()[0]} ssl, {' '.join(ssl.OPENSSL_VERSION.split()[:2])}"
    names = (f"{nginx}, default suites", f"{nginx}, six suites", f"{openssl} s_server", python)
    hosts = ("nginx", "six", "openssl", "python")
    servers = tuple(_server(pki, *each, folder) for each in zip(names, hosts, addresses, strict=True))
    commands = (_nginx(servers[0], servers[1], folder), _s_server(servers[2]), _python(servers[3]))
    with ExitStack() as running:
        for command in commands:
            running.enter_context(_program(space.command(*command)))
        for server in servers:
            _wait(space, server.address)
        entries = [f"{server.host}={server.address}" for server in servers]
        dns_server = space.command(sys.executable, "-m", "tools.bench_dns", addresses[0], *entries)
        dns = running.enter_context(_program(dns_server))
        assert dns.stdout is not None
        yield Bed(servers, roots, dns.stdout.readline().strip())


def _server(pki: Pki, name: str, label: str, address: str, folder: Path) -> Server:
    host = f"{label}.bench.test"
    leaf = pki.leaf(host)
    cert, key, chain = (folder / f"{host}.{kind}" for kind in ("crt", "key", "chain"))
    cert.write_bytes(leaf.fullchain_pem)
    key.write_bytes(leaf.key_pem)
    chain.write_bytes(to_pem(*leaf.chain))
    return Server(name, host, address, cert, key, chain)


def _nginx(default: Server, six: Server, folder: Path) -> list[str | Path]:
    config = folder / "nginx.conf"
    temp = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in _TEMP)
    blocks = (
        _BLOCK.format(address=server.address, host=server.host, cert=server.cert, key=server.key, more=more)
        for server, more in ((default, ""), (six, f"ssl_ciphers {_SIX}; ssl_prefer_server_ciphers off;"))
    )
    config.write_text(_NGINX.format(folder=folder, temp=temp, servers="".join(blocks)))
    return ["nginx", "-p", folder, "-c", config, "-e", "stderr"]


def _s_server(server: Server) -> list[str | Path]:
    files: list[str | Path] = ["-cert", server.cert, "-key", server.key, "-cert_chain", server.chain]
    return ["openssl", "s_server", "-accept", f"{server.address}:443", "-www", "-quiet", *files]


def _python(server: Server) -> list[str | Path]:
    return [sys.executable, ROOT / "tests/lab/web_server.py", server.address, "443", server.cert, server.key]


@contextmanager
def _program(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=surroundings(),
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def _wait(space: Namespace, address: str) -> None:
    """Until somebody listens on port 443 of the address, by the kernel's table (proc(5): as it lies in memory)."""
    number = "".join(f"{int(part):02X}" for part in reversed(address.split(".")))
    until = time.monotonic() + _PATIENCE
    while f" {number}:01BB 00000000:0000 0A " not in _listeners(space):
        if time.monotonic() > until:
            raise RuntimeError(f"nobody listens on {address}")
        threading.Event().wait(0.05)


def _listeners(space: Namespace) -> str:
    return subprocess.run(space.command("cat", "/proc/net/tcp"), check=True, capture_output=True, text=True).stdout


def _version(program: str, option: str, word: int) -> str:
    """One word of what a program says of itself."""
    run = subprocess.run([program, option], check=True, capture_output=True, text=True)
    return (run.stdout or run.stderr).replace("/", " ").split()[word + (program == "nginx")]
