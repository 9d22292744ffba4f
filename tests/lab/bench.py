"""The bench that faults stand on: ports, names, certificates, files, and one clean end for all of it.

Everything is on loopback, every port is the kernel's choice, every time is relative to the moment the bench was built.
"""

import socket
import tempfile
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from OpenSSL import crypto

from tests.lab.aia import Shelf
from tests.lab.names import Addresses, Entry, FakeDns
from tests.lab.net import Handler, Server, bind_all, fill_queue
from tests.support.pki import Authority, Leaf, PrivateKey, openssl_key

V4 = "127.0.0.1"
V6 = "::1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A fault that can be connected to: `host` resolves to `addresses` (none: the name itself is the fault)."""

    host: str
    port: int
    addresses: tuple[str, ...] = ()
    by_name: bool = True  # False: the target is an address
    servers: tuple[Server, ...] = field(default=(), repr=False)

    @property
    def connections(self) -> int:
        """TCP connections accepted so far, over all addresses."""
        return sum(server.accepted for server in self.servers)

    @property
    def target(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def resolve(self) -> str:
        """HOST:PORT:ADDR for `--resolve`; empty unless the host has one address exactly."""
        if len(self.addresses) != 1 or not self.by_name:
            return ""
        (address,) = self.addresses
        return f"{self.host}:{self.port}:" + (f"[{address}]" if ":" in address else address)


class Pki:
    """The lab's authorities: a root that users pass as --ca-file, and one that nobody trusts."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.root = Authority.root("Lab Root", at=now)
        self.issuing = self.root.intermediate("Lab Issuing CA")
        self.stranger = Authority.root("Stranger Root", at=now)

    def leaf(self, host: str, **overrides: object) -> Leaf:
        """A right certificate for the host, from the issuing authority, but for the overrides (`pki_spec.Spec`)."""
        asked: dict[str, object] = {"dns": (host,), **overrides}
        return self.issuing.issue(**asked)  # type: ignore[arg-type]


def with_sha1(leaf: Leaf, signer: PrivateKey) -> Leaf:
    """The same certificate, signed with SHA-1: `cryptography` refuses to, OpenSSL does not."""
    made = crypto.X509.from_cryptography(leaf.cert)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        made.sign(openssl_key(signer), "sha1")
    return replace(leaf, cert=made.to_cryptography())


class Bench:
    """Use as a context manager; a mistake of the lab itself (not of a client) is raised at the end."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.pki = Pki(self.now)
        self.dns = FakeDns()
        self.troubles: list[BaseException] = []
        self._endings: list[Callable[[], object]] = [self.dns.close]
        self._folder = tempfile.TemporaryDirectory(prefix="tls-lab-")
        self.folder = Path(self._folder.name)
        self.ca_file = self.folder / "lab-root.pem"
        self.ca_file.write_bytes(self.pki.root.pem)
        self._shelf: Shelf | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self.troubles and error is None:
            raise ExceptionGroup("the lab went wrong", [t for t in self.troubles if isinstance(t, Exception)])

    def close(self) -> None:
        """End everything, newest first; may be called twice."""
        while self._endings:
            with suppress(OSError):
                self._endings.pop()()
        self._folder.cleanup()

    def ends_with(self, ending: Callable[[], object]) -> None:
        """Call this when the bench closes."""
        self._endings.append(ending)

    @property
    def shelf(self) -> Shelf:
        """The HTTP server from which issuers' certificates are fetched."""
        if self._shelf is None:
            self._shelf = Shelf(self.troubles)
            self.ends_with(self._shelf.close)
        return self._shelf

    def server(self, sock: socket.socket, handler: Handler) -> Server:
        server = Server(sock, handler, self.troubles)
        self.ends_with(server.close)
        return server

    def serve(self, host: str, handler: Handler, addresses: Sequence[str] = (V4,)) -> Running:
        """The same handler on each of these addresses; the name is entered in DNS."""
        return self.serve_each(host, dict.fromkeys(addresses, handler))

    def serve_each(self, host: str, handlers: dict[str, Handler | None]) -> Running:
        """A handler an address, all on one port; None: bound, and nobody listens (the kernel answers SYN with RST)."""
        servers: list[Server] = []
        bound = bind_all(tuple(handlers))
        port = bound[0].getsockname()[1]
        for sock, handler in zip(bound, handlers.values(), strict=True):
            if handler is None:
                self.ends_with(sock.close)
            else:
                servers.append(self.server(sock, handler))
        return self.named(host, port, tuple(handlers), tuple(servers))

    def swallow(self, host: str, dead: Sequence[str], handlers: dict[str, Handler]) -> Running:
        """Like `serve_each`, but the addresses in `dead` drop every SYN."""
        bound = bind_all((*dead, *handlers))
        for sock in bound[: len(dead)]:
            for filler in fill_queue(sock):
                self.ends_with(filler.close)
            self.ends_with(sock.close)
        alive = zip(bound[len(dead) :], handlers.values(), strict=True)
        servers = tuple(self.server(sock, handler) for sock, handler in alive)
        return self.named(host, bound[0].getsockname()[1], (*dead, *handlers), servers)

    def named(
        self, host: str, port: int, addresses: tuple[str, ...], servers: tuple[Server, ...], entry: Entry | None = None
    ) -> Running:
        """Enter the name in DNS and describe the whole."""
        by_name = host not in addresses
        if by_name:
            self.dns.entries[host] = entry or Addresses(addresses)
        return Running(host=host, port=port, addresses=addresses, servers=servers, by_name=by_name)

    def arguments(self, running: Running) -> list[str]:
        """What a user types after `tlscheck check` to reach it, without options of the fault itself."""
        plain = isinstance(self.dns.entries.get(running.host), Addresses)  # no alias, no trouble
        plain = plain and not any(name == running.host for name, _ in self.dns.records)
        if not running.by_name:
            way = []
        elif running.resolve and plain:
            way = ["--resolve", running.resolve]
        else:
            way = ["--resolver", self.dns.address]
        return [running.target, *way, "--ca-file", str(self.ca_file)]
