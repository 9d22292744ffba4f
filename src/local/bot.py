"""The whole bot on one machine: the real handlers, an embedded store and queues, a loop each. No AWS, no judgement.

Requests come in as API Gateway events (`deliver`); queued errands are handled in loops, as Lambda's event source
mapping would; a timer ticks for watching, as EventBridge Scheduler would. All that is watched and all that waits is in
the database file: a restart goes on where it was.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from adapters.clock import SystemClock
from adapters.poller import Poller
from adapters.secrets import GivenSecrets
from adapters.sqlite_queue import SqliteQueue
from adapters.sqlite_store import SqliteStore
from adapters.sweeper import Sweeper
from adapters.tokens import OneToken
from core.watch_ports import Counter
from core.workflows import Instruments
from handlers import delivery, scheduler, slack, sweeper, undertaker, worker
from handlers.checking import Rounds
from handlers.reading import make_reader
from handlers.settings import Embedded, Settings
from handlers.watch_settings import WatchSettings
from handlers.watching import VISIBILITY_S, watching
from handlers.wiring import Services, speaking

_TIMEOUT_MS = 30_000  # as the worker function in template.yaml
_IDLE, _WATCH_IDLE = 0.1, 0.5
_LEAVING_S = 5.0  # what is under way then comes again at the next start
TICK_S = 60.0
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


def _context() -> LocalContext:
    return LocalContext(time.monotonic())


class LocalBot:
    """``deliver`` takes an API Gateway HTTP API event; use as a context manager to have errands done meanwhile.

    ``tick_s``: seconds between two looks for what is due. ``watching``: the ports of watching.
    """

    def __init__(
        self,
        database: Path,
        *,
        signing_secret: str,
        bot_token: str,
        slack_api: str,
        instruments: Instruments,
        tick_s: float = TICK_S,
    ) -> None:
        clock = SystemClock()
        secrets = GivenSecrets(signing_secret, bot_token)
        queue = SqliteQueue(database, clock)
        messenger, files = speaking(OneToken(secrets), slack_api)
        services = Services(SqliteStore(database, clock), queue, messenger, files, secrets, clock)

        rounds = Rounds(instruments)
        read = make_reader(files, instruments.stores, instruments.fetcher, clock)
        self._pollers = (
            Poller(queue, worker.make_handler(services, rounds.check_all, rounds.complete_all, read), _context),
            Poller(queue, undertaker.make_handler(services), _context, dead=True),
        )
        chosen = Settings(Embedded(database, signing_secret, bot_token), slack_api)
        self.watching = watching(chosen, WatchSettings(), Sweeper(instruments, _LOG.warning))
        counter = Counter(desk=self.watching.desk, queue=self.watching.queue, policy=instruments.policy)
        self._handler = slack.make_handler(services, counter)
        self._tick, self._tick_s = scheduler.make_handler(self.watching), tick_s
        sweeps, tellings = (
            SqliteQueue(database, clock, visibility_s=VISIBILITY_S, name=name) for name in ("sweep", "telling")
        )
        watchers = (
            Poller(sweeps, sweeper.make_handler(self.watching), _context),
            Poller(tellings, delivery.make_handler(self.watching), _context),
        )
        self._stop = threading.Event()
        loops = [(p.poll, _IDLE) for p in self._pollers] + [(p.poll, _WATCH_IDLE) for p in watchers]
        self._threads = [threading.Thread(target=self._loop, args=loop, daemon=True) for loop in loops]
        self._threads.append(threading.Thread(target=self._tick_on, daemon=True))

    def deliver(self, event: dict[str, Any]) -> dict[str, Any]:
        """One request of Slack's, answered by the real Slack-facing handler."""
        return self._handler(event, _context())

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(_LEAVING_S)

    def _loop(self, poll: Callable[[], int], idle: float) -> None:
        while not self._stop.is_set():
            if not poll():
                self._stop.wait(idle)

    def _tick_on(self) -> None:
        while not self._stop.is_set():
            try:
                self._tick({}, _context())
            except Exception:  # noqa: BLE001 - as Lambda does; the next tick makes up for it
                _LOG.exception("a tick failed")
            self._stop.wait(self._tick_s)
