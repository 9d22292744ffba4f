"""When certificates end, as a picture: a bar for each target from today to its end, soonest first, with dates.

Law: drawn here, pixel by pixel, as a palette PNG (W3C PNG, Third Edition: sections 5.3, 11.2); nothing is loaded for
it. Colour repeats what the numbers say. The alternative text says the same in words.
"""

import struct
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from core.model.prose import clean
from core.model.watch_state import End, Sketch
from core.render.timeline_letters import WIDTH, glyph

MOST_ROWS: Final = 20
MOST_ALT: Final = 1000  # Slack takes as much when a file goes up
_SCALE: Final = 2
_LETTER: Final = (WIDTH + 1) * _SCALE
_LABEL: Final = 30  # letters
_LEFT, _RIGHT, _TOP, _ROW = _LETTER * _LABEL + 24, 250, 48, 28
_CHART: Final = 480
_THICK: Final = 16
_SPANS: Final = (30, 90, 200, 400)  # days that the chart can show
_WHITE, _INK, _GRID, _RED, _AMBER, _BLUE = range(6)
_PALETTE: Final = bytes.fromhex("ffffff 1d1c1d dddddd c01343 b8730a 1264a3")
_SOON, _NEAR = 7, 30  # days


def sketch(ends: Sequence[tuple[str, datetime]], now: datetime) -> Sketch | None:
    """``ends``: key and notAfter, soonest first. None: nothing to draw."""
    if not ends:
        return None
    return Sketch(tuple(End(key, at) for key, at in ends[:MOST_ROWS]), now, _alt(ends, now))


def draw(sketched: Sketch) -> bytes:
    """PNG. The same in, the same out."""
    now = sketched.at
    rows = [(end.key, (end.at - now) / timedelta(days=1)) for end in sketched.ends]
    furthest = max(days for _, days in rows)
    shown = next((days for days in _SPANS if furthest <= days), _SPANS[-1])
    canvas = _Canvas(_LEFT + _CHART + _RIGHT, _TOP + _ROW * len(rows) + 16)
    _axis(canvas, shown, now, len(rows))
    for number, (key, days) in enumerate(rows):
        _bar(canvas, _TOP + _ROW * number, key, days, shown)
    return canvas.png()


class _Canvas:
    """A byte a pixel, an index into the palette. What lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._lines = [bytearray(width) for _ in range(height)]

    def fill(self, left: int, top: int, width: int, height: int, colour: int) -> None:
        left, right = max(0, left), min(self.width, left + width)
        for line in self._lines[max(0, top) : max(0, top + height)]:
            if right > left:
                line[left:right] = bytes([colour]) * (right - left)

    def write(self, left: int, top: int, text: str, colour: int = _INK) -> None:
        for place, letter in enumerate(text):
            for down, bits in enumerate(glyph(letter)):
                for across in range(WIDTH):
                    if bits >> (WIDTH - 1 - across) & 1:
                        x = left + place * _LETTER + across * _SCALE
                        self.fill(x, top + down * _SCALE, _SCALE, _SCALE, colour)

    def png(self) -> bytes:
        raw = b"".join(b"\0" + bytes(line) for line in self._lines)  # filter 0 on every line
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        parts = ((b"IHDR", head), (b"PLTE", _PALETTE), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _axis(canvas: _Canvas, shown: int, now: datetime, rows: int) -> None:
    for part in range(4):
        x = _LEFT + _CHART * part // 3
        canvas.fill(x, _TOP - 10, 2, _ROW * rows + 12, _GRID)
        day = _later(now, timedelta(days=shown * part / 3))
        canvas.write(x, 14, "today" if part == 0 else f"{day:%m-%d}")


def _bar(canvas: _Canvas, top: int, key: str, days: float, shown: int) -> None:
    label = key if len(key) <= _LABEL else key[: _LABEL - 1] + "…"
    canvas.write(8, top + 3, label.lower())
    length = max(4, min(_CHART, round(_CHART * days / shown)))
    colour = _RED if days <= _SOON else _AMBER if days <= _NEAR else _BLUE
    canvas.fill(_LEFT + 2, top + 2, length, _THICK, colour)
    told = _left(days)
    canvas.fill(_LEFT + length + 8, top, _LETTER * len(told) + 8, _ROW - 4, _WHITE)  # no line runs through the words
    canvas.write(_LEFT + length + 12, top + 3, told)


def _left(days: float) -> str:
    whole = int(abs(days))
    counted = f"{whole} day" if whole == 1 else f"{whole} days"
    if days < 0:
        return f"{counted} over"
    return counted if whole else f"{int(days * 24)} h"


def _alt(ends: Sequence[tuple[str, datetime]], now: datetime) -> str:
    past = sum(at < now for _, at in ends)
    week = sum(now <= at <= now + timedelta(days=_SOON) for _, at in ends)
    month = sum(now + timedelta(days=_SOON) < at <= now + timedelta(days=_NEAR) for _, at in ends)
    counted = f"Expiry timeline of {len(ends)} targets: {past} expired, {week} within 7 days, {month} within 30 days."
    listed = "; ".join(f"{clean(key, 60)} {at.astimezone(UTC):%Y-%m-%d}" for key, at in ends[:MOST_ROWS])
    text = f"{counted} Soonest: {listed}."
    return text if len(text) <= MOST_ALT else text[: MOST_ALT - 1] + "…"


def _later(now: datetime, by: timedelta) -> datetime:
    last = datetime.max.replace(tzinfo=UTC)
    return now + by if by < last - now else last
