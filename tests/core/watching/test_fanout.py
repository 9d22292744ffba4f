import asyncio
from dataclasses import replace
from datetime import timedelta

from core.model.message import Message
from core.model.watch import Hold, Threshold
from core.model.watch_state import Form, Incident, Parcel, TargetState
from core.watching import keys
from core.watching.channels import change_settings, close
from core.watching.fanout import Announced, announce, notify, refresh
from core.watching.shelf import read, walk
from core.watching.subscribing import snooze, unwatch
from core.watching.sweeping import sweep
from tests.core.watching.world import DEV, KEY, OPS, START, World, at_risk, broken, fine, plainly


def news_of(world: World) -> int:
    return len(world.table.query(*keys.all_news(KEY)).records)


def parcels(world: World) -> list[Parcel]:
    return [held.value for held in walk(world.table, keys.parcels(OPS), Parcel)]


def tell(world: World, seconds: float = 60.0) -> Announced:
    return announce(world.desk, plainly, KEY, world.clock.monotonic() + seconds)


def check(world: World) -> None:
    asyncio.run(sweep(world.quiet_desk, world.check, [KEY], world.clock.monotonic() + 60))


def found_broken() -> World:
    world = World()
    world.watch()
    world.weather["a.example"] = broken
    world.tick()
    check(world)
    return world


def test_an_alert_is_one_parcel_and_the_news_is_done() -> None:
    world = found_broken()
    assert tell(world) == Announced((OPS,))
    assert [(p.form, p.message.text) for p in parcels(world)] == [(Form.PARENT, "a.example:443: broken")]
    assert news_of(world) == 0


def test_incident_and_parcel_are_one_write() -> None:
    world = found_broken()
    world.fuse.names.clear()
    tell(world)
    assert "Put parcel" in world.fuse.names[0]
    assert "Put incident" in world.fuse.names[0]


def test_told_twice_it_says_nothing_new() -> None:
    world = found_broken()
    tell(world)
    assert tell(world) == Announced()
    assert len(parcels(world)) == 1


def test_out_of_time_the_rest_is_told_later_and_nobody_twice() -> None:
    world = found_broken()
    world.watch(place=DEV)
    assert tell(world, seconds=0.0) == Announced(done=False)
    assert news_of(world) == 1
    tell(world)
    assert len(parcels(world)) == 1


def test_two_changes_that_wait_are_told_together_in_order() -> None:
    """The channel sees where it stands, and nothing of what is over before it was told."""
    world = found_broken()
    world.weather["a.example"] = fine
    for _ in range(3):
        world.clock.forward(timedelta(minutes=16))
        world.tick()
        check(world)
    assert news_of(world) >= 2
    tell(world)
    assert news_of(world) == 0
    assert [p.form for p in parcels(world)] == []


def test_a_closed_channel_is_passed_over_and_the_others_are_told() -> None:
    world = found_broken()
    world.watch(place=DEV)
    close(world.desk, OPS, "is_archived")
    assert tell(world).places == (DEV,)
    assert parcels(world) == []


def test_the_next_moment_of_the_target_is_kept() -> None:
    """A snooze ends in an hour: that is looked at then."""
    world = World()
    world.watch()
    world.pass_time(2)
    world.weather["a.example"] = broken
    until = world.clock.now() + timedelta(hours=1)
    snooze(world.desk, OPS, KEY, Hold(by="U1", at=world.clock.now(), until=until))
    world.pass_time(3)
    assert world.slack.texts() == []
    world.clock.forward(timedelta(hours=1))
    world.pass_time(2)
    assert world.slack.texts() == ["a.example:443: broken"]


def test_quiet_hours_hold_back_what_is_not_broken_until_they_end() -> None:
    world = World()
    world.watch()
    world.pass_time(2)
    change_settings(world.desk, OPS, lambda s: replace(s, quiet=(0, 18)))
    world.weather["a.example"] = at_risk
    while world.clock.now() < START.replace(hour=17, minute=58):
        world.pass_time(1)
    assert world.slack.texts() == []
    world.pass_time(5)
    assert world.slack.texts() == ["a.example:443: at risk"]


def test_what_is_broken_is_told_in_quiet_hours_too() -> None:
    world = World()
    world.watch()
    change_settings(world.desk, OPS, lambda s: replace(s, quiet=(0, 18)))
    world.weather["a.example"] = broken
    world.pass_time(3)
    assert world.slack.texts() == ["a.example:443: broken"]


def test_parcels_keep_their_order_when_the_clock_goes_back() -> None:
    world = found_broken()
    tell(world)
    world.weather["a.example"] = fine
    world.clock.forward(timedelta(minutes=16))
    world.tick()
    check(world)
    world.clock.set_back(timedelta(hours=3))
    tell(world)
    assert [p.form for p in parcels(world)] == [Form.PARENT, Form.EDIT, Form.THREAD]
    assert [p.order for p in parcels(world)] == sorted({p.order for p in parcels(world)})


def test_news_of_a_target_without_watchers_goes_away() -> None:
    world = found_broken()
    unwatch(world.desk, OPS, KEY)
    assert tell(world) == Announced()
    assert news_of(world) == 0


def test_a_click_is_shown_in_the_parent() -> None:
    world = World()
    world.watch()
    world.weather["a.example"] = broken
    world.pass_time(2)
    assert refresh(world.desk, plainly, OPS, KEY)
    world.pass_time(2)
    assert world.slack.channels[OPS][0].forms == ["a.example:443: broken", "a.example:443: broken"]


def test_without_an_incident_there_is_nothing_to_refresh() -> None:
    world = World()
    world.watch()
    world.pass_time(2)
    assert not refresh(world.desk, plainly, OPS, KEY)
    assert not refresh(world.desk, plainly, DEV, KEY)


def test_a_notice_takes_the_way_of_an_alert() -> None:
    world = World()
    notify(world.desk, OPS, "test", Message("This is a test.", ()))
    world.pass_time(1)
    assert world.slack.texts() == ["This is a test."]


def test_a_change_of_thresholds_is_looked_at_at_once() -> None:
    world = World()
    world.watch()
    world.pass_time(2)
    world.checks.clear()
    change_settings(world.desk, OPS, lambda s: replace(s, thresholds=(Threshold(share=0.5),)))
    world.pass_time(3)
    assert len(world.checks) == 1
    assert world.table.get(keys.apply(OPS)) is None


def test_where_the_parent_stands_is_not_lost_by_what_is_told_next() -> None:
    world = World()
    world.watch()
    world.weather["a.example"] = broken
    world.pass_time(2)
    posted = world.slack.channels[OPS][0].posted
    world.weather["a.example"] = fine
    world.clock.forward(timedelta(minutes=16))
    world.pass_time(2)
    incident = read(world.table, keys.incident(OPS, KEY), Incident)
    assert incident is not None
    assert incident.value.posted == posted


def test_a_target_is_due_no_later_than_its_next_moment() -> None:
    world = found_broken()
    until = START + timedelta(minutes=5)
    snooze(world.desk, OPS, KEY, Hold(by="U1", at=START, until=until))
    tell(world)
    state = read(world.table, keys.state(KEY), TargetState)
    assert state is not None
    assert state.value.next_due <= until
