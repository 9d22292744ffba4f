"""The whole bot on one machine: the real handlers, an embedded store and queue, two loops. No AWS, no judgement.

Requests come in as API Gateway events (`deliver`); queued errands are handled by `run`, as Lambda's event source
mapping would.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from adapters.clock import SystemClock
from adapters.poller import Poller
from adapters.secrets import GivenSecrets
from adapters.slack_files import SlackFiles
from adapters.slack_messenger import SlackMessenger
from adapters.sqlite_queue import SqliteQueue
from adapters.sqlite_store import SqliteStore
from core.workflows import Instruments
from handlers import slack, undertaker, worker
from handlers.checking import Rounds
from handlers.reading import make_reader
from handlers.wiring import Services

_TIMEOUT_MS = 30_000  # as the worker function in template.yaml
_IDLE = 0.1


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
    """``deliver`` takes an API Gateway HTTP API event; use as a context manager to have errands done meanwhile."""

    def __init__(
        self, database: Path, *, signing_secret: str, bot_token: str, slack_api: str, instruments: Instruments
    ) -> None:
        clock = SystemClock()
        secrets = GivenSecrets(signing_secret, bot_token)
        queue = SqliteQueue(database, clock)
        messenger = SlackMessenger(secrets, slack_api)
        files = SlackFiles(secrets, slack_api)
        services = Services(SqliteStore(database, clock), queue, messenger, files, secrets, clock)

        rounds = Rounds(instruments)
        read = make_reader(files, instruments.stores, instruments.fetcher, clock)
        self._handler = slack.make_handler(services)
        self._pollers = (
            Poller(queue, worker.make_handler(services, rounds.check_all, rounds.complete_all, read), _context),
            Poller(queue, undertaker.make_handler(services), _context, dead=True),
        )
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._loop, args=(p.poll,), daemon=True) for p in self._pollers]

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
            thread.join()

    def _loop(self, poll: Callable[[], int]) -> None:
        while not self._stop.is_set():
            if not poll():
                self._stop.wait(_IDLE)
