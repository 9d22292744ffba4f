"""Waiting for what other threads and processes do: with a deadline, and no longer than it takes. Or not at all."""

from collections.abc import Callable, Coroutine
from threading import Event
from time import monotonic
from typing import TypeVar, cast

T = TypeVar("T")


def eventually(found: Callable[[], T], seconds: float = 100.0) -> T:
    """What is found as soon as it is true; what is there after so many seconds else."""
    until = monotonic() + seconds
    while not (result := found()) and monotonic() < until:
        Event().wait(0.02)
    return result


def at_once(coroutine: Coroutine[object, object, T]) -> T:
    """What a coroutine returns that never has to wait, as those of core on ports in memory: without the cost of an
    event loop, which is a fifth of a simulated minute.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        return cast(T, done.value)
    coroutine.close()
    raise AssertionError("it waits for something")
