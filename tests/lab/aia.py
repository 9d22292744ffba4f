"""A small HTTP server for what certificates point at (RFC 5280 section 4.2.2.1: caIssuers)."""

import socket
from collections.abc import Callable
from contextlib import suppress

from tests.lab.net import Server, bind_all, read_line

Page = bytes | Callable[[socket.socket], None]
_TYPE = "application/pkix-cert"


class Shelf:
    """Pages by path: bytes are answered with 200, a function writes the answer itself."""

    def __init__(self, troubles: list[BaseException]) -> None:
        self._pages: dict[str, tuple[Page, str]] = {}
        self.fetched: list[str] = []
        (sock,) = bind_all(["127.0.0.1"])
        self._server = Server(sock, self._serve, troubles)

    def put(self, path: str, page: Page, content_type: str = _TYPE) -> str:
        """The URL under which the page now is."""
        self._pages[f"/{path}"] = (page, content_type)
        return f"http://127.0.0.1:{self._server.port}/{path}"

    def close(self) -> None:
        self._server.close()

    def _serve(self, sock: socket.socket) -> None:
        words = read_line(sock).decode("latin-1").split(" ")
        while read_line(sock):
            pass
        path = words[1] if len(words) > 1 else ""
        self.fetched.append(path)
        match self._pages.get(path):
            case None:
                sock.sendall(response(b"not here", status="404 Not Found", content_type="text/plain"))
            case (bytes() as body, content_type):
                sock.sendall(response(body, content_type=content_type))
            case (page, _):
                with suppress(OSError):
                    page(sock)


def response(body: bytes, *, status: str = "200 OK", content_type: str = "text/plain", more: str = "") -> bytes:
    """A whole HTTP/1.1 response; `more`: further header lines, each with its CRLF."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{more}"
    return head.encode() + b"Connection: close\r\n\r\n" + body
