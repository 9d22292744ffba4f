"""Lengths of time in words. Whole units, the largest that says enough; never rounded up."""

from datetime import timedelta

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def span(length: timedelta) -> str:
    """'3 days', '26 hours', '40 seconds'; the sign is the caller's to tell. A unit is used from two of it on."""
    seconds = abs(int(length.total_seconds()))
    for size, name in _UNITS:
        if seconds >= (2 * size if size > 1 else size):
            return _counted(seconds // size, name)
    return _counted(seconds, "second")


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
