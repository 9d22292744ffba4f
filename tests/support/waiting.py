"""Waiting for what other threads and processes do: with a deadline, and no longer than it takes."""

from collections.abc import Callable
from threading import Event
from time import monotonic


def eventually(found: Callable[[], bool], seconds: float = 100.0) -> bool:
    until = monotonic() + seconds
    while not found() and monotonic() < until:
        Event().wait(0.02)
    return found()
