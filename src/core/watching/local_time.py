"""Local days and hours of a channel. `zoneinfo` knows the zones; the instant is always given.

Law: every local day has each clock time exactly once. An hour that a change of clocks skips comes as much later as the
clocks jump; one that comes twice counts the first time (PEP 495, fold 0).
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS_LOOKED_AT: Final = 4  # one day was skipped as a whole in places (Samoa, 2011)


def find_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, None when there is none. Names from strangers are fine."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_of(name: str) -> ZoneInfo:
    """As `find_zone`; UTC for a name that this machine's data no longer has."""
    return find_zone(name) or ZoneInfo("UTC")


def local(zone: str, at: datetime) -> datetime:
    """The wall clock at an aware instant."""
    return at.astimezone(zone_of(zone))


def instant(zone: str, day: date, hour: int, minute: int = 0) -> datetime:
    """When it is that time on that local day, UTC."""
    return datetime.combine(day, time(hour, minute), zone_of(zone)).astimezone(UTC)


def next_at(zone: str, hour: int, minute: int, after: datetime) -> datetime | None:
    """The first instant later than ``after`` at which it is that local time; None at the end of the calendar."""
    try:
        day = local(zone, after).date() - timedelta(days=1)
        moments = (instant(zone, day + timedelta(days=ahead), hour, minute) for ahead in range(_DAYS_LOOKED_AT))
        return next((moment for moment in moments if moment > after), None)
    except OverflowError:
        return None


def within(zone: str, hours: tuple[int, int] | None, at: datetime) -> bool:
    """Whether it is in the local hours [from, to), which may go over midnight; never when both are the same."""
    if hours is None or hours[0] == hours[1]:
        return False
    begin, end = hours
    hour = local(zone, at).hour
    return begin <= hour < end if begin < end else hour >= begin or hour < end
