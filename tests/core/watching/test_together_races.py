"""Batches in one transaction against others at once, in every order in which one interrupts the other."""

from collections import Counter

from core.model.target_text import parse_target
from core.model.watch import Subscription
from core.model.watch_state import TargetState
from core.watch_ports import Desk, Sweep
from core.watching import keys
from core.watching.shelf import read
from core.watching.subscribing import Tally, Wish, unwatch_all, watch_all
from core.watching.ticking import hurry
from tests.core.watching.test_races import _sweep, _tick, _watch, races, watched
from tests.core.watching.world import DEV, HOST, KEY, OPS, World

OTHER = parse_target("b.example")
KEYS = (KEY, keys.target_key(OTHER))
LATER = 1e9


def _watch_both(world: World, desk: Desk) -> None:
    watch_all(desk, OPS, "U1", [Wish(HOST), Wish(OTHER)], LATER)


def _watch_elsewhere(world: World, desk: Desk) -> None:
    watch_all(desk, DEV, "U2", [Wish(OTHER), Wish(HOST)], LATER)


def _unwatch_both(world: World, desk: Desk) -> None:
    unwatch_all(desk, OPS, KEYS, LATER)


def _hurry(world: World, desk: Desk) -> None:
    hurry(desk, world.line, [KEY], LATER)


def both_watched(world: World) -> None:
    _watch_both(world, world.quiet_desk)


def nothing(world: World) -> None:
    pass


def counts(world: World) -> tuple[int, int, int, int]:
    """Subscriptions, pointers, the watchers that the states count, the team's tally: four times the same."""
    places = (OPS, DEV)
    subscriptions = sum(world.table.get(keys.subscription(p, k)) is not None for p in places for k in KEYS)
    pointers = sum(world.table.get(keys.watcher(k, p)) is not None for p in places for k in KEYS)
    states = [read(world.table, keys.state(k), TargetState) for k in KEYS]
    tally = read(world.table, keys.tally(OPS.team), Tally)
    counted = sum(state.value.watchers for state in states if state)
    return subscriptions, pointers, counted, tally.value.watches if tally else 0


def test_two_channels_that_watch_the_same_hosts_at_once() -> None:
    for world, order in races(nothing, _watch_both, _watch_elsewhere):
        assert counts(world) == (4, 4, 4, 4), order


def test_one_channel_that_is_asked_twice_at_once() -> None:
    for world, order in races(nothing, _watch_both, _watch_both):
        assert counts(world) == (2, 2, 2, 2), order


def test_watching_and_unwatching_many_at_once_leaves_all_or_nothing() -> None:
    for world, order in races(both_watched, _watch_both, _unwatch_both):
        assert counts(world) in ((0, 0, 0, 0), (2, 2, 2, 2)), order


def test_a_batch_and_a_single_watch() -> None:
    for world, order in races(nothing, _watch_both, _watch):
        assert counts(world) == (2, 2, 2, 2), order


def test_a_batch_and_a_sweep_of_what_it_holds() -> None:
    def prepare(world: World) -> None:
        watched(world)
        world.tick()

    for world, order in races(prepare, _watch_elsewhere, _sweep):
        assert counts(world) == (3, 3, 3, 3), order
        found = read(world.table, keys.subscription(DEV, KEY), Subscription)
        assert found is not None, order


def test_who_hurries_and_a_tick_hand_out_a_target_once() -> None:
    for world, order in races(watched, _hurry, _tick):
        handed_out = Counter(key for e in world.line.errands if isinstance(e, Sweep) for key in e.keys)
        assert handed_out == {KEY: 1}, order


def test_two_that_hurry_at_once_hand_out_a_target_once() -> None:
    for world, order in races(watched, _hurry, _hurry):
        handed_out = Counter(key for e in world.line.errands if isinstance(e, Sweep) for key in e.keys)
        assert handed_out == {KEY: 1}, order
