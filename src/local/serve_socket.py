"""Slack's Socket Mode: envelopes come over a WebSocket that we open, each is acknowledged when its work is queued.

Law: an envelope is acknowledged only when what it asks for is durable; what is not acknowledged, Slack sends again
(events) or says so to the person (commands), and a repeat is known by its trigger. A new connection is opened for a
lost one, at once the first time, then later and later. Frames, pings and stale connections are slack_sdk's business
(docs.slack.dev/apis/events-api/using-socket-mode).
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, Self

from slack_bolt import BoltRequest, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

_LOG = logging.getLogger("tlscheck.socket")
_QUIET = logging.getLogger("tlscheck.socket.sdk")  # it would log payloads
_QUIET.setLevel(logging.CRITICAL)
LEAVING_S: Final = 3.5
_CALL_S: Final = 10
_STEADY_S: Final = 60.0  # a connection that lived so long was a good one
_LONGEST_S: Final = 60.0
Dispatch = Callable[[BoltRequest], BoltResponse]


class Waits:
    """How long to wait before each new connection: not at all, then 1, 2, 4 … seconds, until one is steady again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._tries, self._last = clock, 0, clock()

    def next(self) -> float:
        now = self._clock()
        self._tries = 0 if now - self._last > _STEADY_S else self._tries
        seconds = min(float(2 ** (self._tries - 1)), _LONGEST_S) if self._tries else 0.0
        self._tries, self._last = min(self._tries + 1, 10), now + seconds
        return seconds


class _Client(SocketModeClient):
    """The SDK's client, which asks for a URL before every connection: there it waits, unless it is closing."""

    def __init__(self, app_token: str, slack_api: str, ping_s: float) -> None:
        self.waits, self.closing = Waits(), threading.Event()
        web = WebClient(base_url=slack_api, timeout=_CALL_S, logger=_QUIET)
        super().__init__(app_token, logger=_QUIET, web_client=web, ping_interval=ping_s)

    def issue_new_wss_url(self) -> str:
        if self.closing.wait(self.waits.next()):
            raise SlackClientError("closing")
        try:
            return str(self.web_client.apps_connections_open(app_token=self.app_token)["url"])
        except SlackApiError as error:
            _LOG.warning("Slack opens no connection: %s", error.response.get("error"))
            raise
        except OSError as error:
            _LOG.warning("Slack cannot be reached: %s", error)
            raise


class Socket:
    """A context manager: connected in the background while inside, for as long as it takes."""

    def __init__(self, app_token: str, slack_api: str, dispatch: Dispatch, *, ping_s: float = 5.0) -> None:
        self._dispatch, self._ping_s = dispatch, ping_s
        self._client = _Client(app_token, slack_api, ping_s)
        self._client.socket_mode_request_listeners.append(self._take)
        self._opener = threading.Thread(target=self._open, daemon=True)

    def __enter__(self) -> Self:
        self._opener.start()
        return self

    def __exit__(self, *_: object) -> None:
        """What was taken is acknowledged before the connection goes, as far as time allows."""
        self._client.closing.set()
        closer = threading.Thread(target=self._client.close, daemon=True)
        closer.start()
        closer.join(LEAVING_S)

    @property
    def connected(self) -> bool:
        return self._client.is_connected()

    def _open(self) -> None:
        """The first connection; for all others the SDK's monitor sees to it."""
        while not self._client.closing.is_set():
            try:
                self._client.connect_to_new_endpoint()
            except Exception as error:  # noqa: BLE001 - told where it happened; the next try waits longer
                _LOG.info("not connected: %s", type(error).__name__)
            if self._client.is_connected():
                _LOG.info("connected to Slack")
                return

    def _take(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = self._dispatch(_bolt(request))
        if answer.status != 200:
            _LOG.warning("an envelope of type %s was not taken: %s", request.type, answer.status)
            return  # Slack sends an event again, and tells a person that it failed
        try:
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id, _payload(answer)))
        except SlackClientError as error:
            _LOG.warning("taken, not acknowledged: %s", type(error).__name__)


def _bolt(request: SocketModeRequest) -> BoltRequest:
    again: dict[str, str | Sequence[str]] = {}
    if request.retry_attempt is not None:
        again["x-slack-retry-num"] = str(request.retry_attempt)
    return BoltRequest(mode="socket_mode", body=request.payload, headers=again)


def _payload(answer: BoltResponse) -> dict[str, Any] | None:
    """What an HTTP body would have been."""
    if not answer.body:
        return None
    if answer.first_headers().get("content-type", "").startswith("application/json"):
        return dict(json.loads(answer.body))
    return {"text": answer.body}
