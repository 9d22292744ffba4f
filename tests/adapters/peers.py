"""Real sockets on loopback that behave as told, each in its own thread, and count who came."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator

from OpenSSL import SSL

Handler = Callable[[socket.socket], None]


class Peer:
    """A listening socket; ``accepted`` counts connections; a handler's errors are its client's leaving."""

    def __init__(self, handler: Handler, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.socket(family)
        self._listener.bind((host, 0))
        self._listener.listen(64)
        self._handler = handler
        self._open: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.accepted = 0
        self.arrived = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            self.arrived.set()
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, SSL.Error), connection:
            self._handler(connection)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def peer(handler: Handler, host: str = "127.0.0.1") -> Iterator[Peer]:
    running = Peer(handler, host)
    try:
        yield running
    finally:
        running.close()


def read_record(connection: socket.socket) -> bytes:
    header = connection.recv(5, socket.MSG_WAITALL)
    return header + connection.recv(int.from_bytes(header[3:5], "big"), socket.MSG_WAITALL)


def reset(connection: socket.socket) -> None:
    """Close with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hold(connection: socket.socket) -> None:
    """Say nothing until the client leaves."""
    while connection.recv(65536):
        pass


def tls(context: SSL.Context, after: Callable[[SSL.Connection], object] = lambda _: None) -> Handler:
    def handler(connection: socket.socket) -> None:
        talk = SSL.Connection(context, connection)
        talk.set_accept_state()
        talk.do_handshake()
        after(talk)

    return handler
