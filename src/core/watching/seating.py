"""Where a telling goes: into messages of the target's own, or to a seat in a crowd (`core.watching.crowds`).

What is returned belongs into the transaction of the incident. A seat is taken on condition that its crowd is as it was
read, and rings its bell: whoever makes the crowd anew meanwhile fails on one of the two, and looks again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from core.model.watch import LOCAL, Place
from core.model.watch_crowd import Crowd, Rush, Seat
from core.model.watch_say import Board
from core.model.watch_state import Form, Incident, TargetState
from core.table import Check, Put, Write
from core.watch_ports import Desk
from core.watching import keys
from core.watching.crowds import ALONE, due, joinable, lately, pressing
from core.watching.incidents import Telling
from core.watching.records import HISTORY_KEPT, bell_put, order
from core.watching.shelf import Kept, put, read

_LINES: Final = 12


@dataclass(frozen=True, slots=True)
class Seated:
    """``incident``: which knows its parent now. ``alone``: what is said goes on as messages of its own."""

    incident: Incident
    writes: Sequence[Write] = ()
    alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guest:
    """``news``: to be told; ``call``: and to the owner by name."""

    shown: Board
    state: TargetState
    codes: tuple[str, ...]
    news: bool = False
    call: bool = False


def seated(desk: Desk, was: Incident, moved: Incident, telling: Telling, state: TargetState) -> Seated:
    """``moved``: the incident after the telling."""
    if not telling.sayings or was.place.team.id == LOCAL:
        return Seated(moved)
    first = telling.sayings[0]
    assert isinstance(first.show, Board)  # every step shows the parent first
    aloud = [saying.show for saying in telling.sayings if saying.form is not Form.EDIT]
    call = any(show.mention for show in aloud)
    news = bool(aloud) and telling.news
    guest = _Guest(shown=first.show, state=state, codes=moved.problems, news=news, call=call)
    if first.form is Form.PARENT:
        return _opening(desk, moved, guest)
    crowd = crowd_of(desk, was)
    return Seated(replace(moved, crowd=None)) if crowd is None else _sit(desk, crowd.value, crowd.version, moved, guest)


def crowd_of(desk: Desk, incident: Incident) -> Kept[Crowd] | None:
    return read(desk.table, keys.crowd(incident.place, incident.crowd), Crowd) if incident.crowd else None


def reseated(desk: Desk, crowd: Kept[Crowd], incident: Incident, shown: Board, state: TargetState) -> Seated:
    """Nothing new: only how it is shown."""
    return _sit(desk, crowd.value, crowd.version, incident, _Guest(shown=shown, state=state, codes=incident.problems))


def crowd_put(crowd: Crowd, expected: int, now: datetime) -> Put:
    return put(keys.crowd(crowd.place, crowd.id), crowd, expected, expires_at=now + HISTORY_KEPT)


def rush_put(place: Place, rush: Rush, expected: int, now: datetime) -> Put:
    return put(keys.rush(place), rush, expected, expires_at=now + HISTORY_KEPT)


def _opening(desk: Desk, moved: Incident, guest: _Guest) -> Seated:
    """A message of its own while there were few, else a seat in the crowd of now, or in a new one."""
    place, now = moved.place, desk.clock.now()
    held = read(desk.table, keys.rush(place), Rush)
    rush, version = (held.value, held.version) if held else (Rush(), 0)
    recent = lately(rush, now)
    if pressing(guest.shown.look, guest.shown.ends, now) and len(recent) < ALONE:
        counted = rush_put(place, replace(rush, recent=(*recent, now)), version, now)
        return Seated(replace(moved, crowd=None), (counted,))
    crowd = read(desk.table, keys.crowd(place, rush.crowd), Crowd) if rush.crowd else None
    if crowd is not None and joinable(crowd.value, now):
        return _sit(desk, crowd.value, crowd.version, moved, guest)
    number = rush.crowds + 1
    opened = Crowd(place=place, id=f"many {order(now, number % 1000)}", opened_at=now, joined_at=now, since=now)
    sits = _sit(desk, opened, 0, moved, guest)
    begun = Rush(recent=recent, crowd=opened.id, crowds=number)
    return replace(sits, writes=(*sits.writes, rush_put(place, begun, version, now)))


def _sit(desk: Desk, crowd: Crowd, version: int, incident: Incident, guest: _Guest) -> Seated:
    """``version`` 0: the crowd begins."""
    now, place, look = desk.clock.now(), crowd.place, guest.shown.look
    key, bell = keys.seat(place, crowd.id, incident.key), desk.table.get(keys.bell(place, crowd.id))
    before = read(desk.table, key, Seat)
    at = due(crowd, look, now, news=guest.news)
    at = min(at, bell.due.at) if bell is not None and bell.due is not None else at
    writes = (
        crowd_put(crowd, 0, now) if version == 0 else Check(keys.crowd(place, crowd.id), version),
        put(key, _seat(guest, crowd, before.value if before else None), None, expires_at=now + HISTORY_KEPT),
        bell_put(place, crowd.id, at),
    )
    return Seated(replace(incident, crowd=crowd.id), writes, alone=False)


def _seat(guest: _Guest, crowd: Crowd, before: Seat | None) -> Seat:
    """What was not told yet stays to be told."""
    shown, leaf = guest.shown, guest.state.facts.leaf if guest.state.facts else None
    untold = before is not None and before.round == crowd.round
    return Seat(
        key=shown.key, target=shown.target, look=shown.look, lines=shown.lines[:_LINES],
        codes=guest.codes, leaf=leaf.sha256 if leaf else "", subject=leaf.names[0] if leaf and leaf.names else "",
        ends=shown.ends, since=shown.since, owner=shown.owner, owner_name=shown.owner_name,
        call=guest.call or (before is not None and untold and before.call),
        acknowledged=shown.acknowledged, snoozed=shown.snoozed, link=shown.link,
        round=crowd.round if guest.news else before.round if before else -1,
    )  # fmt: skip
