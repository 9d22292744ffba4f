"""Sockets on loopback that count who comes, and can be stopped whatever they are doing.

One thread accepts for each listening socket, one serves each connection. A handler owns its connection until it
returns; what is left is then closed so that the last bytes sent are not lost to a reset (`finish`).
"""

import select
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from OpenSSL import SSL

Handler = Callable[[socket.socket], None]
_TRIES = 50


def family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def bind_all(addresses: Sequence[str]) -> list[socket.socket]:
    """One bound socket an address, all with the same free port."""
    for _ in range(_TRIES):
        bound: list[socket.socket] = []
        try:
            port = 0
            for address in addresses:
                sock = socket.socket(family(address))
                bound.append(sock)
                sock.bind((address, port))
                port = sock.getsockname()[1]
        except OSError:
            for sock in bound:
                sock.close()
            continue
        return bound
    raise OSError(f"no port is free on all of {addresses}")


class Server:
    """A handler behind one bound socket."""

    def __init__(self, sock: socket.socket, handler: Handler, troubles: list[BaseException]) -> None:
        self.port: int = sock.getsockname()[1]
        self.accepted = 0
        self._sock = sock
        self._handler = handler
        self._troubles = troubles
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closing = False
        sock.listen(128)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._sock.accept()
            except OSError:
                return
            with self._lock:
                if self._closing:
                    client.close()
                    return
                self.accepted += 1
                self._open.add(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._handler(client)
        except (OSError, SSL.Error):
            pass  # the other side left, or TLS failed: what faults are for
        except Exception as trouble:  # noqa: BLE001 a mistake in the lab itself: reported by close()
            self._troubles.append(trouble)
        finally:
            with suppress(OSError):
                finish(client)
            with self._lock:
                self._open.discard(client)
            client.close()

    def close(self) -> None:
        """Stop accepting, and end the connections that are open."""
        with self._lock:
            self._closing = True
            clients = tuple(self._open)
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._sock.close()
        for client in clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)


def finish(sock: socket.socket, patience: float = 2.0) -> None:
    """FIN, then read what still comes: closing with unread bytes would send RST and take back what we said."""
    if sock.fileno() < 0:
        return
    sock.shutdown(socket.SHUT_WR)
    sock.settimeout(patience)
    for _ in range(1024):
        if not sock.recv(65536):
            return


def reset(sock: socket.socket) -> None:
    """Close with RST (SO_LINGER 0)."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def hold(sock: socket.socket) -> None:
    """Say nothing, read everything, until the other side leaves."""
    while sock.recv(65536):
        pass


def read_exactly(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = sock.recv(size - len(data))
        if not more:
            raise ConnectionResetError("the other side left")
        data += more
    return data


def read_record(sock: socket.socket) -> bytes:
    """The first TLS record, header included: in practice a whole ClientHello."""
    header = read_exactly(sock, 5)
    return header + read_exactly(sock, int.from_bytes(header[3:5]))


def read_line(sock: socket.socket) -> bytes:
    """One line of a text protocol, without its end."""
    line = b""
    while not line.endswith(b"\n"):
        line += read_exactly(sock, 1)
    return line.strip()


def relay(upstream: Callable[[], socket.socket]) -> Handler:
    """Carry bytes and ends of stream both ways: lets us count connections to servers that we did not write."""

    def handler(client: socket.socket) -> None:
        with upstream() as server:
            other = {client: server, server: client}
            reading = [client, server]
            while reading:
                ready, _, _ = select.select(reading, [], [])
                for source in ready:
                    data = source.recv(65536)
                    if data:
                        other[source].sendall(data)
                    else:
                        reading.remove(source)
                        with suppress(OSError):
                            other[source].shutdown(socket.SHUT_WR)
                if server not in reading:
                    return  # it has said its last word

    return handler


def fill_queue(sock: socket.socket) -> list[socket.socket]:
    """Make a bound address swallow SYNs: an accept queue of one place, taken, and nobody who accepts (Linux drops)."""
    sock.listen(0)
    fillers: list[socket.socket] = []
    for _ in range(4):
        filler = socket.socket(sock.family)
        filler.setblocking(False)
        filler.connect_ex(sock.getsockname())
        fillers.append(filler)
        if not select.select([], [filler], [], 0.05)[1]:
            return fillers
    raise OSError("this kernel answers although the queue is full")
