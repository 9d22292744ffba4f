"""TLS servers: OpenSSL (through pyOpenSSL) with any certificate list, and the same on strings that we may cut.

`terminate` is a plain server. `Puppet` runs the server in memory and passes each of its flights through a function
before it is sent: that is how a faultless OpenSSL comes to send broken bytes.
"""

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from cryptography import x509
from OpenSSL import SSL

from tests.lab.aia import response
from tests.lab.net import Handler
from tests.support.pki import Leaf

V10, V11, V12, V13 = SSL.TLS1_VERSION, SSL.TLS1_1_VERSION, SSL.TLS1_2_VERSION, SSL.TLS1_3_VERSION
ALERT, HANDSHAKE, CHANGE_CIPHER_SPEC, APPLICATION_DATA = 21, 22, 20, 23
_PAGE = b"<!doctype html><title>Lab</title><p>It works.\n"


class Talk(Protocol):
    """The part of a TLS connection that applications use."""

    def recv(self, bufsiz: int, /) -> bytes: ...
    def sendall(self, buf: bytes, /) -> object: ...
    def shutdown(self) -> object: ...


App = Callable[[Talk], None]
Alter = Callable[[int, bytes], bytes | None]


def context(
    leaf: Leaf, *, chain: Sequence[x509.Certificate] | None = None, lowest: int = V12, highest: int = V13
) -> SSL.Context:
    """A server context that sends the leaf, then `chain` exactly (default: its intermediates)."""
    made = SSL.Context(SSL.TLS_SERVER_METHOD)
    made.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
    made.set_min_proto_version(lowest)
    made.set_max_proto_version(highest)
    made.use_certificate(leaf.cert)
    made.use_privatekey(leaf.key)  # type: ignore[arg-type]
    for cert in leaf.chain if chain is None else chain:
        made.add_extra_chain_cert(cert)
    made.set_alpn_select_callback(_choose_http11)
    return made


def _choose_http11(_conn: SSL.Connection, offered: list[bytes]) -> bytes | SSL._NoOverlappingProtocols:
    return b"http/1.1" if b"http/1.1" in offered else SSL.NO_OVERLAPPING_PROTOCOLS


def demand_client_cert(made: SSL.Context, ca_file: Path, *, optional: bool = False, names: bool = True) -> None:
    """Ask for a client certificate from the CA; without `names` the request lists no acceptable CA."""
    mode = SSL.VERIFY_PEER | (0 if optional else SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
    made.set_verify(mode)
    made.load_verify_locations(str(ca_file))
    if names:
        made.load_client_ca(bytes(ca_file))


def web(
    *,
    server: str = "lab",
    skew: timedelta = timedelta(0),
    status: str = "200 OK",
    body: bytes = _PAGE,
    hsts: str = "max-age=63072000; includeSubDomains",
) -> App:
    """An HTTP/1.1 application that answers one request. Date: `skew` from the truth. `hsts`: "" leaves it out."""

    def app(conn: Talk) -> None:
        request = b""
        while b"\r\n\r\n" not in request and len(request) < 16384:
            more = conn.recv(4096)
            if not more:
                return
            request += more
        date = format_datetime(datetime.now(UTC) + skew, usegmt=True)
        page = b"" if request.startswith(b"HEAD ") else body
        more_head = f"Date: {date}\r\nServer: {server}\r\n"
        if hsts:
            more_head += f"Strict-Transport-Security: {hsts}\r\n"
        conn.sendall(response(page, status=status, content_type="text/html", more=more_head))
        conn.shutdown()

    return app


def greet(line: bytes) -> App:
    """A mail server after its handshake: it speaks first."""

    def app(conn: Talk) -> None:
        conn.sendall(line)
        while conn.recv(4096):
            pass

    return app


def terminate(made: SSL.Context, app: App | None = None) -> Handler:
    """Handshake, then the application (default: a small web page)."""
    application = app or web()

    def handler(sock: socket.socket) -> None:
        conn = SSL.Connection(made, sock)
        conn.set_accept_state()
        conn.do_handshake()
        application(conn)

    return handler


def by_server_name(choose: Callable[[str | None], Handler]) -> Handler:
    """Look at the ClientHello without taking it, and let the name in it choose who serves."""

    def handler(sock: socket.socket) -> None:
        choose(server_name(peek_record(sock)))(sock)

    return handler


def peek_record(sock: socket.socket) -> bytes:
    """The ClientHello as one record, however many carry it; what is no TLS as it comes. It stays to be read."""
    hello, _ = peek_hello(sock)
    return record(HANDSHAKE, hello) if hello else sock.recv(512, socket.MSG_PEEK)


def peek_hello(sock: socket.socket) -> tuple[bytes, int]:
    """The ClientHello without record headers, and how many records carry it; nothing of what is no TLS."""
    at, hello, wait = 0, b"", socket.MSG_PEEK | socket.MSG_WAITALL
    for number in range(1, 400):
        seen = sock.recv(at + 5, wait)
        if len(seen) < at + 5 or seen[at] != HANDSHAKE:
            return hello, number - 1
        end = at + 5 + int.from_bytes(seen[at + 3 : at + 5])
        hello += sock.recv(end, wait)[at + 5 :]
        at = end
        if len(hello) >= 4 + int.from_bytes(hello[1:4]):
            return hello, number
    return hello, 400


def server_name(hello: bytes) -> str | None:
    """The host name in the server_name extension of a ClientHello record (RFC 6066 section 3).

    None without one, and for bytes that are no ClientHello (a plaintext probe, a connection that closes unused).
    """
    if hello[:1] != b"\x16":
        return None
    at = 5 + 4 + 2 + 32
    at += 1 + hello[at]  # session id
    at += 2 + int.from_bytes(hello[at : at + 2])  # cipher suites
    at += 1 + hello[at]  # compression
    at += 2
    while at + 4 <= len(hello):
        kind, size = int.from_bytes(hello[at : at + 2]), int.from_bytes(hello[at + 2 : at + 4])
        if kind == 0:
            return hello[at + 9 : at + 4 + size].decode("ascii", "replace").lower()
        at += 4 + size
    return None


class Puppet:
    """OpenSSL's server in memory, between us and a real socket.

    `alter(n, flight)` sees the n-th flight (from 0) and gives what is sent in its place; None ends the connection's
    work there, with nothing sent. After `handshake()` it can be used like a connection.
    """

    def __init__(self, sock: socket.socket, made: SSL.Context, alter: Alter) -> None:
        self.sock = sock
        self._conn = SSL.Connection(made, None)
        self._conn.set_accept_state()
        self._alter = alter
        self._flights = 0

    def handshake(self) -> bool:
        """Whether it completed; False when `alter` stopped it."""
        while True:
            try:
                self._conn.do_handshake()
            except SSL.WantReadError:
                if not self._flush() or not self._fill():
                    return False
            except SSL.Error:
                self._flush()  # the alert
                raise
            else:
                return self._flush()

    def recv(self, size: int, /) -> bytes:
        while True:
            try:
                return self._conn.recv(size)
            except SSL.WantReadError:
                if not self._fill():
                    return b""

    def sendall(self, data: bytes, /) -> None:
        self._conn.sendall(data)
        self._flush()

    def shutdown(self) -> None:
        self._conn.shutdown()
        self._flush()

    def _flush(self) -> bool:
        flight = b""
        while True:
            try:
                flight += self._conn.bio_read(65536)
            except SSL.WantReadError:
                break
        if not flight:
            return True
        altered = self._alter(self._flights, flight)
        self._flights += 1
        if altered is None:
            return False
        self.sock.sendall(altered)
        return True

    def _fill(self) -> bool:
        data = self.sock.recv(65536)
        if data:
            self._conn.bio_write(data)
        return bool(data)


def altered(made: SSL.Context, alter: Alter, app: App | None = None) -> Handler:
    """`terminate`, with the server's flights altered."""
    application = app or web()

    def handler(sock: socket.socket) -> None:
        puppet = Puppet(sock, made, alter)
        if puppet.handshake():
            application(puppet)

    return handler


def first_flight(sock: socket.socket, made: SSL.Context) -> bytes:
    """Read a ClientHello from the socket and give what OpenSSL would answer, its alert or nothing; none is sent."""
    kept: list[bytes] = []
    with suppress(SSL.Error):
        Puppet(sock, made, lambda _, flight: kept.append(flight)).handshake()
    return kept[0] if kept else b""


def record(kind: int, body: bytes, version: int = 0x0303) -> bytes:
    """One TLS record, whatever its length field says (RFC 8446 section 5.1)."""
    return bytes([kind]) + version.to_bytes(2) + len(body).to_bytes(2) + body


def records(kind: int, body: bytes, size: int = 16384) -> bytes:
    """A body in as many records as it takes."""
    return b"".join(record(kind, body[start : start + size]) for start in range(0, len(body), size))


def alert(number: int, level: int = 2) -> bytes:
    """An alert record in clear (RFC 8446 section 6); level 1 warns, 2 is fatal."""
    return record(ALERT, bytes([level, number]))


def split_records(data: bytes) -> list[tuple[int, bytes]]:
    """(type, body) of each record in a flight."""
    found = []
    while data:
        end = 5 + int.from_bytes(data[3:5])
        found.append((data[0], data[5:end]))
        data = data[end:]
    return found


def split_messages(flight: bytes) -> list[tuple[int, bytes]]:
    """(type, body) of each handshake message of a flight that is in clear (TLS 1.2)."""
    stream = b"".join(body for kind, body in split_records(flight) if kind == HANDSHAKE)
    found = []
    while stream:
        end = 4 + int.from_bytes(stream[1:4])
        found.append((stream[0], stream[4:end]))
        stream = stream[end:]
    return found


def message(kind: int, body: bytes) -> bytes:
    """One handshake message (RFC 8446 section 4)."""
    return bytes([kind]) + len(body).to_bytes(3) + body


def rewrite(flight: bytes, change: Callable[[int, bytes], bytes]) -> bytes:
    """Rebuild a clear flight, each handshake message as `change(type, body)` gives it (whole message, header too)."""
    return records(HANDSHAKE, b"".join(change(kind, body) for kind, body in split_messages(flight)))
