"""Who watches what: watch, unwatch, list, history, snooze, acknowledge.

Everything that belongs together is one transaction: the subscription, the pointer by which the fan-out finds it, the
number of watchers, the incident, the team's tally. Each function may be repeated after a crash and comes to the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from core.model.target import Target
from core.model.watch import Hold, Place, Settings, Subscription, Team, Threshold
from core.model.watch_state import Entry, Incident, TargetState
from core.table import Put, Remove, Write
from core.watch_ports import Desk
from core.watching import keys
from core.watching.records import Change, minding, settings_put, state_put
from core.watching.shelf import Kept, Plan, kept, put, read, settle, walk

MOST_PER_TEAM: Final = 2_000
_CHUNK: Final = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """What to watch, and how. ``thresholds`` empty: the channel's."""

    target: Target
    thresholds: tuple[Threshold, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """``new``: it was not watched here before. ``state``: what is known of the target; checked again at once."""

    subscription: Subscription
    state: TargetState
    new: bool


@dataclass(frozen=True, slots=True)
class Full:
    """The team watches as many targets as it may."""

    most: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a team."""

    watches: int = 0


@dataclass(frozen=True, slots=True)
class Watcher:
    """By which the fan-out finds a subscription."""

    place: Place


def watch(desk: Desk, place: Place, by: str, wish: Wish, most: int = MOST_PER_TEAM) -> Watched | Full:
    """Watch the target in this channel, or change how. ``by``: a user id."""
    return settle(desk.table, lambda: _watch(desk, place, by, wish, most))


def unwatch(desk: Desk, place: Place, key: str) -> Subscription | None:
    """What was watched; None: nothing of that key here."""
    return settle(desk.table, lambda: _unwatch(desk, place, key))


def entries(desk: Desk, place: Place) -> tuple[Entry, ...]:
    """All that a channel watches, by key, with the target's state and the channel's incident."""
    held = [item.value for item in walk(desk.table, keys.subscriptions(place), Subscription)]
    chunks = [held[start : start + _CHUNK] for start in range(0, len(held), _CHUNK)]
    return tuple(entry for chunk in chunks for entry in _entries(desk, place, chunk))


def history(desk: Desk, place: Place, key: str, limit: int = 20) -> tuple[Change, ...] | None:
    """The target's changes, newest first. None: the channel does not watch it."""
    if desk.table.get(keys.subscription(place, key)) is None:
        return None
    page = desk.table.query(*keys.changes(key), limit=limit)
    return tuple(kept(record, Change).value for record in page.records)


def snooze(desk: Desk, place: Place, key: str, hold: Hold | None) -> Subscription | None:
    """Be silent about it until then; ``hold`` None ends that. None: nothing of that key here."""
    return settle(desk.table, lambda: _hold(desk, place, key, lambda s: replace(s, snoozed=hold), hold))


def acknowledge(desk: Desk, place: Place, key: str, hold: Hold | None) -> Subscription | None:
    """Somebody takes care of it; ``hold`` None ends that. None: nothing of that key here."""
    return settle(desk.table, lambda: _hold(desk, place, key, lambda s: replace(s, acknowledged=hold), hold))


def _watch(desk: Desk, place: Place, by: str, wish: Wish, most: int) -> Plan[Watched | Full]:
    now, key = desk.clock.now(), keys.target_key(wish.target)
    state = read(desk.table, keys.state(key), TargetState)
    held = read(desk.table, keys.subscription(place, key), Subscription)
    if held is not None and state is not None:
        changed = replace(held.value, thresholds=wish.thresholds, owner=wish.owner or held.value.owner)
        looked_at = minding(state.value, now, now)
        writes = [put(held.record.key, changed, held.version), state_put(looked_at, state.version, now)]
        return Plan(Watched(changed, looked_at, new=False), writes)
    tally = read(desk.table, keys.tally(place.team), Tally)
    if tally is not None and tally.value.watches >= most:
        return Plan(Full(most))
    subscription = Subscription(
        place=place, key=key, target=wish.target, created_by=by, created_at=now,
        thresholds=wish.thresholds, owner=wish.owner,
    )  # fmt: skip
    watched = _one_more(state, key, wish.target, now)
    writes = [
        state_put(watched, state.version if state else 0, now),
        put(keys.subscription(place, key), subscription, 0),
        put(keys.watcher(key, place), Watcher(place), None),
        put(keys.incident(place, key), Incident(place=place, key=key, seen=watched.seq, fresh=True), None),
        _counted(place.team, tally, 1),
        *_first_settings(desk, place, now),
    ]
    return Plan(Watched(subscription, watched, new=True), writes)


def _one_more(state: Kept[TargetState] | None, key: str, target: Target, now: datetime) -> TargetState:
    """To be checked at once. What was known when the last watcher went is old: only the numbering goes on."""
    if state is not None and state.value.watchers:
        return replace(state.value, watchers=state.value.watchers + 1, next_due=now, next_moment=now)
    seq = state.value.seq if state else 0
    return TargetState(key=key, target=target, watchers=1, next_due=now, full_due=now, seq=seq)


def _first_settings(desk: Desk, place: Place, now: datetime) -> Sequence[Put]:
    if desk.table.get(keys.settings(place)) is not None:
        return ()
    return settings_put(Settings(place=place), 0, now), put(keys.member(place), Watcher(place), None)


def _unwatch(desk: Desk, place: Place, key: str) -> Plan[Subscription | None]:
    held = read(desk.table, keys.subscription(place, key), Subscription)
    if held is None:
        return Plan(None)
    now = desk.clock.now()
    state = read(desk.table, keys.state(key), TargetState)
    tally = read(desk.table, keys.tally(place.team), Tally)
    fewer = replace(state.value, watchers=max(0, state.value.watchers - 1)) if state else None
    writes: list[Write] = [
        *([state_put(fewer, state.version, now)] if state and fewer else []),
        Remove(held.record.key, held.version),
        Remove(keys.watcher(key, place), None),
        Remove(keys.incident(place, key), None),
        _counted(place.team, tally, -1),
    ]
    return Plan(held.value, writes)


def _counted(team: Team, tally: Kept[Tally] | None, more: int) -> Put:
    watches = tally.value.watches if tally else 0
    return put(keys.tally(team), Tally(max(0, watches + more)), tally.version if tally else 0)


def _hold(
    desk: Desk, place: Place, key: str, change: Callable[[Subscription], Subscription], hold: Hold | None
) -> Plan[Subscription | None]:
    """When a hold ends is a moment of the target, so that what was held back is told then."""
    held = read(desk.table, keys.subscription(place, key), Subscription)
    state = read(desk.table, keys.state(key), TargetState)
    if held is None or state is None:
        return Plan(None)
    changed, now = change(held.value), desk.clock.now()
    writes: list[Write] = [put(held.record.key, changed, held.version)]
    ends = hold.until if hold else now
    if ends is not None:
        writes.append(state_put(minding(state.value, ends, now), state.version, now))
    return Plan(changed, writes)


def _entries(desk: Desk, place: Place, subscriptions: Sequence[Subscription]) -> Sequence[Entry]:
    wanted = [key for s in subscriptions for key in (keys.state(s.key), keys.incident(place, s.key))]
    found = desk.table.get_many(wanted)
    rows = []
    for subscription in subscriptions:
        state, incident = found.get(keys.state(subscription.key)), found.get(keys.incident(place, subscription.key))
        if state is not None and incident is not None:  # else it was unwatched while we read
            rows.append(Entry(subscription, kept(state, TargetState).value, kept(incident, Incident).value))
    return rows
