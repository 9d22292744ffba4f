"""Socket Mode of the fake workspace: what the app asks for with `apps.connections.open`, and the WebSocket behind it.

Law: what people do travels as envelopes, to one connection each, and counts only when it was acknowledged in time. An
event that was not is sent again, with its number; a command or a click is not. Shapes: docs.slack.dev, Using Socket
Mode; frames: RFC 6455 section 5.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from local.workspace.asking import ACK_SECONDS
from local.workspace.model import Json
from local.workspace.reply import Reply
from local.workspace.server import Handler, Server, Serving
from local.workspace.workspace import Workspace

APP_TOKEN: Final = "xapp-1-local"  # noqa: S105 -- opens nothing but this fake
LINK: Final = "/link/"
EVENT_TRIES: Final = 4  # the first, and Slack's three repeats
_GUID: Final = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_LONGEST: Final = 1 << 20
_OPENING_S: Final = 10.0  # an app without a connection is waited for; Slack would give up at once


class NotAcknowledgedError(Exception):
    """No connection, or no acknowledgement in time."""


@dataclass(slots=True, eq=False)
class Link:
    """A connection of the app. ``leaving``: it was told to go, or is gone."""

    handler: _SocketHandler
    leaving: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        if size < 126:
            length = bytes([size])
        else:
            length = b"\x7e" + size.to_bytes(2, "big") if size < 1 << 16 else b"\x7f" + size.to_bytes(8, "big")
        head = bytes([0x80 | opcode]) + length
        with self.lock:
            self.handler.wfile.write(head + payload)
            self.handler.wfile.flush()

    def say(self, message: Json) -> None:
        self.send(_TEXT, json.dumps(message).encode())

    def drop(self) -> None:
        """Close without a word."""
        self.leaving = True
        with suppress(OSError):
            self.handler.connection.shutdown(2)


class SocketMode:
    """``refusals``: answers of `apps.connections.open` that are no, used up one by one. ``lose``: so many envelopes are
    sent on a connection that breaks before it is acknowledged. ``opened``: how often a connection was asked for;
    ``envelopes``: what was sent, repeats too.
    """

    def __init__(self, workspace: Workspace, app_token: str = APP_TOKEN) -> None:
        self.workspace, self.app_token = workspace, app_token
        self.refusals: list[str] = []
        self.lose = 0
        self.opened = 0
        self.envelopes: list[Json] = []
        self._links: list[Link] = []
        self._acks: dict[str, Json] = {}
        self._changed = threading.Condition()

    # --- what tests do

    @property
    def links(self) -> tuple[Link, ...]:
        """Connections that are open and were not told to go."""
        with self._changed:
            return tuple(link for link in self._links if not link.leaving)

    def tell_to_leave(self, reason: str) -> None:
        """Slack's ``disconnect``: warning, refresh_requested, link_disabled."""
        for link in self.links:
            link.leaving = reason != "warning"
            link.say({"type": "disconnect", "reason": reason, "debug_info": {"host": "wss-local"}})

    def drop(self) -> None:
        """All connections break."""
        for link in self.links:
            link.drop()

    def wait_for_link(self, seconds: float = _OPENING_S) -> Link:
        with self._changed:
            if not self._changed.wait_for(lambda: any(not link.leaving for link in self._links), seconds):
                raise NotAcknowledgedError("the app has no connection")
            return next(link for link in reversed(self._links) if not link.leaving)

    # --- what the workspace does

    def deliver(self, event: Json) -> Json:
        """For `Workspace.connect`: the request as an envelope, its acknowledgement as an answer."""
        kind, payload = _payload(event)
        tries = EVENT_TRIES if kind == "events_api" else 1
        for number in range(tries):
            again = {"retry_attempt": number, "retry_reason": "timeout"} if number else _again(event)
            try:
                return self._once({"type": kind, "payload": payload, **again})
            except (NotAcknowledgedError, OSError):
                continue
        raise NotAcknowledgedError(f"not acknowledged, tried {tries} times")

    def _once(self, envelope: Json) -> Json:
        link, number = self.wait_for_link(), secrets.token_hex(12)
        whole = {**envelope, "envelope_id": number, "accepts_response_payload": envelope["type"] != "events_api"}
        with self._changed:
            self.envelopes.append(whole)
        link.say(whole)
        if self.lose:
            self.lose -= 1
            link.drop()
        with self._changed:
            if not self._changed.wait_for(lambda: number in self._acks or link not in self._links, ACK_SECONDS):
                raise NotAcknowledgedError("too late")
            if number not in self._acks:
                raise NotAcknowledgedError("the connection broke")
            said = self._acks.pop(number).get("payload")
        body = json.dumps(said) if said else ""
        return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}

    # --- what the server does

    def open(self, token: str) -> Reply:
        self.opened += 1
        error = self.refusals.pop(0) if self.refusals else "" if token == self.app_token else "invalid_auth"
        if error:
            return Reply(body={"ok": False, "error": error})
        address = self.workspace.base_url.replace("http://", "ws://")
        return Reply(body={"ok": True, "url": f"{address}{LINK}?ticket={secrets.token_hex(8)}&app_id=A0TLSCHECK"})

    def run(self, handler: _SocketHandler) -> None:
        """A connection from its greeting to its end."""
        link = Link(handler)
        with self._linked(link), suppress(OSError, EOFError):
            link.say({"type": "hello", "num_connections": len(self.links), "connection_info": {"app_id": "A0TLSCHECK"}})
            for opcode, payload in _frames(handler):
                if opcode == _PING:
                    link.send(_PONG, payload)
                elif opcode == _CLOSE:
                    return
                elif opcode == _TEXT:
                    self._acknowledge(json.loads(payload))

    def _acknowledge(self, said: Json) -> None:
        with self._changed:
            self._acks[str(said["envelope_id"])] = said
            self._changed.notify_all()

    @contextmanager
    def _linked(self, link: Link) -> Iterator[None]:
        with self._changed:
            self._links.append(link)
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                link.leaving = True
                self._links.remove(link)
                self._changed.notify_all()


def serve_socket(workspace: Workspace, port: int = 0) -> tuple[Serving, SocketMode]:
    """As `server.serve`, and the workspace's requests go to whoever opens a WebSocket."""
    mode = SocketMode(workspace)
    server = Server(("127.0.0.1", port), partial(_SocketHandler, mode, workspace))
    workspace.base_url = address = f"http://127.0.0.1:{server.server_address[1]}"
    workspace.connect(mode.deliver)
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05), name="socket", daemon=True)
    thread.start()
    return Serving(address=address, server=server, thread=thread), mode


class _SocketHandler(Handler):
    def __init__(self, mode: SocketMode, workspace: Workspace, *args: object) -> None:
        self.mode = mode
        super().__init__(workspace, *args)

    def do_GET(self) -> None:  # noqa: N802 -- the base class names it so
        key = self.headers.get("sec-websocket-key", "")
        if urlsplit(self.path).path != LINK or not key:
            super().do_GET()
            return
        accept = base64.b64encode(hashlib.sha1(f"{key}{_GUID}".encode(), usedforsecurity=False).digest()).decode()
        self.send_response(101)
        for name, value in (("upgrade", "websocket"), ("connection", "upgrade"), ("sec-websocket-accept", accept)):
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        self.mode.run(self)

    def _web_api(self, method: str, arguments: Json) -> None:
        if method == "apps.connections.open":
            self._answer(self.mode.open(self.headers.get("authorization", "").removeprefix("Bearer ")))
        else:
            super()._web_api(method, arguments)


def _frames(handler: _SocketHandler) -> Iterator[tuple[int, bytes]]:
    """What a client sends: masked, in one piece each. Raises EOFError at the end."""
    while True:
        first, second = _read(handler, 2)
        size = second & 0x7F
        if size >= 126:
            size = int.from_bytes(_read(handler, 2 if size == 126 else 8), "big")
        if not second & 0x80 or not first & 0x80 or size > _LONGEST:
            raise EOFError
        mask, payload = _read(handler, 4), _read(handler, size)
        yield first & 0x0F, bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))


def _read(handler: _SocketHandler, size: int) -> bytes:
    data = handler.rfile.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _payload(event: Json) -> tuple[str, Json]:
    """The type and payload of an envelope, of a request as Slack would have posted it."""
    body = str(event["body"])
    text = base64.b64decode(body).decode() if event.get("isBase64Encoded") else body
    if not str(event["headers"]["content-type"]).startswith("application/x-www-form-urlencoded"):
        return "events_api", json.loads(text)
    form = dict(parse_qsl(text, keep_blank_values=True))
    return ("interactive", json.loads(form["payload"])) if "payload" in form else ("slash_commands", dict(form))


def _again(event: Json) -> Json:
    number = event["headers"].get("x-slack-retry-num")
    return {"retry_attempt": int(number), "retry_reason": "timeout"} if number else {}
