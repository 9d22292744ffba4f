"""What happened at a target, told to each channel that watches it.

For each subscription: the incident moves on and its parcels are written, in one transaction on condition of the
incident's version; `Incident.seen` makes it do nothing the second time. The news is taken out of the outbox when all
subscriptions are done, together with the next moment at which time alone has something to say. News is read in order,
and all that waits at once, so none is overtaken. A place whose records cannot be read or written holds up none
of the others: the operator hears of it, and what stands there is told when it can be, tried hourly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from core.codec import Undecodable
from core.model.message import Message
from core.model.watch import Place, Subscription
from core.model.watch_say import Saying
from core.model.watch_state import Event, Form, Incident, Parcel, TargetState
from core.table import MOST_WRITES, Key, Refused, Remove, Write
from core.watch_ports import Desk, Voice
from core.watching import keys
from core.watching.channels import settings_of
from core.watching.incidents import board, tell
from core.watching.naming import named
from core.watching.records import Change, later, minding, order, parcel_put, state_put
from core.watching.seating import crowd_of, reseated, seated
from core.watching.shelf import Kept, Plan, put, read, settle, walk_readable
from core.watching.subscribing import Watcher
from core.watching.together import together

_MOST_NEWS: Final = MOST_WRITES - 1
_AGAIN: Final = timedelta(hours=1)  # for a place that could not be told; what stands then is told


@dataclass(frozen=True, slots=True)
class Announced:
    """``places``: where parcels wait now. ``done``: all were told; else the news stays due."""

    places: tuple[Place, ...] = ()
    done: bool = True


@dataclass(frozen=True, slots=True)
class _Told:
    parcels: bool = False
    moment: datetime | None = None


def announce(desk: Desk, voice: Voice, key: str, until: float) -> Announced:
    """Tell everybody who watches what is in the target's outbox; goes no further after the monotonic second
    ``until``. May raise `Unavailable`.
    """
    news = list(walk_readable(desk, keys.all_news(key), Change))[:_MOST_NEWS]
    state = read(desk.table, keys.state(key), TargetState)
    if not news or state is None:
        _take_out(desk, news)
        return Announced()
    events = tuple(event for change in news for event in change.value.events)
    places: list[Place] = []
    moments: list[datetime] = []
    for watcher in walk_readable(desk, keys.watchers(key), Watcher):
        if desk.clock.monotonic() >= until:
            return Announced(tuple(places), done=False)
        place = watcher.value.place
        try:
            told = settle(desk.table, partial(_tell, desk, voice, place, state.value, events))
        except (Undecodable, Refused) as error:
            desk.report(f"{key} was not told to {place.channel} of {place.team.id}, tried again in an hour: {error}")
            moments.append(desk.clock.now() + _AGAIN)
            continue
        places += [place] if told.parcels else []
        moments += [told.moment] if told.moment else []
    settle(desk.table, partial(_done, desk, key, news, min(moments, default=None)))
    return Announced(tuple(places))


def refresh(desk: Desk, voice: Voice, place: Place, key: str) -> bool:
    """Show in the parent message what just changed by a click. False: there is no parent to be edited."""
    return settle(desk.table, partial(_refresh, desk, voice, place, key))


def refresh_all(desk: Desk, voice: Voice, place: Place, found: Sequence[str], until: float) -> bool:
    """As `refresh`, many in few transactions. Whether there is anything to be carried. Never raises `Unavailable`: what
    is not shown now is shown with the next news.
    """

    def ahead(key: str) -> Sequence[Key]:
        return keys.state(key), keys.subscription(place, key), keys.incident(place, key), keys.settings(place)

    batch = together(desk, found, ahead, lambda drafted, key: _refresh(drafted, voice, place, key), until)
    if batch.left:
        desk.report(f"{len(batch.left)} messages in {place.channel} do not show yet what was asked: {batch.because}")
    return any(batch.results)


def notify(desk: Desk, place: Place, notice_id: str, message: Message) -> None:
    """A message to the channel on the way that alerts take. The same id is said once while it waits. Where the channel
    is closed, it is a try: what stands is told when it is taken.
    """
    now, form = desk.clock.now(), Form.KNOCK if settings_of(desk, place).dead else Form.NOTICE
    parcel = Parcel(id=notice_id, place=place, form=form, message=message, key=None, order=order(now), created_at=now)
    desk.table.write([parcel_put(parcel, None)])


def _tell(desk: Desk, voice: Voice, place: Place, state: TargetState, events: Sequence[Event]) -> Plan[_Told]:
    """One subscription."""
    held = read(desk.table, keys.subscription(place, state.key), Subscription)
    incident = read(desk.table, keys.incident(place, state.key), Incident)
    settings = settings_of(desk, place)
    if held is None or incident is None or settings.dead:
        return Plan(_Told())  # unwatched meanwhile, or closed: what stands is told when it opens again
    was, now = incident.value, desk.clock.now()
    telling = tell(held.value, settings, state, was, events, now)
    at = later(now, was.spoke_at)
    moved = replace(
        telling.incident,
        seen=max([telling.incident.seen, *(event.seq for event in events)]),
        spoke_at=at if telling.sayings else was.spoke_at,
        posted=was.posted,  # where the parent stands is the delivery's to say
    )
    seat = seated(desk, was, moved, telling, state)
    moved, sayings = seat.incident, telling.sayings if seat.alone else ()
    parcels = [_parcel(desk, voice, place, state.key, saying, order(at, n), at) for n, saying in enumerate(sayings)]
    writes: list[Write] = [*(parcel_put(parcel, 0) for parcel in parcels), *seat.writes]
    if moved != was:
        writes.append(put(incident.record.key, moved, incident.version))
    if telling.subscription != held.value:
        writes.append(put(held.record.key, telling.subscription, held.version))
    return Plan(_Told(bool(telling.sayings), telling.moment), writes)


def _refresh(desk: Desk, voice: Voice, place: Place, key: str) -> Plan[bool]:
    state = read(desk.table, keys.state(key), TargetState)
    held = read(desk.table, keys.subscription(place, key), Subscription)
    incident = read(desk.table, keys.incident(place, key), Incident)
    if state is None or held is None or incident is None or incident.value.opened_at is None:
        return Plan(False)
    now = desk.clock.now()
    at = later(now, incident.value.spoke_at)
    show = board(held.value, settings_of(desk, place), state.value, incident.value, now)
    spoke = put(incident.record.key, replace(incident.value, spoke_at=at), incident.version)
    crowd = crowd_of(desk, incident.value)
    if crowd is not None:
        return Plan(True, [spoke, *reseated(desk, crowd, incident.value, show, state.value).writes])
    said = Saying(f"{key}#{at.isoformat()}#click", Form.EDIT, show)
    parcel = _parcel(desk, voice, place, key, said, order(at), at)
    return Plan(True, [parcel_put(parcel, 0), spoke])


def _parcel(desk: Desk, voice: Voice, place: Place, key: str, saying: Saying, order: str, at: datetime) -> Parcel:
    said = voice(named(desk, place.team, saying.show))
    return Parcel(id=saying.id, place=place, form=saying.form, message=said, key=key, order=order, created_at=at)


def _done(desk: Desk, key: str, news: Iterable[Kept[Change]], moment: datetime | None) -> Plan[None]:
    held = read(desk.table, keys.state(key), TargetState)
    taken_out: list[Write] = [Remove(change.record.key, None) for change in news]
    if held is None or moment is None:
        return Plan(None, taken_out)
    now = desk.clock.now()
    return Plan(None, [*taken_out, state_put(minding(held.value, moment, now), held.version, now)])


def _take_out(desk: Desk, news: Sequence[Kept[Change]]) -> None:
    if news:
        desk.table.write([Remove(change.record.key, None) for change in news])
