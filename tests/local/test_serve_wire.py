"""Socket Mode over wires that are slow, cut, deaf or roundabout: what stands between us and Slack loses no envelope."""

import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from slack_bolt import BoltRequest, BoltResponse

from local import serve_socket
from local.serve_socket import Socket
from local.workspace import Outcome
from local.workspace.socket import APP_TOKEN
from tests.local.on_sockets import PATIENCE_S, Slack, asked, connected, yes
from tests.support.pki import Authority
from tests.support.waiting import eventually

Greet = Callable[[socket.socket], socket.socket]
Carry = Callable[[socket.socket, bytes], None]


def whole(there: socket.socket, data: bytes) -> None:
    there.sendall(data)


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


@contextmanager
def between(
    port: int, *, greet: Greet = lambda here: here, down: Carry = whole, up: Carry = whole
) -> Iterator[socket.socket]:
    """Something between the bot and a server on ``port``: ``down`` carries what the server says, ``up`` the bot."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=_accepting, args=(listener, port, greet, down, up), daemon=True)
        thread.start()
        yield listener
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE_S)


def _accepting(listener: socket.socket, port: int, greet: Greet, down: Carry, up: Carry) -> None:
    with suppress(OSError):
        while True:
            Thread(target=_relaying, args=(listener.accept()[0], port, greet, down, up), daemon=True).start()


def _relaying(accepted: socket.socket, port: int, greet: Greet, down: Carry, up: Carry) -> None:
    with accepted, suppress(OSError), greet(accepted) as here, socket.create_connection(("127.0.0.1", port)) as there:
        returning = Thread(target=_pumped, args=(there, here, down), daemon=True)
        returning.start()
        _pumped(here, there, up)
        returning.join()


def _pumped(source: socket.socket, sink: socket.socket, carry: Carry) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            carry(sink, data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def test_a_message_whose_second_half_comes_late_is_not_lost(slack: Slack) -> None:
    def halves(there: socket.socket, data: bytes) -> None:
        there.sendall(data[:5])
        Event().wait(0.5)  # longer than the reader waits at once
        there.sendall(data[5:])

    workspace, _, mode = slack
    with between(port_of(mode.address), down=halves) as relay:
        mode.address = f"ws://127.0.0.1:{relay.getsockname()[1]}"
        with connected(slack):
            assert asked(workspace) is Outcome.OK
    assert mode.opened == 1


def test_who_answers_no_ping_is_left(slack: Slack) -> None:
    deaf, first = Event(), slack[2].address

    def up(there: socket.socket, data: bytes) -> None:
        if not deaf.is_set():
            there.sendall(data)

    workspace, _, mode = slack
    with between(port_of(first), up=up) as relay:
        mode.address = f"ws://127.0.0.1:{relay.getsockname()[1]}"
        with connected(slack, ping_s=0.2):
            [link] = mode.links
            mode.address = first
            deaf.set()
            assert eventually(lambda: any(other is not link for other in mode.links))
            assert asked(workspace) is Outcome.OK


def test_who_takes_no_more_bytes_is_left(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that nobody reads holds nothing up but its own connection."""
    monkeypatch.setattr(serve_socket, "_STALL_S", 0.3)
    free, first = Event(), slack[2].address

    def up(there: socket.socket, data: bytes) -> None:
        there.sendall(data)
        if b"HTTP/1.1" not in data:
            free.wait(PATIENCE_S)

    def much(request: BoltRequest) -> BoltResponse:
        return BoltResponse(status=200, body="x" * 50_000_000 if request.body["text"] == "much" else "little")

    workspace, _, mode = slack
    with between(port_of(first), up=up) as relay:
        mode.address = f"ws://127.0.0.1:{relay.getsockname()[1]}"
        with connected(slack, much):
            [link] = mode.links
            mode.address = first
            Thread(target=asked, args=(workspace, "much"), daemon=True).start()
            assert eventually(lambda: any(other is not link for other in mode.links))
            assert asked(workspace) is Outcome.OK
        free.set()


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 101 Switching Protocols\r\n\r\n", b"nonsense\r\n\r\n", b""]
)
def test_who_does_not_upgrade_is_tried_again(slack: Slack, answer: bytes, caplog: pytest.LogCaptureFixture) -> None:
    first = slack[2].address

    def wrong(here: socket.socket) -> socket.socket:
        slack[2].address = first
        here.recv(4096)
        here.sendall(answer)
        raise ConnectionAbortedError

    with between(port_of(first), greet=wrong) as relay:
        slack[2].address = f"ws://127.0.0.1:{relay.getsockname()[1]}"
        with connected(slack):
            assert asked(slack[0]) is Outcome.OK
    assert slack[2].opened == 2
    [said] = [record.message for record in caplog.records if record.name == "tlscheck.socket"]
    assert said.startswith("Slack's socket: ")
    assert said.endswith("; tried again")


def over_tls(folder: Path) -> tuple[Greet, Path]:
    """A server's side of TLS for localhost, and the root that it is held against."""
    root = Authority.root("Root of this test", at=datetime.now(UTC))
    leaf = root.issue(dns=("localhost",))
    (folder / "root.pem").write_bytes(root.pem)
    (folder / "leaf.pem").write_bytes(leaf.pem + leaf.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem")
    return lambda here: context.wrap_socket(here, server_side=True), folder / "root.pem"


def test_over_tls_many_at_once_are_all_acknowledged(
    tmp_path: Path, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    greet, root = over_tls(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    workspace, _, mode = slack
    outcomes: list[Outcome] = []
    with between(port_of(mode.address), greet=greet) as relay:
        mode.address = f"wss://localhost:{relay.getsockname()[1]}"
        with connected(
            slack, lambda _: BoltResponse(status=200, body={"text": "yes", "pad": "x" * 300_000}), ping_s=0.05
        ):
            people = [Thread(target=lambda: outcomes.append(asked(workspace, "y" * 3_000))) for _ in range(20)]
            for person in people:
                person.start()
            for person in people:
                person.join(PATIENCE_S)
    assert outcomes == [Outcome.OK] * 20
    assert mode.opened == 1


def test_a_certificate_that_nobody_vouches_for_is_said_and_nothing_is_sent(
    tmp_path: Path, slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    greet, _ = over_tls(tmp_path)
    first = slack[2].address
    with between(port_of(first), greet=greet) as relay:
        slack[2].address = f"wss://localhost:{relay.getsockname()[1]}"
        with Socket(APP_TOKEN, slack[1].api_url, yes, pytest.fail):
            assert eventually(lambda: "CERTIFICATE_VERIFY_FAILED" in caplog.text)
    assert slack[2].links == ()


def test_a_proxy_of_the_environment_is_gone_through(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[list[str]] = []

    def proxy(here: socket.socket) -> socket.socket:
        heads.append(here.recv(4096).decode().split("\r\n"))
        here.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return here

    workspace, _, mode = slack
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with between(port_of(mode.address), greet=proxy) as relay:
        monkeypatch.setenv("ws_proxy", f"http://ada:secret@127.0.0.1:{relay.getsockname()[1]}")
        with connected(slack):
            assert asked(workspace) is Outcome.OK
    [head] = heads
    assert head[0] == f"CONNECT {mode.address.removeprefix('ws://')} HTTP/1.1"
    assert f"Proxy-Authorization: Basic {b64encode(b'ada:secret').decode()}" in head


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("http://ada:secret@127.0.0.1:1/path", "the proxy of the environment: path is meaningless"),
        ("socks5h://ada:secret@127.0.0.1:1", "connecting through a SOCKS proxy requires python-socks"),
        ("http://ada:secret@127.0.0.1:port", "Port could not be cast to integer value as 'port'"),
    ],
)
def test_a_proxy_that_is_of_no_use_is_said_without_its_password(
    slack: Slack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, proxy: str, said: str
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ws_proxy", proxy)
    with Socket(APP_TOKEN, slack[1].api_url, yes, pytest.fail):
        assert eventually(lambda: f"Slack's socket: {said}; tried again" in caplog.text)
    assert "secret" not in caplog.text
