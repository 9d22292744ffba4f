"""Channels out of reach in a Slack that behaves like Slack: by its events at once, without them by the daily try."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.model.watch import Place, Team
from local.workspace import Delivery
from tests.core.watching.world import broken
from tests.handlers.test_watch_events import call
from tests.handlers.watch_stage import Stage

BACK = "I can post here again."


def out_of_reach(stage: Stage, *, removed: bool = False) -> str:
    """What is watched breaks and cannot be told: the channel was archived, or the bot ``removed``. Slack's reason."""
    stage.say("watch a.example")
    stage.work()
    was = stage.workspace.channel("ops")
    stage.workspace.set_channel(replace(was, is_archived=not removed, bot_is_member=not removed))
    stage.weather = broken
    stage.forward(24 * 3600)
    stage.minutes(2)
    return stage.settings().dead or ""


def heard(stage: Stage, channel: str = "ops") -> list[str]:
    """The first words of what the channel was told since it is open again."""
    return [
        BACK if text.startswith(BACK) else text.split(":443")[0]
        for text in stage.texts(channel)
        if "watching" not in text
    ]


Sign = Callable[[Stage], Delivery | None]
SIGNS = [
    (False, "is_archived", lambda stage: stage.workspace.unarchive("ops", "oncall")),
    (True, "not_in_channel", lambda stage: stage.workspace.invite("ops", "oncall")),
]


@pytest.mark.parametrize(
    ("removed", "reason", "sign"), SIGNS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_stands_is_told_as_soon_as_slack_says_that_it_can_be(
    stage: Stage, removed: bool, reason: str, sign: Sign
) -> None:
    assert out_of_reach(stage, removed=removed) == reason
    told = sign(stage)
    assert told is not None
    assert told.outcome.value == "ok"
    stage.work()
    assert heard(stage) == [BACK]
    stage.minutes(3)
    assert heard(stage) == [BACK, "a.example"]
    assert stage.settings().dead is None


def test_a_private_channel_is_woken_too(stage: Stage) -> None:
    was = stage.workspace.channel("ops")
    stage.workspace.set_channel(replace(was, is_private=True))
    assert out_of_reach(stage) == "is_archived"
    assert stage.workspace.unarchive("ops", "oncall") is not None
    stage.work()
    assert heard(stage) == [BACK]


def test_an_event_that_comes_twice_is_one_message(stage: Stage) -> None:
    out_of_reach(stage)
    stage.workspace.set_channel(replace(stage.workspace.channel("ops"), is_archived=False))
    event = {"type": "channel_unarchive", "channel": "C0OPS", "user": "U0ONCALL"}
    for retry in range(3):
        stage.workspace.event(event, event_id="Ev1", retry=retry)
    stage.minutes(3)
    stage.workspace.event(event, event_id="Ev1", retry=3)
    stage.minutes(3)
    assert heard(stage) == [BACK, "a.example"]


def test_others_who_join_wake_nothing(stage: Stage) -> None:
    out_of_reach(stage)
    before = stage.settings()
    stage.workspace.event({"type": "member_joined_channel", "channel": "C0OPS", "user": "U0WEBOPS"})
    stage.work()
    assert stage.settings() == before


def test_an_event_of_another_team_wakes_nothing_of_ours(stage: Stage) -> None:
    out_of_reach(stage)
    before = stage.settings()
    stage.workspace.team = replace(stage.workspace.team, id="T0OTHER")
    stage.workspace.event({"type": "channel_unarchive", "channel": "C0OPS", "user": "U0ONCALL"})
    assert stage.settings() == before
    assert stage.settings(Place(Team("T0OTHER"), "C0OPS")).dead is None


@pytest.mark.parametrize("name", ["event_member_joined_channel", "event_channel_unarchive"])
def test_the_samples_about_channels_that_were_never_closed_do_nothing(stage: Stage, name: str) -> None:
    assert call(stage, name)["statusCode"] == 200
    stage.work()
    assert stage.texts() == []


def test_without_the_scopes_it_wakes_by_itself(stage: Stage) -> None:
    """An app that was installed before it asked for them."""
    bot = stage.workspace.bot
    stage.workspace.bot = replace(bot, scopes=bot.scopes - {"channels:read", "groups:read"})
    out_of_reach(stage)
    assert stage.workspace.unarchive("ops", "oncall") is None
    stage.minutes(5)
    assert heard(stage) == []
    stage.forward(3600)
    stage.minutes(4)
    assert heard(stage) == [BACK, "a.example"]


def test_a_token_that_is_good_again_is_found_by_the_next_try(stage: Stage) -> None:
    """One workspace: nobody tells us when the operator has put another one there."""
    stage.say("watch a.example")
    stage.work()
    bot = stage.workspace.bot
    stage.workspace.bot = replace(bot, token="xoxb-another")
    stage.weather = broken
    stage.forward(24 * 3600)
    stage.minutes(2)
    assert stage.settings().dead == "invalid_auth"
    stage.workspace.bot = bot
    stage.forward(3600)
    stage.minutes(5)
    assert heard(stage) == [BACK, "a.example"]
