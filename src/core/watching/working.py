"""One errand of watching, and what follows from it.

What follows is sent on at once to be quick; when that fails nothing is lost, because it is due in the table and the
next tick sends it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from core.install_ports import Registry
from core.slack_ports import Pause, Unavailable
from core.tending import tend
from core.upload_ports import UploadsTo, nowhere
from core.watch_ports import (
    Announce,
    Apply,
    Ask,
    Carry,
    Check,
    Desk,
    Herald,
    MakeDigest,
    Sweep,
    Tend,
    Voice,
    WatchErrand,
    WatchQueue,
    ask_nobody,
)
from core.watching.channels import apply_settings
from core.watching.delivering import Carried, Van, carry
from core.watching.digesting import make_digest
from core.watching.fanout import Announced, announce
from core.watching.gathering import gather

if TYPE_CHECKING:
    from core.watching.sweeping import Swept


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """All ports of watching. ``until``: monotonic second by which an errand must be over. ``registry``: None with one
    workspace, whose token is the operator's."""

    desk: Desk
    queue: WatchQueue
    check: Check
    voice: Voice
    herald: Herald
    pause: Pause
    until: float
    registry: Registry | None = None
    ask: Ask = ask_nobody
    uploads: UploadsTo = nowhere

    @property
    def van(self) -> Van:
        return Van(desk=self.desk, herald=self.herald, pause=self.pause, until=self.until, uploads=self.uploads)


Worked: TypeAlias = "Swept | Announced | Carried | bool | None"


async def work(office: Office, errand: WatchErrand) -> Worked:
    """Do one errand; any of them may come twice. Raises `Unavailable`: then it is to be offered again."""
    desk, voice = office.desk, office.voice
    match errand:
        case Sweep(found):
            from core.watching.sweeping import sweep  # noqa: PLC0415 - the TLS libraries, which delivery does without

            swept = await sweep(desk, office.check, found, office.until, office.ask)
            _follow(office, [Announce(key) for key in swept.news])
            return swept
        case Announce(key):
            announced = announce(desk, voice, key, office.until)
            _follow(office, [Carry(place) for place in announced.places])
            return announced
        case Carry(place):
            rings_in = gather(desk, voice, place)
            return _sooner(carry(office.van, place), rings_in)
        case MakeDigest(place):
            made = make_digest(desk, voice, place)
            _follow(office, [Carry(place)] if made else [])
            return made
        case Apply(place):
            done = apply_settings(desk, place, office.until)
            _follow(office, [] if done else [errand])
            return done
        case Tend(team):
            done = tend(desk, office.registry, team, office.until)
            _follow(office, [] if done else [Tend(team)])
            return done


def _sooner(done: Carried, seconds: float | None) -> Carried:
    if seconds is None:
        return done
    return replace(done, again_in=seconds if done.again_in is None else min(done.again_in, seconds))


def _follow(office: Office, errands: Sequence[WatchErrand]) -> None:
    if not errands:
        return
    try:
        office.queue.send(errands)
    except Unavailable as error:
        office.desk.report(f"{len(errands)} errands wait for the next tick: {error}")
