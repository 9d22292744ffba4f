"""The server underneath: many at once, hostile bodies, and a clean end."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient

from local.workspace import Channel, Serving, Workspace, serve
from tests.local.workspace.hands import Clock


def raw(serving: Serving, request: bytes) -> bytes:
    """The answer's first bytes to a hand-made request."""
    place = urlsplit(serving.address)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=5) as connection:
        connection.sendall(request)
        return connection.recv(4096)


def post(serving: Serving, body: bytes, kind: str = "application/json") -> bytes:
    head = f"POST /api/auth.test HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    return raw(serving, head.encode() + body)


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_broken_json_body_is_a_400(serving: Serving, body: bytes) -> None:
    """Truncated, no object, no text, absurdly deep."""
    assert post(serving, body).startswith(b"HTTP/1.1 400 ")


def test_a_strange_content_length_is_refused(serving: Serving) -> None:
    """Negative or no number."""
    for length in ("-1", "x"):
        assert b" 413 " in raw(serving, f"POST /api/auth.test HTTP/1.1\r\ncontent-length: {length}\r\n\r\n".encode())


def test_unknown_paths_are_404(serving: Serving) -> None:
    """For reading and for writing."""
    assert b" 404 " in raw(serving, b"GET /../model.py HTTP/1.1\r\nhost: x\r\n\r\n")
    assert b" 404 " in raw(serving, b"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")


def test_two_workspaces_do_not_share_anything(clock: Clock) -> None:
    """Each has its own port and memory."""
    first, second = Workspace(clock=clock), Workspace(clock=clock)
    with serve(first) as one, serve(second) as two:
        assert one.address != two.address
        WebClient(token=first.bot.token, base_url=one.api_url).chat_postMessage(channel="C0OPS", text="x")
        assert (len(first.messages), len(second.messages)) == (1, 0)


def test_many_callers_at_once_lose_nothing(clock: Clock) -> None:
    """Sixteen threads, forty messages, forty different ts."""
    channels = [Channel(id=f"C{index}", name=f"c{index}") for index in range(40)]
    workspace = Workspace(clock=clock, channels=channels)
    with serve(workspace) as serving, ThreadPoolExecutor(16) as pool:
        client = WebClient(token=workspace.bot.token, base_url=serving.api_url)
        stamps = list(pool.map(lambda channel: client.chat_postMessage(channel=channel.id, text="x")["ts"], channels))
    assert len(set(stamps)) == len(workspace.messages) == 40


def test_closing_twice_is_harmless_and_frees_the_port(clock: Clock) -> None:
    """The same port can be taken again at once."""
    first = serve(Workspace(clock=clock))
    first.close()
    first.close()
    serve(Workspace(clock=clock), port=urlsplit(first.address).port or 0).close()
