"""On the wire: ports that do not speak TLS, or stop, stall, flood and break it."""

import socket
import threading
from collections.abc import Callable

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.net import hold, reset
from tests.lab.script import after_hello, answer, only_server_hello
from tests.lab.tls import V12, V13, altered, context, first_flight, record, split_records, terminate

# --- closed, reset, silent -------------------------------------------------------------------------------------------


@fault("closed-on-connect", "FIN as soon as the connection stands", "closed-on-connect")
def closed_on_connect(bench: Bench, host: str) -> Running:
    return bench.serve(host, lambda sock: None)


@fault(
    "reset-on-connect", "RST as soon as the connection stands", "closed-on-connect", instead=(("reset-after-hello",),)
)
def reset_on_connect(bench: Bench, host: str) -> Running:
    return bench.serve(host, reset)


@fault("closed-after-hello", "FIN in answer to every ClientHello", "closed-after-hello")
def closed_after_hello(bench: Bench, host: str) -> Running:
    return bench.serve(host, after_hello(lambda sock: None))


@fault("reset-after-hello", "RST in answer to every ClientHello", "reset-after-hello")
def reset_after_hello(bench: Bench, host: str) -> Running:
    return bench.serve(host, after_hello(reset))


@fault("silent-after-hello", "The ClientHello is taken and never answered", "silent-after-hello", slow=True)
def silent_after_hello(bench: Bench, host: str) -> Running:
    return bench.serve(host, hold)


@fault("stalled-after-server-hello", "TLS 1.2: ServerHello, then silence", "stalled-mid-handshake", slow=True)
def stalled(bench: Bench, host: str) -> Running:
    return answer(bench, host, only_server_hello)


@fault("stalled-in-record", "Half a record, then silence", "stalled-mid-handshake", slow=True)
def stalled_in_record(bench: Bench, host: str) -> Running:
    return answer(bench, host, lambda flight: flight[: len(flight) // 2])


@fault(
    "stalled-tls13",
    "TLS 1.3: ServerHello, then silence where the certificate should come",
    "stalled-mid-handshake",
    slow=True,
)
def stalled_tls13(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), lowest=V13)

    def handler(sock: socket.socket) -> None:
        for kind, body in split_records(first_flight(sock, made))[:1]:
            sock.sendall(record(kind, body))
        hold(sock)

    return bench.serve(host, handler)


@fault("closed-after-server-hello", "TLS 1.2: ServerHello, then FIN", "closed-mid-handshake")
def closed_mid(bench: Bench, host: str) -> Running:
    return answer(bench, host, only_server_hello, then=lambda sock: None)


@fault("reset-after-server-hello", "TLS 1.2: a whole flight, then RST", "closed-mid-handshake")
def reset_mid(bench: Bench, host: str) -> Running:
    def wait_and_reset(sock: socket.socket) -> None:
        sock.recv(65536)
        reset(sock)

    return answer(bench, host, lambda flight: flight, then=wait_and_reset)


@fault("closed-after-handshake", "The handshake completes, then FIN without close_notify", "closed-after-handshake")
def closed_after_handshake(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host)), lambda conn: None))


@fault("reset-after-handshake", "The handshake completes, then RST", "closed-after-handshake")
def reset_after_handshake(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host))

    def handler(sock: socket.socket) -> None:
        terminate(made, lambda conn: reset(sock))(sock)

    return bench.serve(host, handler)


# --- slow ------------------------------------------------------------------------------------------------------------


def _trickle(data: bytes, pause: float) -> Callable[[socket.socket], None]:
    """One byte at a time; the pause ends early when the client has left."""

    def act(sock: socket.socket) -> None:
        clock = threading.Event()
        for value in data:
            sock.sendall(bytes([value]))
            clock.wait(pause)

    return act


@fault(
    "slow-trickle",
    "The server's flight at one byte a second: it would take a quarter of an hour",
    "slow-handshake",
    instead=(("stalled-mid-handshake",),),
    slow=True,
)
def slow_trickle(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), highest=V12)

    def handler(sock: socket.socket) -> None:
        _trickle(first_flight(sock, made), 1.0)(sock)

    return bench.serve(host, handler)


@fault("slow-answer", "ServerHello comes after four seconds, all else is right", "slow-handshake", slow=True)
def slow_answer(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host))

    def wait(number: int, flight: bytes) -> bytes:
        if number == 0:
            threading.Event().wait(4.0)
        return flight

    return bench.serve(host, altered(made, wait))
