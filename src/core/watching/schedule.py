"""When a target is checked again: daily, oftener when something is near or moves. Pure.

Law: a check never comes later than the interval says, and up to a tenth earlier, by the target's name, so that targets
do not come all at once and one target keeps its place. An instant at which time alone makes something to say is met.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from core.model.watch_state import TargetState
from core.watching.certificates import SETTLED, served
from core.watching.reach import CONFIRM, calm
from core.watching.reminders import lifetime

AGAIN: Final = timedelta(seconds=75)  # to confirm what was seen once
OVERLOOKED_AFTER: Final = 2  # intervals
_DAY: Final = timedelta(days=1)
_SIXTH: Final = timedelta(hours=6)
_HOUR: Final = timedelta(hours=1)
_QUARTER: Final = timedelta(minutes=15)
_SHORT_LIFE: Final = timedelta(days=10)
_LAST_HOURS: Final = timedelta(hours=72)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def interval(state: TargetState, now: datetime) -> timedelta:
    """How long after a check the next one is to come."""
    if state.unreachable_since is not None:
        if state.back_since is not None:
            return max(AGAIN, calm(len(state.outages)) / 4)
        return _QUARTER if now - state.unreachable_since < _DAY else _HOUR
    if state.suspect_since is not None or _doubtful(state, now):
        return AGAIN
    if state.broken_since is not None and now - state.broken_since < _DAY:
        return _QUARTER
    if state.facts is None or state.facts.leaf is None:
        return _HOUR
    return min(_SIXTH if state.broken_since else _DAY, *(_of_leaf(state, now)))


def _doubtful(state: TargetState, now: datetime) -> bool:
    return state.pending_since is not None and now - state.pending_since < 5 * CONFIRM


def _of_leaf(state: TargetState, now: datetime) -> list[timedelta]:
    rolling = state.rollout_since is not None and now - state.rollout_since < SETTLED
    wishes = [_HOUR] if rolling else [_DAY]
    if state.facts is None:
        return wishes
    for leaf in served(state.facts):
        life, left = lifetime(leaf), min(leaf.not_after, state.facts.earliest or leaf.not_after) - now
        if life <= _SHORT_LIFE or timedelta() < left <= _LAST_HOURS:
            wishes.append(_HOUR)
        elif left <= life / 3:
            wishes.append(_SIXTH)
    return wishes


def next_due(state: TargetState, now: datetime) -> datetime:
    """The instant of the next check, later than ``now``; exact to the second where time has something to say."""
    wait = interval(state, now)
    early = 0.0 if wait <= AGAIN else _place_of(state.key) / 10
    if wait >= _LAST - now:
        return _LAST
    at = now + wait * (1 - early)
    moment = state.next_moment
    return moment if moment is not None and now < moment < at else at


def overlooked(state: TargetState, now: datetime) -> bool:
    """No check has come for more than `OVERLOOKED_AFTER` intervals. Being handed out is not being checked."""
    return state.watchers > 0 and state.unchecked_since is None and late(state, now)


def late(state: TargetState, now: datetime) -> bool:
    """The last check is longer ago than `OVERLOOKED_AFTER` intervals."""
    seen = seen_last(state)
    return now - seen > OVERLOOKED_AFTER * max(interval(state, seen), _HOUR)


def seen_last(state: TargetState) -> datetime:
    """When it was checked last; what never was is due in full since it is watched."""
    return state.checked_at or state.full_due


@lru_cache(maxsize=65536)
def _place_of(key: str) -> float:
    """0 ≤ x < 1, the same for ever."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") / 2**32
