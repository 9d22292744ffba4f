"""Many watches at once are as many watches one after the other, in few requests, and all or nothing a chunk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.report import State
from core.model.target_text import parse_target
from core.model.watch import Facts, Hold, Subscription, Threshold
from core.model.watch_state import TargetState
from core.slack_ports import Unavailable
from core.table import Check, Key, Put, Record, Remove, Table, Write
from core.watch_ports import Sweep, WatchErrand
from core.watching import keys
from core.watching.records import state_put
from core.watching.shelf import Plan, read
from core.watching.subscribing import (
    Full,
    Held,
    Tally,
    Watched,
    Wish,
    hold_all,
    unwatch_all,
    watch,
    watch_all,
)
from core.watching.ticking import CLAIM, hurry
from core.watching.together import AT_ONCE, Draft, together
from tests.core.watching.world import DEV, OPS, Clock, World
from tests.core.watching.worlds import leaf
from tests.support.table import MemoryTable, Mishap

HOSTS = [f"h{number}.example" for number in range(50)]
WISHES = [Wish(parse_target(host)) for host in HOSTS]
KEYS = [keys.target_key(wish.target) for wish in WISHES]
LATER = 1e9


class Counting:
    """Counts requests to a table."""

    def __init__(self, table: Table) -> None:
        self._table, self.requests = table, 0

    def __getattr__(self, name: str) -> object:
        self.requests += 1
        return getattr(self._table, name)


def stored(world: World) -> tuple[Record, ...]:
    assert isinstance(world.table, MemoryTable)
    return world.table.everything()


def tally(world: World) -> int:
    held = read(world.table, keys.tally(OPS.team), Tally)
    return held.value.watches if held else 0


def test_fifty_hosts_are_what_one_after_the_other_would_be() -> None:
    one_by_one, at_once = World(), World()
    for wish in WISHES:
        watch(one_by_one.desk, OPS, "U1", wish)
    batch = watch_all(at_once.desk, OPS, "U1", WISHES, LATER)
    assert [type(result) for result in batch.results] == [Watched] * 50
    assert (batch.left, tally(at_once)) == ((), 50)
    left = [(r.key, r.body, r.due) for r in stored(at_once)]
    assert left == [(r.key, r.body, r.due) for r in stored(one_by_one)]


def test_fifty_hosts_are_a_handful_of_requests() -> None:
    world = World()
    counting = Counting(world.table)
    watch_all(replace(world.desk, table=counting), OPS, "U1", WISHES, LATER)  # type: ignore[arg-type]
    assert counting.requests <= 9  # three chunks: read ahead, the channel's place in its team, write


def test_all_ends_as_it_began() -> None:
    world = World()
    watch_all(world.desk, OPS, "U1", WISHES, LATER)
    gone = unwatch_all(world.desk, OPS, [*KEYS, "never.example:443"], LATER)
    assert [subscription.key if subscription else None for subscription in gone.results] == [*KEYS, None]
    assert tally(world) == 0


def test_the_room_of_a_team_ends_in_the_middle_of_a_chunk() -> None:
    world = World()
    batch = watch_all(world.desk, OPS, "U1", WISHES[:5], LATER, most=3)
    assert batch.results[3:] == (Full(3), Full(3))
    assert tally(world) == 3


def test_a_host_named_twice_is_watched_once() -> None:
    world = World()
    batch = watch_all(world.desk, OPS, "U1", [WISHES[0], WISHES[0]], LATER)
    assert [result.new for result in batch.results if isinstance(result, Watched)] == [True, False]
    assert tally(world) == 1


def test_when_the_time_is_over_the_rest_is_named() -> None:
    world = World()
    batch = watch_all(world.desk, OPS, "U1", WISHES, until=world.clock.monotonic())
    assert (len(batch.results), batch.left, batch.because) == (AT_ONCE, tuple(WISHES[AT_ONCE:]), "")


@pytest.mark.parametrize("mishap", [Mishap.REFUSED, Mishap.UNHEARD])
def test_when_the_store_gives_up_the_rest_is_named_and_may_be_asked_for_again(mishap: Mishap) -> None:
    world = World()
    world.fuse.at, world.fuse.mishap = world.fuse.count + 2, mishap
    batch = watch_all(world.desk, OPS, "U1", WISHES, LATER)
    assert (len(batch.results), batch.left) == (AT_ONCE, tuple(WISHES[AT_ONCE:]))
    assert batch.because
    watch_all(world.desk, OPS, "U1", batch.left, LATER)
    assert tally(world) == 50


def test_somebody_quicker_makes_it_read_again() -> None:
    world = World()
    watch(world.desk, DEV, "U2", WISHES[0])

    raced = False

    def plan(desk: object, _: str) -> Plan[int]:
        nonlocal raced
        held = desk.table.get(keys.state(KEYS[0]))  # type: ignore[attr-defined]
        if not raced:
            raced = True
            watch(world.desk, OPS, "U1", WISHES[0])
        return Plan(held.version, [Check(held.key, held.version)])

    done = together(world.desk, ["once"], lambda _: (keys.state(KEYS[0]),), plan, LATER)
    assert done.results == (2,)


def test_each_hold_is_tied_to_what_its_target_serves() -> None:
    world = World()
    watch_all(world.desk, OPS, "U1", WISHES[:2], LATER)
    now = world.clock.now()
    for key in KEYS[:2]:
        held = read(world.table, keys.state(key), TargetState)
        assert held is not None
        facts = Facts(checked_at=now, state=State.OK, reached=True, leaf=leaf(key, now, timedelta(days=90)))
        world.table.write([state_put(replace(held.value, facts=facts), held.version, now)])
    hold = Hold(by="U1", at=now)
    done = hold_all(world.desk, OPS, [*KEYS[:2], "never.example:443"], Held.ACKNOWLEDGED, hold, LATER).results
    assert [s.acknowledged.sha256 for s in done[:2] if s and s.acknowledged] == KEYS[:2]
    assert done[2] is None


def test_watching_again_keeps_what_is_not_said_and_a_whole_wish_takes_it_away() -> None:
    world = World()
    host = WISHES[0].target
    first = watch(world.desk, OPS, "U1", Wish(host, (Threshold(share=0.3),), "U9"))
    again = watch(world.desk, OPS, "U2", Wish(host))
    whole = watch(world.desk, OPS, "U2", Wish(host, whole=True))
    assert isinstance(first, Watched)
    assert isinstance(again, Watched)
    assert isinstance(whole, Watched)
    assert (again.subscription, again.changed) == (first.subscription, False)
    assert (whole.subscription.thresholds, whole.subscription.owner, whole.changed) == ((), None, True)


# --- hurrying


class Letters:
    def __init__(self, *, broken: bool = False) -> None:
        self.sent: list[WatchErrand] = []
        self._broken = broken

    def send(self, errands: Sequence[WatchErrand]) -> None:
        if self._broken:
            raise Unavailable("no queue")
        self.sent += errands


def state(world: World) -> TargetState:
    held = read(world.table, keys.state(KEYS[0]), TargetState)
    assert held is not None
    return held.value


def test_a_new_watch_is_checked_before_the_tick_comes() -> None:
    world, queue = World(), Letters()
    watch(world.desk, OPS, "U1", WISHES[0])
    assert hurry(world.desk, queue, [KEYS[0], "never.example:443"], LATER) == 1
    assert queue.sent == [Sweep((KEYS[0],))]
    assert state(world).next_due == world.clock.now() + CLAIM


def test_what_is_being_checked_is_not_hurried_twice() -> None:
    world, queue = World(), Letters()
    watch(world.desk, OPS, "U1", WISHES[0])
    hurry(world.desk, queue, [KEYS[0]], LATER)
    assert hurry(world.desk, queue, [KEYS[0]], LATER) == 0
    assert len(queue.sent) == 1


def test_a_claim_that_came_to_nothing_may_be_hurried_again() -> None:
    world, queue = World(), Letters()
    watch(world.desk, OPS, "U1", WISHES[0])
    hurry(world.desk, queue, [KEYS[0]], LATER)
    world.clock.forward(CLAIM)
    assert hurry(world.desk, queue, [KEYS[0]], LATER) == 1


def test_without_a_queue_the_next_tick_does_it() -> None:
    world = World()
    watch(world.desk, OPS, "U1", WISHES[0])
    assert hurry(world.desk, Letters(broken=True), [KEYS[0]], LATER) == 0
    assert state(world).next_due == world.clock.now()


# --- drafts

KEY, OTHER = Key("p", "a"), Key("p", "b")
WRITES = st.lists(
    st.builds(Put, key=st.sampled_from([KEY, OTHER]), body=st.just({}), expected=st.sampled_from([None, 0, 1, 2]))
    | st.builds(Remove, st.sampled_from([KEY, OTHER]), st.sampled_from([None, 1, 2])),
    max_size=6,
)


@given(WRITES)
def test_a_draft_says_of_each_write_what_the_table_would(writes: list[Write]) -> None:
    real, base = MemoryTable(Clock()), MemoryTable(Clock())
    draft = Draft(base)
    for write in writes:
        if write.expected is not None:
            assert draft.write([write]) == real.write([write])
    assert draft.commit()
    assert _bare(base.get(KEY)) == _bare(real.get(KEY))
    assert _bare(base.get(OTHER)) == _bare(real.get(OTHER))


def _bare(record: Record | None) -> object:
    return record and record.body


def test_a_draft_that_was_overtaken_writes_nothing() -> None:
    base = MemoryTable(Clock())
    draft = Draft(base)
    assert draft.write([Put(key=KEY, body={"mine": 1}, expected=0), Put(key=OTHER, body={}, expected=0)])
    base.write([Put(key=KEY, body={"theirs": 1}, expected=0)])
    assert not draft.commit()
    assert base.get(OTHER) is None


def test_nothing_is_written_of_a_subscription_that_is_not_there() -> None:
    world = World()
    gone: tuple[Subscription | None, ...] = unwatch_all(world.desk, OPS, KEYS[:3], LATER).results
    assert gone == (None, None, None)
    assert stored(world) == ()
