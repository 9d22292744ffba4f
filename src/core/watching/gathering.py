"""A bell of a crowd becomes parcels: its parent made anew, what is new in its thread.

One transaction: the crowd after its turn, its parcels, the bell. A seat that is taken meanwhile rings the bell anew, so
the transaction fails and the crowd is looked at again: nobody is left out, and nobody is told twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from core.model.watch import Place
from core.model.watch_crowd import Bell, Crowd, Rush, Seat
from core.model.watch_say import Board, Show
from core.model.watch_state import Form, Incident, Parcel
from core.table import Remove, Write
from core.watch_ports import Desk, Voice
from core.watching import keys
from core.watching.channels import settings_of
from core.watching.crowds import ALONE, Turn, lately, stands, turn
from core.watching.naming import named
from core.watching.records import bell_put, later, order, parcel_put
from core.watching.seating import crowd_put, rush_put
from core.watching.shelf import Kept, Plan, put, read, readable, settle, walk_readable


def gather(desk: Desk, voice: Voice, place: Place) -> float | None:
    """Show what changed in the crowds of this channel; seconds until the next bell, None when there is none."""
    waits: list[datetime] = []
    for bell in walk_readable(desk, keys.bells(place), Bell):
        due = bell.record.due
        early = due is not None and due.at > desk.clock.now()
        again = due.at if due and early else settle(desk.table, partial(_ring, desk, voice, place, bell.value.crowd))
        waits += [again] if again else []
    return (min(waits) - desk.clock.now()).total_seconds() if waits else None


def sitting(desk: Desk, place: Place, crowd_id: str) -> tuple[Seat, ...]:
    """Whose targets still belong to the crowd, by key."""
    return tuple(seat for seat, _ in _occupied(desk, place, crowd_id))


def still(desk: Desk, place: Place, crowd_id: str) -> tuple[Seat, ...]:
    """Those at which something still stands."""
    return tuple(seat for seat in sitting(desk, place, crowd_id) if stands(seat))


def _ring(desk: Desk, voice: Voice, place: Place, crowd_id: str) -> Plan[datetime | None]:
    bell = desk.table.get(keys.bell(place, crowd_id))
    if bell is None:
        return Plan(None)
    now = desk.clock.now()
    if bell.due is not None and bell.due.at > now:
        return Plan(bell.due.at)
    crowd = read(desk.table, keys.crowd(place, crowd_id), Crowd)
    if crowd is None or settings_of(desk, place).dead:
        return Plan(None, [Remove(bell.key, bell.version)])  # what stands is told when the channel opens again
    held = read(desk.table, keys.rush(place), Rush)
    rush, version = (held.value, held.version) if held else (Rush(), 0)
    recent = lately(rush, now)
    occupied = list(_occupied(desk, place, crowd_id))
    at = later(now, crowd.value.shown_at)
    done = turn(crowd.value, [seat for seat, _ in occupied], ALONE - len(recent), now)
    incidents = {seat.key: incident for seat, incident in occupied}
    writes: list[Write] = [
        crowd_put(replace(done.crowd, shown_at=at), crowd.version, now),
        bell_put(place, crowd_id, done.again, bell.version) if done.again else Remove(bell.key, bell.version),
        *(parcel_put(parcel, 0) for parcel in _parcels(desk, voice, crowd.value, done, at)),
    ]
    for seat in done.alone:
        writes += _alone(desk, voice, incidents[seat.key], seat, now)
    if done.alone:
        writes.append(rush_put(place, replace(rush, recent=(*recent, *(now for _ in done.alone))), version, now))
    return Plan(done.again, writes)


def _occupied(desk: Desk, place: Place, crowd_id: str) -> Iterator[tuple[Seat, Kept[Incident]]]:
    """A seat is empty when its target is not watched any more, or has its parent elsewhere."""
    seats = [held.value for held in walk_readable(desk, keys.seats(place, crowd_id), Seat)]
    found = desk.table.get_many([keys.incident(place, seat.key) for seat in seats])
    for seat in seats:
        record = found.get(keys.incident(place, seat.key))
        incident = readable(desk, record, Incident) if record else None
        if incident is not None and incident.value.crowd == crowd_id:
            yield seat, incident


def _parcels(desk: Desk, voice: Voice, before: Crowd, done: Turn, at: datetime) -> Iterator[Parcel]:
    shown: list[tuple[Form, Show | None]] = [
        (Form.EDIT if before.round else Form.PARENT, done.board),
        (Form.THREAD, done.reply),
    ]
    for number, (form, show) in enumerate(shown):
        if show is not None:
            yield Parcel(
                id=f"{before.id}#{done.crowd.turn}#{form.name.lower()}", place=before.place, form=form,
                message=voice(named(desk, before.place.team, show)), key=None, crowd=before.id,
                order=order(at, number), created_at=at,
            )  # fmt: skip


def _alone(desk: Desk, voice: Voice, incident: Kept[Incident], seat: Seat, now: datetime) -> Sequence[Write]:
    """The message of its own that it would have had at once."""
    was = incident.value
    shown = Board(
        key=seat.key, target=seat.target, look=seat.look, lines=seat.lines, now=now, since=seat.since, ends=seat.ends,
        owner=seat.owner, owner_name=seat.owner_name, mention=seat.call, acknowledged=seat.acknowledged,
        snoozed=seat.snoozed, link=seat.link,
    )  # fmt: skip
    at = later(now, was.spoke_at)
    parcel = Parcel(
        id=f"{seat.key}#{was.seen}#parent", place=was.place, form=Form.PARENT,
        message=voice(named(desk, was.place.team, shown)), key=seat.key, order=order(at), created_at=at,
    )  # fmt: skip
    return parcel_put(parcel, 0), put(incident.record.key, replace(was, crowd=None, spoke_at=at), incident.version)
