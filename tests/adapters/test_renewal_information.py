"""A CA on loopback with an ACME directory and renewal information, over https: every way in which it may answer."""

import asyncio
import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from OpenSSL import SSL

from adapters.courier import Courier
from adapters.renewal_information import AT_ONCE, MAX_BYTES, RenewalInformation
from core.address_policy import AllowAll, PublicOnly
from core.model.renewal import Answer, Issuer, Question, Suggested, Unanswered
from core.model.resolution import Resolved
from core.ports import AddressPolicy
from tests.adapters.peers import peer, tls
from tests.adapters.test_fetch import Names, respond
from tests.core.wire.memory_peer import server_context
from tests.support.pki import Authority

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WINDOW = json.dumps({"suggestedWindow": {"start": "2026-12-02T04:00:00Z", "end": "2026-12-03T04:00:00Z"}}).encode()
SAID = respond(WINDOW, head="Retry-After: 21600\r\n")
ROOT = Authority.root(at=datetime.now(UTC))  # the client judges by the real clock
CA = ROOT.intermediate()
TRUSTED = server_context(CA.issue(dns=["acme.test"]))
NAMES = Names(acme=Resolved((ip_address("127.0.0.1"),)))


@dataclass
class Clock:
    """Stands still unless it is moved; waiting takes real time."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Server:
    """``answers``: bytes by path, or how to talk. ``asked``: the paths, in the order in which they came."""

    answers: dict[str, bytes | Callable[[SSL.Connection], object]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def serve(self, talk: SSL.Connection) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            request += talk.recv(4096)
        path = request.split(b" ")[1].decode()
        self.asked.append(path)
        answer = self.answers.get(path, respond(b"", status="404 Not Found"))
        if callable(answer):
            answer(talk)
        else:
            talk.sendall(answer)
            talk.shutdown()

    @property
    def issuer(self) -> Issuer:
        host = f"acme.test:{self.port}"
        return Issuer("Test CA", f"https://{host}/directory", (host,), ("acme.test",))


@contextmanager
def ca(context: SSL.Context = TRUSTED, **answers: bytes | Callable[[SSL.Connection], object]) -> Iterator[Server]:
    """Answers by the id of the certificate; a directory is there, unless another is given."""
    server = Server({f"/info/{name}": answer for name, answer in answers.items()})
    with peer(tls(context, server.serve)) as running:
        server.port = running.port
        directory = json.dumps({"renewalInfo": f"https://acme.test:{running.port}/info"}).encode()
        server.answers["/directory"] = answers.get("directory", respond(directory))
        yield server


@dataclass
class Client:
    """Asks, as one process does that lives on; ``told``: to the operator."""

    policy: AddressPolicy = field(default_factory=AllowAll)
    clock: Clock = field(default_factory=Clock)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        trust = ssl.create_default_context(cadata=ROOT.pem.decode())
        self.ask = RenewalInformation(Courier(self.policy, NAMES, trust=trust), self.clock, self.told.append)

    def __call__(self, server: Server, *names: str, seconds: float = 5.0) -> Mapping[str, Answer]:
        return asyncio.run(self.ask([Question(name, server.issuer) for name in names], seconds))


def test_the_window_of_a_certificate() -> None:
    with ca(a=SAID) as server:
        answer = Client()(server, "a")["a"]
    assert isinstance(answer, Suggested)
    assert (answer.window.start, answer.again_in) == (datetime(2026, 12, 2, 4, tzinfo=UTC), timedelta(hours=6))
    assert server.asked == ["/directory", "/info/a"]


def test_a_window_that_moves_is_seen_at_the_next_question() -> None:
    client = Client()
    with ca(a=SAID) as server:
        client(server, "a")
        server.answers["/info/a"] = SAID.replace(b"2026-12", b"2026-11")
        answer = client(server, "a")["a"]
    assert isinstance(answer, Suggested)
    assert answer.window.end == datetime(2026, 11, 3, 4, tzinfo=UTC)


def test_the_directory_is_read_once_a_day() -> None:
    client = Client()
    with ca(a=SAID, b=SAID) as server:
        client(server, "a", "b")
        client.clock.at += timedelta(hours=23)
        client(server, "a")
        assert server.asked.count("/directory") == 1
        client.clock.at += timedelta(hours=2)
        client(server, "a")
    assert server.asked.count("/directory") == 2


def test_a_certificate_that_the_ca_does_not_know_says_nothing_about_others() -> None:
    with ca(b=SAID) as server:
        answers = Client()(server, "a", "b")
    assert answers["a"] == Unanswered(because="it does not know this certificate", again_in=timedelta(days=1))
    assert isinstance(answers["b"], Suggested)


def test_a_ca_that_is_asked_too_much_is_left_alone_as_long_as_it_wishes() -> None:
    client = Client()
    with ca(a=respond(b"", status="429 Too Many Requests", head="Retry-After: 7200\r\n"), b=SAID) as server:
        assert client(server, "a") == {}
        client.clock.at += timedelta(minutes=119)
        assert client(server, "b") == {}
        client.clock.at += timedelta(minutes=1)
        assert isinstance(client(server, "b")["b"], Suggested)
    assert server.asked == ["/directory", "/info/a", "/directory", "/info/b"]
    assert client.told == ["Test CA is not asked about renewals for 2:00:00: HTTP status 429"]


@pytest.mark.parametrize(
    "answer",
    [
        respond(b"garbage"),
        respond(b'{"suggestedWindow": "soon"}'),
        respond(b"", status="500 Oops"),
        respond(b"", status="204 No Content"),
    ],
    ids=["garbage", "another-shape", "broken", "empty"],
)
def test_what_is_no_window_is_unknown(answer: bytes) -> None:
    with ca(a=answer) as server:
        assert isinstance(Client()(server, "a")["a"], Unanswered)


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        (respond(b" " * (MAX_BYTES + 1)), "the answer is larger than 65536 bytes"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40_000 + b"\r\n\r\n", "the header of the answer is too long"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "the answer is not HTTP"),
        (respond(b"", status="302 Found", head="Location: http://acme.test/\r\n"), "only https: is fetched here"),
    ],
    ids=["huge", "endless-header", "no-http", "downgrade"],
)
def test_a_ca_in_trouble_rests_for_an_hour(answer: bytes, because: str) -> None:
    client = Client()
    with ca(a=answer, b=SAID) as server:
        assert client(server, "a") == {}
        assert client(server, "b") == {}
        client.clock.at += timedelta(hours=1)
        assert set(client(server, "b")) == {"b"}
    assert client.told == [f"Test CA is not asked about renewals for 1:00:00: {because}"]


def test_a_slow_answer_keeps_none_of_the_others() -> None:
    gone = threading.Event()
    with ca(a=lambda _: gone.wait(20), b=SAID) as server:
        answers = Client()(server, "a", "b", seconds=0.7)
        gone.set()
    assert set(answers) == {"b"}


def test_a_directory_that_does_not_come_is_not_waited_for() -> None:
    gone = threading.Event()
    with ca(directory=lambda _: gone.wait(20)) as server:
        assert Client()(server, "a", seconds=0.3) == {}
        gone.set()


@pytest.mark.parametrize(
    "directory",
    [respond(b"{}"), respond(b'{"renewalInfo": "https://evil.example/info"}'), respond(b"no json")],
    ids=["without", "elsewhere", "garbage"],
)
def test_a_directory_without_renewal_information_is_asked_nothing_for_a_day(directory: bytes) -> None:
    client = Client()
    with ca(directory=directory) as server:
        assert client(server, "a") == {}
        assert client(server, "a") == {}
    assert server.asked == ["/directory"]
    assert client.told == ["the directory of Test CA names no renewal information where it should be"]


def test_a_server_that_cannot_prove_its_name_is_not_believed() -> None:
    client = Client()
    with ca(server_context(CA.issue(dns=["other.test"])), a=SAID) as server:
        assert client(server, "a") == {}
    assert client.told == [
        "the directory of Test CA was not read: the connection failed: certificate verify failed"
    ]  # fmt: skip


def test_private_addresses_are_not_contacted() -> None:
    client = Client(PublicOnly())
    with ca(a=SAID) as server:
        elsewhere = replace(server, port=443)
        assert client(elsewhere, "a") == {}
    assert server.asked == []


def test_a_ca_sees_only_so_many_questions_at_once() -> None:
    """Each answer waits until as many came as may; one more would come too late for it."""
    together = threading.Barrier(AT_ONCE)

    def wait(talk: SSL.Connection) -> None:
        together.wait(5)
        talk.sendall(SAID)
        talk.shutdown()

    names = [f"n{number}" for number in range(2 * AT_ONCE)]
    with ca(**dict.fromkeys(names, wait)) as server:  # type: ignore[arg-type]
        assert set(Client()(server, *names)) == set(names)


def test_a_fault_of_our_own_keeps_none_of_the_other_cas() -> None:
    client = Client()
    with ca(a=SAID) as server:
        broken = Issuer("Broken CA", None, (), ())  # type: ignore[arg-type]
        questions = [Question("x", broken), Question("a", server.issuer)]
        answers = asyncio.run(client.ask(questions, 5.0))
    assert set(answers) == {"a"}
    assert client.told == ["asking Broken CA failed inside tlscheck: TypeError"]
