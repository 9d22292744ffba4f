"""Killed, refused or cut off at every side effect there is, one after the other, until a run comes through untouched:
nothing is lost, nothing is told twice, and what had to be repeated blindly is taken away again.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.renewal import Suggested, Window
from core.model.watch import Place
from core.model.watch_state import TargetState
from core.slack_ports import Unavailable
from core.watching import keys
from core.watching.channels import apply_settings, change_settings, reopen
from core.watching.shelf import read
from core.watching.subscribing import Tally, Wish, unwatch, watch
from tests.core.watching.test_renewing import Ca, serving, usual
from tests.core.watching.world import DEV, HOST, KEY, OPS, World, broken, fine
from tests.support.table import Fuse, Mishap, Stopped

MOST_EFFECTS = 400


def every_mishap(run: Callable[[World], None], blind: int = 0) -> Iterator[tuple[str, World]]:
    """The world after each run that was hit once, and what hit it."""
    for mishap in Mishap:
        for at in range(1, MOST_EFFECTS):
            fuse = Fuse(at=at, mishap=mishap)
            world = World(fuse)
            world.slack.blind = blind
            run(world)
            if fuse.count < at:
                break
            yield f"{mishap} at {at}: {fuse.names[at - 1]}", world
        else:
            pytest.fail("the run never came through")


def later(world: World) -> None:
    """Long enough for claims and leases of the dead to run out."""
    for minutes in (0, 1, 1, 16, 1, 1, 3, 1):
        world.clock.forward(timedelta(minutes=minutes))
        world.minute()


def break_and_mend(world: World) -> None:
    world.watch()
    world.watch(place=DEV)
    world.weather["a.example"] = broken
    later(world)
    world.weather["a.example"] = fine
    later(world)
    world.clock.forward(timedelta(minutes=30))
    later(world)


def hurry(world: World) -> None:
    """The issuer wishes a renewal at its usual time, then at once."""
    world.weather["a.example"], ca = serving(), Ca(usual(again_in=timedelta(hours=1)))
    world.ask = ca
    world.watch()
    world.watch(place=DEV)
    later(world)
    at = world.clock.now() + timedelta(days=1)
    window = Window(start=at - timedelta(hours=1), end=at - timedelta(minutes=30))
    ca.answer = Suggested(window=window, again_in=timedelta(hours=1))
    for _ in range(2):  # who is killed while asking leaves it to the next check
        world.clock.forward(timedelta(days=1))
        later(world)


def shape(world: World, place: Place) -> list[tuple[bool, str]]:
    """Each message as it stands: whether it is a reply, and its words without durations and marks of repetition."""
    return [
        (shown.thread is not None, shown.text.removeprefix("(again) ").split(";")[0])
        for shown in world.slack.channels.get(place, [])
    ]


def test_an_early_wish_is_told_once_whatever_happens() -> None:
    for hit, world in every_mishap(hurry):
        for place in (OPS, DEV):
            told = [one for one in shape(world, place) if not one[1].startswith("digest of")]
            assert told == [(False, "a.example:443: renewal overdue")], hit


TOLD = [(False, "a.example:443: fine again"), (True, "No longer found: cert-expired")]


def test_without_a_mishap_an_alert_is_told_and_ended_once() -> None:
    world = World()
    break_and_mend(world)
    assert shape(world, OPS) == TOLD
    assert shape(world, DEV) == TOLD
    assert not world.reports


@pytest.mark.timeout(240)
def test_nothing_is_lost_or_told_twice_whatever_dies() -> None:
    hits = 0
    for what, world in every_mishap(break_and_mend):
        hits += 1
        for place in (OPS, DEV):
            assert shape(world, place) == TOLD, what
        assert world.slack.most_alike == 1, what
    assert hits > 100


@pytest.mark.timeout(240)
def test_a_blind_repeat_is_said_to_be_one_and_is_taken_away() -> None:
    """Slack does not show the channel when it is first asked for."""
    repeats = 0
    for what, world in every_mishap(break_and_mend, blind=1):
        for place in (OPS, DEV):
            assert shape(world, place) == TOLD, what
        assert world.slack.most_alike <= 2, what
        repeats += world.slack.most_alike == 2
    assert repeats > 0


def test_where_slack_never_shows_the_channel_a_repeat_says_that_it_may_be_one() -> None:
    for what, world in every_mishap(break_and_mend, blind=-1):
        for place in (OPS, DEV):
            texts = Counter(shown.mark for shown in world.slack.channels[place])
            assert max(texts.values()) <= 2, what
            assert {told for _, told in shape(world, place)} >= {told for _, told in TOLD}, what


def test_replies_stand_in_the_thread_of_the_parent_that_stands() -> None:
    for what, world in every_mishap(break_and_mend, blind=1):
        shown = world.slack.channels[OPS]
        standing = {message.posted for message in shown if message.thread is None}
        assert {message.thread for message in shown if message.thread is not None} <= standing, what


def a_day(world: World) -> None:
    world.watch()
    later(world)
    world.clock.forward(timedelta(days=1) - timedelta(hours=4))
    later(world)


@pytest.mark.timeout(240)
def test_a_digest_is_sent_once_whatever_dies() -> None:
    """12:00 on Saturday to after 09:00 on Sunday, UTC."""

    def run(world: World) -> None:
        change_settings(world.quiet_desk, OPS, lambda settings: replace(settings, silent_when_fine=False))
        a_day(world)

    calm = World()
    run(calm)
    expected = [text for text in calm.slack.texts() if text.startswith("digest")]
    assert expected == ["digest of 2026-11-22: 1 of 1"]
    for what, world in every_mishap(run):
        assert [text for text in world.slack.texts() if text.startswith("digest")] == expected, what


def until_done(act: Callable[[], object]) -> None:
    """What a person does whose command was not answered."""
    try:
        act()
    except (Stopped, Unavailable):
        act()


def test_watch_and_unwatch_come_to_the_same_when_they_are_repeated() -> None:
    def run(world: World) -> None:
        until_done(lambda: watch(world.desk, OPS, "U1", Wish(HOST)))
        until_done(lambda: watch(world.desk, DEV, "U1", Wish(HOST)))
        until_done(lambda: unwatch(world.desk, OPS, KEY))

    for what, world in every_mishap(run):
        state, tally = (
            read(world.table, keys.state(KEY), TargetState),
            read(world.table, keys.tally(OPS.team), Tally),
        )
        assert state is not None
        assert tally is not None
        assert (state.value.watchers, tally.value.watches) == (1, 1), what
        assert world.table.get(keys.subscription(OPS, KEY)) is None, what
        assert len(world.table.query(*keys.watchers(KEY)).records) == 1, what


def test_what_stands_is_told_once_when_a_closed_channel_opens_again() -> None:
    def run(world: World) -> None:
        world.watch()
        world.slack.closed[OPS] = "is_archived"
        world.weather["a.example"] = broken
        later(world)
        del world.slack.closed[OPS]
        until_done(lambda: reopen(world.desk, OPS))
        until_done(lambda: apply_settings(world.desk, OPS))
        later(world)

    calm = World()
    run(calm)
    assert shape(calm, OPS) == [(False, "a.example:443: broken")]
    for what, world in every_mishap(run):
        assert shape(world, OPS) == [(False, "a.example:443: broken")], what
