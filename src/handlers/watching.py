"""The composition root of watching: its ports and their adapters. Loads no TLS library; the check is the sweeper's."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from adapters.clock import SystemClock
from adapters.herald import SlackHerald
from adapters.secrets import GivenSecrets, ParameterSecrets, Secrets
from adapters.watch_queue import DelayingQueue, SqliteWatchQueue, SqsWatchQueue
from core.model.observation import Depth
from core.model.report import Report
from core.model.target import Target
from core.model.watch import Team
from core.render.slack_voice import voice
from core.slack_ports import Pause, Sent
from core.table import Table
from core.watch_ports import Ask, Check, Desk, Herald, Voice, ask_nobody
from handlers.settings import Aws, Embedded, Settings
from handlers.speaking import tokens_of
from handlers.watch_settings import WatchSettings, read_watch_settings
from handlers.wiring import client

if TYPE_CHECKING:
    from core.install_ports import Registry
    from core.watching.working import Office

_LOG = logging.getLogger("tlscheck")
VISIBILITY_S = 120.0  # of a letter on one machine


async def no_check(_targets: Sequence[Target], _depth: Depth, _seconds: float) -> Sequence[Report]:
    raise NotImplementedError("only the sweeper checks")


class LivingHerald(Herald, Protocol):
    """One that can be asked whether it gets through."""

    def alive(self, team: Team, timeout: float) -> Sent:
        """Whether Slack answers, and takes the team's token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    desk: Desk
    queue: DelayingQueue
    herald: LivingHerald
    voice: Voice
    check: Check = no_check
    ask: Ask = ask_nobody
    pause: Pause = time.sleep
    registry: "Registry | None" = None
    heart: Callable[[float], Sent] | None = None

    def alive(self, timeout: float) -> Sent:
        """Whether Slack answers, and takes the one token; with many workspaces, whether it answers."""
        return self.heart(timeout) if self.heart else self.herald.alive(Team(""), timeout)

    def office(self, until: float) -> "Office":
        from core.watching.working import Office  # noqa: PLC0415 - the TLS libraries, which the Slack side does without

        return Office(
            desk=self.desk, queue=self.queue, check=self.check, voice=self.voice, herald=self.herald,
            ask=self.ask, registry=self.registry, pause=self.pause, until=until,
        )  # fmt: skip


@cache
def watch_settings() -> WatchSettings:
    return read_watch_settings(os.environ)


def watching(chosen: Settings, queues: WatchSettings, check: Check = no_check) -> Watching:
    clock = SystemClock()
    match chosen.place:
        case Embedded(path, signing, token):
            from adapters.sqlite_queue import SqliteQueue  # noqa: PLC0415 - not needed in the cloud
            from adapters.sqlite_table import SqliteTable  # noqa: PLC0415

            secrets: Secrets = GivenSecrets(signing, token)
            table: Table = SqliteTable(path, clock)
            sweeps = SqliteQueue(path, clock, visibility_s=VISIBILITY_S, name="sweep")
            tellings = SqliteQueue(path, clock, visibility_s=VISIBILITY_S, name="telling")
            queue: DelayingQueue = SqliteWatchQueue(sweeps, tellings)
        case Aws(name, _, signing, token):
            from adapters.dynamodb_table import DynamoDbTable  # noqa: PLC0415 - botocore is half of a cold start

            secrets = ParameterSecrets(client("ssm"), signing, token)
            table = DynamoDbTable(client("dynamodb"), name, clock)
            queue = SqsWatchQueue(client("sqs"), queues.sweep_url, queues.telling_url)
    desk = Desk(table=table, clock=clock, report=_LOG.warning)
    herald = SlackHerald(tokens_of(chosen, secrets), chosen.slack_api)
    return Watching(desk=desk, queue=queue, herald=herald, voice=voice, check=check)
