"""The picture of a digest goes up before its message, once; without it the digest goes all the same and says nothing
of it.

Where it is going to stand is written down before a byte is sent: whoever comes after a crash asks Slack for that file,
and sends the picture again only when it is not there. It is never stored, but drawn again from its sketch.
"""

from dataclasses import dataclass, replace
from typing import Final

from core.model.message import Message
from core.model.watch_state import Parcel, Sketch
from core.render.slack_digest import pictured
from core.render.timeline import draw
from core.slack_ports import Pause
from core.upload_ports import Declined, Standing, Ticket, Uploads
from core.watch_ports import Desk
from core.watching.records import parcel_put
from core.watching.shelf import Kept

LONGEST_S: Final = 8.0  # a picture is worth no more
LOOK_S: Final = 1.0
_LEAST_S: Final = 1.0
_LOOKS: Final = 4
NAME: Final = "expiry-timeline.png"
TITLE: Final = "Expiry timeline"


@dataclass(frozen=True, slots=True)
class Ready:
    """The parcel as it is stored now, and what to send: with its picture, where there is one."""

    parcel: Kept[Parcel]
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Painter:
    """The means. ``until``: monotonic second by which the picture must stand, or the digest goes without."""

    desk: Desk
    uploads: Uploads
    pause: Pause
    until: float

    @property
    def left(self) -> float:
        return self.until - self.desk.clock.monotonic()


def ready(painter: Painter, parcel: Kept[Parcel]) -> Ready | None:
    """None: somebody else changed the parcel. May raise `Unavailable`."""
    was = parcel.value
    if was.sketch is None:
        return Ready(parcel, was.message)
    match _stands(painter, was, _LOOKS) if was.file else Standing.ABSENT:
        case Standing.READY:
            return _shown(parcel, was.sketch)
        case Standing.ABSENT:
            return _send(painter, parcel, was.sketch)
        case _:
            return Ready(parcel, was.message)


def _send(painter: Painter, parcel: Kept[Parcel], sketch: Sketch) -> Ready | None:
    team, png = parcel.value.place.team, draw(sketch)
    if painter.left < _LEAST_S:
        return Ready(parcel, parcel.value.message)
    ticket = painter.uploads.begin(team, NAME, len(png), painter.left, alt=sketch.alt)
    if isinstance(ticket, Declined):
        return _without(painter, parcel, ticket)
    noted = _noted(painter.desk, parcel, ticket)
    if noted is None:
        return None
    declined = painter.uploads.finish(team, ticket, png, max(_LEAST_S, painter.left), title=TITLE)
    if _stands(painter, noted.value, 1 if declined else _LOOKS) is Standing.READY:
        return _shown(noted, sketch)
    return _without(painter, noted, declined or Declined("it took too long to be looked through"))


def _noted(desk: Desk, parcel: Kept[Parcel], ticket: Ticket) -> Kept[Parcel] | None:
    noted = replace(parcel.value, file=ticket.file)
    if not desk.table.write([parcel_put(noted, parcel.version)]):
        return None
    return Kept(noted, replace(parcel.record, version=parcel.version + 1))


def _stands(painter: Painter, parcel: Parcel, looks: int) -> Standing:
    """After some looks, as long as Slack is not through with it."""
    found = Standing.UNKNOWN
    for look in range(looks):
        if painter.left < _LEAST_S:
            return found
        if look:
            painter.pause(LOOK_S)
        found = painter.uploads.stands(parcel.place.team, parcel.file or "", max(_LEAST_S, painter.left))
        if found is not Standing.WAITING:
            return found
    return found


def _shown(parcel: Kept[Parcel], sketch: Sketch) -> Ready:
    return Ready(parcel, pictured(parcel.value.message, parcel.value.file or "", sketch.alt))


def _without(painter: Painter, parcel: Kept[Parcel], declined: Declined) -> Ready:
    was = parcel.value
    painter.desk.report(f"{was.id} for {was.place.channel} goes without its picture: {declined.because}")
    return Ready(parcel, was.message)
