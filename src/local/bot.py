"""The whole bot on one machine: the real handlers, an embedded store and queues, a loop each. No AWS, no judgement.

Requests come in as API Gateway events (`deliver`); queued errands are handled in loops, as Lambda's event source
mapping would; a timer ticks for watching, as EventBridge Scheduler would. All that is watched and all that waits is in
the database file: a restart goes on where it was.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from slack_bolt import BoltRequest, BoltResponse

from adapters.poller import Poller
from adapters.secrets import GivenSecrets
from adapters.sqlite_queue import SqliteQueue
from adapters.sqlite_store import SqliteStore
from adapters.sweeper import Sweeper
from core.slack_ports import Unavailable
from core.watch_ports import Counter
from core.workflows import Instruments
from handlers import slack, undertaker, worker
from handlers.checking import Rounds, renewal_information
from handlers.reading import make_reader
from handlers.settings import Embedded, Settings
from handlers.sheets import make_sheets
from handlers.slack_routes import make_app
from handlers.speaking import speaking, tokens_of
from handlers.tenancy import Tenancy, with_tenants
from handlers.watch_settings import WatchSettings
from handlers.watching import watching
from handlers.wiring import Services
from local import watchers
from local.loops import VISIBILITY_S, Loop, Loops, context, tried_again
from local.loops import LocalContext as LocalContext
from local.terminal import Terminal, beside
from local.watchers import TICK_S

_IDLE_S = 0.1
_LOG = logging.getLogger("tlscheck.local")


class LocalBot:
    """``deliver`` takes an API Gateway HTTP API event; use as a context manager to have errands done meanwhile.

    ``tenancy``: many workspaces, instead of the one of ``bot_token``.
    ``tick_s``: seconds between two looks for what is due. ``terminal``: where the news of its own watches is printed.
    ``watched``: canaries and heartbeat. ``watching``: the ports of watching. ``unavailable``: as of `Loops`. All keep
    the time of ``instruments``.
    """

    def __init__(  # noqa: PLR0913 - the root of the composition has as many parts as the bot
        self,
        database: Path,
        *,
        signing_secret: str,
        bot_token: str,
        slack_api: str,
        instruments: Instruments,
        tick_s: float = TICK_S,
        terminal: Terminal | None = None,
        watched: WatchSettings | None = None,
        tenancy: Tenancy | None = None,
        unavailable: Callable[[Unavailable], None] = tried_again,
    ) -> None:
        clock = instruments.clock
        secrets = GivenSecrets(signing_secret, bot_token)
        queue = SqliteQueue(database, clock, visibility_s=VISIBILITY_S)
        chosen = Settings(Embedded(database, signing_secret, bot_token), slack_api, many=tenancy)
        messenger, files = speaking(tokens_of(chosen, secrets), slack_api)
        services = Services(SqliteStore(database, clock), queue, messenger, files, secrets, clock)

        rounds = Rounds(instruments)
        watched = watched or WatchSettings()
        means = watching(chosen, watched, Sweeper(instruments, _LOG.warning, watched.canaries), clock)
        means = replace(means, ask=renewal_information(instruments, _LOG.warning))
        means = with_tenants(means, tenancy) if tenancy else means
        self.watching = beside(terminal, means) if terminal else means
        sheets = make_sheets(chosen, services, instruments.policy)
        read = make_reader(files, instruments.stores, instruments.fetcher, clock, sheets)
        answering = worker.make_handler(services, rounds.check_all, rounds.complete_all, read)
        counter = Counter(
            desk=self.watching.desk, queue=self.watching.queue, policy=instruments.policy, voice=self.watching.voice
        )
        self._handler, self._app = slack.make_handler(services, counter), make_app(services, counter)
        self._loops = Loops(
            Loop(Poller(queue, answering, context).poll, _IDLE_S),
            Loop(Poller(queue, undertaker.make_handler(services), context, dead=True).poll, _IDLE_S),
            *watchers.loops(database, self.watching, tick_s, watched.heartbeat_url),
            unavailable=unavailable,
        )

    def deliver(self, event: dict[str, Any]) -> dict[str, Any]:
        """One request of Slack's, answered by the real Slack-facing handler."""
        return self._handler(event, context())

    def dispatch(self, request: BoltRequest) -> BoltResponse:
        """One payload of Slack's that came by a way that needs no signature."""
        return self._app.dispatch(request)

    def __enter__(self) -> Self:
        self._loops.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._loops.__exit__()
