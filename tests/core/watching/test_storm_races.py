"""Crowds against others at once, in every order in which one interrupts the other."""

from collections.abc import Callable
from datetime import timedelta

from core.model.watch_crowd import Crowd, Rush
from core.watch_ports import Desk
from core.watching import keys
from core.watching.crowds import ALONE
from core.watching.delivering import Van, carry
from core.watching.fanout import announce
from core.watching.gathering import gather, sitting
from core.watching.seating import rush_put
from core.watching.shelf import read
from core.watching.subscribing import unwatch
from core.watching.sweeping import sweep
from tests.core.watching.test_races import races
from tests.core.watching.test_storm import told
from tests.core.watching.world import OPS, START, World, broken, fine, plainly
from tests.support.waiting import at_once

A, B = "a.example:443", "b.example:443"


def found_broken(room: int = 0) -> Callable[[World], None]:
    """The news of both waits; so many may still be told alone."""

    def prepare(world: World) -> None:
        for name in ("a.example", "b.example"):
            world.weather[name] = broken
            world.watch(name)
        world.table.write([rush_put(OPS, Rush(recent=(START,) * (ALONE - room)), 0, START)])
        check(world)

    return prepare


def one_sits(world: World) -> None:
    found_broken()(world)
    _announce_a(world, world.quiet_desk)
    world.clock.forward(timedelta(minutes=1))


def one_is_told(world: World) -> None:
    one_sits(world)
    finish(world)
    assert told(world) == [("1 broken; 0 fine", [])]


def check(world: World) -> None:
    world.tick()
    world.line.errands.clear()
    at_once(sweep(world.quiet_desk, world.check, [A, B], world.clock.monotonic() + 60))


def mend(world: World) -> None:
    world.weather.clear()
    world.clock.forward(timedelta(minutes=16))
    check(world)


def finish(world: World) -> None:
    """All that waits, by one after the other."""
    for _ in range(4):
        world.clock.forward(timedelta(minutes=2))
        _gather(world, world.quiet_desk)
        _carry(world, world.quiet_desk)


def crowd(world: World) -> Crowd:
    rush = read(world.table, keys.rush(OPS), Rush)
    assert rush is not None
    assert rush.value.crowd is not None
    held = read(world.table, keys.crowd(OPS, rush.value.crowd), Crowd)
    assert held is not None
    return held.value


def crowds(world: World) -> int:
    return len(world.table.query(keys.rush(OPS).part, "crowd#").records)


def _announce_a(world: World, desk: Desk) -> None:
    announce(desk, plainly, A, world.clock.monotonic() + 60)


def _announce_b(world: World, desk: Desk) -> None:
    announce(desk, plainly, B, world.clock.monotonic() + 60)


def _gather(world: World, desk: Desk) -> None:
    gather(desk, plainly, OPS)


def _carry(world: World, desk: Desk) -> None:
    carry(Van(desk=desk, herald=world.slack, pause=world.clock.pause, until=world.clock.monotonic() + 60), OPS)


def _unwatch_b(world: World, desk: Desk) -> None:
    unwatch(desk, OPS, B)


def test_two_that_open_a_crowd_at_once_open_one() -> None:
    for world, order in races(found_broken(), _announce_a, _announce_b):
        assert crowds(world) == 1, order
        assert [seat.key for seat in sitting(world.desk, OPS, crowd(world).id)] == [A, B], order
        finish(world)
        assert told(world) == [("2 broken; 0 fine", [])], order


def test_of_two_that_want_the_last_message_of_their_own_one_gets_it() -> None:
    for world, order in races(found_broken(room=1), _announce_a, _announce_b, switches=2):
        finish(world)
        assert sorted(text.partition(" ")[2] for text, _ in told(world)) == ["broken", "broken; 0 fine"], order


def test_who_comes_while_a_crowd_is_made_anew_is_in_it() -> None:
    for world, order in races(one_sits, _announce_b, _gather, switches=2):
        finish(world)
        [(parent, replies)] = told(world)
        assert parent == "2 broken; 0 fine", order
        assert replies in ([], ["1 broken; over: False"]), order


def test_who_comes_while_it_is_delivered_is_told_in_its_thread() -> None:
    def gathered(world: World) -> None:
        one_sits(world)
        _gather(world, world.quiet_desk)

    for world, order in races(gathered, _announce_b, _carry, switches=2):
        finish(world)
        assert told(world) == [("2 broken; 0 fine", ["1 broken; over: False"])], order


def test_two_that_make_a_crowd_anew_tell_once() -> None:
    for world, order in races(one_sits, _gather, _gather, switches=2):
        finish(world)
        assert told(world) == [("1 broken; 0 fine", [])], order
        assert world.slack.most_alike == 1, order


def test_the_end_and_a_new_one_at_once_lose_neither() -> None:
    """One recovers, the other is just told."""

    def prepare(world: World) -> None:
        one_is_told(world)
        world.weather["a.example"] = fine
        world.clock.forward(timedelta(minutes=16))
        check(world)
        _announce_a(world, world.quiet_desk)
        world.clock.forward(timedelta(minutes=1))

    for world, order in races(prepare, _announce_b, _gather, switches=2):
        finish(world)
        everything = told(world)
        ends = [text for _, replies in everything for text in replies if text.endswith("True")]
        standing = [text for text, _ in everything if "broken" in text]
        assert len(standing) == 1, (order, everything)
        assert len(ends) <= 1, (order, everything)


def test_who_is_unwatched_meanwhile_is_not_in_it() -> None:
    def both_sit(world: World) -> None:
        one_sits(world)
        _announce_b(world, world.quiet_desk)
        world.clock.forward(timedelta(minutes=1))

    for world, order in races(both_sit, _unwatch_b, _gather, switches=2):
        finish(world)
        assert told(world) == [("1 broken; 0 fine", [])], order
        mend(world)
        _announce_a(world, world.quiet_desk)
        finish(world)
        assert told(world) == [("; 1 fine", ["; over: True"])], order


def test_when_all_are_unwatched_there_is_nothing_to_tell() -> None:
    world = World()
    one_is_told(world)
    unwatch(world.desk, OPS, A, "U1")
    finish(world)
    assert told(world) == [("; 0 fine", [])]
