"""Many alerts in one channel that are one message. Storable.

A `Seat` is a target in it, and says how that stands; a `Crowd` is the message; a `Bell` comes due when it is to be made
anew. The incident of a target says whether it sits there: a seat without that is empty.
"""

from dataclasses import dataclass
from datetime import datetime

from core.model.job import Posted
from core.model.target import Target
from core.model.watch import Hold, Place
from core.model.watch_say import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """``round``: how many messages were made; none yet: who sits here waits for company. ``turn``: how often it was
    made anew. ``joined_at``: when somebody came last; ``told_at``: of the last message; ``shown_at``: of the last edit
    or message. ``since``: since when it stands, the first of its targets. ``grave``: that something is broken was told.
    ``closed_at``: all was over. ``posted``, ``capped``: as in an incident.
    """

    place: Place
    id: str
    opened_at: datetime
    joined_at: datetime
    since: datetime
    round: int = 0
    turn: int = 0
    told_at: datetime | None = None
    shown_at: datetime | None = None
    closed_at: datetime | None = None
    posted: Posted | None = None
    grave: bool = False
    capped: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What the target's own message would show (`core.model.watch_say.Board`). ``round``: of the crowd when there was
    news here last; -1: none. ``codes``: all that stands. ``leaf``: fingerprint of the certificate that is served,
    ``subject`` its first name. ``call``: the owner is to be called by name for that news.
    """

    key: str
    target: Target
    look: Look
    lines: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    leaf: str = ""
    subject: str = ""
    ends: datetime | None = None
    since: datetime | None = None
    owner: str | None = None
    owner_name: str | None = None
    call: bool = False
    acknowledged: Hold | None = None
    snoozed: Hold | None = None
    link: str = ""
    round: int = -1


@dataclass(frozen=True, slots=True)
class Bell:
    """Something changed in this crowd."""

    crowd: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """``recent``: when messages of their own were begun in this channel lately. ``crowd``: the latest one, ``crowds``:
    how many there were.
    """

    recent: tuple[datetime, ...] = ()
    crowd: str | None = None
    crowds: int = 0
