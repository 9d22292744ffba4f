"""Servers, or boxes before them, that cannot bear what RFCs allow: GREASE, unknown extensions, pieces, large packets;
and boxes that answer in the server's place."""

import socket
from collections.abc import Callable

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.net import Handler, hold, reset
from tests.lab.script import answer
from tests.lab.tls import V12, by_server_name, context, first_flight, peek_hello, terminate
from tests.support.pki import Authority

Dislikes = Callable[[bytes], bool]
SMALL_SEGMENTS = 600
UNASSIGNED_EXTENSION = b"\xf5\xa1\x00\x08tlscheck"  # two bytes alone turn up in any key share
ALPN = b"\x08http/1.1"  # a name in it: the number 16 is a group as well


def _suites(hello: bytes) -> list[int]:
    at = 4 + 2 + 32
    at += 1 + hello[at]
    size = int.from_bytes(hello[at : at + 2])
    return [int.from_bytes(hello[i : i + 2]) for i in range(at + 2, at + 2 + size, 2)]


def _guarded(bench: Bench, host: str, dislikes: Dislikes, kill: Handler, *, pieces: bool = False) -> Running:
    """A right server behind a guard that reads every hello. ``pieces``: hellos of several records are killed."""
    right = terminate(context(bench.pki.leaf(host)))

    def handler(sock: socket.socket) -> None:
        hello, records = peek_hello(sock)
        bad = bool(hello) and (dislikes(hello) or (pieces and records > 1))
        (kill if bad else right)(sock)

    return bench.serve(host, handler)


def _close(sock: socket.socket) -> None:
    sock.recv(65536)


def _likes_all(_: bytes) -> bool:
    return False


def _greased(hello: bytes) -> bool:
    return any(suite & 0x0F0F == 0x0A0A and suite >> 8 == suite & 0xFF for suite in _suites(hello))


@fault("grease-reset", "Hellos with GREASE are reset", "grease-intolerant")
def grease_reset(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, _greased, reset)


@fault("unknown-extension-closed", "Hellos with an unassigned extension are closed", "extension-intolerant")
def unknown_extension(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, lambda hello: UNASSIGNED_EXTENSION in hello, _close)


@fault("alpn-closed", "Hellos with ALPN are closed", "extension-intolerant", also=("no-tls13",))
def alpn_closed(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, lambda hello: ALPN in hello, _close)


@fault("long-list-reset", "Hellos with more than 128 suites are reset", "cipher-list-intolerant")
def long_list(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, lambda hello: len(_suites(hello)) > 128, reset)


@fault("split-records-closed", "Hellos in several records are closed", "hello-size-intolerant")
def split_records(bench: Bench, host: str) -> Running:
    return _guarded(bench, host, _likes_all, _close, pieces=True)


@fault("split-segments-reset", "Hellos that do not fit into one TCP segment are reset", "hello-size-intolerant")
def split_segments(bench: Bench, host: str) -> Running:
    right = terminate(context(bench.pki.leaf(host)))

    def handler(sock: socket.socket) -> None:
        hello, _ = peek_hello(sock)
        segment = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
        (reset if len(hello) > segment else right)(sock)

    return bench.serve(host, handler)


@fault("mtu-blackhole", "Flights of more than one small packet never arrive", "mtu-blackhole", slow=True)
def mtu_blackhole(bench: Bench, host: str) -> Running:
    """What a path with a small, silent MTU does: connections with small segments work, others lose large flights."""
    made = context(bench.pki.leaf(host))
    right = terminate(made)

    def handler(sock: socket.socket) -> None:
        if sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= SMALL_SEGMENTS:
            right(sock)
            return
        if sock.recv(1, socket.MSG_PEEK) != b"\x16":
            return
        flight = first_flight(sock, made)
        if len(flight) <= SMALL_SEGMENTS:
            sock.sendall(flight)
        hold(sock)

    return bench.serve(host, handler)


@fault("mtu-blackhole-stall", "The ServerHello arrives, the certificate never does", "mtu-blackhole", slow=True)
def mtu_stall(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), highest=V12)
    right = terminate(made)

    def handler(sock: socket.socket) -> None:
        if sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= SMALL_SEGMENTS:
            right(sock)
            return
        if sock.recv(1, socket.MSG_PEEK) != b"\x16":
            return
        sock.sendall(first_flight(sock, made)[:120])
        hold(sock)

    return bench.serve(host, handler)


# --- in the server's place -------------------------------------------------------------------------------------------


def _minting(bench: Bench, host: str, authority: Authority) -> Running:
    """A certificate for whatever name is asked for, as inspecting proxies do."""

    def choose(name: str | None) -> Handler:
        asked = name or host
        return terminate(context(authority.issue(dns=(asked,))))

    return bench.serve(host, by_server_name(choose))


@fault(
    "intercepted-any-name",
    "A box makes up a certificate for every name, by a CA that nobody knows",
    "tls-intercepted",
    also=("chain-incomplete", "untrusted-root"),
)
def intercepted(bench: Bench, host: str) -> Running:
    root = Authority.root("Corp Web Gateway", at=bench.pki.now)
    return _minting(bench, host, root)


@fault(
    "intercepted-by-name",
    "One certificate by a CA that is named after an inspection product",
    "tls-intercepted",
    also=("chain-incomplete", "untrusted-root"),
)
def intercepted_named(bench: Bench, host: str) -> Running:
    root = Authority.root("FortiGate CA", at=bench.pki.now)
    return bench.serve(host, terminate(context(root.issue(dns=(host,)))))


@fault(
    "private-ca-virtual-hosts",
    "A private CA, another site's certificate of it for other names: no interception",
    "untrusted-root",
    also=("sni-required",),
)
def private_virtual_hosts(bench: Bench, host: str) -> Running:
    root = Authority.root("Company Root", at=bench.pki.now)
    made = {name: terminate(context(root.issue(dns=(name,)))) for name in (host, "intra.example")}
    return bench.serve(host, by_server_name(lambda name: made[host] if name == host else made["intra.example"]))


@fault("downgrade-sentinel", "TLS 1.2 with the sentinel of a server that knows TLS 1.3", "downgrade-detected")
def downgrade(bench: Bench, host: str) -> Running:
    def signal(flight: bytes) -> bytes:
        at = 5 + 4 + 2 + 24
        return flight[:at] + b"DOWNGRD\x01" + flight[at + 8 :]

    return answer(bench, host, signal)
