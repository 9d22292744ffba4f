"""Watching on one machine: a tick now and then, as EventBridge Scheduler would; what it hands out is done in loops."""

from pathlib import Path
from typing import Final

from adapters.poller import Poller
from adapters.sqlite_queue import SqliteQueue
from handlers import delivery, scheduler, sweeper
from handlers.watching import Watching
from local.loops import VISIBILITY_S, Loop, context

TICK_S: Final = 60.0
_IDLE_S: Final = 0.5


def loops(
    database: Path, means: Watching, tick_s: float = TICK_S, heartbeat_url: str = ""
) -> tuple[Loop, ...]:  # fmt: skip
    """``tick_s``: seconds between two looks for what is due. ``heartbeat_url``: called after every tick whose pulse got
    through.
    """
    clock, tick = means.desk.clock, scheduler.make_handler(means)
    sweeps, tellings = (
        SqliteQueue(database, clock, visibility_s=VISIBILITY_S, name=name) for name in ("sweep", "telling")
    )

    def tick_once() -> None:
        tick({}, context())

    return (
        Loop(Poller(sweeps, sweeper.make_handler(means), context).poll, _IDLE_S),
        Loop(Poller(tellings, delivery.make_handler(means, heartbeat_url), context).poll, _IDLE_S),
        Loop(tick_once, tick_s),
    )
