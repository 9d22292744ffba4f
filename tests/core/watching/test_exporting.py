"""The list as a file: to the asker alone, and every way in which it can fail is said."""

from collections import deque
from dataclasses import dataclass, field

import pytest

from core.model.given import HandedOut, NotRead
from core.model.job import Posted
from core.model.message import Message
from core.slack_ports import Delivered, Never, Reason, Sent
from core.upload_ports import Declined, Shared, Ticket
from core.watching.exporting import Exporter
from core.watching.spreadsheet import read_sheet
from tests.core.watching.world import DEV, OPS, Cabinet, World


@dataclass
class Mouth:
    """A messenger that keeps what it was given. ``answers``: said instead of ok, one a call."""

    said: list[tuple[str, str]] = field(default_factory=list)
    answers: deque[Sent] = field(default_factory=deque)

    def post(self, channel: str, message: Message, timeout: float, *, thread: str | None = None) -> Sent:
        self.said.append((channel, message.text))
        return self.answers.popleft() if self.answers else Delivered(Posted(f"D{channel[1:]}", "1.1"))

    def update(self, place: Posted, message: Message, timeout: float) -> Sent:
        self.said[-1] = (place.channel, message.text)
        return Delivered(place)


@dataclass
class Shelf(Cabinet):
    """Remembers where it was told to show a file."""

    shared: list[Shared | None] = field(default_factory=list)

    def finish(self, team, ticket: Ticket, data, timeout, *, title, shared=None) -> Declined | None:  # type: ignore[no-untyped-def]
        self.shared.append(shared)
        return super().finish(team, ticket, data, timeout, title=title, shared=shared)


@dataclass
class Rig:
    world: World
    mouth: Mouth
    shelf: Shelf

    def hand_out(self) -> HandedOut | NotRead:
        exporter = Exporter(
            desk=self.world.desk, messenger=self.mouth, uploads=self.shelf, place=OPS, by="U1",  # type: ignore[arg-type]
        )  # fmt: skip
        return exporter.hand_out()


@pytest.fixture
def rig() -> Rig:
    world = World()
    world.watch("a.example")
    world.watch("b.example")
    world.watch("c.example", DEV)
    return Rig(world, Mouth(), Shelf(world.fuse))


def test_the_asker_has_the_list_of_that_channel_and_nobody_else_has(rig: Rig) -> None:
    assert rig.hand_out() == HandedOut(2)
    assert rig.mouth.said == [("U1", "What is watched, as CSV.")]
    assert rig.shelf.shared == [Shared("D1")]
    [data] = rig.shelf.files.values()
    assert [wish.target.host for wish in read_sheet(data.decode()).wishes] == ["a.example", "b.example"]


def test_nothing_is_uploaded_where_nothing_is_watched() -> None:
    world = World()
    rig = Rig(world, Mouth(), Shelf(world.fuse))
    assert isinstance(rig.hand_out(), NotRead)
    assert (rig.mouth.said, rig.shelf.tickets) == ([], 0)


def test_without_the_scope_nobody_is_written_to(rig: Rig) -> None:
    rig.shelf.answers.append(Declined("missing_scope"))
    outcome = rig.hand_out()
    assert isinstance(outcome, NotRead)
    assert "missing_scope" in outcome.sentence
    assert rig.mouth.said == []


def test_who_cannot_be_written_to_gets_no_file(rig: Rig) -> None:
    rig.mouth.answers.append(Never(Reason.OTHER, "messages_tab_disabled"))
    assert isinstance(rig.hand_out(), NotRead)
    assert rig.shelf.files == {}


def test_a_file_that_does_not_go_up_is_not_announced_any_more(rig: Rig) -> None:
    begin = rig.shelf.begin

    def then_trouble(*given, **named):  # type: ignore[no-untyped-def]
        ticket = begin(*given, **named)
        rig.shelf.answers.append(Declined("upload: HTTP 500"))
        return ticket

    rig.shelf.begin = then_trouble  # type: ignore[method-assign]
    outcome = rig.hand_out()
    assert isinstance(outcome, NotRead)
    assert "HTTP 500" in outcome.sentence
    assert rig.mouth.said == [("D1", "The CSV file did not go up. Please ask for it again.")]
