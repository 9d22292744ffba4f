"""Who may deliver to a channel just now, and repeats that are still to be taken away.

The lease is longer than its holder may live, so two never deliver to one channel at once; a dead holder's lane is free
by itself. Handing it back keeps it for as long as Slack wants the channel left alone.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.model.job import Posted
from core.model.watch import Place
from core.slack_ports import Delivered, Never
from core.table import Put, Remove
from core.watch_ports import Desk, Herald
from core.watching import keys
from core.watching.records import lane_due
from core.watching.shelf import Kept, put, read, walk_readable

SPARE_S: Final = 10.0
_KEPT: Final = timedelta(days=1)
_LOOKS: Final = (60, 120, 300, 900, 3600)  # seconds until the next look for a repeat
LOOK_BACK: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Lease:
    until: datetime


@dataclass(frozen=True, slots=True)
class Held:
    place: Place
    version: int


@dataclass(frozen=True, slots=True)
class Busy:
    """Ask again in ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """``mark`` was sent again without knowing whether an earlier one had arrived; ``stands`` is the one that counts."""

    place: Place
    mark: str
    since: datetime
    stands: Posted
    thread: Posted | None = None
    looks: int = 0


def take_lane(desk: Desk, place: Place, seconds: float) -> Held | Busy:
    """The right to deliver here for so many seconds and a little more."""
    key, now = keys.lease(place), desk.clock.now()
    lease = read(desk.table, key, Lease)
    if lease is not None and lease.value.until > now:
        return Busy((lease.value.until - now).total_seconds())
    version = lease.version if lease else 0
    until = now + timedelta(seconds=max(0.0, seconds) + SPARE_S)
    if not desk.table.write([put(key, Lease(until), version, expires_at=until + _KEPT)]):
        return Busy(SPARE_S)
    return Held(place, version + 1)


def hand_back(desk: Desk, held: Held, pause: float) -> None:
    """Free again in ``pause`` seconds."""
    until = desk.clock.now() + timedelta(seconds=pause)
    desk.table.write([put(keys.lease(held.place), Lease(until), held.version, expires_at=until + _KEPT)])


def repeat_put(repeat: Repeat, expected: int | None, now: datetime) -> Put:
    due = now + timedelta(seconds=_LOOKS[min(repeat.looks, len(_LOOKS) - 1)])
    return put(keys.repeat(repeat.place, repeat.mark), repeat, expected, lane_due(repeat.place, due))


def tidy(desk: Desk, herald: Herald, place: Place, timeout: float) -> None:
    """Take away what was said twice, as far as it can be seen by now."""
    for held in walk_readable(desk, keys.repeats(place), Repeat):
        if held.record.due is not None and held.record.due.at <= desk.clock.now():
            _tidy(desk, herald, held, timeout)


def _tidy(desk: Desk, herald: Herald, held: Kept[Repeat], timeout: float) -> None:
    repeat = held.value
    found = herald.find(repeat.place, repeat.mark, repeat.since - LOOK_BACK, thread=repeat.thread, timeout=timeout)
    others = [posted for posted in found or () if posted != repeat.stands]
    gone = [isinstance(herald.remove(repeat.place, posted, timeout), Delivered | Never) for posted in others]
    if (found is not None and all(gone)) or repeat.looks >= len(_LOOKS):
        desk.table.write([Remove(held.record.key, held.version)])
    else:
        desk.table.write([repeat_put(replace(repeat, looks=repeat.looks + 1), held.version, desk.clock.now())])
