"""The composition root of watching: its ports and their adapters. Loads no TLS library; the check is the sweeper's."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from adapters.clock import SystemClock
from adapters.herald import LivingHerald, SlackHerald
from adapters.slack_names import SlackNames
from adapters.slack_upload import SlackUploads
from adapters.watch_queue import DelayingQueue
from core.model.observation import Depth
from core.model.report import Report
from core.model.target import Target
from core.model.watch import Team
from core.ports import Clock
from core.render.slack_voice import voice
from core.slack_ports import Pause, Sent
from core.upload_ports import UploadsTo, nowhere
from core.watch_ports import Ask, Check, Desk, Voice, ask_nobody
from handlers.settings import Settings
from handlers.speaking import tokens_of
from handlers.watch_places import places
from handlers.watch_settings import WatchSettings, read_watch_settings

if TYPE_CHECKING:
    from core.install_ports import Registry
    from core.watching.working import Office

_LOG = logging.getLogger("tlscheck")


async def no_check(_targets: Sequence[Target], _depth: Depth, _seconds: float) -> Sequence[Report]:
    raise NotImplementedError("only the sweeper checks")


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
    uploads: UploadsTo = nowhere

    def alive(self, timeout: float) -> Sent:
        """Whether Slack answers, and takes the one token; with many workspaces, whether it answers."""
        return self.heart(timeout) if self.heart else self.herald.alive(Team(""), timeout)

    def office(self, until: float) -> "Office":
        from core.watching.working import Office  # noqa: PLC0415 - the workflows, which the Slack side does without

        return Office(
            desk=self.desk, queue=self.queue, check=self.check, voice=self.voice, herald=self.herald,
            ask=self.ask, registry=self.registry, pause=self.pause, until=until, uploads=self.uploads,
        )  # fmt: skip


@cache
def watch_settings() -> WatchSettings:
    return read_watch_settings(os.environ)


def watching(chosen: Settings, queues: WatchSettings, check: Check = no_check, clock: Clock | None = None) -> Watching:
    clock = clock or SystemClock()
    secrets, table, queue = places(chosen, queues, clock)
    tokens, api = tokens_of(chosen, secrets), chosen.slack_api
    desk = Desk(table=table, clock=clock, report=_LOG.warning, names=SlackNames(tokens, clock, api))
    herald, uploads = SlackHerald(tokens, api), SlackUploads(tokens, api)
    speak = partial(voice, tried_from=queues.tried_from)
    return Watching(desk=desk, queue=queue, herald=herald, voice=speak, check=check, uploads=lambda _: uploads)
