"""A record that another version wrote, or that is damaged, holds up nobody else and is told to the operator."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.message import Message
from core.model.observation import Depth
from core.model.report import Report
from core.model.target import Target
from core.table import Key, Put, Refused, Write
from core.watch_ports import Missed
from core.watching import keys
from core.watching.fanout import notify
from core.watching.working import work
from tests.core.watching.world import DEV, KEY, OPS, World, broken
from tests.support.table import Fuse, FusedTable


class Narrow(FusedTable):
    """A table that takes no parcel of one channel."""

    def write(self, writes: Sequence[Write]) -> bool:
        if any(write.key.sort.startswith("parcel") and write.key.part == keys.parcels(OPS)[0] for write in writes):
            raise Refused("too large")
        return super().write(writes)


def damage(world: World, key: Key) -> None:
    record = world.table.get(key)
    assert record is not None
    world.table.write([Put(key=key, body={"kind": "?"}, expected=record.version, due=record.due)])


@pytest.mark.parametrize("which", [keys.settings, lambda p: keys.incident(p, KEY), lambda p: keys.subscription(p, KEY)])
def test_one_channel_s_damage_does_not_keep_the_others_from_hearing(which: object) -> None:
    assert callable(which)
    world = World()
    world.watch()
    world.watch(place=DEV)
    damage(world, which(OPS))
    world.weather["a.example"] = broken
    world.pass_time(3)
    assert world.slack.texts(DEV) == ["a.example:443: broken"]
    assert any("was not told to C1 of T1" in report for report in world.reports)


def test_one_channel_s_alert_that_can_never_be_written_does_not_keep_the_others_from_hearing() -> None:
    """It is told to the operator, tried again in an hour and not before, and told as soon as it can be."""
    world = World()
    world.watch()
    world.watch(place=DEV)
    table = world.desk.table
    world.desk = replace(world.desk, table=Narrow(table, Fuse()))
    world.weather["a.example"] = broken
    world.pass_time(50)
    assert world.slack.texts(DEV) == ["a.example:443: broken"]
    assert (world.slack.texts(OPS), len(world.reports)) == ([], 1)
    assert "was not told to C1 of T1, tried again in an hour: too large" in world.reports[0]
    world.desk = replace(world.desk, table=table)
    world.pass_time(20)
    assert world.slack.texts(OPS) == ["a.example:443: broken"]
    assert world.slack.texts(DEV) == ["a.example:443: broken"]


def test_one_parcel_s_damage_does_not_hold_up_the_lane() -> None:
    world = World()
    notify(world.desk, OPS, "bad", Message("bad", ()))
    bad = world.table.query(*keys.parcels(OPS)).records[0]
    damage(world, bad.key)
    world.clock.forward(timedelta(seconds=1))
    notify(world.desk, OPS, "good", Message("good", ()))
    world.pass_time(3)
    assert world.slack.texts() == ["good"]
    assert len(world.reports) == 1


def test_one_target_s_damage_does_not_keep_the_others_unchecked() -> None:
    world = World()
    world.watch("a.example")
    world.watch("b.example")
    damage(world, keys.state(KEY))
    world.pass_time(3)
    assert {host for host, _ in world.checks} == {"b.example"}
    assert len(world.reports) == 1


def test_a_check_that_fails_inside_of_us_keeps_none_of_the_others() -> None:
    world = World()
    world.watch("a.example")
    world.watch("b.example")
    whole = world.check

    async def check(targets: Sequence[Target], depth: Depth, seconds: float) -> Sequence[Report | Missed]:
        return [
            Missed("it failed") if target.host == "a.example" else report
            for target, report in zip(targets, await whole(targets, depth, seconds), strict=True)
        ]

    world.tick()
    failed: tuple[str, ...] = ()
    while world.line.errands:
        done = asyncio.run(work(replace(world.office, check=check), world.line.errands.popleft()))
        failed += getattr(done, "failed", ())
    assert failed == (KEY,)
    assert world.table.get(keys.change("b.example:443", 1)) is not None
