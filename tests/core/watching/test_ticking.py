from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.watch_state import TargetState
from core.slack_ports import Unavailable
from core.table import Due, Put, Write
from core.watch_ports import Sweep
from core.watching import keys
from core.watching.shelf import read
from core.watching.subscribing import unwatch
from core.watching.ticking import CLAIM, tick
from tests.core.watching.world import KEY, OPS, World
from tests.support.table import Fuse, FusedTable, Mishap


def test_what_is_due_is_handed_out_once() -> None:
    world = World()
    world.watch()
    assert world.tick().claimed == 1
    assert world.tick().claimed == 0
    assert list(world.line.errands) == [Sweep((KEY,))]


def test_what_is_not_due_stays() -> None:
    world = World()
    world.watch()
    world.minute()
    world.clock.forward(timedelta(minutes=1))
    assert world.tick().claimed == 0


def test_what_nobody_watches_is_not_handed_out() -> None:
    world = World()
    world.watch()
    unwatch(world.desk, OPS, KEY)
    assert world.tick().claimed == 0


def test_a_claim_that_came_to_nothing_runs_out() -> None:
    world = World()
    world.watch()
    world.tick()
    world.clock.forward(CLAIM - timedelta(seconds=1))
    assert world.tick().claimed == 0
    world.clock.forward(timedelta(seconds=1))
    assert world.tick().claimed == 1


def test_a_queue_that_takes_nothing_only_delays() -> None:
    world = World(Fuse(at=2, mishap=Mishap.REFUSED))
    world.watch()
    with pytest.raises(Unavailable):
        world.tick()
    world.clock.forward(CLAIM)
    assert world.tick().claimed == 1


def test_a_tick_says_how_long_the_last_one_waited() -> None:
    world = World()
    world.watch()
    world.clock.forward(timedelta(minutes=7))
    assert world.tick().oldest == timedelta(minutes=7)


def test_batches_have_at_most_a_hundred_targets() -> None:
    world = World()
    for number in range(230):
        world.watch(f"h{number}.example")
    world.tick()
    sizes = [len(errand.keys) for errand in world.line.errands if isinstance(errand, Sweep)]
    assert sum(sizes) == 230
    assert max(sizes) <= 100


def test_a_record_that_cannot_be_read_holds_up_nobody() -> None:
    world = World()
    world.watch()
    bad = keys.state("bad:443")
    shard = keys.shard_of(keys.CHECK, bad.part)
    world.table.write([Put(key=bad, body={"kind": "?"}, expected=0, due=Due(shard, world.clock.now()))])
    assert world.tick().claimed == 1
    assert any("bad:443" in report for report in world.reports)
    record = world.table.get(bad)
    assert record is not None
    assert record.due == Due(shard, world.clock.now() + timedelta(days=1))


def test_a_target_that_no_check_comes_to_is_told_once() -> None:
    """The claims go on; what is measured is when it was seen last."""
    world = World()
    world.watch()
    world.minute()
    world.line.errands.clear()
    for _ in range(3 * 24 * 4):
        world.clock.forward(CLAIM)
        world.tick()
        world.line.errands.clear()  # the workers are dead
    held = read(world.table, keys.state(KEY), TargetState)
    assert held is not None
    assert held.value.unchecked_since is not None
    assert len(world.table.query(*keys.all_news(KEY)).records) == 1


def test_nothing_more_is_claimed_when_the_time_is_over() -> None:
    world = World()
    world.watch()

    assert tick(world.desk, world.line, world.clock.monotonic()).claimed == 0


class Slow(FusedTable):
    """A table whose writes take time."""

    def __init__(self, world: World) -> None:
        super().__init__(world.table, Fuse())
        self._clock = world.clock

    def write(self, writes: Sequence[Write]) -> bool:
        self._clock.pause(0.01)
        return super().write(writes)


def test_where_there_is_never_time_for_all_every_shard_has_its_turn() -> None:
    """One shard a tick, and what was claimed first is due again before the last has been come to."""
    world = World()
    hosts = {world.watch(f"h{number}.example").state.key for number in range(160)}
    desk = replace(world.quiet_desk, table=Slow(world))
    for _ in range(2 * keys.CHECK_SHARDS):
        tick(desk, world.line, world.clock.monotonic() + 0.005)
        world.clock.forward(timedelta(minutes=1))
    assert {key for errand in world.line.errands if isinstance(errand, Sweep) for key in errand.keys} == hosts
