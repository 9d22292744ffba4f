import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.model.observation import Depth
from core.model.report import Report
from core.model.target import Target
from core.model.watch_state import Kind, TargetState
from core.table import Key, Record, Refused, Table, Write
from core.watch_ports import Missed, Sweep
from core.watching import keys
from core.watching.records import Change
from core.watching.shelf import read, walk
from core.watching.subscribing import unwatch
from core.watching.sweeping import FULL_EVERY, Swept, sweep
from tests.core.watching.world import DEV, KEY, OPS, START, Clock, World, broken, fine, silent
from tests.support.table import Fuse, MemoryTable, Mishap


def swept(world: World, *found: str, seconds: float = 60.0) -> Swept:
    return asyncio.run(sweep(world.desk, world.check, found or (KEY,), world.clock.monotonic() + seconds))


def state_of(world: World) -> TargetState:
    held = read(world.table, keys.state(KEY), TargetState)
    assert held is not None
    return held.value


def kinds(world: World) -> list[Kind]:
    return [event.kind for change in walk(world.table, keys.all_news(KEY), Change) for event in change.value.events]


def settled(store: Callable[[Clock], Table] | None = None) -> World:
    """Watched and found fine; nothing waits to be told."""
    world = World(store=store)
    world.watch()
    world.pass_time(2)
    world.checks.clear()
    return world


def due_again(world: World) -> None:
    world.clock.forward(timedelta(hours=1))
    world.tick()
    world.line.errands.clear()


def test_the_first_check_is_a_full_one() -> None:
    world = World()
    world.watch()
    assert swept(world).checked == 1
    assert world.checks == [("a.example", Depth.FULL)]


def test_a_target_without_news_costs_a_quick_check_and_one_write() -> None:
    world = settled()
    due_again(world)
    before = world.fuse.count
    assert swept(world) == Swept(checked=1)
    assert world.checks == [("a.example", Depth.QUICK)]
    assert world.fuse.names[before:] == ["write Put state"]


class CountingTable(MemoryTable):
    """Counts the states that are read."""

    reads = 0

    def get(self, key: Key) -> Record | None:
        self.reads += key == keys.state(KEY)
        return super().get(key)


def test_the_state_is_read_once_for_a_check() -> None:
    world = settled(CountingTable)
    due_again(world)
    assert isinstance(world.table, CountingTable)
    before = world.table.reads
    swept(world)
    assert world.table.reads - before == 1


def test_what_was_written_during_the_check_is_kept() -> None:
    world = settled()
    due_again(world)

    def watched_meanwhile(target: Target, depth: Depth, at: datetime) -> Report:
        world.watch(place=DEV)
        return fine(target, depth, at)

    world.weather["a.example"] = watched_meanwhile
    assert swept(world).checked == 1
    assert state_of(world).watchers == 2
    assert state_of(world).checked_at == world.clock.now()


def test_what_would_be_news_is_looked_at_in_full_before_it_is_told() -> None:
    world = settled()
    world.weather["a.example"] = broken
    due_again(world)
    assert swept(world) == Swept(checked=1, news=(KEY,))
    assert [depth for _, depth in world.checks] == [Depth.QUICK, Depth.FULL]
    assert Kind.BROKE in kinds(world)


def test_what_is_gone_at_the_second_look_is_not_told() -> None:
    world = settled()

    def flickering(target: Target, depth: Depth, at: datetime) -> Report:
        return (broken if depth is Depth.QUICK else fine)(target, depth, at)

    world.weather["a.example"] = flickering
    due_again(world)
    assert swept(world).news == ()
    assert state_of(world).broken_since is None


def test_without_time_for_a_second_look_the_first_counts() -> None:
    world = settled()
    world.weather["a.example"] = broken
    due_again(world)
    assert swept(world, seconds=8.0).news == (KEY,)


def test_once_a_week_the_check_is_a_full_one() -> None:
    world = settled()
    world.clock.forward(FULL_EVERY)
    world.tick()
    swept(world)
    assert [depth for _, depth in world.checks] == [Depth.FULL]
    assert state_of(world).full_due == world.clock.now() + FULL_EVERY


def test_a_server_that_is_not_reached_once_is_no_news() -> None:
    world = settled()
    world.weather["a.example"] = silent
    due_again(world)
    assert swept(world).news == ()
    assert state_of(world).suspect_since == world.clock.now()


def test_what_hindered_a_check_is_kept_until_one_comes_through() -> None:
    world = settled()

    async def fail(targets: Sequence[Target], depth: Depth, seconds: float) -> Sequence[Report | Missed]:
        return [Missed("its turn did not come in time")] * len(targets)

    for _ in range(2):
        due_again(world)
        before = world.fuse.count
        done = asyncio.run(sweep(world.desk, fail, [KEY], world.clock.monotonic() + 60))
        assert done == Swept(failed=(KEY,))
        assert state_of(world).missed == "its turn did not come in time"
    assert world.fuse.names[before:] == [], "the same once more is not written"
    record = world.table.get(keys.state(KEY))
    assert record is not None
    assert record.due is not None, "it comes due again when its claim runs out"
    assert record.due.at == state_of(world).next_due
    due_again(world)
    swept(world)
    assert state_of(world).missed == ""


def test_what_hindered_a_check_may_get_lost() -> None:
    world = settled()
    due_again(world)
    world.fuse.at, world.fuse.mishap = world.fuse.count + 1, Mishap.REFUSED

    async def fail(targets: Sequence[Target], depth: Depth, seconds: float) -> Sequence[Report | Missed]:
        return [Missed("it failed")] * len(targets)

    assert asyncio.run(sweep(world.desk, fail, [KEY], world.clock.monotonic() + 60)) == Swept(failed=(KEY,))


def test_an_errand_that_comes_twice_checks_once() -> None:
    world = settled()
    due_again(world)
    swept(world)
    assert swept(world) == Swept()
    assert len(world.checks) == 1


def test_a_target_that_nobody_watches_any_more_is_not_checked() -> None:
    world = settled()
    due_again(world)
    unwatch(world.desk, OPS, KEY)
    assert swept(world) == Swept()


def test_what_is_unwatched_during_the_check_tells_nothing() -> None:
    world = settled()
    due_again(world)

    async def check(targets: Sequence[Target], depth: Depth, seconds: float) -> Sequence[Report]:
        unwatch(world.quiet_desk, OPS, KEY)
        return [broken(target, depth, world.clock.now()) for target in targets]

    done = asyncio.run(sweep(world.desk, check, [KEY], world.clock.monotonic() + 60))
    assert done.news == ()
    record = world.table.get(keys.state(KEY))
    assert record is not None
    assert record.due is None


def test_an_older_check_does_not_overwrite_a_newer_one() -> None:
    world = settled()
    due_again(world)
    world.weather["a.example"] = lambda target, depth, at: broken(target, depth, START)
    world.clock.forward(timedelta(seconds=1))
    swept(world)
    assert state_of(world).broken_since is None


def test_one_that_cannot_be_written_does_not_keep_the_others() -> None:
    world = World(Fuse(at=2, mishap=Mishap.REFUSED))
    for host in ("a.example", "b.example", "c.example"):
        world.watch(host)
    world.fuse.count = 0
    done = swept(world, "a.example:443", "b.example:443", "c.example:443")
    assert (done.checked, done.failed) == (2, ("b.example:443",))


def test_state_outbox_and_history_are_one_write() -> None:
    world = World()
    world.watch()
    world.weather["a.example"] = broken
    swept(world)
    assert world.fuse.names == ["write Put state, Put news#0000000001, Put change#9999999999"]


def test_passing_time_is_told_and_is_no_history() -> None:
    world = settled()
    before = len(world.table.query(*keys.changes(KEY)).records)
    world.watch(place=replace(OPS, channel="C9"))
    world.tick()
    world.line.errands.clear()
    assert swept(world).news == (KEY,)
    assert kinds(world) == [Kind.MOMENT]
    assert len(world.table.query(*keys.changes(KEY)).records) == before


def test_keys_that_are_nobody_s_are_passed_over() -> None:
    assert swept(World(), "gone.example:443") == Swept()


def test_the_errand_names_what_was_claimed() -> None:
    world = World()
    world.watch()
    world.tick()
    assert world.line.errands[0] == Sweep((KEY,))


def test_a_target_that_can_never_be_written_costs_the_others_nothing() -> None:
    """The teams of one batch know nothing of each other."""

    class Narrow(MemoryTable):
        def write(self, writes: Sequence[Write]) -> bool:
            if any("nasty" in write.key.part for write in writes) and narrow:
                raise Refused("a body of 300000 bytes")
            return super().write(writes)

    narrow: list[bool] = []
    world = World(store=Narrow)
    nasty, fine_one = world.watch("nasty.example").state.key, world.watch("z.example", DEV).state.key
    narrow.append(True)
    came = swept(world, nasty, fine_one)
    assert (came.checked, came.failed) == (1, (nasty,))
    assert "300000 bytes" in world.reports[-1]
