"""Who watches what: watch, unwatch, list, history, snooze, acknowledge.

Everything that belongs together is one transaction: the subscription, the pointer by which the fan-out finds it, the
number of watchers, the incident, the team's tally. Each function may be repeated after a crash and comes to the same.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final

from core.model.installation import Belongs
from core.model.target import Target
from core.model.watch import Hold, Leaf, Place, Settings, Subscription, Team, Threshold
from core.model.watch_state import Entry, Incident, TargetState
from core.table import Key, Put, Remove, Write
from core.watch_ports import Desk
from core.watching import keys
from core.watching.parting import parting
from core.watching.records import Change, History, bell_put, minding, settings_put, state_put
from core.watching.shelf import Kept, Plan, kept, put, read, settle, walk
from core.watching.together import Batch, together

MOST_PER_TEAM: Final = 2_000
_CHUNK: Final = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """What to watch, and how. ``thresholds`` empty: the channel's. Where it is watched already, what is empty stays as
    it was; ``whole``: it is taken away. ``owner_name``: as in `Subscription`.
    """

    target: Target
    thresholds: tuple[Threshold, ...] = ()
    owner: str | None = None
    whole: bool = False
    owner_name: str | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """``new``: it was not watched here before. ``state``: what is known of the target; checked again at once.
    ``changed``: False when it was watched in just this way.
    """

    subscription: Subscription
    state: TargetState
    new: bool
    changed: bool = True


@dataclass(frozen=True, slots=True)
class Full:
    """The team watches as many targets as it may."""

    most: int


class Held(Enum):
    """The two kinds of hold."""

    SNOOZED = "snoozed"
    ACKNOWLEDGED = "acknowledged"


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
    return settle(desk.table, lambda: plan_watch(desk, place, by, wish, most))


def watch_all(
    desk: Desk, place: Place, by: str, wishes: Sequence[Wish], until: float, most: int = MOST_PER_TEAM
) -> Batch[Wish, Watched | Full]:
    """As `watch`, many in few transactions, as far as the monotonic second ``until`` allows. Never raises
    `Unavailable`: what was not come to is in the result.
    """
    shared = (keys.settings(place), keys.tally(place.team))

    def ahead(wish: Wish) -> Sequence[Key]:
        key = keys.target_key(wish.target)
        return keys.state(key), keys.subscription(place, key), *shared

    return together(desk, wishes, ahead, lambda drafted, wish: plan_watch(drafted, place, by, wish, most), until)


def unwatch(desk: Desk, place: Place, key: str, by: str | None = None) -> Subscription | None:
    """What was watched; None: nothing of that key here. ``by``: who ends it, as an alert that stands is going to say;
    None: nobody is to be told.
    """
    return settle(desk.table, lambda: plan_unwatch(desk, place, key, by))


def unwatch_all(
    desk: Desk, place: Place, found: Sequence[str], until: float, by: str | None = None
) -> Batch[str, Subscription | None]:
    """As `unwatch`, many in few transactions; as `watch_all`."""

    def ahead(key: str) -> Sequence[Key]:
        return keys.state(key), keys.subscription(place, key), keys.incident(place, key), keys.tally(place.team)

    return together(desk, found, ahead, lambda drafted, key: plan_unwatch(drafted, place, key, by), until)


def entries(desk: Desk, place: Place) -> tuple[Entry, ...]:
    """All that a channel watches, by key, with the target's state and the channel's incident."""
    held = [item.value for item in walk(desk.table, keys.subscriptions(place), Subscription)]
    return tuple(entries_of(desk, place, held))


def history(desk: Desk, place: Place, key: str, limit: int = 20) -> History | None:
    """The target's changes. None: the channel does not watch it."""
    if desk.table.get(keys.subscription(place, key)) is None:
        return None
    page = desk.table.query(*keys.changes(key), limit=limit)
    changes = tuple(kept(record, Change).value for record in page.records)
    wanted = {keys.certificate(change.sha256) for change in changes if change.sha256}
    leaves = (kept(record, Leaf).value for record in desk.table.get_many(list(wanted)).values())
    return History(changes, {leaf.sha256: leaf for leaf in leaves})


def snooze(desk: Desk, place: Place, key: str, hold: Hold | None) -> Subscription | None:
    """Be silent about it until then; ``hold`` None ends that. None: nothing of that key here."""
    return settle(desk.table, lambda: _hold(desk, place, key, Held.SNOOZED, lambda _: hold))


def acknowledge(desk: Desk, place: Place, key: str, hold: Hold | None) -> Subscription | None:
    """Somebody takes care of it; ``hold`` None ends that. None: nothing of that key here."""
    return settle(desk.table, lambda: _hold(desk, place, key, Held.ACKNOWLEDGED, lambda _: hold))


def hold_all(
    desk: Desk, place: Place, found: Sequence[str], held: Held, hold: Hold | None, until: float
) -> Batch[str, Subscription | None]:
    """As `snooze` and `acknowledge`, many in few transactions; as `watch_all`. Each hold is tied to the certificate
    that its target serves now.
    """

    def ahead(key: str) -> Sequence[Key]:
        return keys.state(key), keys.subscription(place, key)

    def tied(state: TargetState) -> Hold | None:
        leaf = state.facts.leaf if state.facts else None
        return replace(hold, sha256=leaf.sha256 if leaf else None) if hold else None

    return together(desk, found, ahead, lambda drafted, key: _hold(drafted, place, key, held, tied), until)


def plan_watch(desk: Desk, place: Place, by: str, wish: Wish, most: int) -> Plan[Watched | Full]:
    """One watch, for whoever writes it together with others."""
    now, key = desk.clock.now(), keys.target_key(wish.target)
    state = read(desk.table, keys.state(key), TargetState)
    held = read(desk.table, keys.subscription(place, key), Subscription)
    if held is not None and state is not None:
        wished = _wished(held.value, wish)
        looked_at = minding(state.value, now, now)
        writes = [put(held.record.key, wished, held.version), state_put(looked_at, state.version, now)]
        return Plan(Watched(wished, looked_at, new=False, changed=wished != held.value), writes)
    tally = read(desk.table, keys.tally(place.team), Tally)
    if tally is not None and tally.value.watches >= most:
        return Plan(Full(most))
    subscription = Subscription(
        place=place, key=key, target=wish.target, created_by=by, created_at=now,
        thresholds=wish.thresholds, owner=wish.owner, owner_name=wish.owner_name,
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


def _wished(held: Subscription, wish: Wish) -> Subscription:
    owner = wish.owner if wish.whole else wish.owner or held.owner
    name = wish.owner_name or (held.owner_name if owner == held.owner else None)
    thresholds = wish.thresholds if wish.whole else wish.thresholds or held.thresholds
    return replace(held, thresholds=thresholds, owner=owner, owner_name=name)


def _one_more(state: Kept[TargetState] | None, key: str, target: Target, now: datetime) -> TargetState:
    """To be checked at once. What was known when the last watcher went is old: only the numbering goes on."""
    if state is not None and state.value.watchers:
        return replace(state.value, watchers=state.value.watchers + 1, next_due=now, next_moment=now)
    seq = state.value.seq if state else 0
    return TargetState(key=key, target=target, watchers=1, next_due=now, full_due=now, seq=seq)


def _first_settings(desk: Desk, place: Place, now: datetime) -> Sequence[Put]:
    if desk.table.get(keys.settings(place)) is not None:
        return ()
    return settings_put(Settings(place=place), 0, now), *listed(place)


def listed(place: Place) -> Sequence[Put]:
    """The channel in its team's list, the team in its organisation's."""
    member = put(keys.member(place), Watcher(place), None)
    team = place.team
    return (member, put(keys.team(team), Belongs(team), None)) if team.enterprise else (member,)


def plan_unwatch(desk: Desk, place: Place, key: str, by: str | None = None) -> Plan[Subscription | None]:
    """One watch that ends, for whoever writes it together with others."""
    held = read(desk.table, keys.subscription(place, key), Subscription)
    if held is None:
        return Plan(None)
    now = desk.clock.now()
    state = read(desk.table, keys.state(key), TargetState)
    tally = read(desk.table, keys.tally(place.team), Tally)
    incident = read(desk.table, keys.incident(place, key), Incident)
    fewer = replace(state.value, watchers=max(0, state.value.watchers - 1)) if state else None
    writes: list[Write] = [
        *([state_put(fewer, state.version, now)] if state and fewer else []),
        Remove(held.record.key, held.version),
        Remove(keys.watcher(key, place), None),
        *([Remove(incident.record.key, incident.version)] if incident else []),
        *(parting(desk, incident.value, by) if incident and by else ()),
        _counted(place.team, tally, -1),
    ]
    if incident is not None and incident.value.crowd is not None:
        writes.append(bell_put(place, incident.value.crowd, now))  # one less there
    return Plan(held.value, writes)


def _counted(team: Team, tally: Kept[Tally] | None, more: int) -> Put:
    watches = tally.value.watches if tally else 0
    return put(keys.tally(team), Tally(max(0, watches + more)), tally.version if tally else 0)


def _hold(
    desk: Desk, place: Place, key: str, kind: Held, make: Callable[[TargetState], Hold | None]
) -> Plan[Subscription | None]:
    """When a hold ends is a moment of the target, so that what was held back is told then."""
    held = read(desk.table, keys.subscription(place, key), Subscription)
    state = read(desk.table, keys.state(key), TargetState)
    if held is None or state is None:
        return Plan(None)
    hold, now = make(state.value), desk.clock.now()
    snoozed = kind is Held.SNOOZED
    changed = replace(held.value, snoozed=hold) if snoozed else replace(held.value, acknowledged=hold)
    writes: list[Write] = [put(held.record.key, changed, held.version)]
    ends = hold.until if hold else now
    if ends is not None:
        writes.append(state_put(minding(state.value, ends, now), state.version, now))
    return Plan(changed, writes)


def entries_of(desk: Desk, place: Place, subscriptions: Sequence[Subscription]) -> Iterator[Entry]:
    """These subscriptions of one channel with the target's state and the channel's incident."""
    for start in range(0, len(subscriptions), _CHUNK):
        yield from _entries(desk, place, subscriptions[start : start + _CHUNK])


def _entries(desk: Desk, place: Place, subscriptions: Sequence[Subscription]) -> Sequence[Entry]:
    wanted = [key for s in subscriptions for key in (keys.state(s.key), keys.incident(place, s.key))]
    found = desk.table.get_many(wanted)
    rows = []
    for subscription in subscriptions:
        state, incident = found.get(keys.state(subscription.key)), found.get(keys.incident(place, subscription.key))
        if state is not None and incident is not None:  # else it was unwatched while we read
            rows.append(Entry(subscription, kept(state, TargetState).value, kept(incident, Incident).value))
    return rows
