"""One tick: what came due becomes errands. Costs time in proportion to what is due, never to what there is.

A target is claimed before its errand is sent: it comes due again when the claim runs out, so a tick, a queue or a
worker that dies only delays a check. The claim is conditional, so two ticks never hand out the same target. Everything
else that is due stays due until it is done; its errand may be sent again, and whoever does it keeps out of another's
way.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.model.watch_state import TargetState
from core.slack_ports import Unavailable
from core.table import Key
from core.watch_ports import (
    MOST_TARGETS,
    Announce,
    Apply,
    Carry,
    Desk,
    MakeDigest,
    Sweep,
    Tend,
    WatchErrand,
    WatchQueue,
)
from core.watching import keys
from core.watching.records import outbox, state_put
from core.watching.schedule import next_due
from core.watching.shelf import Plan, read, readable
from core.watching.together import together
from core.watching.transition import overlook

CLAIM: Final = timedelta(minutes=15)
_LIMIT: Final = 500  # of a shard in one tick; the rest is the earliest of the next
_READ: Final = 100


@dataclass(frozen=True, slots=True)
class Ticked:
    """``claimed``: targets handed out. ``errands``: of the other kinds. ``oldest``: for how long the target that waited
    longest had been due.
    """

    claimed: int
    errands: int
    oldest: timedelta = timedelta(0)


def tick(desk: Desk, queue: WatchQueue, until: float) -> Ticked:
    """Hand out what is due; nothing more is claimed after the monotonic second ``until``. May raise `Unavailable`."""
    errands = [errand for kind, make in _KINDS for errand in _others(desk, kind, make)]
    if errands:
        queue.send(errands)
    claimed, oldest = 0, timedelta(0)
    for shard in _in_turn(keys.shards(keys.CHECK), desk.clock.now()):
        due = desk.table.due(shard, desk.clock.now(), limit=_LIMIT)
        for start in range(0, len(due), _READ):
            if desk.clock.monotonic() >= until:
                return Ticked(claimed, len(errands), oldest)
            batch = list(_claim(desk, due[start : start + _READ]))
            _send(queue, [state.key for state, _ in batch])
            claimed += len(batch)
            oldest = max([oldest, *(late for _, late in batch)])
    return Ticked(claimed, len(errands), oldest)


def _in_turn(shards: Sequence[str], now: datetime) -> Sequence[str]:
    """Each minute another one is the first, so that none waits for ever where the time is never enough for all."""
    first = int(now.timestamp() // 60) % len(shards)
    return (*shards[first:], *shards[:first])


def hurry(desk: Desk, queue: WatchQueue, found: Sequence[str], until: float) -> int:
    """Have these targets checked now instead of at the next tick; how many. Those that are being checked already are
    left alone. Nothing is begun after the monotonic second ``until``. Never raises `Unavailable`: what cannot be
    hurried comes due by itself.
    """
    if desk.clock.monotonic() >= until:
        return 0
    claims = together(desk, found, lambda key: (keys.state(key),), _hurried, until)
    claimed = [key for key in claims.results if key is not None]
    try:
        _send(queue, claimed)
    except Unavailable as error:
        desk.report(f"{len(claimed)} targets wait for a tick: {error}")
        together(desk, claimed, lambda key: (keys.state(key),), _left_to_a_tick, until)
        return 0
    return len(claimed)


def _hurried(desk: Desk, key: str) -> Plan[str | None]:
    held = read(desk.table, keys.state(key), TargetState)
    now = desk.clock.now()
    if held is None or not held.value.watchers or _under_way(held.value, now):
        return Plan(None)
    claimed = replace(held.value, claimed_at=now, next_due=now + CLAIM)
    return Plan(key, [state_put(claimed, held.version, now)])


def _left_to_a_tick(desk: Desk, key: str) -> Plan[None]:
    held = read(desk.table, keys.state(key), TargetState)
    now = desk.clock.now()
    return Plan(None, [state_put(replace(held.value, next_due=now), held.version, now)] if held else ())


def _under_way(state: TargetState, now: datetime) -> bool:
    """Handed out, and not checked since."""
    claimed, seen = state.claimed_at, state.checked_at
    return claimed is not None and claimed <= now < claimed + CLAIM and (seen is None or seen < claimed)


def _send(queue: WatchQueue, found: Sequence[str]) -> None:
    if found:
        starts = range(0, len(found), MOST_TARGETS)
        queue.send([Sweep(tuple(found[start : start + MOST_TARGETS])) for start in starts])


def _claim(desk: Desk, due: Sequence[Key]) -> Iterator[tuple[TargetState, timedelta]]:
    """Those that we got, and for how long each had been due."""
    found = desk.table.get_many(due)
    for key in due:
        now = desk.clock.now()
        record = found.get(key)
        if record is None or record.due is None or record.due.at > now:
            continue  # the index lags behind: done, unwatched or claimed meanwhile
        held = readable(desk, record, TargetState)
        if held is None:
            continue
        known, events = overlook(_as_due(held.value), now)
        claimed = replace(known, claimed_at=now, next_due=now + CLAIM)
        if desk.table.write([state_put(claimed, record.version, now), *outbox(events)]):
            yield claimed, now - record.due.at


def _as_due(state: TargetState) -> TargetState:
    """The state as it came due first: a claim that came to nothing had moved that."""
    seen, claimed = state.checked_at, state.claimed_at
    return replace(state, next_due=next_due(state, seen)) if seen and claimed and claimed > seen else state


def _others(desk: Desk, kind: str, make: Callable[[str], WatchErrand]) -> Sequence[WatchErrand]:
    """One errand for each part in which something is due."""
    now = desk.clock.now()
    parts: dict[str, None] = {}
    for shard in keys.shards(kind):
        try:
            parts |= dict.fromkeys(key.part for key in desk.table.due(shard, now, limit=_LIMIT))
        except Unavailable as error:
            desk.report(f"{shard} was not read, the next tick does: {error}")
    return [make(part) for part in parts]


_KINDS: Final[tuple[tuple[str, Callable[[str], WatchErrand]], ...]] = (
    (keys.NEWS, lambda part: Announce(keys.key_in(part))),
    (keys.LANE, lambda part: Carry(keys.place_in(part))),
    (keys.APPLY, lambda part: Apply(keys.place_in(part))),
    (keys.DIGEST, lambda part: MakeDigest(keys.place_in(part))),
    (keys.TENANT, lambda part: Tend(keys.team_in(part))),
)
