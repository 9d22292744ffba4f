"""The small words in which misbehaving servers are written."""

import socket
from collections.abc import Callable

from tests.lab.bench import Bench, Running
from tests.lab.net import Handler, hold, read_record
from tests.lab.tls import HANDSHAKE, V12, context, first_flight, message, record, split_messages


def after_hello(act: Callable[[socket.socket], object]) -> Handler:
    """Take the ClientHello, then act."""

    def handler(sock: socket.socket) -> None:
        read_record(sock)
        act(sock)

    return handler


def flood(data: bytes) -> Handler:
    """Send it again and again until the client leaves."""

    def act(sock: socket.socket) -> None:
        while True:
            sock.sendall(data)

    return act


def say(data: bytes) -> Handler:
    """Send it, then wait for the client to leave."""

    def act(sock: socket.socket) -> None:
        sock.sendall(data)
        hold(sock)

    return act


def answer(bench: Bench, host: str, change: Callable[[bytes], bytes], *, then: Handler = hold) -> Running:
    """TLS 1.2: OpenSSL's first flight, changed; then nothing more. A hello that it refuses gets its alert."""
    made = context(bench.pki.leaf(host), highest=V12)

    def handler(sock: socket.socket) -> None:
        flight = first_flight(sock, made)
        if flight[:1] != bytes([HANDSHAKE]):
            sock.sendall(flight)
            return
        sock.sendall(change(flight))
        then(sock)

    return bench.serve(host, handler)


def only_server_hello(flight: bytes) -> bytes:
    """The ServerHello of a TLS 1.2 flight, in a record of its own."""
    kind, body = split_messages(flight)[0]
    return record(HANDSHAKE, message(kind, body))
