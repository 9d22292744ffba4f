"""`HEAD /` over HTTP/1.1 and what its answer tells: status, Server, Date, Location, HSTS. No body, no second request.

Law: header values are facts from a stranger: printable, capped, never interpreted beyond the date. Anything that is no
HTTP answer is None, not an error (RFC 9112 §4, RFC 9110 §5.6.7).
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from core.model.observation import HttpAnswer

LIMIT: Final = 8192  # bytes of an answer that are read
_VALUE_LIMIT: Final = 200
_STATUS: Final = re.compile(r"HTTP/1\.[01] ([1-9][0-9]{2})(?: |$)")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_IMF_FIXDATE: Final = re.compile(
    r"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT"
)


def request(authority: str) -> bytes:
    """A HEAD request; ``authority`` is the Host header: name or bracketed address, with the port if it is not 443."""
    lines = ("HEAD / HTTP/1.1", f"Host: {authority}", "User-Agent: tlscheck", "Accept: */*", "Connection: close")
    return "\r\n".join((*lines, "", "")).encode("ascii")


def is_complete(answer: bytes) -> bool:
    """The header section is there, or these bytes will never be an HTTP answer, or it is as long as we read."""
    if len(answer) >= LIMIT or b"\r\n\r\n" in answer or b"\n\n" in answer:
        return True
    return not b"HTTP/".startswith(answer[:5])


def parse_answer(answer: bytes) -> HttpAnswer | None:
    """The HTTP/1 answer at the start of these bytes; a truncated header section counts as far as whole lines go."""
    lines = answer[:LIMIT].decode("latin-1").split("\n")
    status = _STATUS.match(lines[0].rstrip("\r"))
    if status is None or len(lines) < 2:
        return None
    fields: list[tuple[str, str]] = []
    for line in lines[1:-1]:
        name, colon, value = line.rstrip("\r").partition(":")
        if not colon:
            break
        fields.append((name, value))
    return answer_of(int(status[1]), fields)


def answer_of(status: int, fields: Iterable[tuple[str, str]]) -> HttpAnswer:
    """The facts of an answer whose header fields are at hand; the first field of a name counts."""
    first: dict[str, str] = {}
    for name, value in fields:
        first.setdefault(name.lower(), _tidy(value))
    return HttpAnswer(
        status=status,
        server=first.get("server") or None,
        date=parse_date(first.get("date", "")),
        location=first.get("location") or None,
        hsts=first.get("strict-transport-security") or None,
    )


def parse_date(text: str) -> datetime | None:
    """An IMF-fixdate as aware UTC, None for anything else. A leap second counts as second 59."""
    match = _IMF_FIXDATE.fullmatch(text)
    if match is None or match[2] not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(match[i]) for i in (1, 3, 4, 5, 6))
    try:
        return datetime(year, _MONTHS.index(match[2]) + 1, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None


def printable(text: str, limit: int = _VALUE_LIMIT) -> str:
    """Control and other unprintable characters escaped, at most ``limit`` characters."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text[:limit])
    return shown[:limit]


def _tidy(value: str) -> str:
    return printable(value.strip(" \t"))
