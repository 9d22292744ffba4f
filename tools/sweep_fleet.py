"""Thousands of TLS servers of our own for a sweep: nginx with a certificate for every name, and those that are odd.

Names are resolved by a DNS server that computes the answer; every name has an address of its own in 127.0.0.0/8, four
of them in a /24. All of it in a network namespace of its own, so ports 53 and 443 are free. What a server is, is known
before it is asked: that is what a sweep is measured by.
"""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Final

from tests.support.pki import Authority, Leaf, PrivateKey, key_pem
from tests.support.pki_spec import KeyKind, Spec, private_key

from tools.sweep_names import NAMESERVER, SILENT_PORT, SLOW_PORT, name_of

CLOSED_PORT: Final = 444
_NGINX: Final = """daemon off; user root; pid {folder}/nginx.pid; error_log stderr crit; worker_processes 2;
events {{ worker_connections 4096; }}
http {{ access_log off; {temp} ssl_protocols TLSv1.2 TLSv1.3; server_names_hash_max_size 32768;
add_header Strict-Transport-Security max-age=63072000; include {folder}/servers.conf; }}
"""
_BLOCK: Final = """server {{ listen 443 ssl http2; server_name {host};
ssl_certificate {folder}/{host}.crt; ssl_certificate_key {folder}/{key}.key; location / {{ return 200 ok; }} }}
"""
_TEMP: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
_PATIENCE: Final = 60.0
_KEYS: Final[tuple[KeyKind, ...]] = ("p256", "rsa2048")


class Nature(Enum):
    """What a server is: in how many of a thousand (the rest is healthy), at which port, what is broken there."""

    HEALTHY = ("healthy", 0, 443, ())
    EXPIRED = ("expired", 10, 443, ("cert-expired",))
    WRONG_NAME = ("wrong name", 10, 443, ("hostname-mismatch",))
    SLOW = ("slow", 20, SLOW_PORT, ())
    CLOSED = ("closed", 10, CLOSED_PORT, ())
    SILENT = ("silent", 4, SILENT_PORT, ())

    def __init__(self, label: str, of_thousand: int, port: int, broken: tuple[str, ...]) -> None:
        self.label, self.of_thousand, self.port, self.broken = label, of_thousand, port, broken

    @property
    def speaks_tls(self) -> bool:
        return self not in (Nature.CLOSED, Nature.SILENT)

    @property
    def good(self) -> bool:
        return self in (Nature.HEALTHY, Nature.SLOW)


@dataclass(frozen=True, slots=True)
class Ship:
    """One server. ``leaf``: fingerprint of its certificate in hexadecimal."""

    host: str
    nature: Nature
    leaf: str

    @property
    def target(self) -> str:
        return f"{self.host}:{self.nature.port}"


@dataclass(frozen=True, slots=True)
class Fleet:
    """``roots``: PEM, what clients have to trust. ``processes``: of the servers."""

    ships: tuple[Ship, ...]
    roots: Path
    processes: tuple[int, ...]


def nature_of(number: int) -> Nature:
    """The odd ones first of every 500, so that a small fleet has some of each."""
    place = number % 500
    for nature in Nature:
        place -= nature.of_thousand // 2
        if place < 0:
            return nature
    return Nature.HEALTHY


@contextmanager
def fleet(size: int, folder: Path) -> Iterator[Fleet]:
    """All servers, listening."""
    ships = tuple(_shipyard(size, folder))
    config = folder / "nginx.conf"
    temp = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in _TEMP)
    config.write_text(_NGINX.format(folder=folder, temp=temp))
    with ExitStack() as running:
        commands: tuple[list[str], ...] = (
            ["nginx", "-p", str(folder), "-c", str(config), "-e", "stderr"],
            [sys.executable, "-m", "tools.sweep_names"],
        )
        started = [running.enter_context(program(command)) for command in commands]
        for address, port in ((NAMESERVER, 53), *(("127.0.0.1", port) for port in (443, SLOW_PORT, SILENT_PORT))):
            wait_for(address, port, started)
        yield Fleet(ships, folder / "roots.pem", tuple(process.pid for process in started))


@contextmanager
def program(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A server of our own, ended with the block."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet) as process:
        try:
            yield process
        finally:
            process.terminate()


def wait_for(address: str, port: int, started: Sequence[subprocess.Popen[bytes]]) -> None:
    """Until somebody accepts there."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection((address, port), timeout=1).close()
        except OSError as error:
            if time.monotonic() > until or any(process.poll() is not None for process in started):
                raise RuntimeError(f"nobody listens at {address}:{port}") from error
            threading.Event().wait(0.1)
        else:
            return


def _shipyard(size: int, folder: Path) -> Iterator[Ship]:
    """Certificates and nginx's blocks: RSA and ECDSA, under one intermediate and under three, in turn."""
    now = datetime.now(UTC).replace(microsecond=0)
    root = Authority.root("Sweep Root", at=now)
    (folder / "roots.pem").write_bytes(root.pem)
    issuers = _issuers(root)
    keys = {kind: private_key(Spec(key=kind)) for kind in _KEYS}
    for name, key in keys.items():
        (folder / f"{name}.key").write_bytes(key_pem(key))
    with (folder / "servers.conf").open("w") as blocks:
        for number in range(size):
            host, nature, kind = name_of(number), nature_of(number), _KEYS[number % 2]
            leaf = _issue(issuers[number % len(issuers)], nature, host, keys[kind], now)
            (folder / f"{host}.crt").write_bytes(leaf.fullchain_pem)
            blocks.write(_BLOCK.format(host=host, folder=folder, key=kind))
            yield Ship(host, nature, sha256(leaf.der).hexdigest())


def _issuers(root: Authority) -> tuple[Authority, ...]:
    """Short and long, signing with RSA and with ECDSA."""
    made = []
    for kind in _KEYS:
        short = root.intermediate(f"Sweep Issuing CA {kind}", key=kind)
        long = short.intermediate(f"Sweep Policy CA {kind}", key=kind)
        made += [short, long.intermediate(f"Sweep Deep CA {kind}", key=kind)]
    return (made[0], made[2], made[1], made[3])


def _issue(issuer: Authority, nature: Nature, host: str, key: PrivateKey, now: datetime) -> Leaf:
    name = f"other-{host}" if nature is Nature.WRONG_NAME else host
    end = now - timedelta(days=3) if nature is Nature.EXPIRED else now + timedelta(days=80)
    return issuer.issue(dns=(name,), key=key, not_after=end)
