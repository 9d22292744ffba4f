"""The digest of a channel, once for each local day, whatever crashes; and the tries of a closed one.

The day is that of the moment at which the digest was due, not that of whoever comes late. The parcel, the mark "made on
this day" and the moment of the next digest are one transaction; the mark has the day in its key, so a second one of the
same day cannot be written, also after the hour was changed.

A closed channel is tried with a real message, a digest of what stands: an hour after it closed, then daily at its hour,
and whenever there is a sign that it is open. Whether it is open, only the message shows that is taken or refused.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.model.watch import Place, Settings
from core.model.watch_say import Back
from core.model.watch_state import Form, Parcel
from core.render.timeline import sketch
from core.table import Put, Write
from core.watch_ports import Desk, Voice
from core.watching import keys
from core.watching.digest import digest
from core.watching.local_time import local, next_at
from core.watching.naming import DIGEST_S, named
from core.watching.proof import doubt
from core.watching.records import order, parcel_put, settings_put
from core.watching.shelf import Kept, Plan, put, read, settle, walk_readable
from core.watching.subscribing import entries

_MARK_KEPT: Final = timedelta(days=14)
_USUAL_HOUR: Final = 9
_STOOD_STILL: Final = timedelta(minutes=30)  # a digest that comes so late: nobody made any, and nobody checked
_CATCHING_UP: Final = timedelta(minutes=5)
_SOON: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Made:
    """A digest, or that there was nothing to say on its day: what changes later is for the next one."""

    at: datetime


def make_digest(desk: Desk, voice: Voice, place: Place) -> bool:
    """Whether there is a digest to be delivered. Not due, or made already: False."""
    return settle(desk.table, lambda: _make(desk, voice, place))


def _make(desk: Desk, voice: Voice, place: Place) -> Plan[bool]:
    held = read(desk.table, keys.settings(place), Settings)
    now = desk.clock.now()
    if held is None or held.record.due is None or held.record.due.at > now:
        return Plan(False)
    if held.value.dead:
        return _try(desk, voice, held, Back(held.value.dead_since or now, held.value.dead))
    day = local(held.value.zone, held.record.due.at).date().isoformat()
    onwards = settings_put(held.value, held.version, now)
    mark = keys.digest(place, day)
    if desk.table.get(mark) is not None:
        return Plan(False, [onwards])
    last = max((before.value.at for before in walk_readable(desk, keys.digests(place), Made)), default=None)
    made = digest(held.value, entries(desk, place), now, doubt(desk), due=held.record.due.at, last=last)
    if made is not None and made.checked < made.total and now - held.record.due.at > _STOOD_STILL:
        return Plan(False, [_later(onwards, now + _CATCHING_UP)])
    writes: list[Write] = [onwards, put(mark, Made(now), 0, expires_at=now + _MARK_KEPT)]
    if made is None:
        return Plan(False, writes)
    said = voice(named(desk, place.team, made, DIGEST_S))
    parcel = Parcel(
        id=f"digest#{day}", place=place, form=Form.DIGEST, message=said, key=None,
        order=order(now), created_at=now, sketch=None if made.quiet else sketch(made.timeline, now),
    )  # fmt: skip
    return Plan(True, [*writes, parcel_put(parcel, 0)])


def _try(desk: Desk, voice: Voice, held: Kept[Settings], back: Back) -> Plan[bool]:
    """A message that is to be taken. Where the last one waits still, it may have been refused before there was a sign:
    then it is asked again soon.
    """
    settings, now = held.value, desk.clock.now()
    place, (hour, minute) = settings.place, _hour(settings)
    if any(parcel.value.form is Form.KNOCK for parcel in walk_readable(desk, keys.parcels(place), Parcel)):
        return Plan(True, [settings_put(replace(settings, retry_at=now + _SOON), held.version, now)])
    tried = replace(settings, retry_at=next_at(settings.zone, hour, minute, now))
    onwards = settings_put(tried, held.version, now)
    made = digest(settings, entries(desk, place), now, doubt(desk), back)
    if made is None:
        return Plan(False, [onwards])
    said = voice(named(desk, place.team, made, DIGEST_S))
    parcel = Parcel(
        id=f"try#{now.isoformat()}", place=place, form=Form.KNOCK, message=said, key=None,
        order=order(now), created_at=now,
    )  # fmt: skip
    return Plan(True, [onwards, parcel_put(parcel, 0)])


def _later(onwards: Put, at: datetime) -> Put:
    """Once: what is due then is not late any more. After a standstill, all is checked before it is told."""
    return onwards if onwards.due is None else replace(onwards, due=replace(onwards.due, at=at))


def _hour(settings: Settings) -> tuple[int, int]:
    return (_USUAL_HOUR, 0) if settings.hour is None else (settings.hour, settings.minute)
