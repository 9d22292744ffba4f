"""A terminal that watches is killed, refused or cut off at every side effect there is: nothing is lost, and what had to
be printed blindly once more says so.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.job import Posted
from core.model.message import Message
from core.model.watch import Place
from core.render.plain_style import Style
from core.render.slack_voice import voice
from core.slack_ports import NotNow, Sent, Unavailable
from core.watching.working import Office
from local.terminal import Switchboard, Terminal
from local.watch_place import TERMINAL
from tests.core.watching.world import World, broken, fine
from tests.support.table import Fuse, Mishap

BROKE, MENDED = "a.example:443 is broken", "No longer found"
TWICE = "You may see this twice"
MOST_EFFECTS = 300


class Fused(Switchboard):
    """To print is a side effect."""

    def __init__(self, terminal: Terminal, fuse: Fuse) -> None:
        super().__init__(terminal)
        self._fuse = fuse

    def post(self, place: Place, message: Message, *, mark: str, thread: Posted | None, timeout: float) -> Sent:
        def printed() -> Sent:
            return Switchboard.post(self, place, message, mark=mark, thread=thread, timeout=timeout)

        try:
            return self._fuse.effect(f"print {mark}", printed)
        except Unavailable:
            return NotNow("standard output: Broken pipe", unsure=True)


class Room(World):
    """A world with a terminal in it."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__(fuse)
        self.out = io.StringIO()
        self._herald = Fused(Terminal(self.out, Style(width=200), self.clock), fuse)

    @property
    def office(self) -> Office:
        return replace(super().office, herald=self._herald, voice=voice)

    @property
    def printed(self) -> list[str]:
        return self.out.getvalue().split("\n\n")[:-1]


def later(room: Room) -> None:
    """Long enough for claims and leases of the dead to run out."""
    for minutes in (0, 1, 1, 16, 1, 1, 3, 1):
        room.clock.forward(timedelta(minutes=minutes))
        room.minute()


def break_and_mend(room: Room) -> None:
    room.watch(place=TERMINAL)
    room.weather["a.example"] = broken
    later(room)
    room.weather["a.example"] = fine
    later(room)


def every_mishap() -> Iterator[tuple[str, Room]]:
    for mishap in Mishap:
        for at in range(1, MOST_EFFECTS):
            fuse = Fuse(at=at, mishap=mishap)
            room = Room(fuse)
            break_and_mend(room)
            if fuse.count < at:
                break
            yield f"{mishap} at {at}: {fuse.names[at - 1]}", room
        else:
            pytest.fail("the run never came through")


def test_without_a_mishap_each_is_printed_once() -> None:
    room = Room(Fuse())
    break_and_mend(room)
    broke, mended = room.printed
    assert BROKE in broke
    assert MENDED in mended
    assert mended.split("  ", 1)[1].startswith("a.example:443\n")
    assert TWICE not in broke + mended


@pytest.mark.slow
def test_nothing_is_lost_and_a_repeat_says_that_it_may_be_one() -> None:
    hits = 0
    for what, room in every_mishap():
        hits += 1
        for words in (BROKE, MENDED):
            found = [text for text in room.printed if words in text]
            assert 1 <= len(found) <= 2, what
            assert all(TWICE in again for again in found[1:]), what
        first = [next(n for n, text in enumerate(room.printed) if words in text) for words in (BROKE, MENDED)]
        assert first == sorted(first), what
    assert hits > 50
