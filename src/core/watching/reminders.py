"""How near its end a certificate is: a function of the certificate, what is wished and the instant. Pure.

Law: every point lies relative to the lifetime, so that a 6-day and a 398-day certificate are both told in time and not
all the time. The gravest point reached counts; it is for the incident to remember which was told. Each stage belongs to
one certificate.

* overdue: the end of the window in which the issuer wishes renewal (RFC 9773), where it said so; else what renewals of
  this target were like so far (two at least); else two thirds of the life, half of it below ten days, as ACME clients
  do; each with slack. Of a long life, 60 days are left at most.
* warn: 30 days or a third of the life, whichever is less; not where renewal is expected later than that: then overdue
  is the warning.
* urgent: 15 % of the life or 24 hours, whichever is more, but at most half of the warning time.
* expired: the first second after notAfter (RFC 5280 section 4.1.2.5: notAfter itself is still valid), after 1, 3, 7
  days, then weekly.

Thresholds of one's own take the place of warn and urgent. A number of days counts at most half of the lifetime.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from statistics import median
from typing import Final

from core.model.watch import Leaf, Threshold
from core.model.watch_state import Stage, Told

ORDER: Final = tuple(Stage)
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_SHORT: Final = timedelta(days=10)
_LONGEST_WAIT: Final = timedelta(days=60)
_AFTER: Final = (1, 3, 7)  # days past the end, then weekly
_ASTRAY: Final = timedelta(hours=3)  # by which a clock may have gone wrong and back


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """From ``at`` on it is ``told``'s stage, until the next point."""

    at: datetime
    told: Told


@dataclass(frozen=True, slots=True)
class Course:
    """A certificate on its way to its end. ``earliest``: the end of its chain, when that is sooner. ``renew_by``:
    the end of the window in which its issuer wishes renewal. ``habit`` as in `TargetState`.
    """

    leaf: Leaf
    thresholds: tuple[Threshold, ...] = ()
    earliest: datetime | None = None
    renew_by: datetime | None = None
    habit: tuple[float, ...] = ()

    @property
    def end(self) -> datetime:
        return min(self.leaf.not_after, self.earliest or self.leaf.not_after)


def lifetime(leaf: Leaf) -> timedelta:
    """At least a second, whatever the certificate says."""
    return max(leaf.not_after - leaf.not_before, _SECOND)


def expected_by(leaf: Leaf, renew_by: datetime | None = None, habit: Sequence[float] = ()) -> datetime:
    """When it should have been replaced, slack included."""
    life = lifetime(leaf)
    slack = life / 30
    if renew_by is not None and leaf.not_before < renew_by < leaf.not_after:
        return _before(leaf.not_after, max(leaf.not_after - renew_by - slack, timedelta()))
    usual = 1 / 2 if life < _SHORT else 1 / 3
    if len(habit) >= 2:
        usual, slack = min(median(habit), 1 / 2), slack * 2
    return _before(leaf.not_after, min(max(life * usual - slack, timedelta()), _LONGEST_WAIT))


@lru_cache(maxsize=4096)
def points(course: Course) -> tuple[Point, ...]:
    """What comes until the end, in order, each stage once, graver ones never before milder ones."""
    leaf, life, end = course.leaf, lifetime(course.leaf), course.end
    overdue = expected_by(leaf, course.renew_by, course.habit)
    levels = sorted({_before(end, _span(threshold, life)) for threshold in course.thresholds})
    if levels:
        near = [Point(at, Told(leaf.sha256, Stage.WARN, number)) for number, at in enumerate(levels)]
        if len(near) > 1:
            near[-1] = Point(levels[-1], Told(leaf.sha256, Stage.URGENT))
    else:
        third = min(timedelta(days=30), life / 3)
        warn, urgent = _before(end, third), _before(end, min(third / 2, max(_DAY, life * 15 / 100)))
        near = [Point(urgent, Told(leaf.sha256, Stage.URGENT))]
        if overdue <= warn or overdue >= urgent or end < leaf.not_after:
            near.insert(0, Point(warn, Told(leaf.sha256, Stage.WARN)))
    first = Point(overdue, Told(leaf.sha256, Stage.OVERDUE))
    gone = Point(_after(end, _SECOND), Told(leaf.sha256, Stage.EXPIRED))
    return (*((first,) if overdue < near[0].at else ()), *near, gone)


def stage_of(course: Course, now: datetime) -> Told | None:
    """The stage that the certificate is in; None while it is far from its end."""
    reached = [point for point in points(course) if point.at <= now]
    if not reached:
        return None
    latest = reached[-1]
    if latest.told.stage is not Stage.EXPIRED:
        return latest.told
    day = _milestone((now - latest.at + _SECOND) // _DAY)
    return Told(course.leaf.sha256, Stage.LONG_EXPIRED, day) if day else latest.told


def moment_after(course: Course, now: datetime) -> datetime | None:
    """The first instant after ``now`` at which `stage_of` answers something else; None when the calendar ends."""
    stages = points(course)
    ahead = next((point.at for point in stages if point.at > now), None)
    if ahead is None:
        end = stages[-1].at - _SECOND
        past = (now - end) // _DAY
        ahead = _after(end, next((day for day in _AFTER if day > past), 7 * (past // 7 + 1)) * _DAY)
    return ahead if ahead < _LAST else None


def reminder(
    leaf: Leaf,
    thresholds: tuple[Threshold, ...],
    now: datetime,
    *,
    earliest: datetime | None = None,
    renew_by: datetime | None = None,
    habit: tuple[float, ...] = (),
) -> Told | None:
    """`stage_of`, of the parts of a `Course`."""
    return stage_of(Course(leaf, thresholds, earliest, renew_by, habit), now)


def next_moment(
    leaf: Leaf,
    thresholds: tuple[Threshold, ...],
    now: datetime,
    *,
    earliest: datetime | None = None,
    renew_by: datetime | None = None,
    habit: tuple[float, ...] = (),
) -> datetime | None:
    """`moment_after`, of the parts of a `Course`."""
    return moment_after(Course(leaf, thresholds, earliest, renew_by, habit), now)


def graver(one: Told, other: Told) -> bool:
    """Whether ``one`` says more than ``other`` about the same certificate."""
    return (ORDER.index(one.stage), one.day) > (ORDER.index(other.stage), other.day)


def counting(course: Course, told: Told, now: datetime) -> Told | None:
    """What of a reminder that was told still counts. Where other thresholds, or a chain that was mended, moved its
    point well ahead again, only the stage that is reached now was told; None: none. Overdue is told once, whatever is
    wished.
    """
    if told.stage is Stage.OVERDUE:
        return told
    stage, number = (Stage.EXPIRED, 0) if told.stage is Stage.LONG_EXPIRED else (told.stage, told.day)
    at = next((p.at for p in points(course) if p.told.stage is stage and p.told.day == number), _LAST)
    if at - now <= _ASTRAY:
        return told
    reached = stage_of(course, now)
    return told if reached and graver(reached, told) else reached


def _milestone(days: int) -> int:
    """The last day past the end that is told; 0: none yet."""
    return days // 7 * 7 if days >= 7 else max((d for d in _AFTER if d <= days), default=0)


def _span(threshold: Threshold, life: timedelta) -> timedelta:
    if threshold.share is not None:
        return life * threshold.share
    return min(timedelta(seconds=threshold.seconds or 0), life / 2)


def _before(end: datetime, span: timedelta) -> datetime:
    return end - span if span < end - _FIRST else _FIRST


def _after(end: datetime, span: timedelta) -> datetime:
    return end + span if span < _LAST - end else _LAST
