"""Dates that a text shows: when it was written, and until when certificates in it hold. Day precision is enough."""

import re
from datetime import UTC, datetime

_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
_MONTHS |= {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
_ISO = r"(\d{4})[-/](\d\d)[-/](\d\d)"
_NAMED = r"(?:\w{3},? )?([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: \d\d:\d\d:\d\d(?:\.\d+)?)?(?: [A-Z]{2,5})? (\d{4})"
_DAY_FIRST = r"(\d{1,2})[ -/]([A-Z][a-z]{2})[a-z]*[ -/](\d{4})"
_START = re.compile(rf"^[\[\"({{\w: .-]{{0,60}}?(?:{_ISO}|{_NAMED}|{_DAY_FIRST})", re.MULTILINE)
_EPOCH = re.compile(r"^(?:%\d\|)?(1[0-9]{9})\b(?:\.\d+)?[:|]", re.MULTILINE)
_ANY = re.compile(rf"{_ISO}|{_NAMED}|{_DAY_FIRST}")
_LIMIT = r"[ =:\"'`]{0,4}"


def written(text: str) -> datetime | None:
    """The first date at the start of a line (a log's clock, the output of `date`)."""
    epoch = _EPOCH.search(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    for match in _START.finditer(text):
        line_end = text.find("\n", match.start())
        line = text[match.start() : line_end if line_end > 0 else None]
        if not re.search(r"not ?(?:before|after)|expire|valid", line[: match.end() - match.start()], re.IGNORECASE):
            return _date(match.groups())
    return None


def stated(text: str, word: str) -> tuple[datetime, ...]:
    """Every date right behind ``word`` (a regular expression): "notAfter", "next update", "current time"."""
    found = (
        _date(match.groups())
        for start in re.finditer(word + _LIMIT, text, re.IGNORECASE)
        for match in (_ANY.match(text, start.end()) or _ANY.search(text, start.end(), start.end() + 12),)
        if match
    )
    return tuple(date for date in found if date)


def _date(groups: tuple[str | None, ...]) -> datetime | None:
    year, month, day, name, named_day, named_year, first, first_name, first_year = groups
    try:
        if year and month and day:
            return datetime(int(year), int(month), int(day), tzinfo=UTC)
        if name and named_day and named_year:
            return datetime(int(named_year), _MONTHS[name.lower()], int(named_day), tzinfo=UTC)
        if first and first_name and first_year:
            return datetime(int(first_year), _MONTHS[first_name.lower()], int(first), tzinfo=UTC)
    except (ValueError, KeyError):
        return None
    return None
