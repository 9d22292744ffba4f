"""Parcels of one channel to Slack: in order, one lane a channel, one message a second, nothing ticked off before Slack
has it.

A parcel is marked before it is sent and removed after Slack said ok, together with where the message stands. Whoever
finds a marked one does not know whether it arrived, and looks for its mark in the channel. Where that cannot be seen,
the parcel is sent again and says so; a note is left to take the first one away when it can be seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from core.delivery import CALL_S, or_plain
from core.model.job import Posted
from core.model.message import Message
from core.model.watch import Place
from core.model.watch_crowd import Crowd
from core.model.watch_state import Form, Incident, Parcel
from core.render.slack import repeated
from core.render.slack_digest import untabled
from core.slack_ports import Delivered, Never, NotNow, Pause, Reason, Sent
from core.table import Put, Remove, Write
from core.upload_ports import UploadsTo, nowhere
from core.watch_ports import Desk, Herald
from core.watching import keys
from core.watching.channels import close, opening, settings_of
from core.watching.lanes import LOOK_BACK, Busy, Held, Repeat, hand_back, repeat_put, take_lane, tidy
from core.watching.parting import waited_for
from core.watching.picturing import LONGEST_S, Painter, Ready, ready
from core.watching.records import parcel_put
from core.watching.shelf import Kept, Plan, put, read, settle, walk_readable
from core.words.out_of_reach import TOKEN_TROUBLE

GAP_S: Final = 1.0
SOON_S: Final = 5.0
GIVEN_UP: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Carried:
    """``sent``: what Slack took. ``again_in``: seconds until there is more to do, None when there is nothing."""

    sent: int = 0
    again_in: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Van:
    """The means of a delivery; ``until``: monotonic second by which all must be over."""

    desk: Desk
    herald: Herald
    pause: Pause
    until: float
    uploads: UploadsTo = nowhere

    @property
    def left(self) -> float:
        return self.until - self.desk.clock.monotonic()

    @property
    def timeout(self) -> float:
        return max(0.1, min(CALL_S, self.left))


@dataclass(frozen=True, slots=True)
class Gone:
    """The parcel is off the lane. ``sent``: by a message that Slack took."""

    sent: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """The lane goes no further now."""

    again_in: float | None


Step = Gone | Stop


def carry(van: Van, place: Place) -> Carried:
    """Deliver what waits for this channel. May raise `Unavailable`; the lane is free again a little after ``until``."""
    match take_lane(van.desk, place, van.left):
        case Busy(seconds):
            return Carried(again_in=seconds)
        case Held() as held:
            done = _carry_all(van, place)
            hand_back(van.desk, held, max(GAP_S, done.again_in or 0.0) if done.sent == 0 else GAP_S)
            return done


def _carry_all(van: Van, place: Place) -> Carried:
    if settings_of(van.desk, place).dead:
        _clear(van.desk, place, Form.KNOCK)
    sent, soonest = 0, None
    kept_back: set[str | None] = set()
    for parcel in _in_order(van.desk, place):
        now, key, not_before = van.desk.clock.now(), parcel.value.about, parcel.value.not_before
        if not_before is not None and not_before > now:
            soonest = min(soonest or not_before, not_before)
            kept_back |= {key} if key else set()
        elif key not in kept_back:  # what follows in the same incident waits with it
            if sent:
                van.pause(GAP_S)
            match _step(van, parcel):
                case Stop(seconds):
                    return Carried(sent, seconds)
                case Gone(by_message):
                    sent += by_message
    tidy(van.desk, van.herald, place, van.timeout)
    return Carried(sent, (soonest - van.desk.clock.now()).total_seconds() if soonest else None)


def _in_order(desk: Desk, place: Place) -> Iterator[Kept[Parcel]]:
    """An edit that a later one replaces goes without being sent."""
    waiting = list(walk_readable(desk, keys.parcels(place), Parcel))
    last = {p.value.about: p.record.key for p in waiting if p.value.form is Form.EDIT and p.value.not_before is None}
    for parcel in waiting:
        newest = last.get(parcel.value.about, parcel.record.key)
        if parcel.value.form is Form.EDIT and newest > parcel.record.key:
            desk.table.write([Remove(parcel.record.key, parcel.version)])
        else:
            yield parcel


def _step(van: Van, parcel: Kept[Parcel]) -> Step:
    if van.left < CALL_S:
        return Stop(0.0)
    if parcel.value.form is Form.LAST:
        return _last(van, parcel)
    incident = _incident(van.desk, parcel.value)
    if parcel.value.about is not None and incident is None:
        settle(van.desk.table, lambda: _done(van.desk, parcel.value, _arrived(van, parcel.value), ()))
        return Gone(sent=False)  # unwatched meanwhile
    posted = incident.value.posted if incident else None
    if parcel.value.form is Form.EDIT and posted is not None:
        sent = or_plain(lambda m: van.herald.update(parcel.value.place, posted, m, van.timeout), parcel.value.message)
        if not (isinstance(sent, Never) and sent.reason is Reason.MESSAGE_GONE):
            return _judge(van, parcel, sent)
    return _post(van, parcel, posted if parcel.value.form is Form.THREAD else None)


def _last(van: Van, parcel: Kept[Parcel]) -> Step:
    """Of a watch that ended. Where its message never came, or is gone, there is nothing to say."""
    posted = parcel.value.posted
    sent: Sent = Never(Reason.MESSAGE_GONE, "")
    if posted is not None:
        sent = or_plain(lambda m: van.herald.update(parcel.value.place, posted, m, van.timeout), parcel.value.message)
    if isinstance(sent, Never) and sent.reason is Reason.MESSAGE_GONE:
        van.desk.table.write([Remove(parcel.record.key, parcel.version)])
        return Gone(sent=False)
    return _judge(van, parcel, sent)


def _arrived(van: Van, parcel: Parcel) -> Posted | None:
    """Where a parent stands whose delivery was begun, as far as Slack shows it."""
    if parcel.form is not Form.PARENT or not parcel.sending:
        return None
    since = parcel.created_at - LOOK_BACK
    found = van.herald.find(parcel.place, parcel.id, since, thread=None, timeout=van.timeout)
    return found[0] if found else None


def _post(van: Van, parcel: Kept[Parcel], thread: Posted | None) -> Step:
    """A new message. Marked first; a mark of another time means that it may be there already."""
    was, again = parcel.value, False
    if was.sending:
        found = van.herald.find(was.place, was.id, was.created_at - LOOK_BACK, thread=thread, timeout=van.timeout)
        if found:
            return _judge(van, parcel, Delivered(found[0]))
        again = found is None
    loaded = _loaded(van, parcel)
    if loaded is None:
        return Stop(SOON_S)
    was, version = loaded.parcel.value, loaded.parcel.version
    marked = replace(was, sending=True, attempts=was.attempts + 1)
    if not van.desk.table.write([parcel_put(marked, version)]):
        return Stop(SOON_S)
    ours = Kept(marked, replace(parcel.record, version=version + 1))
    sent = _first_taken(van, marked, thread, [repeated(form) if again else form for form in _forms(loaded)])
    if again and isinstance(sent, Delivered) and sent.place:
        twice = Repeat(place=was.place, mark=was.id, since=was.created_at, stands=sent.place, thread=thread)
        return _judge(van, ours, sent, repeat_put(twice, None, van.desk.clock.now()))
    return _judge(van, ours, sent)


def _loaded(van: Van, parcel: Kept[Parcel]) -> Ready | None:
    """With its picture, where it has one and there is time for it; None: it is not as it was."""
    uploads = van.uploads(parcel.value.place)
    if uploads is None:
        return Ready(parcel, parcel.value.message)
    until = min(van.desk.clock.monotonic() + LONGEST_S, van.until - CALL_S)
    return ready(Painter(desk=van.desk, uploads=uploads, pause=van.pause, until=until), parcel)


def _forms(loaded: Ready) -> list[Message]:
    """The same to say, the richest first: with picture and table, without the table, without the picture."""
    rich, plain = loaded.message, loaded.parcel.value.message
    all_of_them = (rich, untabled(rich), plain, untabled(plain))
    return [form for at, form in enumerate(all_of_them) if form not in all_of_them[:at]]


def _first_taken(van: Van, parcel: Parcel, thread: Posted | None, forms: Sequence[Message]) -> Sent:
    """A form that Slack cannot show gives way to the next one; the last one to its words alone."""

    def post(message: Message) -> Sent:
        return van.herald.post(parcel.place, message, mark=parcel.id, thread=thread, timeout=van.timeout)

    for form in forms[:-1]:
        sent = post(form)
        if not (isinstance(sent, Never) and sent.reason is Reason.BAD_CONTENT):
            return sent
    return or_plain(post, forms[-1])


def _judge(van: Van, parcel: Kept[Parcel], sent: Sent, *besides: Write) -> Step:
    """What Slack's answer means for the parcel."""
    match sent:
        case Delivered(posted):
            settle(van.desk.table, lambda: _done(van.desk, parcel.value, posted, besides))
            return Gone(sent=True)
        case NotNow(because, retry_after, unsure):
            if unsure and van.desk.clock.now() - parcel.value.created_at > GIVEN_UP:
                return _bury(van, parcel, f"given up after {GIVEN_UP.days} days: {because}")
            if parcel.value.sending and not unsure:
                van.desk.table.write([parcel_put(replace(parcel.value, sending=False), parcel.version)])
            return Stop(retry_after or SOON_S)
        case Never(reason, because) if reason is Reason.NO_ACCESS or because in TOKEN_TROUBLE:
            close(van.desk, parcel.value.place, because)
            _clear(van.desk, parcel.value.place)
            return Stop(None)
        case Never(_, because):
            return _bury(van, parcel, because)


def _done(desk: Desk, parcel: Parcel, posted: Posted | None, besides: tuple[Write, ...]) -> Plan[None]:
    """Off the lane, and the incident knows where its parent stands."""
    record = desk.table.get(keys.parcel(parcel.place, parcel.order, parcel.id))
    if record is None:
        return Plan(None)
    incident = _incident(desk, parcel) if parcel.form in (Form.PARENT, Form.EDIT) else None
    writes: list[Write] = [Remove(record.key, record.version), *besides]
    if parcel.form is Form.KNOCK:
        writes += opening(desk, parcel.place)
    if incident is not None and posted is not None and incident.value.posted != posted:
        writes.append(_placed(incident, posted))
    if incident is None and posted is not None and parcel.form in (Form.PARENT, Form.EDIT):
        writes += waited_for(desk, parcel, posted)
    return Plan(None, writes)


def _bury(van: Van, parcel: Kept[Parcel], because: str) -> Step:
    """Slack will never take it; it stays to be looked at and holds nobody up. Edits after a lost parent post anew."""
    was = parcel.value
    van.desk.report(f"{was.id} for {was.place.channel} of {was.place.team.id}: not taken by Slack: {because}")
    writes: list[Write] = [Remove(parcel.record.key, parcel.version)]
    if was.form is not Form.KNOCK:  # there is another one every day
        writes.append(put(keys.buried(was.place, was.order, was.id), was, None))
    incident = _incident(van.desk, was) if was.form is Form.PARENT else None
    if incident is not None:
        writes.append(_placed(incident, None))
    return Gone(sent=False) if van.desk.table.write(writes) else Stop(SOON_S)


def _clear(desk: Desk, place: Place, but: Form | None = None) -> None:
    """A closed channel gets nothing but a try; when it opens again, all that stands is told anew."""
    for parcel in walk_readable(desk, keys.parcels(place), Parcel):
        if parcel.value.form is not but:
            desk.table.write([Remove(parcel.record.key, None)])


def _placed(incident: Kept[Incident] | Kept[Crowd], posted: Posted | None) -> Put:
    placed = replace(incident.value, posted=posted)
    return put(incident.record.key, placed, incident.version, expires_at=incident.record.expires_at)


def _incident(desk: Desk, parcel: Parcel) -> Kept[Incident] | Kept[Crowd] | None:
    """What knows where the parent message stands; for a message of many, its crowd."""
    if parcel.crowd is not None:
        return read(desk.table, keys.crowd(parcel.place, parcel.crowd), Crowd)
    return read(desk.table, keys.incident(parcel.place, parcel.key), Incident) if parcel.key is not None else None
