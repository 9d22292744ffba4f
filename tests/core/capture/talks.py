"""Real handshakes, from OpenSSL in memory: what each side says, in order, to be put into packets."""

from collections.abc import Callable
from dataclasses import dataclass, field

from OpenSSL import SSL, crypto

from core.capture.analyse import analyse
from core.model.capture import Capture, Conversation
from tests.core.capture.packets import Connection, pcap
from tests.core.wire.memory_peer import ROOT, TLS12, TLS13, server_context
from tests.support.pki import NOW
from tests.support.trust import trusting

STORES = trusting(ROOT)
__all__ = ["TLS12", "TLS13", "Flight", "capture_of", "client_context", "connection_of", "handshake", "look", "only"]


@dataclass
class Flight:
    """Bytes of one side. ``side``: 0 the client."""

    side: int
    data: bytes


@dataclass
class Handshake:
    """All that was said until both were done or gave up, and the secrets of it (a key log)."""

    flights: list[Flight] = field(default_factory=list)
    key_log: list[bytes] = field(default_factory=list)
    done: bool = False

    def of(self, side: int) -> bytes:
        return b"".join(f.data for f in self.flights if f.side == side)


def client_context(
    version: int | None = None, *, verify: bool = False, setup: Callable[[SSL.Context], None] | None = None
) -> SSL.Context:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
    if version is not None:
        context.set_min_proto_version(version)
        context.set_max_proto_version(version)
    if verify:
        store = context.get_cert_store()
        assert store is not None
        store.add_cert(crypto.X509.from_cryptography(ROOT.cert))
        store.set_time(NOW)
        context.set_verify(SSL.VERIFY_PEER, lambda _c, _x, _e, _d, ok: bool(ok))
    if setup:
        setup(context)
    return context


def handshake(
    client: SSL.Context | None = None,
    server: SSL.Context | None = None,
    *,
    name: bytes | None = b"a.test",
    data: bytes = b"GET / HTTP/1.1\r\n\r\n",
    answer: bytes = b"HTTP/1.1 200 OK\r\n\r\n",
) -> Handshake:
    """Play a handshake, then a request and its answer (where it completes and there is one)."""
    told = Handshake()
    ours = client or client_context()
    ours.set_keylog_callback(lambda _c, line: told.key_log.append(line))
    peers = SSL.Connection(ours), SSL.Connection(server or server_context())
    peers[0].set_connect_state()
    if name is not None:
        peers[0].set_tlsext_host_name(name)
    peers[1].set_accept_state()
    finished = [False, False]
    for _ in range(12):
        for side in (0, 1):
            _step(peers[side], finished, side)
            _pass_on(told, peers, side)
    told.done = all(finished)
    if told.done and data:
        for side, said in ((0, data), (1, answer)):
            if said:
                peers[side].send(said)
                _pass_on(told, peers, side)
    return told


def _step(peer: SSL.Connection, finished: list[bool], side: int) -> None:
    if finished[side]:
        return
    try:
        peer.do_handshake()
        finished[side] = True
    except SSL.WantReadError:
        pass
    except SSL.Error:
        finished[side] = False


def _pass_on(told: Handshake, peers: tuple[SSL.Connection, SSL.Connection], side: int) -> None:
    try:
        data = peers[side].bio_read(1 << 16)
    except SSL.WantReadError:
        return
    told.flights.append(Flight(side, data))
    peers[1 - side].bio_write(data)


def connection_of(told: Handshake, connection: Connection | None = None, *, size: int = 1448) -> Connection:
    """The handshake over TCP, from SYN on; not closed."""
    connection = (connection or Connection()).open()
    for flight in told.flights:
        connection.say(flight.side, flight.data, size)
    return connection


def look(data: bytes, chunk: int = 1 << 16) -> Capture:
    """What a file shows to one who trusts the tests' root."""
    return analyse((data[at : at + chunk] for at in range(0, len(data), chunk)), lambda: STORES)


def capture_of(*connections: Connection) -> Capture:
    frames = sorted((f for c in connections for f in c.frames), key=lambda f: f.at)
    return look(pcap(frames))


def only(capture: Capture) -> Conversation:
    assert len(capture.conversations) == 1, capture
    return capture.conversations[0]
