"""Nobody reads or changes another team's things: no function takes a channel without its team, and each that takes a
place is tried from another team with the same channel id, the same user id and the right key.
"""

import inspect
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType

import pytest

from core import installing, tending
from core.model.job import Posted
from core.model.message import Message
from core.model.watch import Hold, Place, Team
from core.table import Record
from core.watch_ports import Desk, Herald
from core.watching import (
    channels,
    delivering,
    digesting,
    fanout,
    keys,
    lanes,
    records,
    shelf,
    spreadsheet,
    subscribing,
    sweeping,
    ticking,
    working,
)
from core.watching.delivering import Van, carry
from core.watching.subscribing import Wish, watch
from tests.core.watching.world import FOREIGN, HOST, KEY, OPS, START, World, broken, plainly

GRID = Place(Team("T1", "E1"), "C1")  # the same ids inside an organisation are another team
SEPARATOR = Place(Team("T1#C1"), "")  # ids that try to spell another's key
MODULES = (
    installing, tending,
    channels, delivering, digesting, fanout, keys, lanes, records, shelf, spreadsheet, subscribing, sweeping, ticking,
    working,
)  # fmt: skip
HOLD = Hold(by="U1", at=START, until=START + timedelta(days=7))


def functions(module: ModuleType) -> list[tuple[str, Callable[..., object]]]:
    return [
        (f"{module.__name__}.{name}", found)
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_function_takes_a_bare_channel_or_team(module: ModuleType) -> None:
    for name, function in functions(module):
        for parameter in inspect.signature(function).parameters.values():
            wanted = {"place": Place, "team": Team}.get(parameter.name, parameter.annotation)
            assert parameter.annotation is wanted, name
            assert parameter.name not in ("channel", "channel_id", "team_id", "enterprise"), name


def test_the_port_to_slack_takes_a_place_for_every_call() -> None:
    for name, function in inspect.getmembers(Herald, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(function).parameters["place"].annotation is Place, name


def inhabited() -> World:
    """A team with a watch, an open incident, an alert that waits, a digest that is due."""
    world = World()
    world.watch()
    world.weather["a.example"] = broken
    world.minute()
    world.minute()
    fanout.notify(world.desk, OPS, "secret", Message("secret", ()))
    return world


def ours(world: World) -> list[Record]:
    """All that has our team's name in it, and the pointer to our channel."""
    parts = {*keys.everything(OPS), keys.tally(OPS.team).part}
    pointer = keys.watcher(KEY, OPS)
    return [record for record in everything(world) if record.key.part in parts or record.key == pointer]


def everything(world: World) -> tuple[Record, ...]:
    table = world.table
    assert hasattr(table, "everything")
    found: tuple[Record, ...] = table.everything()
    return found


ATTEMPTS: dict[str, Callable[[Desk, Place], object]] = {
    "watch": lambda desk, place: watch(desk, place, "U1", Wish(HOST, owner="U9")),
    "unwatch": lambda desk, place: subscribing.unwatch(desk, place, KEY),
    "list": subscribing.entries,
    "history": lambda desk, place: subscribing.history(desk, place, KEY),
    "snooze": lambda desk, place: subscribing.snooze(desk, place, KEY, HOLD),
    "acknowledge": lambda desk, place: subscribing.acknowledge(desk, place, KEY, HOLD),
    "settings": channels.settings_of,
    "change settings": lambda desk, place: channels.change_settings(desk, place, lambda s: s),
    "steal by settings": lambda desk, place: channels.change_settings(
        desk, place, lambda s: channels.settings_of(desk, OPS)
    ),
    "close": lambda desk, place: channels.close(desk, place, "is_archived"),
    "reopen": channels.reopen,
    "apply": channels.apply_settings,
    "forget": lambda desk, place: channels.forget(desk, place.team),
    "refresh": lambda desk, place: fanout.refresh(desk, plainly, place, KEY),
    "notify": lambda desk, place: fanout.notify(desk, place, "secret", Message("mine", ())),
    "digest": lambda desk, place: digesting.make_digest(desk, plainly, place),
    "export": lambda desk, place: spreadsheet.export(subscribing.entries(desk, place)),
    "import": lambda desk, place: spreadsheet.import_all(desk, place, "U1", [Wish(HOST)], 60),
}  # fmt: skip


@pytest.mark.parametrize("stranger", [FOREIGN, GRID, SEPARATOR], ids=str)
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nothing_of_ours_is_changed_from_another_team(attempt: str, stranger: Place) -> None:
    world = inhabited()
    before = ours(world)
    ATTEMPTS[attempt](world.desk, stranger)
    assert ours(world) == before


@pytest.mark.parametrize("stranger", [FOREIGN, GRID, SEPARATOR], ids=str)
def test_another_team_sees_nothing_of_ours(stranger: Place) -> None:
    world = inhabited()
    assert subscribing.entries(world.desk, stranger) == ()
    assert subscribing.history(world.desk, stranger, KEY) is None
    assert subscribing.unwatch(world.desk, stranger, KEY) is None
    assert subscribing.snooze(world.desk, stranger, KEY, HOLD) is None
    assert channels.mine(world.desk, stranger.team, "U1") == ()
    assert list(channels.places(world.desk, stranger.team)) == []
    assert channels.settings_of(world.desk, stranger).place == stranger
    assert not fanout.refresh(world.desk, plainly, stranger, KEY)


@pytest.mark.parametrize("stranger", [FOREIGN, GRID, SEPARATOR], ids=str)
def test_our_parcels_are_delivered_to_our_channel_only(stranger: Place) -> None:
    world = inhabited()
    world.clock.forward(timedelta(minutes=5))
    van = Van(desk=world.desk, herald=world.slack, pause=world.clock.pause, until=world.clock.monotonic() + 60)
    assert carry(van, stranger).sent == 0
    assert carry(van, OPS).sent == 1
    assert [place for _, place, _ in world.slack.calls if place != OPS] == []


def test_who_shares_a_target_does_not_learn_who_else_watches() -> None:
    world = inhabited()
    world.watch(place=FOREIGN)
    world.pass_time(3)
    seen = (
        repr([entry.subscription for entry in subscribing.entries(world.desk, FOREIGN)])
        + repr(subscribing.history(world.desk, FOREIGN, KEY))
        + repr(world.slack.texts(FOREIGN))
    )
    assert "T1" not in seen
    assert world.slack.texts(FOREIGN) == ["a.example:443: broken"]


def test_what_one_team_snoozes_the_other_still_hears() -> None:
    world = World()
    world.watch()
    world.watch(place=FOREIGN)
    subscribing.snooze(world.desk, OPS, KEY, HOLD)
    world.weather["a.example"] = broken
    world.pass_time(3)
    assert world.slack.texts(OPS) == []
    assert world.slack.texts(FOREIGN) == ["a.example:443: broken"]


def test_forgetting_a_team_leaves_nothing_of_it_and_all_of_the_others() -> None:
    world = inhabited()
    world.watch("b.example")
    world.watch(place=FOREIGN)
    world.minute()
    theirs = [r for r in everything(world) if r.key.part in keys.everything(FOREIGN)]
    channels.forget(world.desk, OPS.team)
    assert ours(world) == []
    assert "'T1'" not in repr(everything(world))
    assert [r for r in everything(world) if r.key.part in keys.everything(FOREIGN)] == theirs
    assert len(subscribing.entries(world.desk, FOREIGN)) == 1


def test_a_person_s_list_has_only_what_is_theirs() -> None:
    world = World()
    world.watch("a.example")
    watch(world.desk, OPS, "U2", Wish(HOST.__class__("b.example", 443, "b.example")))
    assert [entry.subscription.key for entry in channels.mine(world.desk, OPS.team, "U1")] == ["a.example:443"]


def test_a_click_on_a_message_of_ours_by_another_team_finds_nothing() -> None:
    """The key in a button is no secret; the place comes from Slack's signed request."""
    world = inhabited()
    parent = world.slack.channels[OPS][0].posted
    assert isinstance(parent, Posted)
    assert subscribing.acknowledge(world.desk, FOREIGN, KEY, HOLD) is None
