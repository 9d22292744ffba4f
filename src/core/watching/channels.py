"""What belongs to a channel as a whole: its settings, whether it can be written to, and its end.

A change of what is told, and when, touches many targets. It is written together with a note of what is still to be
done (`Applying`), which comes due at once and is removed last: whoever dies in between leaves it to the next. What
concerns digest and mentions alone touches none.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from core.installing import chore_put
from core.model.installation import Chore
from core.model.watch import Place, Settings, Subscription, Team
from core.model.watch_state import Entry, Incident, TargetState
from core.slack_ports import Unavailable
from core.table import Due, Key, Remove, Write
from core.watch_ports import Desk
from core.watching import keys
from core.watching.records import minding, settings_put, state_put
from core.watching.shelf import Plan, put, read, readable, settle, walk
from core.watching.subscribing import Watcher, entries_of, listed, unwatch
from core.watching.together import AT_ONCE, together
from core.words.out_of_reach import TOKEN_TROUBLE

FIRST_TRY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """``anew``: the channel was closed; all that stands is to be told again to those that were silent since ``at``.
    ``after``: the subscription that was done last.
    """

    at: datetime
    anew: bool = False
    after: str = ""


def settings_of(desk: Desk, place: Place) -> Settings:
    """The channel's settings, or those that every channel begins with."""
    held = read(desk.table, keys.settings(place), Settings)
    return held.value if held else Settings(place=place)


def change_settings(desk: Desk, place: Place, change: Callable[[Settings], Settings]) -> Settings:
    """``change`` may be called again, with newer settings; it cannot move them to another place."""

    def compose() -> Plan[Settings]:
        held = read(desk.table, keys.settings(place), Settings)
        was, now = held.value if held else Settings(place=place), desk.clock.now()
        changed = replace(change(was), place=place)
        writes: list[Write] = [settings_put(changed, held.version if held else 0, now)]
        if _of_targets(changed) != _of_targets(was):
            writes.append(_to_apply(desk, place, Applying(at=now)))
        if held is None:
            writes += listed(place)
        return Plan(changed, writes)

    return settle(desk.table, compose)


def close(desk: Desk, place: Place, because: str) -> None:
    """Nothing can be posted there: its subscriptions rest, and the App Home shows why. Closed already: the reason is
    the latest one, the time the first one.
    """

    def compose() -> Plan[None]:
        held = read(desk.table, keys.settings(place), Settings)
        was, now = held.value if held else Settings(place=place), desk.clock.now()
        if was.dead == because:
            return Plan(None)
        retry_at = was.retry_at if was.dead else now + FIRST_TRY
        closed = replace(was, dead=because, dead_since=was.dead_since or now, retry_at=retry_at)
        return Plan(None, [settings_put(closed, held.version if held else 0, now), *listed(place)])

    settle(desk.table, compose)


def wake(desk: Desk, place: Place) -> bool:
    """A sign that it can be written to again (invited, unarchived, a new token): tried at the next opportunity instead
    of at its time. False: it is not closed.
    """

    def compose() -> Plan[bool]:
        held = read(desk.table, keys.settings(place), Settings)
        if held is None or held.value.dead is None:
            return Plan(False)
        now = desk.clock.now()
        if held.record.due is not None and held.record.due.at <= now:
            return Plan(True)
        return Plan(True, [settings_put(replace(held.value, retry_at=now), held.version, now)])

    return settle(desk.table, compose)


def reopen(desk: Desk, place: Place) -> bool:
    """It took a message: all that stands is told there again. False: it was not closed."""

    def compose() -> Plan[bool]:
        writes = opening(desk, place)
        return Plan(bool(writes), writes)

    return settle(desk.table, compose)


def opening(desk: Desk, place: Place) -> Sequence[Write]:
    """What `reopen` writes, for whoever writes it together with the message that was taken; nothing where it is open.
    Where a token was the reason, it is a good one now, and the team's other channels are tried.
    """
    held = read(desk.table, keys.settings(place), Settings)
    if held is None or held.value.dead is None:
        return ()
    now = desk.clock.now()
    opened = replace(held.value, dead=None, dead_since=None, retry_at=None)
    writes = [settings_put(opened, held.version, now), _to_apply(desk, place, Applying(at=now, anew=True))]
    if held.value.dead in TOKEN_TROUBLE and desk.table.get(keys.chore(place.team)) is None:
        writes.append(chore_put(Chore(team=place.team, at=now, leaving=False), 0))
    return writes


def apply_settings(desk: Desk, place: Place, until: float = math.inf) -> bool:
    """Have all targets of the place looked at again, in the light of its settings. False: not all by the monotonic
    second ``until``; how far it came is noted, and the next goes on there. May raise `Unavailable`.
    """
    note = read(desk.table, keys.apply(place), Applying)
    if note is None:
        return True

    def ahead(key: str) -> Sequence[Key]:
        return keys.incident(place, key), keys.state(key)

    after = note.value.after or None
    while True:
        page = desk.table.query(*keys.subscriptions(place), after=after, limit=AT_ONCE)
        found = [held.value.key for record in page.records if (held := readable(desk, record, Subscription))]
        batch = together(desk, found, ahead, partial(_applied, place=place, note=note.value), math.inf)
        if batch.because:
            raise Unavailable(batch.because)
        after = page.after
        if after is None:
            desk.table.write([Remove(note.record.key, note.version)])  # if they changed again, there is a newer note
            return True
        if desk.clock.monotonic() >= until:
            desk.table.write([_noted(place, replace(note.value, after=after), note.version, desk.clock.now())])
            return False


def places(desk: Desk, team: Team) -> Iterator[Settings]:
    """All channels of a team that watch or watched something, closed ones too."""
    for held in walk(desk.table, keys.members(team), Watcher):
        yield settings_of(desk, held.value.place)


def mine(desk: Desk, team: Team, user: str, until: float = math.inf) -> tuple[Entry, ...]:
    """What one person set up or owns, in all channels of the team, next expiry first: never what others did. Looks into
    no more channels after the monotonic second ``until``.
    """
    found: list[Entry] = []
    for held in walk(desk.table, keys.members(team), Watcher):
        if desk.clock.monotonic() >= until:
            desk.report(f"not all channels of {team.id} were looked into for one App Home")
            break
        place = held.value.place
        all_there = (item.value for item in walk(desk.table, keys.subscriptions(place), Subscription))
        theirs = [subscription for subscription in all_there if user in (subscription.created_by, subscription.owner)]
        found += entries_of(desk, place, theirs)
    return tuple(sorted(found, key=_expiry))


def forget(desk: Desk, team: Team, until: float = math.inf, still: Callable[[], bool] = lambda: True) -> bool:
    """The team took the app away: delete all that is theirs. May be repeated, and goes on where it stopped.

    False: not all, because the monotonic second ``until`` came or they are not leaving any more (``still``).
    """
    for held in walk(desk.table, keys.members(team), Watcher):
        place = held.value.place
        for subscription in walk(desk.table, keys.subscriptions(place), Subscription):
            if desk.clock.monotonic() >= until or not still():
                return False
            unwatch(desk, place, subscription.value.key)
        for part in keys.everything(place):
            _empty(desk, part)
        desk.table.write([Remove(held.record.key, None)])
    desk.table.write([Remove(keys.tally(team), None)])
    return True


def _empty(desk: Desk, part: str) -> None:
    while records := desk.table.query(part, limit=50).records:
        desk.table.write([Remove(record.key, None) for record in records])


def _of_targets(settings: Settings) -> tuple[object, ...]:
    """What decides about the news of a target. Quiet hours are those of the zone."""
    return settings.thresholds, settings.least, settings.quiet, settings.quiet and settings.zone


def _to_apply(desk: Desk, place: Place, note: Applying) -> Write:
    """An earlier note that nobody came to yet is not forgotten."""
    key = keys.apply(place)
    earlier = read(desk.table, key, Applying)
    if earlier is not None and earlier.value.anew:
        note = replace(earlier.value, after="")
    return _noted(place, note, earlier.version if earlier else 0, note.at)


def _noted(place: Place, note: Applying, expected: int, at: datetime) -> Write:
    key = keys.apply(place)
    return put(key, note, expected, Due(keys.shard_of(keys.APPLY, key.part), at))


def _applied(desk: Desk, key: str, *, place: Place, note: Applying) -> Plan[None]:
    anew = _begin_anew(desk, place, key, note.at) if note.anew else ()
    return Plan(None, [*anew, *_look_again(desk, key)])


def _begin_anew(desk: Desk, place: Place, key: str, at: datetime) -> Sequence[Write]:
    held = read(desk.table, keys.incident(place, key), Incident)
    if held is None or (held.value.spoke_at is not None and held.value.spoke_at >= at):
        return ()
    return [put(held.record.key, replace(held.value, fresh=True, told=()), held.version)]


def _look_again(desk: Desk, key: str) -> Sequence[Write]:
    held = read(desk.table, keys.state(key), TargetState)
    if held is None or not held.value.watchers:
        return ()
    now = desk.clock.now()
    return [state_put(minding(held.value, now, now), held.version, now)]


def _expiry(entry: Entry) -> tuple[bool, float, str]:
    facts = entry.state.facts
    ends = facts.leaf.not_after if facts and facts.leaf else None
    return ends is None, ends.timestamp() if ends else 0.0, entry.subscription.key
