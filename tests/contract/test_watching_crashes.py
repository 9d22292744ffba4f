"""The crash test of watching on the real stores: killed after every side effect, the store opened anew, nothing lost.

What is shown at length in memory (`tests.core.watching.test_crashes`) is shown here once for each engine.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from adapters.dynamodb_table import DynamoDbTable
from adapters.sqlite_table import SqliteTable
from core.table import Table
from core.watching import keys
from core.watching.channels import FIRST_TRY, close
from core.watching.subscribing import unwatch
from tests.contract.engines import client, create_table
from tests.core.watching.test_crashes import TOLD, shape, until_done
from tests.core.watching.test_parting import PARTED
from tests.core.watching.test_picturing import a_bad_day, digests
from tests.core.watching.world import KEY, OPS, Clock, World, broken, fine
from tests.support.table import Fuse, Mishap

Stores = Callable[[int], Callable[[Clock], Table]]


@pytest.fixture(autouse=True)
def _one_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick asks each shard, here nearly always an empty one: four of five requests. That none is left out is shown
    in memory, that the index keeps them apart by `test_table`.
    """
    for queue in keys.SHARDS:
        monkeypatch.setitem(keys.SHARDS, queue, 1)


@pytest.fixture(params=["sqlite", "dynamodb-local"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    """A new store for each number; each can be opened again and again."""
    if request.param == "sqlite":
        return lambda number: lambda clock: SqliteTable(tmp_path / f"{number}.sqlite", clock)
    dynamodb = client("dynamodb", request.getfixturevalue("local_endpoint"))
    made: set[str] = set()

    def opened(number: int, clock: Clock) -> Table:
        name = f"watching-{tmp_path.name}-{number}".replace("[", "-").replace("]", "-")
        if name not in made:
            made.add(create_table(dynamodb, name))
        return DynamoDbTable(dynamodb, name, clock)

    return lambda number: lambda clock: opened(number, clock)


@dataclass(frozen=True, slots=True)
class Life:
    """A world that stops once, after its effect number ``at``."""

    at: int
    fuse: Fuse
    world: World

    def __str__(self) -> str:
        return f"at {self.at}: {self.fuse.names[self.at - 1 : self.at]}"


def lives(stores: Stores) -> Iterator[Life]:
    """One for each effect that there is, and a last one that nothing stops."""
    for at in count(1):
        fuse = Fuse(at=at, mishap=Mishap.STOP_AFTER)
        yield Life(at, fuse, World(fuse, stores(at)))
        if fuse.count < at:
            return


def half_an_hour(world: World) -> None:
    """Long enough for claims and leases of the dead to run out."""
    for minutes in (0, 16, 16):
        world.clock.forward(timedelta(minutes=minutes))
        world.minute()


def break_and_mend(world: World) -> None:
    world.watch()
    for weather in (broken, fine):
        world.weather["a.example"] = weather
        half_an_hour(world)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_whatever_dies_an_alert_is_told_and_ended_once(stores: Stores) -> None:
    for life in lives(stores):
        world = life.world
        break_and_mend(world)
        assert shape(world, OPS) == TOLD, str(life)
    assert life.at > 15


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_whatever_dies_a_digest_shows_the_one_picture_that_went_up(stores: Stores) -> None:
    for life in lives(stores):
        world = life.world
        a_bad_day(world)
        [shown] = digests(world)
        assert shown.pictures == list(world.cabinet.files), str(life)
        assert len(world.cabinet.files) == 1, str(life)
    assert {"begin a file", "finish a file"} <= set(life.fuse.names)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_whatever_dies_a_watch_that_ends_ends_its_alert(stores: Stores) -> None:
    for life in lives(stores):
        world = life.world
        world.watch()
        world.weather["a.example"] = broken
        half_an_hour(world)
        until_done(partial(unwatch, world.desk, OPS, KEY, "U1"))
        half_an_hour(world)
        [alert] = world.slack.channels[OPS]
        assert alert.text == PARTED, str(life)
    assert life.at > 15


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_whatever_dies_a_closed_channel_wakes_by_itself_and_says_it_once(stores: Stores) -> None:
    for life in lives(stores):
        world = life.world
        world.watch()
        close(world.quiet_desk, OPS, "is_archived")
        world.weather["a.example"] = broken
        half_an_hour(world)
        world.clock.forward(FIRST_TRY)
        for _ in range(2):
            half_an_hour(world)
        told = [text for _, text in shape(world, OPS)]
        assert told == ["digest of 2026-11-21: 1 of 1", "a.example:443: broken"], str(life)
    assert life.at > 15
