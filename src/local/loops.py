"""Threads that do what is to be done, again and again, until they are told to stop.

Law: a step that fails is told of and tried again; stopping takes a bounded time, and what was under way then is left to
the next start, as every step can be repeated.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Self

from core.slack_ports import Unavailable

LEAVING_S: Final = 2.0
_TIMEOUT_MS: Final = 30_000  # as the worker function in template.yaml
VISIBILITY_S: Final = 35.0  # of a letter: whoever has it is done by then, or was killed
_LOG = logging.getLogger("tlscheck.local")


@dataclass(frozen=True, slots=True)
class LocalContext:
    """The part of a Lambda context that handlers read."""

    started: float
    aws_request_id: str = "local"
    function_name: str = "tlscheck-local"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:local:000000000000:function:tlscheck-local"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, _TIMEOUT_MS - int((time.monotonic() - self.started) * 1000))


def context() -> LocalContext:
    return LocalContext(time.monotonic())


def tried_again(error: Unavailable) -> None:
    _LOG.warning("%s; tried again", error)


@dataclass(frozen=True, slots=True)
class Loop:
    """``step``: how much it did; after nothing it rests for ``idle`` seconds."""

    step: Callable[[], Any]
    idle: float


class Loops:
    """One thread each. A context manager. ``unavailable``: told when the database did not do its part of a step."""

    def __init__(self, *loops: Loop, unavailable: Callable[[Unavailable], None] = tried_again) -> None:
        self._unavailable = unavailable
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(loop,), daemon=True) for loop in loops]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        until = time.monotonic() + LEAVING_S
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self, loop: Loop) -> None:
        while not self._stop.is_set():
            if not self._done(loop):
                self._stop.wait(loop.idle)

    def _done(self, loop: Loop) -> Any:
        try:
            return loop.step()
        except Unavailable as error:
            self._unavailable(error)
        except Exception:  # noqa: BLE001 - as Lambda does; the next time makes up for it
            _LOG.exception("a step failed")
        return None
