"""A WebSocket of a client (RFC 6455) on a blocking socket: one thread receives, any thread sends.

Law: every wait is bounded; a message is whole or not there; sending and receiving never touch the TLS state at the same
time. Written because slack_sdk's own connection drops a message whose bytes come in two parts with a pause between, and
reads nothing for three seconds after a change of connections.
"""

import base64
import hashlib
import os
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from local.frames import BadFrame, Frames, Op, masked

_GUID: Final = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_HEAD: Final = 16_384
_CHUNK: Final = 65_536
_SEND_S: Final = 5.0


class Closed(Exception):  # noqa: N818 - names a state of the world
    """The connection is over, or there never was one. The text says why."""


class WebSocket:
    """``heard``: monotonic second at which anything came last."""

    def __init__(self, sock: socket.socket, rest: bytes) -> None:
        self._sock, self._lock, self._frames = sock, threading.Lock(), Frames()
        self._frames.feed(rest)
        self._selector = selectors.DefaultSelector()
        self._selector.register(sock, selectors.EVENT_READ)
        sock.setblocking(False)
        self.heard = time.monotonic()

    @classmethod
    def connect(cls, url: str, seconds: float) -> Self:
        """Raises `Closed`."""
        try:
            return cls(*_shaken(urlsplit(url), seconds))
        except (OSError, ValueError) as error:
            raise Closed(f"no connection: {error}") from error

    def receive(self, seconds: float) -> str | None:
        """The next text; None: there was none in this time. Answers pings. Raises `Closed`."""
        until = time.monotonic() + seconds
        while True:
            try:
                frame = self._frames.take()
            except BadFrame as error:
                raise Closed(str(error)) from error
            if frame is None:
                left = until - time.monotonic()
                if left <= 0 or not self._fill(left):
                    return None
            elif frame.op is Op.TEXT:
                return frame.payload.decode("utf-8", "replace")
            elif frame.op is Op.PING:
                self._send(Op.PONG, frame.payload)
            elif frame.op is Op.CLOSE:
                raise Closed("the other side ended it")

    def send(self, text: str) -> None:
        """Raises `Closed`."""
        self._send(Op.TEXT, text.encode())

    def ping(self) -> None:
        """Raises `Closed`."""
        self._send(Op.PING, b"")

    def close(self) -> None:
        """May be called twice, from any thread."""
        with suppress(Closed):
            self._send(Op.CLOSE, b"\x03\xe8")  # 1000: a normal end (section 7.4.1)
        with suppress(OSError, ValueError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def free(self) -> None:
        """The receiving thread is done with it."""
        self.close()
        with self._lock:
            self._selector.close()
            self._sock.close()

    def _fill(self, seconds: float) -> bool:
        pending = isinstance(self._sock, ssl.SSLSocket) and self._sock.pending()
        if not pending and not self._selector.select(seconds):
            return False
        try:
            with self._lock:
                data = self._sock.recv(_CHUNK)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            return True  # part of a record, or none of ours
        except (OSError, ValueError) as error:
            raise Closed(f"{error}") from error
        if not data:
            raise Closed("the connection ended without a word")
        self.heard = time.monotonic()
        self._frames.feed(data)
        return True

    def _send(self, op: Op, payload: bytes) -> None:
        left = memoryview(masked(op, payload, os.urandom(4)))
        until = time.monotonic() + _SEND_S
        with self._lock:
            while left:
                try:
                    left = left[self._sock.send(left) :]
                except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
                    if time.monotonic() > until:
                        raise Closed("it takes no more bytes") from None
                    time.sleep(0.01)
                except (OSError, ValueError) as error:
                    raise Closed(f"{error}") from error


def _shaken(url: SplitResult, seconds: float) -> tuple[socket.socket, bytes]:
    """Connected and upgraded (section 4.1); and what came behind the answer."""
    host, port = url.hostname or "", url.port or (443 if url.scheme == "wss" else 80)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        f"GET {url.path or '/'}{f'?{url.query}' if url.query else ''} HTTP/1.1", f"Host: {url.netloc}",
        "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
    )  # fmt: skip
    wanted = base64.b64encode(hashlib.sha1(f"{key}{_GUID}".encode(), usedforsecurity=False).digest()).decode()
    sock = _reached(host, port, secure=url.scheme == "wss", seconds=seconds)
    with _closed_by_errors(sock):
        status, headers, rest = _asked(sock, lines)
        accepted = status == 101 and headers.get("sec-websocket-accept") == wanted
        _insist(accepted, f"no WebSocket there: HTTP status {status}")
    return sock, rest


def _reached(host: str, port: int, *, secure: bool, seconds: float) -> socket.socket:
    """Through the proxy of the environment, where there is one for this."""
    proxy = urlsplit(getproxies().get("https" if secure else "http", ""))
    through = proxy.hostname is not None and not proxy_bypass(host)
    sock = socket.create_connection((proxy.hostname or "", proxy.port or 80) if through else (host, port), seconds)
    with _closed_by_errors(sock):
        if through:
            login = f"{proxy.username or ''}:{proxy.password or ''}".encode()
            known = (f"Proxy-Authorization: Basic {base64.b64encode(login).decode()}",) if proxy.username else ()
            status, _, _ = _asked(sock, (f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}", *known))
            _insist(status == 200, f"the proxy {proxy.hostname} says HTTP status {status}")
        return ssl.create_default_context().wrap_socket(sock, server_hostname=host) if secure else sock


@contextmanager
def _closed_by_errors(sock: socket.socket) -> Iterator[None]:
    try:
        yield
    except BaseException:
        sock.close()
        raise


def _insist(so: bool, otherwise: str) -> None:
    if not so:
        raise OSError(otherwise)


def _asked(sock: socket.socket, lines: tuple[str, ...]) -> tuple[int, dict[str, str], bytes]:
    """A request without a body; status, headers, and what came behind them. Raises OSError, ValueError."""
    sock.sendall("\r\n".join((*lines, "", "")).encode("ascii"))
    data = b""
    while b"\r\n\r\n" not in data:
        more = sock.recv(_CHUNK)
        data += more
        if not more or len(data) > _HEAD + _CHUNK:
            raise OSError("no answer in HTTP")
    head, _, rest = data.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in fields)
    return int(first.partition(" ")[2][:3]), {name.strip().lower(): value.strip() for name, _, value in pairs}, rest
