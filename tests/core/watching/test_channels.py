from dataclasses import replace
from typing import Any

import pytest

from core.model.finding import Severity
from core.model.message import Message
from core.model.watch import Mention, Settings, Threshold
from core.model.watch_state import TargetState
from core.table import Put
from core.watching import keys
from core.watching.channels import (
    Applying,
    apply_settings,
    change_settings,
    close,
    forget,
    mine,
    places,
    reopen,
    settings_of,
)
from core.watching.fanout import notify
from core.watching.shelf import read
from core.watching.together import AT_ONCE
from tests.core.watching.world import DEV, OPS, START, World, broken


def test_a_channel_begins_with_the_usual_settings() -> None:
    assert settings_of(World().desk, OPS) == Settings(place=OPS)


def test_settings_may_come_before_the_first_watch() -> None:
    world = World()
    change_settings(world.desk, OPS, lambda s: replace(s, zone="Europe/Berlin"))
    world.watch()
    assert settings_of(world.desk, OPS).zone == "Europe/Berlin"
    assert [settings.place for settings in places(world.desk, OPS.team)] == [OPS]


def test_settings_stay_in_their_channel() -> None:
    world = World()
    change_settings(world.desk, OPS, lambda s: replace(s, place=DEV, hour=7))
    assert settings_of(world.desk, DEV) == Settings(place=DEV)
    assert settings_of(world.desk, OPS).hour == 7


def test_a_closed_channel_has_its_latest_reason_since_the_first() -> None:
    world = World()
    close(world.desk, OPS, "is_archived")
    world.clock.pause(60)
    close(world.desk, OPS, "not_in_channel")
    settings = settings_of(world.desk, OPS)
    assert (settings.dead, settings.dead_since) == ("not_in_channel", START)


def test_a_channel_that_was_not_closed_is_not_opened() -> None:
    world = World()
    world.watch()
    before = world.fuse.count
    assert not reopen(world.desk, OPS)
    assert world.fuse.count == before


def test_while_a_channel_is_closed_its_alerts_rest_and_others_go_on() -> None:
    world = World()
    world.watch()
    world.watch(place=DEV)
    world.slack.closed[OPS] = "is_archived"
    notify(world.desk, OPS, "n", Message("n", ()))
    world.pass_time(2)
    calls = len(world.slack.calls)
    world.weather["a.example"] = broken
    world.clock.pause(3600)
    world.pass_time(3)
    assert [place for _, place, _ in world.slack.calls[calls:]] == [OPS, DEV]  # the first is the try of this hour


def test_what_stands_is_told_when_a_channel_opens_again() -> None:
    world = World()
    world.watch()
    world.slack.closed[OPS] = "is_archived"
    world.weather["a.example"] = broken
    world.pass_time(3)
    world.slack.closed.clear()
    assert reopen(world.desk, OPS)
    world.pass_time(3)
    assert world.slack.texts() == ["a.example:443: broken"]


def test_what_was_said_after_the_opening_is_not_said_again_by_a_late_note() -> None:
    """The note of the opening is read, then its reader sleeps while another does it all."""
    world = World()
    world.watch()
    close(world.desk, OPS, "is_archived")
    reopen(world.desk, OPS)
    note = world.table.get(keys.apply(OPS))
    assert note is not None
    world.weather["a.example"] = broken
    world.pass_time(3)

    world.table.write([Put(key=note.key, body=note.body, expected=0)])
    apply_settings(world.desk, OPS)
    world.pass_time(3)
    assert world.slack.texts() == ["a.example:443: broken"]


def test_a_change_of_settings_does_not_forget_that_a_channel_was_opened() -> None:
    world = World()
    world.watch()
    world.slack.closed[OPS] = "is_archived"
    world.weather["a.example"] = broken
    world.pass_time(3)
    world.slack.closed.clear()
    reopen(world.desk, OPS)
    change_settings(world.desk, OPS, lambda s: replace(s, quiet=(1, 2)))
    world.pass_time(3)
    assert world.slack.texts() == ["a.example:443: broken"]


def test_a_team_may_be_forgotten_twice() -> None:
    world = World()
    world.watch()
    forget(world.desk, OPS.team)
    forget(world.desk, OPS.team)
    assert world.table.query(keys.settings(OPS).part).records == ()


def test_mine_has_all_channels_and_the_next_expiry_first() -> None:
    world = World()
    world.watch("b.example")
    world.watch("a.example", DEV)
    found = mine(world.desk, OPS.team, "U1")
    assert [entry.subscription.key for entry in found] == ["a.example:443", "b.example:443"]


@pytest.mark.parametrize(
    "change",
    [
        {"hour": 7},
        {"hour": None},
        {"minute": 5},
        {"silent_when_fine": False},
        {"mention": Mention.NOBODY},
        {"zone": "Asia/Tokyo"},
        {},
    ],
    ids=str,
)
def test_what_concerns_digest_and_mentions_alone_touches_no_target(change: dict[str, Any]) -> None:
    world = World()
    world.watch()
    world.pass_time(3)
    change_settings(world.desk, OPS, lambda s: replace(s, **change))
    assert world.table.get(keys.apply(OPS)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"quiet": None},
        {"quiet": (1, 2)},
        {"zone": "Asia/Tokyo"},
        {"least": Severity.ADVICE},
        {"thresholds": (Threshold(share=0.5),)},
    ],
    ids=str,
)
def test_what_decides_about_news_has_all_targets_looked_at_again(change: dict[str, Any]) -> None:
    """Of a channel with quiet hours, its zone too."""
    world = World()
    world.watch()
    change_settings(world.desk, OPS, lambda s: replace(s, quiet=(0, 6)))
    world.pass_time(3)
    assert world.table.get(keys.apply(OPS)) is None
    change_settings(world.desk, OPS, lambda s: replace(s, **change))
    assert world.table.get(keys.apply(OPS)) is not None


def test_settings_of_many_targets_are_applied_in_parts() -> None:
    """A function's time is over before the last of them; the next one goes on where it stopped."""
    world = World()
    keys_of = [world.watch(f"h{number:02}.example").state.key for number in range(2 * AT_ONCE + 5)]
    world.pass_time(3)
    change_settings(world.desk, OPS, lambda s: replace(s, quiet=(1, 2)))

    def minded() -> int:
        now = world.clock.now()
        states = (read(world.table, keys.state(key), TargetState) for key in keys_of)
        return sum(state is not None and state.value.next_due <= now for state in states)

    came = []
    for _ in range(3):
        done = apply_settings(world.desk, OPS, until=world.clock.monotonic())
        came.append((done, minded()))
    assert came == [(False, AT_ONCE), (False, 2 * AT_ONCE), (True, 2 * AT_ONCE + 5)]
    assert world.table.get(keys.apply(OPS)) is None


def test_settings_that_change_again_meanwhile_are_applied_from_the_first_target_on() -> None:
    world = World()
    for number in range(2 * AT_ONCE):
        world.watch(f"h{number:02}.example")
    change_settings(world.desk, OPS, lambda s: replace(s, quiet=(1, 2)))
    assert not apply_settings(world.desk, OPS, until=world.clock.monotonic())
    change_settings(world.desk, OPS, lambda s: replace(s, quiet=(1, 3)))
    note = read(world.table, keys.apply(OPS), Applying)
    assert note is not None
    assert note.value.after == ""
