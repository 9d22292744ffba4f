"""Many at once are one message: who joins, when it is shown, what it says. Pure.

Law: the first alerts of a channel stand alone; what would begin a further message within the window joins a crowd. What
is broken waits for company for seconds only, and only when others were told alone just now; what is milder for half a
minute, so that the reminders of one certificate are one message; what ends within the hour waits for nobody. A crowd
speaks when something in it is news to the channel and when all is over, not oftener than its day allows; everything
else edits it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.model.watch_crowd import Crowd, Rush, Seat
from core.model.watch_say import Cluster, CrowdBoard, CrowdReply, Look, Owner
from core.watching.phrasing import MOST_A_DAY

ALONE: Final = 3  # messages of their own within the window
WINDOW: Final = timedelta(minutes=15)
GRAVE: Final = frozenset({Look.BROKEN, Look.UNREACHABLE, Look.EXPIRED})
_OVER: Final = frozenset({Look.FINE, Look.CHANGED})
_BY_DATE: Final = frozenset({Look.EXPIRED, Look.EXPIRING, Look.OVERDUE})
_ALIKE: Final = frozenset({Look.UNREACHABLE, Look.UNCHECKED})  # whatever the certificate is
_COMPANY: Final = timedelta(seconds=30)
_GRAVE_COMPANY: Final = timedelta(seconds=10)
_SHORT: Final = timedelta(hours=1)
EDITS_APART: Final = timedelta(seconds=10)
REPLIES_APART: Final = timedelta(minutes=5)
_ORDER: Final = tuple(Look)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """``crowd``: afterwards. ``board``: the parent, None where nothing was ever told. ``reply``: for its thread.
    ``alone``: those who get a message of their own after all. ``again``: when to look again, without a change.
    """

    crowd: Crowd
    board: CrowdBoard | None = None
    reply: CrowdReply | None = None
    alone: tuple[Seat, ...] = ()
    again: datetime | None = None


def lately(rush: Rush, now: datetime) -> tuple[datetime, ...]:
    """Messages of their own that still count."""
    return tuple(at for at in rush.recent if abs(now - at) < WINDOW)


def pressing(look: Look, ends: datetime | None, now: datetime) -> bool:
    """Whether it may be told alone at once, while there are few."""
    return look in GRAVE or (ends is not None and ends - now < _SHORT)


def joinable(crowd: Crowd, now: datetime) -> bool:
    """It stands, somebody came lately, and it can still say who comes."""
    return crowd.closed_at is None and abs(now - crowd.joined_at) < WINDOW and _left(crowd, now) > 0


def due(crowd: Crowd, look: Look, now: datetime, *, news: bool) -> datetime:
    """When a change there is to be shown; never later than half a minute from now, whatever the clock does."""
    company = _GRAVE_COMPANY if look in GRAVE else _COMPANY
    if news or crowd.round == 0:
        return now + company
    return max(now, min((crowd.shown_at or now) + EDITS_APART, now + EDITS_APART))


def turn(crowd: Crowd, seats: Sequence[Seat], room: int, now: datetime) -> Turn:
    """Made anew. ``room``: how many may still stand alone."""
    news = [seat for seat in seats if seat.round == crowd.round and seat.look is not Look.FINE]
    crowd = replace(crowd, turn=crowd.turn + 1)
    return _first(crowd, seats, news, room, now) if crowd.round == 0 else _further(crowd, seats, news, now)


def stands(seat: Seat) -> bool:
    return seat.look not in _OVER


def clusters(seats: Sequence[Seat]) -> tuple[Cluster, ...]:
    """Lines for all that is not fine, worst first, then the longest."""
    together: dict[object, list[Seat]] = {}
    for seat in sorted(seats, key=lambda seat: seat.key):
        if seat.look is not Look.FINE:
            together.setdefault(_trouble(seat), []).append(seat)
    lines = (_cluster(alike) for alike in together.values())
    return tuple(sorted(lines, key=lambda line: (_ORDER.index(line.look), -len(line.keys), line.keys)))


def _first(crowd: Crowd, seats: Sequence[Seat], news: Sequence[Seat], room: int, now: datetime) -> Turn:
    if not news:  # over before it was told
        return Turn(crowd=replace(crowd, closed_at=now))
    if len(news) <= room and len({_trouble(seat) for seat in news}) == len(news):
        return Turn(crowd=replace(crowd, closed_at=now), alone=tuple(news))
    standing = [seat for seat in news if stands(seat)]
    after = replace(
        crowd, round=1, told_at=now, shown_at=now, since=_since(standing, now), closed_at=None if standing else now,
        grave=_grave(standing), capped=(now.toordinal(), _made(crowd, now) + 1),
    )  # fmt: skip
    return Turn(crowd=after, board=_board(after, seats, now, called=news))


def _further(crowd: Crowd, seats: Sequence[Seat], news: Sequence[Seat], now: datetime) -> Turn:
    standing = [seat for seat in seats if stands(seat)]
    ends = not standing and crowd.closed_at is None
    begins = bool(standing) and crowd.closed_at is not None
    pressing = _grave(news) and not crowd.grave
    waited = crowd.told_at is None or abs(now - crowd.told_at) >= REPLIES_APART
    speaks = ends or (bool(news) and (pressing or waited))
    left = _left(crowd, now)
    after = replace(
        crowd,
        shown_at=now,
        joined_at=now if news else crowd.joined_at,
        since=_since(standing, now) if begins else crowd.since,
        closed_at=None if standing else crowd.closed_at or now,
        grave=_grave(standing) and (crowd.grave or (speaks and _grave(news))),
        round=crowd.round + speaks,
    )
    lasted = abs(now - crowd.since) if ends else None
    board = _board(after, seats, now, lasted=lasted or _lasted(after, standing))
    if not speaks or left <= 0 or not seats:
        again = crowd.told_at + REPLIES_APART if news and not speaks and crowd.told_at else None
        return Turn(crowd=after, board=board, again=again)
    after = replace(after, told_at=now, capped=(now.toordinal(), _made(crowd, now) + 1))
    fine = len(seats) - len(standing)
    reply = CrowdReply(
        clusters=clusters(news), at=now, owners=_owners(news, called=news), lasted=lasted, fine=fine,
        last_today=left == 1,
    )  # fmt: skip
    return Turn(crowd=after, board=board, reply=reply)


def _board(
    crowd: Crowd, seats: Sequence[Seat], now: datetime, *, called: Sequence[Seat] = (), lasted: timedelta | None = None
) -> CrowdBoard:
    standing = [seat for seat in seats if stands(seat)]
    return CrowdBoard(
        id=crowd.id, clusters=clusters(seats), fine=sum(seat.look is Look.FINE for seat in seats), now=now,
        since=crowd.since, lasted=lasted, owners=_owners(standing, called=called),
        held=sum(bool(seat.acknowledged or seat.snoozed) for seat in standing),
    )  # fmt: skip


def _lasted(crowd: Crowd, standing: Sequence[Seat]) -> timedelta | None:
    return None if standing or crowd.closed_at is None else crowd.closed_at - crowd.since


def _cluster(alike: Sequence[Seat]) -> Cluster:
    first = alike[0]
    subject = first.subject if first.look not in _ALIKE and first.leaf else ""
    return Cluster(
        look=first.look, keys=tuple(seat.key for seat in alike), target=first.target, said=_said_of_all(alike),
        subject=subject, ends=first.ends if first.look in _BY_DATE else None,
    )  # fmt: skip


def _trouble(seat: Seat) -> tuple[object, ...]:
    """The same for targets that fit in one line."""
    if seat.look in _ALIKE:
        return (seat.look,)
    if seat.look in _BY_DATE:
        return seat.look, seat.leaf, seat.ends
    return seat.look, seat.leaf, seat.codes, seat.look is Look.CHANGED and _said(seat)


def _said(seat: Seat) -> str:
    return seat.lines[0] if seat.lines else ""


def _said_of_all(alike: Sequence[Seat]) -> str:
    """In the words of the first, where it is the same for all."""
    same = len({_said(seat).replace(seat.target.host, "") for seat in alike}) == 1
    return _said(alike[0]) if same else ""


def _owners(seats: Sequence[Seat], called: Sequence[Seat]) -> tuple[Owner, ...]:
    """Each once."""
    calls = {seat.owner for seat in called if seat.call}
    names = {seat.owner: seat.owner_name for seat in sorted(seats, key=lambda seat: seat.key)}
    return tuple(Owner(owner, name, owner in calls) for owner, name in names.items() if owner)


def _since(standing: Sequence[Seat], now: datetime) -> datetime:
    return min((seat.since for seat in standing if seat.since), default=now)


def _grave(seats: Sequence[Seat]) -> bool:
    return any(seat.look in GRAVE for seat in seats)


def _made(crowd: Crowd, now: datetime) -> int:
    day, made = crowd.capped
    return made if day == now.toordinal() else 0


def _left(crowd: Crowd, now: datetime) -> int:
    return MOST_A_DAY - _made(crowd, now)
