"""The WebSocket of Socket Mode: whatever the pieces in which bytes come, a message is whole or not there."""

import base64
import hashlib
import os
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.frames import LONGEST, BadFrame, Frame, Frames, Op, masked
from local.websocket import Closed, WebSocket
from tests.support.pki import Authority

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def server_frame(op: int, payload: bytes, *, final: bool = True) -> bytes:
    size = len(payload)
    if size < 126:
        length = bytes([size])
    else:
        length = b"\x7e" + size.to_bytes(2, "big") if size < 1 << 16 else b"\x7f" + size.to_bytes(8, "big")
    return bytes([(0x80 if final else 0) | op]) + length + payload


def taken(frames: Frames) -> list[Frame]:
    return list(iter(frames.take, None))


@given(st.lists(st.binary(max_size=70_000), min_size=1, max_size=4), st.integers(1, 1000))
def test_a_message_comes_out_as_it_went_in_whatever_the_pieces(payloads: list[bytes], step: int) -> None:
    stream = b"".join(server_frame(Op.TEXT, payload) for payload in payloads)
    step = max(step, len(stream) // 50)
    frames, found = Frames(), []
    for start in range(0, len(stream), step):
        frames.feed(stream[start : start + step])
        found += taken(frames)
    assert [frame.payload for frame in found] == payloads


@given(st.binary(max_size=300))
def test_any_bytes_are_frames_or_refused(data: bytes) -> None:
    frames = Frames()
    frames.feed(data)
    with suppress(BadFrame):
        taken(frames)


@given(st.sampled_from([0, 1, 125, 126, 65_535, 65_536, 70_001]), st.binary(min_size=4, max_size=4))
def test_what_is_sent_is_masked_and_says_its_length(size: int, mask: bytes) -> None:
    payload = os.urandom(size)
    whole = masked(Op.TEXT, payload, mask)
    head, rest = (2, whole[1] & 0x7F)
    if rest >= 126:
        extra = 2 if rest == 126 else 8
        rest, head = int.from_bytes(whole[2 : 2 + extra], "big"), 2 + extra
    assert whole[0] == 0x81
    assert whole[1] & 0x80
    assert rest == size
    assert whole[head : head + 4] == mask
    assert bytes(b ^ mask[n % 4] for n, b in enumerate(whole[head + 4 :])) == payload


def test_a_message_in_pieces_is_one_and_a_ping_may_stand_between() -> None:
    frames = Frames()
    frames.feed(server_frame(Op.TEXT, b"he", final=False) + server_frame(Op.PING, b"?") + server_frame(Op.MORE, b"llo"))
    assert taken(frames) == [Frame(Op.PING, b"?"), Frame(Op.TEXT, b"hello")]


@pytest.mark.parametrize(
    "data",
    [
        b"\xc1\x00",  # a reserved bit
        b"\x83\x00",  # an opcode that nobody knows
        b"\x81\x80\x00\x00\x00\x00",  # masked by a server
        b"\x09\x00",  # a ping in pieces
        b"\x89\x7e\x00\x7e" + bytes(126),  # a ping too long
        b"\x80\x00",  # a piece without a beginning
        b"\x01\x00\x81\x00",  # a beginning inside of a message
        b"\x81\x7f" + (LONGEST + 1).to_bytes(8, "big"),
    ],
)
def test_what_breaks_the_protocol_is_refused(data: bytes) -> None:
    frames = Frames()
    frames.feed(data)
    with pytest.raises(BadFrame):
        taken(frames)


# --- over real sockets


def shake(connection: socket.socket) -> None:
    """The server's half of the handshake."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(4096)
    key = next(
        line.partition(b": ")[2] for line in data.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key")
    )
    accept = base64.b64encode(hashlib.sha1(key + GUID.encode()).digest()).decode()
    head = f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    connection.sendall(head.encode() + server_frame(Op.TEXT, b"hello"))


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    serve(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.close()
        thread.join(10)


def after_hello(then: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        shake(connection)
        then(connection)

    return serve


@contextmanager
def connected(port: int, host: str = "127.0.0.1", scheme: str = "ws") -> Iterator[WebSocket]:
    link = WebSocket.connect(f"{scheme}://{host}:{port}/link/?ticket=1", 5)
    try:
        assert link.receive(5) == "hello"
        yield link
    finally:
        link.free()


def test_a_message_whose_second_half_comes_late_is_not_lost() -> None:
    go = threading.Event()

    def halves(connection: socket.socket) -> None:
        whole = server_frame(Op.TEXT, b"in two parts")
        connection.sendall(whole[:5])
        assert go.wait(10)
        connection.sendall(whole[5:])
        connection.recv(1)

    with listening(after_hello(halves)) as port, connected(port) as link:
        assert link.receive(0.2) is None
        go.set()
        assert link.receive(5) == "in two parts"


def test_a_ping_is_answered_with_its_own_words() -> None:
    got: list[bytes] = []

    def ask(connection: socket.socket) -> None:
        connection.sendall(server_frame(Op.PING, b"there?") + server_frame(Op.TEXT, b"next"))
        got.append(connection.recv(100))

    with listening(after_hello(ask)) as port, connected(port) as link:
        assert link.receive(5) == "next"
    head, mask, said = got[0][:2], got[0][2:6], got[0][6:12]
    assert head == b"\x8a\x86"
    assert bytes(b ^ mask[n % 4] for n, b in enumerate(said)) == b"there?"


@pytest.mark.parametrize("last", [b"", server_frame(Op.CLOSE, b"\x03\xe9")])
def test_the_end_is_told(last: bytes) -> None:
    with (
        listening(after_hello(lambda connection: connection.sendall(last))) as port,
        connected(port) as link,
        pytest.raises(Closed),
    ):
        link.receive(5)


def test_who_takes_nothing_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.websocket._SEND_S", 0.3)
    done = threading.Event()
    with listening(after_hello(lambda _: deque([done.wait(30)], maxlen=0).clear())) as port, connected(port) as link:
        begun = monotonic()
        with pytest.raises(Closed, match="no more bytes"):
            deque(map(link.send, repeat("x" * 1_000_000, 200)), maxlen=0)
        assert monotonic() - begun < 15
        done.set()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
        b"",
        b"nonsense\r\n\r\n",
        b"x" * 200_000,
    ],
)
def test_who_does_not_upgrade_is_no_connection(answer: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(answer)

    with listening(serve) as port, pytest.raises(Closed):
        WebSocket.connect(f"ws://127.0.0.1:{port}/", 5)


def test_nobody_there_is_no_connection() -> None:
    with socket.socket() as taken_port:
        taken_port.bind(("127.0.0.1", 0))
        with pytest.raises(Closed):
            WebSocket.connect(f"ws://127.0.0.1:{taken_port.getsockname()[1]}/", 5)


def tls(folder: Path) -> tuple[Callable[[socket.socket], socket.socket], Path]:
    """A server's side of TLS for slack.test, and the root that it is held against."""
    root = Authority.root("Root of this test", at=datetime.now(UTC))
    leaf = root.issue(dns=("localhost",))
    (folder / "root.pem").write_bytes(root.pem)
    (folder / "leaf.pem").write_bytes(leaf.pem + leaf.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem")
    return lambda connection: context.wrap_socket(connection, server_side=True), folder / "root.pem"


def over_tls(
    wrap: Callable[[socket.socket], socket.socket], then: Callable[[socket.socket], None]
) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        with suppress(OSError), wrap(connection) as secured:
            after_hello(then)(secured)

    return serve


def test_over_tls_both_directions_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrap, root = tls(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    size = 300_000

    def flood(connection: socket.socket) -> None:
        for _ in range(20):
            connection.sendall(server_frame(Op.TEXT, b"y" * size))
        left = 20 * (2 + 4 + len(b"ack"))
        while left > 0:
            left -= len(connection.recv(65_536))

    with listening(over_tls(wrap, flood)) as port, connected(port, "localhost", "wss") as link:
        sender = threading.Thread(target=lambda: deque(map(link.send, repeat("ack", 20)), maxlen=0))
        sender.start()
        assert [len(link.receive(10) or "") for _ in range(20)] == [size] * 20
        sender.join(10)


def test_a_certificate_that_nobody_vouches_for_is_no_connection(tmp_path: Path) -> None:
    wrap, _ = tls(tmp_path)
    with (
        listening(over_tls(wrap, lambda _: None)) as port,
        pytest.raises(Closed, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        WebSocket.connect(f"wss://localhost:{port}/", 5)


def test_a_proxy_of_the_environment_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def proxy(connection: socket.socket) -> None:
        asked.append(connection.recv(4096))
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        shake(connection)
        connection.recv(1)

    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with listening(proxy) as port:
        monkeypatch.setenv("http_proxy", f"http://ada:secret@127.0.0.1:{port}")
        with connected(80, "slack.test"):
            pass
    login = base64.b64encode(b"ada:secret").decode()
    assert asked[0].decode().split("\r\n")[:3] == [
        "CONNECT slack.test:80 HTTP/1.1",
        "Host: slack.test:80",
        f"Proxy-Authorization: Basic {login}",
    ]
