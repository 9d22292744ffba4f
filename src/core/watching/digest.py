"""The daily digest of a channel, from what is stored. Pure.

Law: each target stands under one heading at most, the worst; what was not checked is said, never passed over; a day
without news is silent where that is wished, except for one line on Mondays. It happens once each local day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from core.model.finding import Severity
from core.model.watch import Settings
from core.model.watch_say import Back, Group, Look, Row, Section, Standing
from core.model.watch_say import Digest as Digest
from core.model.watch_state import Entry, Kind, TargetState
from core.watching import local_time, schedule
from core.watching.forecast import forecast
from core.watching.standing import UNCHECKED, ends_at, look_of, standing, thresholds_of

MOST_ON_TIMELINE: Final = 200
_MONDAY: Final = 0
_DAY: Final = timedelta(days=1)
_LATE: Final = timedelta(hours=12)
_ASTRAY: Final = timedelta(hours=6)
_SECTIONS: Final = {
    Look.BROKEN: Section.BROKEN,
    Look.EXPIRED: Section.BROKEN,
    Look.UNREACHABLE: Section.UNREACHABLE,
    Look.OVERDUE: Section.OVERDUE,
    Look.EXPIRING: Section.EXPIRING,
    Look.UNCHECKED: Section.UNCHECKED,
    Look.AT_RISK: Section.AT_RISK,
}
_NEWS: Final = frozenset(set(Section) - {Section.AT_RISK, Section.SNOOZED})
_UNTOLD: Final = frozenset({Kind.MOMENT, Kind.CHECKED, Kind.UNCHECKED})


def next_digest(settings: Settings, after: datetime) -> datetime | None:
    """The first instant after that one at which the channel's digest is due; None where there is none."""
    if settings.hour is None:
        return None
    return local_time.next_at(settings.zone, settings.hour, settings.minute, after)


def digest(
    settings: Settings,
    entries: Sequence[Entry],
    now: datetime,
    doubt: str = "",
    back: Back | None = None,
    *,
    due: datetime | None = None,
    last: datetime | None = None,
) -> Digest | None:
    """The digest of the local day that ``due`` is in (or ``now``, where it comes half a day late); None: nothing to say
    today, or nothing watched. ``doubt``: why what it says may be wrong. ``back``: the channel was closed; what changed
    is told from the day before on, whose digest may not have come; else since the ``last`` digest.
    """
    today = local_time.local(settings.zone, now if due is None or now - due > _LATE else due)
    rows = [(_section(entry, settings, now), entry) for entry in entries]
    since = last or _since(settings, today.date(), now)
    groups = tuple(_groups(rows, settings, now, min(since, back.since - _DAY) if back else since))
    quiet = not doubt and not any(group.section in _NEWS for group in groups)
    monday = today.weekday() == _MONDAY
    if not entries or (quiet and settings.silent_when_fine and not monday and back is None):
        return None
    return Digest(
        place=settings.place,
        id=f"digest#{today.date().isoformat()}",
        day=today.date(),
        now=now,
        groups=groups,
        total=len(entries),
        checked=sum(_checked(entry, now) for entry in entries),
        fine=sum(section is None for section, _ in rows),
        quiet=quiet,
        timeline=_timeline(entries),
        forecast=forecast(entries, today.date()) if monday or not quiet else (),
        doubt=doubt,
        back=back,
    )


def _since(settings: Settings, today: date, now: datetime) -> datetime:
    """When the digest of the day before was due."""
    if settings.hour is None:
        return now - _DAY
    return local_time.instant(settings.zone, today - _DAY, settings.hour, settings.minute)


def _checked(entry: Entry, now: datetime) -> bool:
    """Within the time in which it should be. What was seen hours ahead of now, by a clock that was wrong, is not seen
    again until then.
    """
    state = entry.state
    if state.checked_at is not None and state.checked_at - now > _ASTRAY:
        return False
    return state.checked_at is not None and state.unchecked_since is None and not schedule.late(state, now)


def _stands(entry: Entry, settings: Settings, now: datetime) -> tuple[Standing, ...]:
    found = standing(entry.state, thresholds_of(entry.subscription, settings), now)
    return tuple(item for item in found if item.severity in (Severity.BROKEN, Severity.AT_RISK))


def _section(entry: Entry, settings: Settings, now: datetime) -> Section | None:
    """None: it is fine."""
    stands = _stands(entry, settings, now)
    if not _checked(entry, now) and not any(item.severity is Severity.BROKEN for item in stands):
        return Section.UNCHECKED
    if stands and entry.subscription.snoozed is not None:
        return Section.SNOOZED
    return _SECTIONS.get(look_of(stands))


def _groups(
    rows: Sequence[tuple[Section | None, Entry]], settings: Settings, now: datetime, since: datetime
) -> Iterator[Group]:
    changed = tuple(row for _, entry in rows if (row := _changed(entry, since)))
    if changed:
        yield Group(Section.CHANGED, changed)
    for section in Section:
        found = [_row(entry, section, settings, now) for in_, entry in rows if in_ is section]
        found.sort(key=lambda row: (row.ends is None, row.ends.timestamp() if row.ends else 0.0, row.key))
        if section is not Section.EXPIRING:
            if found:
                yield Group(section, tuple(found))
            continue
        for owner in sorted({row.owner or "" for row in found}, key=lambda name: (not name, name)):
            yield Group(section, tuple(row for row in found if (row.owner or "") == owner), owner or None)


def _changed(entry: Entry, since: datetime) -> Row | None:
    """What happened since the last digest and since it is watched, whatever became of it."""
    subscription = entry.subscription
    since = max(since, subscription.created_at)
    lines = tuple(it.line for it in entry.state.lately if it.at > since and it.kind not in _UNTOLD)
    if not lines:
        return None
    return Row(
        key=subscription.key, target=subscription.target, lines=lines, owner=subscription.owner,
        owner_name=subscription.owner_name,
    )  # fmt: skip


def _row(entry: Entry, section: Section, settings: Settings, now: datetime) -> Row:
    lines = tuple(_line(item) for item in _stands(entry, settings, now) if item.code != UNCHECKED)
    if section is Section.UNCHECKED:
        lines = (_unseen(entry.state), *lines)
    subscription = entry.subscription
    return Row(
        key=subscription.key,
        target=subscription.target,
        lines=lines,
        ends=ends_at(entry.state.facts),
        owner=subscription.owner,
        owner_name=subscription.owner_name,
        held=subscription.snoozed or subscription.acknowledged,
    )


def _line(item: Standing) -> str:
    """With since when, where that is known; a digest has no other place for it."""
    return f"{item.said} (since {item.since:%Y-%m-%d %H:%M} UTC)" if item.since else item.said


def _unseen(state: TargetState) -> str:
    """Since when it was not checked, and how far the check came."""
    seen, begun = state.checked_at, state.claimed_at
    last = f"Last checked {seen:%Y-%m-%d %H:%M} UTC" if seen else "Never checked so far"
    if begun is None:
        return last
    because = f": {state.missed}" if state.missed else ""
    if seen is None or begun > seen:
        return f"{last}; the check of {begun:%Y-%m-%d %H:%M} UTC brought no result{because}"
    return f"{last}; no check was begun since"


def _timeline(entries: Sequence[Entry]) -> tuple[tuple[str, datetime], ...]:
    ends = [(entry.subscription.key, at) for entry in entries if (at := ends_at(entry.state.facts))]
    return tuple(sorted(ends, key=lambda pair: (pair[1], pair[0]))[:MOST_ON_TIMELINE])
