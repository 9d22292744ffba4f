"""Two at once, in every order in which one interrupts the other up to three times between two calls on table and
Slack.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from core.model.message import Message
from core.model.target_text import parse_target
from core.model.watch import Settings
from core.model.watch_state import Incident, TargetState
from core.watch_ports import Desk, Sweep
from core.watching import keys
from core.watching.channels import change_settings, close, settings_of
from core.watching.delivering import Van, carry
from core.watching.digesting import make_digest
from core.watching.fanout import announce, notify
from core.watching.shelf import read
from core.watching.subscribing import Tally, Wish, entries, unwatch, watch
from core.watching.sweeping import sweep
from core.watching.ticking import tick
from tests.core.watching.world import DEV, FOREIGN, HOST, KEY, OPS, World, broken, plainly
from tests.support.interleave import Turns, every_order
from tests.support.waiting import at_once

Piece = Callable[[World, Desk], object]


def races(prepare: Callable[[World], None], *pieces: Piece, switches: int = 3) -> Iterator[tuple[World, str]]:
    """A prepared world for every order, after the pieces have run in it."""
    played: list[World] = []

    def play(turns: Turns) -> None:
        world = World()
        prepare(world)
        world.slack = turns.stepped(world.slack)
        desk = replace(world.desk, table=turns.stepped(world.desk.table, "due"))
        turns.run(*(lambda piece=piece: piece(world, desk) for piece in pieces))
        played.append(world)

    count = 0
    for order in every_order(play, switches):
        count += 1
        yield played.pop(), "".join(map(str, order))
    assert count > 3, "nothing was interleaved"


def state_of(world: World) -> TargetState:
    held = read(world.table, keys.state(KEY), TargetState)
    assert held is not None
    return held.value


def watched(world: World) -> None:
    world.watch()


def found_broken(world: World) -> None:
    """Two channels watch; the news waits to be told."""
    world.watch()
    world.watch(place=DEV)
    world.weather["a.example"] = broken
    world.tick()
    at_once(sweep(world.quiet_desk, world.check, [KEY], 60))


def _tick(world: World, desk: Desk) -> None:
    tick(desk, world.line, world.clock.monotonic() + 60)


def _sweep(world: World, desk: Desk) -> None:
    at_once(sweep(desk, world.check, [KEY], world.clock.monotonic() + 60))


def _announce(world: World, desk: Desk) -> None:
    announce(desk, plainly, KEY, world.clock.monotonic() + 60)


def _carry(world: World, desk: Desk) -> None:
    carry(Van(desk=desk, herald=world.slack, pause=world.clock.pause, until=world.clock.monotonic() + 60), OPS)


def _digest(world: World, desk: Desk) -> None:
    make_digest(desk, plainly, OPS)


def _watch(world: World, desk: Desk) -> None:
    watch(desk, OPS, "U1", Wish(HOST))


def _unwatch(world: World, desk: Desk) -> None:
    unwatch(desk, OPS, KEY)


def consistent(world: World) -> bool:
    """Counters, pointers, subscriptions and the due index tell the same."""
    subscriptions = {p: world.table.get(keys.subscription(p, KEY)) is not None for p in (OPS, DEV, FOREIGN)}
    pointers = {p: world.table.get(keys.watcher(KEY, p)) is not None for p in (OPS, DEV, FOREIGN)}
    tally = read(world.table, keys.tally(OPS.team), Tally)
    record = world.table.get(keys.state(KEY))
    ours = subscriptions[OPS] + subscriptions[DEV]
    return (
        subscriptions == pointers
        and (tally.value.watches if tally else 0) == ours
        and state_of(world).watchers == sum(subscriptions.values())
        and record is not None
        and (record.due is not None) == any(subscriptions.values())
    )


def test_two_ticks_never_hand_out_a_target_twice() -> None:
    for world, order in races(watched, _tick, _tick):
        handed_out = Counter(key for e in world.line.errands if isinstance(e, Sweep) for key in e.keys)
        assert handed_out == {KEY: 1}, order


def test_two_sweeps_of_one_batch_tell_once() -> None:
    def prepare(world: World) -> None:
        world.watch()
        world.weather["a.example"] = broken

    for world, order in races(prepare, _sweep, _sweep):
        assert len(world.table.query(*keys.all_news(KEY)).records) == 1, order
        assert len(world.table.query(*keys.changes(KEY)).records) == 1, order


def test_two_fan_outs_make_one_parcel_a_channel() -> None:
    for world, order in races(found_broken, _announce, _announce, switches=2):
        for place in (OPS, DEV):
            assert len(world.table.query(*keys.parcels(place)).records) == 1, order
        assert not world.table.query(*keys.all_news(KEY)).records, order


def test_two_deliveries_post_once() -> None:
    def prepare(world: World) -> None:
        notify(world.quiet_desk, OPS, "one", Message("one", ()))
        notify(world.quiet_desk, OPS, "two", Message("two", ()))

    for world, order in races(prepare, _carry, _carry):
        assert sorted(world.slack.texts()) == ["one", "two"], order


def test_a_delivery_and_a_fan_out_do_not_lose_each_other_s_incident() -> None:
    """While the parent is on its way, the target recovers."""

    def prepare(world: World) -> None:
        found_broken(world)
        announce(world.quiet_desk, plainly, KEY, 60)
        del world.weather["a.example"]
        world.clock.forward(timedelta(minutes=16))
        world.tick()
        at_once(sweep(world.quiet_desk, world.check, [KEY], world.clock.monotonic() + 60))

    for world, order in races(prepare, _carry, _announce, switches=2):
        incident = read(world.table, keys.incident(OPS, KEY), Incident)
        assert incident is not None, order
        assert incident.value.opened_at is None, order
        world.clock.forward(timedelta(minutes=2))
        world.work()
        _carry(world, world.quiet_desk)
        parent, reply = world.slack.channels[OPS]
        assert parent.text == "a.example:443: fine again", order
        assert reply.thread == parent.posted, order


def test_two_digests_of_a_day_are_one() -> None:
    def prepare(world: World) -> None:
        found_broken(world)
        world.clock.forward(timedelta(hours=21))  # when it is due

    for world, order in races(prepare, _digest, _digest):
        assert len(world.table.query(*keys.parcels(OPS)).records) == 1, order


def test_a_digest_and_a_change_of_its_hour_make_one_digest_that_day() -> None:
    def prepare(world: World) -> None:
        found_broken(world)
        world.clock.forward(timedelta(hours=21, minutes=10))  # ten minutes after it was due

    def later_hour(world: World, desk: Desk) -> None:
        change_settings(desk, OPS, lambda settings: replace(settings, hour=11))

    for world, order in races(prepare, _digest, later_hour):
        world.clock.forward(timedelta(hours=2))
        _digest(world, world.quiet_desk)
        assert len(world.table.query(*keys.parcels(OPS)).records) == 1, order
        assert settings_of(world.desk, OPS).hour == 11, order


def test_watch_and_unwatch_at_once_leave_a_consistent_table() -> None:
    for world, order in races(watched, _watch, _unwatch):
        assert consistent(world), order


def test_two_watch_at_once_and_count_once() -> None:
    for world, order in races(lambda world: None, _watch, _watch):
        assert consistent(world), order
        assert state_of(world).watchers == 1, order


def test_two_teams_watch_the_same_target_at_once() -> None:
    def theirs(world: World, desk: Desk) -> None:
        watch(desk, FOREIGN, "U2", Wish(HOST))

    for world, order in races(lambda world: None, _watch, theirs):
        assert consistent(world), order
        assert state_of(world).watchers == 2, order


def test_two_unwatch_at_once_and_count_once() -> None:
    def prepare(world: World) -> None:
        world.watch()
        world.watch(place=DEV)

    for world, order in races(prepare, _unwatch, _unwatch):
        assert consistent(world), order
        assert state_of(world).watchers == 1, order


def test_an_unwatch_during_a_sweep_leaves_nothing_due() -> None:
    for world, order in races(watched, _sweep, _unwatch):
        assert consistent(world), order


def test_an_unwatch_during_the_fan_out_reaches_the_others() -> None:
    for world, order in races(found_broken, _announce, _unwatch, switches=2):
        assert len(world.table.query(*keys.parcels(DEV)).records) == 1, order
        assert consistent(world), order


def test_who_begins_to_watch_during_the_fan_out_is_told_what_stands() -> None:
    def also(world: World, desk: Desk) -> None:
        watch(desk, FOREIGN, "U2", Wish(HOST))

    for world, order in races(found_broken, _announce, also, switches=2):
        world.pass_time(3)
        assert world.slack.texts(FOREIGN) == ["a.example:443: broken"], order
        assert world.slack.texts(OPS) == ["a.example:443: broken"], order


def test_a_team_s_limit_holds_for_two_at_once() -> None:
    def first(world: World, desk: Desk) -> None:
        watch(desk, OPS, "U1", Wish(HOST), most=1)

    def second(world: World, desk: Desk) -> None:
        watch(desk, DEV, "U1", Wish(parse_target("b.example")), most=1)

    for world, order in races(lambda world: None, first, second):
        assert len(entries(world.desk, OPS)) + len(entries(world.desk, DEV)) == 1, order


def test_a_change_of_settings_survives_the_closing_of_the_channel() -> None:
    def closing(world: World, desk: Desk) -> None:
        close(desk, OPS, "is_archived")

    def changing(world: World, desk: Desk) -> None:
        change_settings(desk, OPS, lambda settings: replace(settings, hour=7))

    for world, order in races(watched, closing, changing):
        settings: Settings = settings_of(world.desk, OPS)
        assert (settings.dead, settings.hour) == ("is_archived", 7), order
