"""Socket Mode of the fake workspace: what the app asks for with `apps.connections.open`, and the WebSocket behind it.

Law: what people do travels as envelopes, to one connection each, and counts only when it was acknowledged in time. An
event that was not is sent again, with its number; a command or a click is not. The WebSocket is a library's, and has a
port of its own. Shapes: docs.slack.dev, Using Socket Mode.
"""

from __future__ import annotations

import base64
import json
import logging
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server as Links
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as serve_links

from local.workspace.asking import ACK_SECONDS
from local.workspace.model import Json
from local.workspace.reply import Reply
from local.workspace.server import Handler, Server, Serving
from local.workspace.workspace import Workspace

APP_TOKEN: Final = "xapp-1-local"  # noqa: S105 -- opens nothing but this fake
LINK: Final = "/link/"
EVENT_TRIES: Final = 4  # the first, and Slack's three repeats
_LONGEST: Final = 1 << 20
_OPENING_S: Final = 10.0  # an app without a connection is waited for; Slack would give up at once
_CLOSING_S: Final = 0.5
_SILENT: Final = logging.getLogger("workspace.socket")
_SILENT.setLevel(logging.CRITICAL)  # connections are broken here on purpose


class NotAcknowledgedError(Exception):
    """No connection, or no acknowledgement in time."""


@dataclass(slots=True, eq=False)
class Link:
    """A connection of the app. ``leaving``: it was told to go, or is gone."""

    connection: ServerConnection
    leaving: bool = False

    def say(self, message: Json) -> None:
        """Raises ConnectionClosed."""
        self.connection.send(json.dumps(message))

    def drop(self) -> None:
        """Close without a word."""
        self.leaving = True
        with suppress(OSError):
            self.connection.socket.shutdown(socket.SHUT_RDWR)


class SocketMode:
    """``refusals``: answers of `apps.connections.open` that are no, used up one by one. ``lose``: so many envelopes are
    sent on a connection that breaks before it is acknowledged. ``opened``: how often a connection was asked for;
    ``envelopes``: what was sent, repeats too; ``address``: where a connection is to be opened.
    """

    def __init__(self, workspace: Workspace, app_token: str = APP_TOKEN) -> None:
        self.workspace, self.app_token = workspace, app_token
        self.address = ""
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
            except (NotAcknowledgedError, ConnectionClosed):
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
        return Reply(body={"ok": True, "url": f"{self.address}{LINK}?ticket={secrets.token_hex(8)}&app_id=A0TLSCHECK"})

    def run(self, connection: ServerConnection) -> None:
        """A connection from its greeting to its end."""
        link = Link(connection)
        with self._linked(link), suppress(ConnectionClosed):
            link.say({"type": "hello", "num_connections": len(self.links), "connection_info": {"app_id": "A0TLSCHECK"}})
            for text in connection:
                self._acknowledge(json.loads(text))

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
    links = serve_links(
        mode.run, "127.0.0.1", 0, compression=None, max_size=_LONGEST, close_timeout=_CLOSING_S, ping_interval=None,
        logger=_SILENT,
    )  # fmt: skip
    mode.address = f"ws://127.0.0.1:{links.socket.getsockname()[1]}"
    threading.Thread(target=links.serve_forever, name="links", daemon=True).start()
    server = _BothServers(("127.0.0.1", port), partial(_SocketHandler, mode, workspace))
    server.links = links
    workspace.base_url = address = f"http://127.0.0.1:{server.server_address[1]}"
    workspace.connect(mode.deliver)
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05), name="socket", daemon=True)
    thread.start()
    return Serving(address=address, server=server, thread=thread), mode


class _BothServers(Server):
    links: Links

    def server_close(self) -> None:
        super().server_close()
        self.links.shutdown()


class _SocketHandler(Handler):
    def __init__(self, mode: SocketMode, workspace: Workspace, *args: object) -> None:
        self.mode = mode
        super().__init__(workspace, *args)

    def _web_api(self, method: str, arguments: Json) -> None:
        if method == "apps.connections.open":
            self._answer(self.mode.open(self.headers.get("authorization", "").removeprefix("Bearer ")))
        else:
            super()._web_api(method, arguments)


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
