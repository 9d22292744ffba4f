from dataclasses import replace
from datetime import timedelta

from core.model.target_text import parse_target
from core.model.watch import Hold, Leaf, Subscription, Threshold
from core.model.watch_state import TargetState
from core.table import Due
from core.watching import keys
from core.watching.records import History
from core.watching.shelf import read
from core.watching.subscribing import (
    Full,
    Tally,
    Watched,
    Wish,
    acknowledge,
    entries,
    history,
    snooze,
    unwatch,
    watch,
)
from tests.core.watching.test_renewing import serving
from tests.core.watching.world import DEV, FOREIGN, HOST, KEY, OPS, START, World, broken


def state_of(world: World, key: str = KEY) -> TargetState:
    held = read(world.table, keys.state(key), TargetState)
    assert held is not None
    return held.value


def watches(world: World) -> int:
    held = read(world.table, keys.tally(OPS.team), Tally)
    return held.value.watches if held else 0


def test_a_watched_target_is_due_at_once() -> None:
    world = World()
    assert world.watch().new
    record = world.table.get(keys.state(KEY))
    assert record is not None
    assert record.due == Due("check#" + keys.shard_of(keys.CHECK, f"target#{KEY}").split("#")[1], START)


def test_two_channels_share_one_state() -> None:
    world = World()
    world.watch()
    world.watch(place=FOREIGN)
    assert state_of(world).watchers == 2


def test_watching_again_changes_the_subscription_and_counts_nothing() -> None:
    world = World()
    world.watch()
    wish = Wish(HOST, (Threshold(share=0.3),), "U9")
    again = watch(world.desk, OPS, "U2", wish)
    assert isinstance(again, Watched)
    assert (again.new, again.subscription.thresholds, again.subscription.owner) == (
        False,
        (Threshold(share=0.3),),
        "U9",
    )
    assert again.subscription.created_by == "U1"
    assert (state_of(world).watchers, watches(world)) == (1, 1)


def test_a_team_watches_no_more_than_it_may() -> None:
    world = World()
    wishes = [Wish(parse_target(f"{number}.example")) for number in range(3)]
    said = [watch(world.desk, OPS, "U1", wish, most=2) for wish in wishes]
    assert said[2] == Full(2)
    assert watches(world) == 2


def test_another_team_s_watches_do_not_fill_ours() -> None:
    world = World()
    world.watch(place=FOREIGN)
    assert isinstance(watch(world.desk, OPS, "U1", Wish(HOST), most=1), Watched)


def test_what_nobody_watches_is_not_due() -> None:
    world = World()
    world.watch()
    removed = unwatch(world.desk, OPS, KEY)
    assert removed is not None
    assert removed.target == HOST
    record = world.table.get(keys.state(KEY))
    assert record is not None
    assert record.due is None
    assert record.expires_at == START + timedelta(days=90)


def test_unwatch_leaves_the_other_channels_their_watch() -> None:
    world = World()
    world.watch()
    world.watch(place=DEV)
    unwatch(world.desk, OPS, KEY)
    assert state_of(world).watchers == 1
    record = world.table.get(keys.state(KEY))
    assert record is not None
    assert record.due is not None


def test_unwatch_of_what_is_not_watched_here_changes_nothing() -> None:
    world = World()
    world.watch()
    before = world.fuse.count
    assert unwatch(world.desk, DEV, KEY) is None
    assert world.fuse.count == before


def test_watched_again_after_a_pause_it_begins_without_what_was_known() -> None:
    world = World()
    world.weather["a.example"] = broken
    world.watch()
    world.tick()
    world.work()
    seq = state_of(world).seq
    unwatch(world.desk, OPS, KEY)
    world.watch()
    assert state_of(world) == replace(
        TargetState(key=KEY, target=HOST, watchers=1, next_due=START, full_due=START), seq=seq
    )


def test_the_list_has_what_the_channel_watches_and_nothing_else() -> None:
    world = World()
    world.watch("b.example")
    world.watch("a.example")
    world.watch("c.example", DEV)
    assert [entry.subscription.key for entry in entries(world.desk, OPS)] == ["a.example:443", "b.example:443"]


def test_a_list_of_many_is_complete() -> None:
    world = World()
    for number in range(130):
        world.watch(f"h{number}.example")
    assert len(entries(world.desk, OPS)) == 130


def test_history_is_for_those_who_watch() -> None:
    world = World()
    world.watch()
    assert history(world.desk, OPS, KEY) == History((), {})
    assert history(world.desk, DEV, KEY) is None


def test_history_has_the_newest_change_first() -> None:
    world = World()
    world.weather["a.example"] = broken
    world.watch()
    world.tick()
    world.work()
    past = history(world.desk, OPS, KEY)
    assert past is not None
    assert past.changes
    assert [event.at for event in past.events] == sorted((event.at for event in past.events), reverse=True)


def test_history_names_each_certificate_once_where_it_came_and_it_is_kept_once_for_all() -> None:
    world = World()
    for host in ("a.example", "b.example"):
        world.weather[host] = serving("1a")
        world.watch(host)
    world.pass_time(3)
    world.weather["a.example"] = serving("2b")
    world.clock.forward(timedelta(days=1))
    world.pass_time(3)
    past = history(world.desk, OPS, KEY)
    assert past is not None
    assert [leaf.serial for _, leaf in sorted(past.served.items())] == ["1a", "2b"]
    for leaf in past.served.values():
        kept = read(world.table, keys.certificate(leaf.sha256), Leaf)
        assert kept is not None
        assert kept.value == leaf


def test_a_snooze_is_kept_and_its_end_is_a_moment_of_the_target() -> None:
    world = World()
    world.watch()
    world.tick()
    world.work()
    until = world.clock.now() + timedelta(hours=2)
    snoozed = snooze(world.desk, OPS, KEY, Hold(by="U1", at=world.clock.now(), until=until, reason="known"))
    held = read(world.table, keys.subscription(OPS, KEY), Subscription)
    assert held is not None
    assert held.value == snoozed
    assert held.value.snoozed is not None
    moment = state_of(world).next_moment
    assert moment is not None
    assert moment <= until


def test_the_end_of_a_snooze_is_looked_at_when_it_comes() -> None:
    world = World()
    world.watch()
    world.pass_time(2)
    until = world.clock.now() + timedelta(minutes=10)
    snooze(world.desk, OPS, KEY, Hold(by="U1", at=world.clock.now(), until=until))
    record = world.table.get(keys.state(KEY))
    assert record is not None
    assert record.due is not None
    assert record.due.at <= until


def test_an_acknowledgement_can_be_taken_back() -> None:
    world = World()
    world.watch()
    acknowledge(world.desk, OPS, KEY, Hold(by="U1", at=START))
    taken_back = acknowledge(world.desk, OPS, KEY, None)
    assert taken_back is not None
    assert taken_back.acknowledged is None


def test_what_is_not_watched_cannot_be_snoozed() -> None:
    assert snooze(World().desk, OPS, KEY, Hold(by="U1", at=START)) is None
