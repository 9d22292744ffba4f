"""The timeline: a PNG that decoders accept, whatever ends when, and the same in words."""

import struct
import zlib
from datetime import datetime, timedelta

import pytest
from hypothesis import given

from core.render.timeline import MOST_ALT, MOST_ROWS, draw, sketch
from core.render.timeline_letters import HEIGHT, WIDTH, glyph
from tests.core.render.test_slack import SLOW
from tests.core.render.watching import ENDS, NOW


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and lines of palette indices, every chunk's checksum verified."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length) == (zlib.crc32(name + data),)
        chunks[name] = data
        at += 12 + length
    width, height, depth, colours = struct.unpack_from(">IIBB", chunks[b"IHDR"])
    assert (depth, colours, list(chunks)[-1]) == (8, 3, b"IEND")
    raw = zlib.decompress(chunks[b"IDAT"])
    lines = [raw[n * (width + 1) : (n + 1) * (width + 1)] for n in range(height)]
    assert len(raw) == height * (width + 1)
    assert max(raw) < len(chunks[b"PLTE"]) // 3
    return width, height, [line[1:] for line in lines]


@SLOW
@given(ENDS)
def test_any_ends_make_a_picture_of_bounded_size(ends: tuple[tuple[str, datetime], ...]) -> None:
    made = sketch(ends, NOW)
    assert (made is None) == (not ends)
    if made is not None:
        width, height, _ = pixels(draw(made))
        assert width <= 1200
        assert height <= 640
        assert len(draw(made)) < 50_000
        assert 0 < len(made.alt) <= MOST_ALT


def test_at_most_twenty_rows_are_drawn() -> None:
    ends = [(f"h{n}.example:443", NOW + timedelta(days=n)) for n in range(40)]
    twenty, forty = sketch(ends[:MOST_ROWS], NOW), sketch(ends, NOW)
    assert twenty is not None
    assert forty is not None
    assert pixels(draw(twenty))[1] == pixels(draw(forty))[1]
    assert forty.alt.startswith("Expiry timeline of 40 targets: 0 expired, 8 within 7 days, 23 within 30 days.")


@pytest.mark.parametrize(("days", "colour"), [(-3, 3), (7, 3), (8, 4), (30, 4), (31, 5)])
def test_bars_have_the_colour_of_their_urgency(days: int, colour: int) -> None:
    made = sketch([("a.example:443", NOW + timedelta(days=days))], NOW)
    assert made is not None
    drawn = set(b"".join(pixels(draw(made))[2])) & {3, 4, 5}
    assert drawn == {colour}


def test_letters_fit_their_box_and_differ() -> None:
    letters = [glyph(letter) for letter in "abcdefghijklmnopqrstuvwxyz0123456789.-:/@=[]_… "]
    assert len(set(letters)) == len(letters)
    assert all(len(rows) == HEIGHT and max(rows) < 1 << WIDTH for rows in letters)
