"""How states, settings and parcels stand in the table: where each comes due. One place, so that nobody forgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from core.model.watch import Leaf, Place, Settings
from core.model.watch_crowd import Bell
from core.model.watch_state import Event, Kind, Parcel, TargetState
from core.table import Due, Put, Write
from core.watching import keys
from core.watching.digest import next_digest
from core.watching.shelf import put

_TICK: Final = timedelta(milliseconds=1)
UNWATCHED_KEPT: Final = timedelta(days=90)
HISTORY_KEPT: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Change:
    """What one check came to that was not so before: a row of the outbox, a line of the history. ``sha256``: of the
    certificate that was served then, "" when none was seen.
    """

    at: datetime
    events: tuple[Event, ...]
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """``changes``: newest first. ``certificates``: those of them that are kept, by fingerprint."""

    changes: tuple[Change, ...]
    certificates: Mapping[str, Leaf]

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(event for change in self.changes for event in change.events)

    @property
    def served(self) -> Mapping[int, Leaf]:
        """The certificate that was seen for the first time, or again, with an event: by its number."""
        found, before = {}, ""
        for change in reversed(self.changes):
            if change.sha256 and change.sha256 != before and change.sha256 in self.certificates:
                found[change.events[-1].seq] = self.certificates[change.sha256]
            before = change.sha256 or before
        return found


def state_put(state: TargetState, expected: int, now: datetime) -> Put:
    """Due at its next check; what nobody watches is not due and is forgotten in the end."""
    key = keys.state(state.key)
    if state.watchers:
        return put(key, state, expected, Due(keys.shard_of(keys.CHECK, key.part), state.next_due))
    return put(key, state, expected, expires_at=now + UNWATCHED_KEPT)


def minding(state: TargetState, moment: datetime, now: datetime) -> TargetState:
    """The state that is looked at again at that moment, or before."""
    first = min(moment, state.next_moment or moment)
    return replace(state, next_moment=first, next_due=min(state.next_due, max(first, now)))


def settings_put(settings: Settings, expected: int, after: datetime) -> Put:
    """Due at the first digest after that instant; a closed channel at its next try."""
    key = keys.settings(settings.place)
    at = settings.retry_at if settings.dead else next_digest(settings, after)
    return put(key, settings, expected, Due(keys.shard_of(keys.DIGEST, key.part), at) if at else None)


def order(at: datetime, number: int = 0) -> str:
    """Sorts parcels by when they were made, then by number."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}.{number:03}"


def later(now: datetime, before: datetime | None) -> datetime:
    """Parcels of one parent keep their order, also when a clock goes back or two are equal."""
    return now if before is None or before < now else before + _TICK


def parcel_put(parcel: Parcel, expected: int | None) -> Put:
    """Due when it may go."""
    key = keys.parcel(parcel.place, parcel.order, parcel.id)
    return put(key, parcel, expected, lane_due(parcel.place, parcel.not_before or parcel.created_at))


def bell_put(place: Place, crowd: str, at: datetime, expected: int | None = None) -> Put:
    """Due when the crowd is to be made anew."""
    return put(keys.bell(place, crowd), Bell(crowd), expected, lane_due(place, at))


def lane_due(place: Place, at: datetime) -> Due:
    return Due(keys.shard_of(keys.LANE, keys.lease(place).part), at)


def outbox(events: Sequence[Event], leaf: Leaf | None = None, before: Leaf | None = None) -> list[Write]:
    """What is to be told, due at once, and what stays in the history with the certificate ``leaf`` of that time, which
    is kept once by its fingerprint where another was served ``before``; belongs in the transaction of the state.
    """
    if not events:
        return []
    key, seq, at = events[-1].key, events[-1].seq, events[-1].at
    row = keys.news(key, seq)
    writes: list[Write] = [put(row, Change(at, tuple(events)), 0, Due(keys.shard_of(keys.NEWS, row.part), at))]
    lasting = tuple(event for event in events if event.kind is not Kind.MOMENT)
    if lasting:
        change, until = Change(at, lasting, leaf.sha256 if leaf else ""), at + HISTORY_KEPT
        writes.append(put(keys.change(key, seq), change, None, expires_at=until))
        if leaf is not None and (before is None or before.sha256 != leaf.sha256):
            writes.append(put(keys.certificate(leaf.sha256), leaf, None, expires_at=until))
    return writes
