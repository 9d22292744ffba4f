"""Waiting for what other threads and processes do: with a deadline, and no longer than it takes."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


def eventually(found: Callable[[], T], seconds: float = 100.0) -> T:
    """What is found as soon as it is true; what is there after so many seconds else."""
    until = monotonic() + seconds
    while not (result := found()) and monotonic() < until:
        Event().wait(0.02)
    return result
