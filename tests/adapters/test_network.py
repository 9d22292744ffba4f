"""The network adapter over real sockets: what only a kernel can do to a connection, clock, counts, leaks."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address

import pytest
from OpenSSL import SSL

from adapters.clock import SystemClock
from adapters.network import BYTE_LIMIT, AsyncioNetwork, Patience
from adapters.wire_socket import has_route
from core.address_policy import AllowAll, PublicOnly
from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    CloseKind,
    Ending,
    Fault,
    HelloAnswered,
    Negotiated,
    NotTls,
    PeerFault,
    Probe,
    Profile,
    Refused,
    ServerFlight,
    Spoke,
    Stage,
    StarttlsFailed,
    TimedOut,
    Timings,
    Unreachable,
)
from core.model.target import Starttls
from core.ports import AddressPolicy
from tests.adapters.peers import Handler, Peer, hold, peer, read_record, reset, tls
from tests.core.wire.memory_peer import LEAF, TLS12, TLS13, alert, asking_for_certificate, server_context

HOME = ip_address("127.0.0.1")
QUICK = Patience(connect=1.0, full=0.3, control=0.2)
BOTH = pytest.mark.parametrize("version", [TLS12, TLS13])


def network(policy: AddressPolicy | None = None, patience: Patience = QUICK, concurrency: int = 6) -> AsyncioNetwork:
    return AsyncioNetwork(policy or AllowAll(), SystemClock(), concurrency=concurrency, patience=patience)


def a_probe(port: int, profile: Profile = Profile.FULL, starttls: Starttls | None = None) -> Probe:
    return Probe(profile, HOME, port, "a.test", starttls)


def run(*probes: Probe, within: float = 5.0, using: AsyncioNetwork | None = None) -> tuple[Attempt, ...]:
    async def main() -> tuple[Attempt, ...]:
        return await (using or network()).run(probes, time.monotonic() + within)

    return asyncio.run(main())


def attempt(handler: Handler, profile: Profile = Profile.FULL, within: float = 5.0) -> Attempt:
    with peer(handler) as running:
        return run(a_probe(running.port, profile), within=within)[0]


def after_hello(act: Callable[[socket.socket], object]) -> Handler:
    def handler(connection: socket.socket) -> None:
        read_record(connection)
        act(connection)

    return handler


def page(talk: SSL.Connection) -> None:
    talk.recv(4096)
    talk.sendall(b"HTTP/1.1 204 No Content\r\nServer: lab\r\n\r\n")
    talk.shutdown()


# --- connecting ---


def test_a_closed_port_is_refused() -> None:
    with socket.socket() as bound:  # bound, not listening: nobody else gets the port
        bound.bind(("127.0.0.1", 0))
        (tried,) = run(a_probe(bound.getsockname()[1]))
    assert tried.outcome == Refused()
    assert tried.timings.connected is None


def test_a_full_backlog_swallows_the_syn() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
            fillers.append(filler)
        (tried,) = run(a_probe(full.getsockname()[1]), using=network(patience=Patience(connect=0.3)))
        for filler in fillers:
            filler.close()
    if isinstance(tried.outcome, TimedOut) and tried.outcome.stage is not Stage.CONNECT:
        pytest.skip("this kernel accepts without a backlog")
    assert isinstance(tried.outcome, TimedOut)
    assert tried.outcome.stage is Stage.CONNECT
    assert not tried.outcome.budget
    assert 250 <= tried.outcome.after_ms <= 1500


def test_an_address_the_kernel_will_not_route_is_unreachable() -> None:
    (tried,) = run(Probe(Profile.FULL, ip_address("255.255.255.255"), 443, None))
    assert isinstance(tried.outcome, Unreachable)
    assert tried.outcome.errno in {"ENETUNREACH", "EACCES", "EHOSTUNREACH", "EINVAL", "EADDRNOTAVAIL"}


@pytest.mark.skipif(has_route(ip_address("2606:4700::1111")), reason="this machine has IPv6")
def test_without_ipv6_the_lack_is_ours() -> None:
    (tried,) = run(Probe(Profile.FULL, ip_address("2606:4700::1111"), 443, "a.test"))
    assert isinstance(tried.outcome, Unreachable)
    assert tried.outcome.local


def test_the_policy_is_asked_before_every_connect() -> None:
    using = network(PublicOnly())
    with peer(hold) as running:
        (tried,) = run(a_probe(running.port), using=using)
        assert running.accepted == 0
    because = "our own address policy: 127.0.0.1 is an address of this host"
    assert tried == Attempt(a_probe(running.port), Unreachable("EACCES", because, local=True), Timings())
    assert using.connections == 0


def test_no_time_left_is_no_connection() -> None:
    with peer(hold) as running:
        (tried,) = run(a_probe(running.port), within=-1.0)
        assert running.accepted == 0
    assert tried.outcome == TimedOut(Stage.CONNECT, 0.0, budget=True)


# --- handshakes ---


@BOTH
def test_a_healthy_server(version: int) -> None:
    tried = attempt(tls(server_context(version=version), page))
    assert isinstance(tried.outcome, Negotiated)
    assert tried.outcome.flight.chain == LEAF.sent_ders
    assert tried.outcome.ending.http is not None
    assert tried.outcome.ending.http.status == 204
    times = tried.timings
    assert times.connected is not None
    assert times.first_byte is not None
    assert times.handshake is not None
    assert 0 < times.connected < times.first_byte <= times.handshake <= times.total


def test_it_works_over_ipv6() -> None:
    if not has_route(ip_address("::1")):
        pytest.skip("no IPv6 on loopback")
    with peer(tls(server_context(), page), "::1") as running:
        (tried,) = run(Probe(Profile.FULL, ip_address("::1"), running.port, "a.test"))
    assert isinstance(tried.outcome, Negotiated)


def test_tls12_demands_a_client_certificate() -> None:
    tried = attempt(tls(asking_for_certificate(server_context(version=TLS12))))
    assert isinstance(tried.outcome, AlertReceived)
    assert (tried.outcome.stage, tried.outcome.number) == (Stage.FINISHED, 40)
    assert tried.timings.handshake is None


def test_tls13_demands_a_client_certificate() -> None:
    tried = attempt(tls(asking_for_certificate(server_context(version=TLS13))))
    assert isinstance(tried.outcome, Negotiated)
    assert tried.outcome.ending == Ending(alert=116)


@BOTH
def test_a_server_that_resets_after_the_handshake(version: int) -> None:
    def cut(connection: socket.socket) -> None:
        talk = SSL.Connection(server_context(version=version), connection)
        talk.set_accept_state()
        talk.do_handshake()
        talk.recv(4096)
        reset(connection)

    tried = attempt(cut)
    assert isinstance(tried.outcome, Negotiated)
    assert tried.outcome.ending == Ending(closed=CloseKind.RST)


@BOTH
def test_a_server_that_closes_after_the_handshake(version: int) -> None:
    tried = attempt(tls(server_context(version=version), lambda talk: talk.recv(4096)))
    assert isinstance(tried.outcome, Negotiated)
    assert tried.outcome.ending == Ending(closed=CloseKind.FIN)


def test_an_alert_followed_by_a_reset_is_still_read() -> None:
    def handler(connection: socket.socket) -> None:
        connection.recv(10, socket.MSG_WAITALL)  # the rest stays unread: closing makes an RST
        connection.sendall(alert(2, 70))

    tried = attempt(handler)
    assert tried.outcome == AlertReceived(Stage.HELLO, 2, 70, ServerFlight(bytes_received=7))


# --- endings ---


@pytest.mark.parametrize("profile", [Profile.FULL, Profile.SMALL, Profile.NO_SNI])
def test_fin_after_the_hello(profile: Profile) -> None:
    assert attempt(after_hello(lambda _: None), profile).outcome == Closed(Stage.HELLO, CloseKind.FIN)


@pytest.mark.parametrize("profile", [Profile.FULL, Profile.SMALL])
def test_rst_after_the_hello(profile: Profile) -> None:
    assert attempt(after_hello(reset), profile).outcome == Closed(Stage.HELLO, CloseKind.RST)


def test_rst_on_connect() -> None:
    assert attempt(reset).outcome == Closed(Stage.HELLO, CloseKind.RST)


def test_silence_after_the_hello() -> None:
    tried = attempt(hold)
    assert isinstance(tried.outcome, TimedOut)
    assert (tried.outcome.stage, tried.outcome.budget) == (Stage.HELLO, False)
    assert 290 <= tried.outcome.after_ms <= 1000


@pytest.mark.parametrize(
    ("profile", "stage"), [(Profile.FULL, Stage.SERVER_FLIGHT), (Profile.LARGE, Stage.SERVER_FLIGHT)]
)
def test_a_stall_in_the_servers_flight(profile: Profile, stage: Stage) -> None:
    def handler(connection: socket.socket) -> None:
        read_record(connection)
        connection.sendall(b"\x16\x03\x03\x00\x50\x02")
        hold(connection)

    tried = attempt(handler, profile)
    assert isinstance(tried.outcome, TimedOut)
    assert (tried.outcome.stage, tried.outcome.flight.bytes_received) == (stage, 6)


def test_one_byte_at_a_time_ends_by_the_deadline() -> None:
    def drip(connection: socket.socket) -> None:
        read_record(connection)
        connection.sendall(b"\x16\x03\x03\x40\x00")
        connection.settimeout(0.05)
        while True:
            connection.sendall(b"\x02")
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                continue

    started = time.monotonic()
    tried = attempt(drip, within=0.8)
    assert 0.7 <= time.monotonic() - started <= 2.0
    assert isinstance(tried.outcome, TimedOut)
    assert (tried.outcome.stage, tried.outcome.budget) == (Stage.SERVER_FLIGHT, True)
    assert tried.outcome.flight.bytes_received > 6
    assert tried.timings.total >= 700


def test_endless_bytes_are_not_read_to_the_end() -> None:
    sent = []

    def flood(connection: socket.socket) -> None:
        read_record(connection)
        while True:
            sent.append(connection.send(b"\x16\x03\x03\x40\x00" + bytes(16384)))

    tried = attempt(flood)
    assert isinstance(tried.outcome, PeerFault)
    assert tried.outcome.fault is Fault.MALFORMED_HANDSHAKE
    assert tried.outcome.flight.bytes_received <= BYTE_LIMIT


def test_an_endless_page_after_the_handshake_is_left_early() -> None:
    def flood(talk: SSL.Connection) -> None:
        talk.recv(4096)
        talk.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            talk.sendall(b"X-Long: " + b"x" * 8000 + b"\r\n")

    tried = attempt(tls(server_context(), flood))
    assert isinstance(tried.outcome, Negotiated)
    assert tried.outcome.ending.answered


# --- no TLS ---


def test_http_answers_the_hello() -> None:
    tried = attempt(after_hello(lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n")))
    assert isinstance(tried.outcome, NotTls)
    assert tried.outcome.what == "http"


def test_a_banner_is_heard_by_the_silent_listen() -> None:
    def greet(connection: socket.socket) -> None:
        connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")
        hold(connection)

    tried = attempt(greet, Profile.BANNER)
    assert tried.outcome == Spoke("ssh", "SSH-2.0-OpenSSH_9.9")


def test_starttls_over_a_real_socket() -> None:
    def smtp(connection: socket.socket) -> None:
        connection.sendall(b"220 mx.test ESMTP\r\n")
        connection.recv(512)
        connection.sendall(b"250-mx.test\r\n250 STARTTLS\r\n")
        connection.recv(512)
        connection.sendall(b"220 go\r\n")
        tls(server_context(), lambda talk: (talk.recv(512), talk.sendall(b"221 bye\r\n")))(connection)

    with peer(smtp) as running:
        (tried,) = run(a_probe(running.port, starttls=Starttls.SMTP))
    assert isinstance(tried.outcome, Negotiated)
    assert tried.outcome.ending == Ending(answered=True, greeting="221 bye")
    assert tried.timings.starttls is not None


def test_starttls_not_offered_over_a_real_socket() -> None:
    def smtp(connection: socket.socket) -> None:
        connection.sendall(b"220 mx ESMTP\r\n")
        connection.recv(512)
        connection.sendall(b"250 mx\r\n")
        hold(connection)

    with peer(smtp) as running:
        (tried,) = run(a_probe(running.port, starttls=Starttls.SMTP))
    assert isinstance(tried.outcome, StarttlsFailed)


# --- many at once ---


def test_attempts_come_back_in_the_order_of_their_probes_and_connections_are_counted() -> None:
    profiles = (Profile.FULL, Profile.NO_SNI, Profile.SMALL, Profile.TLS12_ONLY, Profile.LARGE, Profile.LEGACY)
    using = network()
    with peer(tls(server_context(), page)) as running:
        tried = run(*(a_probe(running.port, profile) for profile in profiles), using=using)
        assert (running.accepted, using.connections) == (6, 6)
    assert tuple(a.probe.profile for a in tried) == profiles
    assert [type(a.outcome) for a in tried] == [Negotiated, *[HelloAnswered] * 5]


def test_no_more_than_the_limit_are_open_at_once() -> None:
    using = network(patience=Patience(full=30.0, control=30.0), concurrency=2)
    with peer(hold) as running:
        tried = run(*[a_probe(running.port, Profile.SMALL)] * 5, using=using, within=0.4)
        assert (running.accepted, using.connections) == (2, 2)
    assert [getattr(a.outcome, "stage", None) for a in tried] == [Stage.HELLO, Stage.HELLO, *[Stage.CONNECT] * 3]
    assert all(isinstance(a.outcome, TimedOut) and a.outcome.budget for a in tried)


def test_cancelling_leaves_no_connection_open() -> None:
    left = threading.Event()

    def handler(connection: socket.socket) -> None:
        hold(connection)
        left.set()

    async def main(running: Peer) -> None:
        patient = network(patience=Patience(full=30.0))
        task = asyncio.create_task(patient.run([a_probe(running.port)], time.monotonic() + 30))
        assert await asyncio.to_thread(running.arrived.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(asyncio.all_tasks()) == 1

    with peer(handler) as running:
        asyncio.run(main(running))
        assert left.wait(5)


def test_the_probe_is_given_back_as_it_was() -> None:
    with peer(hold) as running:
        asked = replace(a_probe(running.port), server_name=None)
        assert run(asked)[0].probe == asked
