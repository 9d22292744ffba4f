"""Who went leaves nothing, who comes back finds all, and neither takes more time than there is."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.installing import install, uninstall
from core.model.message import Message
from core.model.watch import Place, Team
from core.slack_ports import Unavailable
from core.table import Record
from core.tending import tend
from core.watch_ports import Desk, Tend
from core.watching import fanout
from core.watching.channels import close, places, settings_of
from core.watching.subscribing import entries
from core.watching.working import work
from tests.core.installing.slacks_side import TEAM, Office, grant
from tests.core.watching.world import DEV, FOREIGN, OPS, World, broken
from tests.support.interleave import Turns, every_order
from tests.support.table import Mishap, Stopped

WHOLE = Team("", "E1")
NORTH, SOUTH = Place(Team("T1", "E1"), "C1"), Place(Team("T2", "E1"), "C1")  # the same channel id in both


def everything(world: World) -> tuple[Record, ...]:
    table = world.table
    assert hasattr(table, "everything")
    found: tuple[Record, ...] = table.everything()
    return found


def settled(office: Office) -> None:
    """Ticks, until nothing of tending is left."""
    for _ in range(3):
        office.world.minute()


def lived_in(office: Office, place: Place) -> None:
    """Two watches, one broken and told, a parcel that waits."""
    world = office.world
    world.watch(place=place)
    world.watch("b.example", place=place)
    world.weather["a.example"] = broken
    world.pass_time(3)
    fanout.notify(world.desk, place, "x", Message("waits", ()))


def named(world: World, word: str) -> list[Record]:
    return [record for record in everything(world) if word in repr(record)]


def test_who_went_is_in_no_key_and_no_body_of_the_whole_table() -> None:
    office = Office()
    office.install()
    lived_in(office, OPS)
    lived_in(office, DEV)
    lived_in(office, FOREIGN)
    theirs = {r.key for r in everything(office.world) if FOREIGN.team.id in r.key.part and "lane" not in r.key.part}
    assert uninstall(office.world.desk, TEAM, office.world.clock.now())
    settled(office)
    assert named(office.world, f"'{TEAM.id}'") == []
    assert [r.key for r in everything(office.world) if f"#{TEAM.id}" in r.key.part + r.key.sort] == []
    assert theirs <= {r.key for r in everything(office.world)}
    assert len(entries(office.world.desk, FOREIGN)) == 2


def test_an_organisation_that_went_leaves_nothing_of_any_of_its_workspaces() -> None:
    office = Office()
    office.install(grant(WHOLE))
    lived_in(office, NORTH)
    lived_in(office, SOUTH)
    lived_in(office, OPS)
    assert uninstall(office.world.desk, WHOLE, office.world.clock.now())
    settled(office)
    assert named(office.world, "E1") == []
    assert len(entries(office.world.desk, OPS)) == 2


def test_a_workspace_that_leaves_its_organisation_s_app_goes_alone() -> None:
    office = Office()
    office.install(grant(WHOLE))
    lived_in(office, NORTH)
    lived_in(office, SOUTH)
    assert uninstall(office.world.desk, NORTH.team, office.world.clock.now())
    settled(office)
    assert entries(office.world.desk, NORTH) == ()
    assert len(entries(office.world.desk, SOUTH)) == 2


def test_a_long_farewell_goes_on_where_it_stopped() -> None:
    office = Office()
    office.install()
    world = office.world
    for number in range(12):
        world.watch(f"{number}.example", OPS)
    uninstall(world.desk, TEAM, world.clock.now())
    rounds = 0
    while not tend(patient(world), None, TEAM, world.clock.monotonic() + 5):
        rounds += 1
        assert rounds < 12, "nothing was done in a round"
    assert rounds > 1
    assert named(world, f"'{TEAM.id}'") == []


def patient(world: World) -> Desk:
    """A desk whose every look at the clock takes a second."""

    class Slow:
        def now(self) -> datetime:
            return world.clock.now()

        def monotonic(self) -> float:
            world.clock.forward(timedelta(seconds=1))
            return world.clock.monotonic()

    return replace(world.desk, clock=Slow())


def test_what_is_not_done_in_time_is_sent_on() -> None:
    office = Office()
    office.install()
    office.world.watch()
    uninstall(office.world.desk, TEAM, office.world.clock.now())
    world = office.world
    assert asyncio.run(work(replace(world.office, until=world.clock.monotonic()), Tend(TEAM))) is False
    assert list(world.line.errands) == [Tend(TEAM)]


def test_killed_anywhere_the_farewell_is_finished_by_the_next() -> None:
    at = 0
    while True:
        at += 1
        office = Office()
        office.install()
        lived_in(office, OPS)
        uninstall(office.world.desk, TEAM, office.world.clock.now())
        office.world.fuse.count, office.world.fuse.at = 0, at
        office.world.fuse.mishap = Mishap.STOP_AFTER
        try:
            tend(office.world.desk, None, TEAM, math.inf)
        except Stopped:
            office.world.fuse.at = 0
            tend(office.world.desk, None, TEAM, math.inf)
            assert named(office.world, f"'{TEAM.id}'") == []
            continue
        break
    assert at > 6


def test_who_comes_back_has_its_closed_channels_open_again() -> None:
    office = Office()
    office.install()
    lived_in(office, OPS)
    close(office.world.desk, OPS, "token_revoked")
    close(office.world.desk, DEV, "is_archived")
    office.install()
    settled(office)
    assert settings_of(office.world.desk, OPS).dead is None
    assert settings_of(office.world.desk, DEV).dead == "is_archived"


def test_who_comes_back_during_the_farewell_keeps_what_stands() -> None:
    """In every order: either all is gone, or what is left is whole; and what is watched after the return stays."""

    def play(turns: Turns) -> None:
        office = Office()
        office.install()
        office.world.watch()
        office.world.watch("b.example")
        uninstall(office.world.desk, TEAM, office.world.clock.now())
        desk = replace(office.world.desk, table=turns.stepped(office.world.desk.table, "due"))
        turns.run(lambda: leave(lambda: tend(desk, None, TEAM, math.inf)), lambda: install(office.at(desk), grant()))
        settled(office)
        office.world.watch("c.example")
        left = {entry.subscription.key for entry in entries(office.world.desk, OPS)}
        assert "c.example:443" in left
        assert len(list(places(office.world.desk, TEAM))) == 1
        assert office.world.table.due("tenant#0", office.world.clock.now()) == ()

    orders = sum(1 for _ in every_order(play, 1))
    assert orders > 3


def leave(piece: Callable[[], object]) -> None:
    try:
        piece()
    except Unavailable:
        return


@pytest.mark.parametrize("team", [Team("T9"), Team("", "E9"), Team("T9", "E9")], ids=str)
def test_nobody_s_farewell_is_nothing(team: Team) -> None:
    office = Office()
    office.install()
    office.world.watch()
    before = everything(office.world)
    assert tend(office.world.desk, office.registry, team, math.inf)
    uninstall(office.world.desk, team, office.world.clock.now())
    assert tend(office.world.desk, office.registry, team, math.inf)
    assert everything(office.world) == before
