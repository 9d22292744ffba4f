"""A list of watches that somebody dropped: for which channel, what is taken, what is not and why."""

from collections import deque
from typing import Any

import pytest

from core.address_policy import PublicOnly
from core.model.given import Misread, NotRead, TakenIn
from core.model.watch import Place, Team
from core.slack_ports import Never, NotNow, Reason, Sent
from core.watching import keys
from core.watching.importing import NOT_THERE, NOTHING, WHICH, Importer
from core.watching.shelf import read
from core.watching.spreadsheet import export
from core.watching.subscribing import Tally, entries
from tests.core.watching.test_crashes import every_mishap, until_done
from tests.core.watching.test_exporting import Mouth
from tests.core.watching.world import DEV, OPS, World

DIRECT = Place(OPS.team, "D1")
TWO = "a.example\nb.example:8443,30%\n"


def take(world: World, text: str, into: str | None = "", place: Place = OPS) -> TakenIn | NotRead:
    return importer(world, place).take(text, into, "w.csv", world.clock.monotonic() + 10)


def importer(world: World, place: Place = OPS, mouth: Mouth | None = None) -> Importer:
    messenger: Any = mouth or Mouth()
    return Importer(desk=world.desk, policy=PublicOnly(), messenger=messenger, place=place, by="U1")


def watched(world: World, place: Place = OPS) -> list[str]:
    return [entry.subscription.key for entry in entries(world.desk, place)]


def test_in_a_channel_the_list_is_for_that_channel() -> None:
    world = World()
    world.watch("a.example")
    assert take(world, TWO) == TakenIn("w.csv", new=1, known=1)
    assert watched(world) == ["a.example:443", "b.example:8443"]


def test_a_second_time_comes_to_the_same() -> None:
    world = World()
    take(world, TWO)
    assert take(world, TWO) == TakenIn("w.csv", new=0, known=2)


def test_lines_that_are_not_taken_are_named_with_the_reason() -> None:
    """Also addresses that may not be contacted."""
    taken = take(World(), "a.example\n192.168.0.1\n-nonsense-\n")
    assert isinstance(taken, TakenIn)
    assert taken.new == 1
    assert [wrong.line for wrong in taken.misread] == [2, 3]
    assert taken.misread[0].sentence.startswith("I cannot watch 192.168.0.1:443: ")


@pytest.mark.parametrize("into", [None, ""])
def test_said_directly_the_channel_has_to_be_named(into: str | None) -> None:
    world = World()
    assert take(world, TWO, into, DIRECT) == NotRead("w.csv", WHICH)
    assert watched(world, DIRECT) == []


def test_directly_it_may_be_for_that_conversation() -> None:
    world = World()
    assert take(world, TWO, "here", DIRECT) == TakenIn("w.csv", new=2, known=0)
    assert len(watched(world, DIRECT)) == 2


def test_a_channel_that_is_named_is_told_first_who_does_it() -> None:
    """And the asker hears nothing of what it watched already."""
    world, mouth = World(), Mouth()
    world.watch("a.example", DEV)
    taken = importer(world, DIRECT, mouth).take(TWO, DEV.channel, "w.csv", world.clock.monotonic() + 10)
    assert isinstance(taken, TakenIn)
    assert (taken.channel, taken.new + taken.known) == (DEV.channel, 2)
    assert len(watched(world, DEV)) == 2
    assert mouth.said == [("C2", "2 targets from a list will be watched here.")]


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        (Never(Reason.NO_ACCESS, "not_in_channel"), NOT_THERE),
        (NotNow("TimeoutError", unsure=True), "TimeoutError"),
        (Never(Reason.OTHER, "restricted"), "restricted"),
    ],
)
def test_where_that_cannot_be_said_nothing_is_taken_on(answer: Sent, because: str) -> None:
    world, mouth = World(), Mouth(answers=deque([answer]))
    outcome = importer(world, DIRECT, mouth).take(TWO, DEV.channel, "w.csv", world.clock.monotonic() + 10)
    assert isinstance(outcome, NotRead)
    assert because in outcome.sentence
    assert watched(world, DEV) == []


def test_a_named_channel_is_one_of_the_askers_own_team() -> None:
    """A channel id says nothing of another team's channel of that name."""
    world = World()
    take(world, TWO, "C1", Place(Team("T9"), "D1"))
    assert watched(world) == []
    assert len(watched(world, Place(Team("T9"), "C1"))) == 2


@pytest.mark.timeout(120)
def test_a_list_that_is_cut_off_anywhere_is_taken_by_the_next_try() -> None:
    """Killed, refused or unheard at each side effect: each target is watched once, and counted once."""
    text, hits = "".join(f"h{number}.example\n" for number in range(45)), 0

    def drop(world: World) -> None:
        taken = take(world, text)
        if isinstance(taken, TakenIn) and taken.left:  # the answer says so, and what to do
            take(world, text)

    for what, world in every_mishap(lambda world: until_done(lambda: drop(world))):
        hits += 1
        assert len(watched(world)) == 45, what
        tally = read(world.quiet_desk.table, keys.tally(OPS.team), Tally)
        assert tally is not None, what
        assert tally.value.watches == 45, what
        assert all(entry.state.watchers == 1 for entry in entries(world.quiet_desk, OPS)), what
    assert hits >= 12


def test_without_a_target_it_says_how_a_line_looks() -> None:
    assert take(World(), "target,thresholds\n\n# nothing\n") == NotRead("w.csv", NOTHING)


def test_what_does_not_fit_is_counted() -> None:
    world = World()
    taken = importer(world).take(TWO, "", "w.csv", world.clock.monotonic())
    assert taken == TakenIn("w.csv", new=0, known=0, left=2)


def test_what_a_spreadsheet_writes_in_other_countries_is_read() -> None:
    """A semicolon or a tab between cells."""
    for mark in ";\t":
        world = World()
        text = f"target{mark}thresholds{mark}owner\na.example{mark}30% 14d{mark}U012AB\nb.example{mark}{mark}\n"
        assert take(world, text) == TakenIn("w.csv", new=2, known=0)
        [first, _] = entries(world.desk, OPS)
        assert (len(first.subscription.thresholds), first.subscription.owner) == (2, "U012AB")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("target,thresholds,owner\na.example\n", True),
        ('\ufeff"target";"thresholds";"owner"\r\n', True),
        ("a.example\nb.example\n", False),
        ("target practice, thresholds of pain\n", False),
        ("SSL routines:ssl3_get_record:wrong version number\n", False),
        ("", False),
    ],
)
def test_what_was_exported_is_known_without_a_word(text: str, wanted: bool) -> None:
    assert importer(World()).wants(text) is wanted


def test_what_goes_out_of_one_channel_comes_into_another() -> None:
    world = World()
    take(world, TWO)
    assert take(world, export(entries(world.desk, OPS)), place=DEV) == TakenIn("w.csv", new=2, known=0)
    assert watched(world, DEV) == watched(world)


def test_a_misread_line_alone_is_an_answer_too() -> None:
    taken = take(World(), "-nonsense-\n")
    assert isinstance(taken, TakenIn)
    assert taken.misread == (Misread(1, taken.misread[0].sentence),)
