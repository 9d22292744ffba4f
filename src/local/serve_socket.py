"""Slack's Socket Mode: envelopes come over a WebSocket that we open, each is acknowledged when its work is queued.

Law: an envelope is acknowledged only when what it asks for is durable, on the connection that it came by; what is not
acknowledged, Slack sends again (events) or says so to the person (commands), and a repeat is known by its trigger.
There is a new connection before the old one goes, and for a lost one at once, then later and later; each has a reader
of its own. The WebSocket itself is the library's. Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, Self

from slack_bolt import BoltRequest, BoltResponse
from websockets.exceptions import ConnectionClosed, InvalidProxy, InvalidURI, WebSocketException
from websockets.sync.client import ClientConnection, connect

from adapters.slack_web import Said, ask
from core.slack_ports import Never, NotNow

_LOG = logging.getLogger("tlscheck.socket")
_FRAMES_LOG = logging.getLogger("tlscheck.websocket")
_FRAMES_LOG.setLevel(logging.CRITICAL)  # what becomes of a connection its reader says; frames have tokens in them
LEAVING_S: Final = 2.0
_CALL_S: Final = 10.0
_TURN_S: Final = 0.2  # how soon a thread sees that it shall end
_DRAIN_S: Final = 30.0  # a connection that Slack wants to close is read for so long
_STEADY_S: Final = 60.0  # a connection that lived so long was a good one
_LONGEST_S: Final = 60.0
_AT_ONCE: Final = 8
_LONGEST: Final = 4 << 20  # bytes of one message; Slack's largest payloads are far below
_STALL_S: Final = 5.0  # so long the other side may take no bytes, or leave a TLS record unfinished
_REFUSALS: Final = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
     "missing_scope", "no_permission", "access_denied", "forbidden_team"}
)  # fmt: skip
Dispatch = Callable[[BoltRequest], BoltResponse]
Refused = Callable[[str], None]


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


class Socket:
    """A context manager: connected in the background while inside, for as long as it takes.

    ``refused``: called once with Slack's word when the token is no good; then nothing more is tried. ``ping_s``:
    seconds between two pings; a connection on which one is not answered in twice that is lost.
    """

    def __init__(
        self,
        app_token: str,
        slack_api: str,
        dispatch: Dispatch,
        refused: Callable[[str], None],
        *,
        ping_s: float = 10.0,
    ) -> None:
        self._token, self._api, self._dispatch = app_token, slack_api, dispatch
        self._refused, self._ping_s = refused, ping_s
        self._closing = threading.Event()
        self._room = threading.Semaphore(_AT_ONCE)
        self._readers: list[threading.Thread] = []
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing more is taken; what was taken is acknowledged before its connection goes, as far as time allows."""
        until = time.monotonic() + LEAVING_S
        self._closing.set()
        self._keeper.join(LEAVING_S)
        for reader in self._readers:
            reader.join(max(0.0, until - time.monotonic()))

    def _keep(self) -> None:
        """One connection after the other."""
        waits = Waits()
        while not self._closing.wait(waits.next()):
            address = self._address()
            if address is None:
                continue
            going = threading.Event()
            reader = threading.Thread(target=self._linked, args=(address, going), daemon=True)
            self._readers = [*(r for r in self._readers if r.is_alive()), reader]
            reader.start()
            while not going.wait(_TURN_S) and not self._closing.is_set():
                pass

    def _address(self) -> str | None:
        """None: not now, or, when the token is refused, never."""
        match ask(self._api, self._token, "apps.connections.open", _CALL_S, {}, read=True):
            case Said({"url": str(url)}) if url.startswith(("wss://", "ws://127.0.0.1:")):
                return url
            case Said():
                _LOG.warning("Slack named no address of a socket; tried again")
            case Never(_, because) if because in _REFUSALS:
                self._closing.set()
                self._refused(because)
            case NotNow(because, retry_after):
                _LOG.warning("no socket now: Slack said %s; tried again", because)
                self._closing.wait(retry_after or 0.0)
            case Never(_, because):
                _LOG.warning("no socket: Slack said %s; tried again", because)
        return None

    def _linked(self, address: str, going: threading.Event) -> None:
        """A connection from its beginning to its end. ``going`` is set as soon as another one is needed."""
        try:
            with connect(
                address, create_connection=_Link, compression=None, max_size=_LONGEST, logger=_FRAMES_LOG,
                open_timeout=_CALL_S, close_timeout=1.0, ping_interval=self._ping_s, ping_timeout=2 * self._ping_s,
            ) as link:  # fmt: skip
                self._read(link, going)
        except ConnectionClosed as ended:
            _LOG.info("a connection ended: %s", ended)
        except (OSError, ValueError, WebSocketException, ImportError) as error:  # no package for a SOCKS proxy
            _LOG.warning("Slack's socket: %s; tried again", _without_secrets(error))
        finally:
            going.set()

    def _read(self, link: ClientConnection, going: threading.Event) -> None:
        """Raises ConnectionClosed."""
        taken: list[threading.Thread] = []
        ends = float("inf")
        try:
            while not self._closing.is_set() and time.monotonic() < ends:
                match _received(link):
                    case {"type": "disconnect"}:
                        going.set()
                        ends = time.monotonic() + _DRAIN_S
                    case {"envelope_id": str()} as envelope:
                        taken = [*(work for work in taken if work.is_alive()), self._begun(link, envelope)]
        finally:
            going.set()
            until = time.monotonic() + LEAVING_S
            for work in taken:
                work.join(max(0.0, until - time.monotonic()))

    def _begun(self, link: ClientConnection, envelope: dict[str, Any]) -> threading.Thread:
        """In a thread of its own; nothing more is read while there are too many."""
        self._room.acquire()
        work = threading.Thread(target=self._done, args=(link, envelope), daemon=True)
        work.start()
        return work

    def _done(self, link: ClientConnection, envelope: dict[str, Any]) -> None:
        try:
            self._take(link, envelope)
        finally:
            self._room.release()

    def _take(self, link: ClientConnection, envelope: dict[str, Any]) -> None:
        try:
            answer = self._dispatch(_bolt(envelope))
        except Exception:  # noqa: BLE001 - not acknowledged, so Slack knows
            _LOG.exception("an envelope failed")
            return
        if answer.status != 200:
            _LOG.warning("an envelope of type %s was not taken: %s", envelope.get("type"), answer.status)
            return  # Slack sends an event again, and tells a person that it failed
        said = _payload(answer)
        whole = {"envelope_id": envelope["envelope_id"], **({"payload": said} if said else {})}
        try:
            link.send(json.dumps(whole))
        except ConnectionClosed as ended:
            _LOG.warning("taken, not acknowledged: %s", ended)


class _Link(ClientConnection):
    """Left to itself, the library sends without a limit of time, with a lock that pings and closing wait for."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        sock.settimeout(_STALL_S)
        super().__init__(sock, *args, **options)


def _received(link: ClientConnection) -> dict[str, Any]:
    """Empty: nothing came in this turn, or nothing that is a message of Slack's. Raises ConnectionClosed."""
    try:
        return _parsed(link.recv(_TURN_S))
    except TimeoutError:
        return {}


def _without_secrets(error: Exception) -> str:
    """An address may have a password or a ticket in it."""
    match error:
        case InvalidProxy():
            return f"the proxy of the environment: {error.msg}"
        case InvalidURI():
            return f"its address: {error.msg}"
        case _:
            return str(error)


def _parsed(text: str | bytes) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _bolt(envelope: dict[str, Any]) -> BoltRequest:
    again: dict[str, str | Sequence[str]] = {}
    if envelope.get("retry_attempt"):
        again["x-slack-retry-num"] = str(envelope["retry_attempt"])
    payload = envelope.get("payload")
    return BoltRequest(mode="socket_mode", body=payload if isinstance(payload, dict) else {}, headers=again)


def _payload(answer: BoltResponse) -> dict[str, Any] | None:
    """What an HTTP body would have been."""
    if not answer.body:
        return None
    if answer.first_headers().get("content-type", "").startswith("application/json"):
        return dict(json.loads(answer.body))
    return {"text": answer.body}
