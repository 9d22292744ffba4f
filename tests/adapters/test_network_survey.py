"""A survey over real sockets: how many at once, the deadline, feeding back at once, STARTTLS before each question."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Sequence

from OpenSSL import SSL

from core.model.observation import Attempt, HelloAnswered, Negotiated, Probe, Profile, TimedOut
from core.model.offer import Offer, Question
from core.model.server_map import ServerMap, Tri
from core.model.target import IPAddress, Starttls, Target
from core.ports import Inquiry
from core.survey.plan import Survey
from core.survey.read import read_map
from core.wire.codes import Version
from tests.adapters.peers import Handler, hold, peer, read_record, tls
from tests.adapters.test_network import HOME, a_probe, network
from tests.core.wire.memory_peer import alert, server_context

OFFER = Offer(question=Question.SUITES, version=Version.TLS1_2, ciphers=(0xC02B,), groups=(0x001D,))


class Fixed:
    """So many questions, all ready at once; ``most``: how many were under way together."""

    def __init__(self, port: int, count: int, address: IPAddress = HOME) -> None:
        self.address = address
        self._left = [Probe(Profile.SURVEY, address, port, "a.test", None, OFFER)] * count
        self._running = 0
        self.most = 0
        self.attempts: list[Attempt] = []

    def ready(self, room: int, beside: int) -> tuple[Probe, ...]:
        given, self._left = tuple(self._left[:room]), self._left[room:]
        self._running += len(given)
        self.most = max(self.most, self._running)
        return given

    def learn(self, attempt: Attempt) -> None:
        self._running -= 1
        self.attempts.append(attempt)


def ask(inquiries: Sequence[Inquiry], within: float = 5.0, at_once: int = 6) -> None:
    asyncio.run(network().survey(inquiries, time.monotonic() + within, at_once))


def refusing() -> Handler:
    def handler(connection: socket.socket) -> None:
        read_record(connection)
        connection.sendall(alert(2, 40))

    return handler


def surveyed(handler: Handler, starttls: Starttls | None = None, at_once: int = 6) -> tuple[ServerMap, int]:
    with peer(handler) as running:
        target = Target("a.test", running.port, "a.test", starttls)
        full = asyncio.run(network().run([a_probe(running.port, starttls=starttls)], time.monotonic() + 5))
        assert isinstance(full[0].outcome, Negotiated), full
        survey = Survey(target, HOME, full)
        ask([survey], at_once=at_once)
        return read_map(full, survey.attempts), running.accepted


def test_no_more_than_allowed_are_under_way() -> None:
    with peer(refusing()) as running:
        inquiry = Fixed(running.port, 20)
        ask([inquiry], at_once=3)
    assert inquiry.most == 3
    assert len(inquiry.attempts) == 20


def test_each_answer_is_fed_back_at_once_though_another_is_slow() -> None:
    slow = threading.Event()

    def handler(connection: socket.socket) -> None:
        read_record(connection)
        first = not slow.is_set()
        slow.set()
        if first:
            hold(connection)
        connection.sendall(alert(2, 40))

    with peer(handler) as running:
        inquiry = Fixed(running.port, 9)
        ask([inquiry], within=1.0, at_once=2)
    assert len(inquiry.attempts) == 9
    assert isinstance(inquiry.attempts[-1].outcome, TimedOut)


def test_connections_of_a_run_beside_it_count() -> None:
    using, release = network(), threading.Event()

    def handler(connection: socket.socket) -> None:
        read_record(connection)
        release.wait(3)
        connection.sendall(alert(2, 40))

    async def main(inquiry: Fixed, port: int) -> None:
        deadline = time.monotonic() + 5
        beside = asyncio.create_task(using.run([a_probe(port)] * 2, deadline))
        await asyncio.sleep(0)
        survey = asyncio.create_task(using.survey([inquiry], deadline, 3))
        await asyncio.sleep(0)
        release.set()
        await beside
        await survey

    with peer(handler) as running:
        inquiry = Fixed(running.port, 5)
        asyncio.run(main(inquiry, running.port))
    assert inquiry.most <= 3
    assert len(inquiry.attempts) == 5


class Lonely(Fixed):
    """Asks only where nobody else is; ``beside``: how many were each time."""

    def __init__(self, port: int, count: int) -> None:
        super().__init__(port, count)
        self.beside: list[int] = []

    def ready(self, room: int, beside: int) -> tuple[Probe, ...]:
        self.beside.append(beside)
        return () if beside else super().ready(room, beside)


def test_a_question_that_wants_to_be_alone_waits_for_the_end_of_a_run_beside() -> None:
    using, arrived, release = network(), threading.Event(), threading.Event()

    def handler(connection: socket.socket) -> None:
        read_record(connection)
        arrived.set()
        release.wait(3)
        connection.sendall(alert(2, 40))

    async def main(inquiry: Lonely, port: int) -> None:
        deadline = time.monotonic() + 5
        beside = asyncio.create_task(using.run([a_probe(port)] * 2, deadline))
        await asyncio.to_thread(arrived.wait, 3)
        survey = asyncio.create_task(using.survey([inquiry], deadline, 3))
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(beside, survey)

    with peer(handler) as running:
        inquiry = Lonely(running.port, 5)
        asyncio.run(main(inquiry, running.port))
    assert inquiry.beside[0] == 2
    assert len(inquiry.attempts) == 5


def test_who_waits_for_others_waits_no_longer_than_the_deadline() -> None:
    using, arrived = network(), threading.Event()

    def handler(connection: socket.socket) -> None:
        arrived.set()
        hold(connection)

    async def main(inquiry: Lonely, port: int) -> None:
        beside = asyncio.create_task(using.run([a_probe(port)], time.monotonic() + 60))
        await asyncio.to_thread(arrived.wait, 3)
        await using.survey([inquiry], time.monotonic() + 0.2)
        beside.cancel()

    with peer(handler) as running:
        inquiry = Lonely(running.port, 5)
        asyncio.run(main(inquiry, running.port))
    assert inquiry.attempts == []


def test_a_survey_ends_by_the_deadline() -> None:
    with peer(hold) as running:
        inquiry = Fixed(running.port, 50)
        started = time.monotonic()
        ask([inquiry], within=0.3)
        assert time.monotonic() - started < 1.0
    assert len(inquiry.attempts) == 6
    assert all(isinstance(a.outcome, TimedOut) and a.outcome.budget for a in inquiry.attempts)


def test_a_real_server_is_mapped_to_the_end() -> None:
    found, accepted = surveyed(tls(server_context(), _page))
    assert found.complete
    assert found.supports(Version.TLS1_3) is Tri.YES
    assert found.supports(Version.TLS1_2) is Tri.YES
    assert found.limited is None
    assert found.inconsistent is None
    assert found.connections == accepted - 1


def test_one_at_a_time_finds_the_same() -> None:
    many, _ = surveyed(tls(server_context(), _page))
    few, _ = surveyed(tls(server_context(), _page), at_once=1)
    assert [(v.version, set(v.suites)) for v in few.versions] == [(v.version, set(v.suites)) for v in many.versions]
    assert set(few.groups) == set(many.groups)


def _page(talk: SSL.Connection) -> None:
    talk.recv(4096)
    talk.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


def smtp(upgrade: Callable[[socket.socket], object]) -> Handler:
    """A mail server that goes on with ``upgrade`` after STARTTLS."""

    def handler(connection: socket.socket) -> None:
        connection.sendall(b"220 a.test ESMTP\r\n")
        while line := connection.recv(4096):
            if line.upper().startswith(b"EHLO"):
                connection.sendall(b"250-a.test\r\n250 STARTTLS\r\n")
            elif line.upper().startswith(b"STARTTLS"):
                connection.sendall(b"220 go ahead\r\n")
                upgrade(connection)
                return

    return handler


def test_every_question_goes_through_starttls() -> None:
    found, _ = surveyed(smtp(tls(server_context(), lambda talk: talk.sendall(b"220 again\r\n"))), Starttls.SMTP)
    assert found.supports(Version.TLS1_3) is Tri.YES
    assert found.complete


def test_a_question_that_is_not_let_through_is_no_refusal() -> None:
    def tired(connection: socket.socket) -> None:
        connection.sendall(b"421 too many connections\r\n")

    with peer(tired) as running:
        survey = Survey(Target("a.test", running.port, "a.test", Starttls.SMTP), HOME)
        ask([survey])
    assert not any(isinstance(a.outcome, HelloAnswered) for a in survey.attempts)
    assert all(v.supported is Tri.UNKNOWN for v in read_map((), survey.attempts).versions)
