"""Servers that do not like to be asked so much, or do not always say the same: a right server behind a doorkeeper."""

import itertools
import socket
import threading
from collections.abc import Callable

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.net import Handler, hold, reset
from tests.lab.tls import ALERT, V10, V12, altered, context, terminate

NO_POST_QUANTUM = ("no-post-quantum", "no-tls13")
Turn = Callable[[int], Handler]


def _by_turn(bench: Bench, host: str, turn: Turn) -> Running:
    """Connections are numbered from 1 as they come; the number says who serves."""
    numbers, lock = itertools.count(1), threading.Lock()

    def handler(sock: socket.socket) -> None:
        with lock:
            number = next(numbers)
        turn(number)(sock)

    return bench.serve(host, handler)


def _limited(bench: Bench, host: str, after: int, ending: Handler) -> Running:
    right = terminate(context(bench.pki.leaf(host)))
    return _by_turn(bench, host, lambda number: right if number <= after else ending)


@fault("limit-reset", "After twelve connections every further one is reset", "rate-limited")
def limit_reset(bench: Bench, host: str) -> Running:
    return _limited(bench, host, 12, reset)


@fault("limit-closed", "After eight connections every further one is closed at once", "rate-limited")
def limit_closed(bench: Bench, host: str) -> Running:
    return _limited(bench, host, 8, lambda sock: sock.close())


@fault("limit-early", "After three connections every further one is reset", "rate-limited")
def limit_early(bench: Bench, host: str) -> Running:
    return _limited(bench, host, 3, reset)


@fault("limit-tarpit", "After twenty connections the others are held and never answered", "rate-limited", slow=True)
def limit_tarpit(bench: Bench, host: str) -> Running:
    return _limited(bench, host, 20, hold)


@fault("crowd", "No more than three connections at once: the fourth is reset", "rate-limited")
def crowd(bench: Bench, host: str) -> Running:
    right, room = terminate(context(bench.pki.leaf(host))), threading.BoundedSemaphore(3)

    def handler(sock: socket.socket) -> None:
        if not room.acquire(blocking=False):
            reset(sock)
            return
        try:
            threading.Event().wait(0.1)  # long enough to be one of several on a busy machine too
            right(sock)
        finally:
            room.release()

    return bench.serve(host, handler)


@fault("closes-to-refuse", "Refuses by closing the connection, without an alert, as Windows does")
def closes_to_refuse(bench: Bench, host: str) -> Running:
    mute = altered(context(bench.pki.leaf(host)), lambda _, flight: None if flight[0] == ALERT else flight)
    return bench.serve(host, mute)


@fault(
    "two-machines",
    "One address, two machines behind it by turns: one with TLS 1.0 and 1.2, one with TLS 1.2 and 1.3",
    "answers-vary",
    also=("legacy-protocol-enabled", *NO_POST_QUANTUM),
)
def two_machines(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    old, new = terminate(context(leaf, lowest=V10, highest=V12)), terminate(context(leaf))
    return _by_turn(bench, host, lambda number: new if number % 2 else old)
