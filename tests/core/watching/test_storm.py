"""Many at once: what a channel hears when a certificate of many hosts ends, and when many hosts are gone; whatever dies
meanwhile, and whoever else is at it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from core.model.message import Message
from core.model.observation import Depth
from core.model.report import Report
from core.model.target import Target
from core.model.watch import LOCAL, Place, Team
from core.model.watch_crowd import Rush
from core.model.watch_say import Board, CrowdBoard, CrowdReply, Digest, Look, Show
from core.watching import keys
from core.watching.channels import change_settings
from core.watching.crowds import ALONE
from core.watching.seating import rush_put
from tests.core.watching.test_crashes import every_mishap, later
from tests.core.watching.test_facts import certificate
from tests.core.watching.world import DEV, OPS, START, Shown, Weather, World, at_risk, broken, fine, plainly, silent
from tests.support.table import Fuse

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def serving(name: str, begin: datetime) -> Weather:
    """A certificate of 90 days, the same for all that serve it."""

    def weather(target: Target, depth: Depth, at: datetime) -> Report:
        leaf = replace(certificate("x", "R12"), sha256=name, not_before=begin, not_after=begin + 90 * DAY)
        return replace(fine(target, depth, at), certificates=(leaf,))

    return weather


def hosts(count: int) -> list[str]:
    return [f"h{number:03}.example" for number in range(count)]


def turn_all(world: World, names: Sequence[str], weather: Weather) -> None:
    world.weather |= dict.fromkeys(names, weather)


def channel(names: Sequence[str], weather: Weather = fine, fuse: Fuse | None = None) -> World:
    """All watched and found fine, in a channel without a digest."""
    world = World(fuse)
    change_settings(world.quiet_desk, OPS, lambda settings: replace(settings, hour=None))
    turn_all(world, names, weather)
    for name in names:
        world.watch(name)
    world.pass_time(3)
    return world


def live(world: World, until: datetime) -> None:
    """Three minutes of every hour, and of the last one."""
    while world.clock.now() < until - HOUR:
        world.clock.forward(HOUR - timedelta(minutes=3))
        world.pass_time(3)
    world.clock.forward(max(timedelta(), until - world.clock.now()))
    world.pass_time(3)


def parents(world: World) -> list[Shown]:
    return [shown for shown in world.slack.channels.get(OPS, []) if shown.thread is None]


def test_thirty_hosts_of_one_certificate_that_ends_are_one_message_with_its_story() -> None:
    names = hosts(30)
    begin = START - 61 * DAY
    world = channel(names, serving("old", begin))
    live(world, begin + 90 * DAY + HOUR)
    turn_all(world, names, serving("new", begin + 80 * DAY))
    live(world, begin + 90 * DAY + 10 * HOUR)
    [parent] = parents(world)
    assert list(dict.fromkeys(parent.forms)) == [
        "30 renewal overdue; 0 fine", "30 expires soon; 0 fine", "30 expired; 0 fine", "; 30 fine",
    ]  # fmt: skip
    assert world.slack.texts()[1:] == ["30 expires soon; over: False", "30 expired; over: False", "; over: True"]


def test_two_hundred_hosts_that_go_dark_are_few_messages() -> None:
    names = hosts(200)
    world = channel(names)
    turn_all(world, names, silent)
    world.clock.forward(DAY)
    world.pass_time(20)
    assert world.slack.texts()[ALONE:] == [f"{200 - ALONE} unreachable; 0 fine"]
    turn_all(world, names, fine)
    world.pass_time(60)
    assert len(world.slack.texts()) <= 10
    assert world.slack.texts()[ALONE] == f"; {200 - ALONE} fine"
    assert world.slack.texts()[-1] == "; over: True"


def test_a_terminal_is_told_of_each_by_itself() -> None:
    world, terminal = World(), Place(Team(LOCAL), "terminal")
    for name in hosts(5):
        world.weather[name] = broken
        world.watch(name, terminal)
    world.pass_time(3)
    assert sorted(world.slack.texts(terminal)) == [f"{name}:443: broken" for name in hosts(5)]


def test_crowds_of_different_channels_know_nothing_of_each_other() -> None:
    world, names = World(), hosts(5)
    for name in names:
        world.weather[name] = broken
        world.watch(name)
    world.watch(names[0], DEV)
    world.pass_time(3)
    assert world.slack.texts()[-1] == "2 broken; 0 fine"
    assert world.slack.texts(DEV) == ["h000.example:443: broken"]


def test_what_is_not_broken_waits_half_a_minute_and_has_its_own_message_where_it_is_alone() -> None:
    world = channel(["a.example"])
    world.clock.forward(DAY)
    world.weather["a.example"] = at_risk
    world.pass_time(1)
    assert world.slack.texts() == []
    world.pass_time(1)
    assert world.slack.texts() == ["a.example:443: at risk"]


# --- whatever dies ----------------------------------------------------------------------------------------------------

AGAIN = "(again) "
TWO = ("a.example", "b.example")


def full(world: World) -> None:
    """So many were told alone just now that the next one has to join others."""
    now = world.clock.now()
    world.table.write([rush_put(OPS, Rush(recent=(now,) * ALONE), 0, now)])


def break_and_mend(world: World, weather: Weather) -> None:
    change_settings(world.quiet_desk, OPS, lambda settings: replace(settings, hour=None))
    for name in TWO:
        world.watch(name)
    later(world)
    world.clock.forward(DAY)
    full(world)
    turn_all(world, TWO, weather)
    later(world)
    turn_all(world, TWO, fine)
    world.clock.forward(DAY)
    later(world)
    later(world)


def told(world: World) -> list[tuple[str, list[str]]]:
    """Every parent as it stands, and the replies in its thread."""
    shown = world.slack.channels.get(OPS, [])
    return [
        (one.text.removeprefix(AGAIN), [o.text.removeprefix(AGAIN) for o in shown if o.thread == one.posted])
        for one in parents(world)
    ]


@pytest.mark.parametrize("weather", [broken, at_risk])
def test_without_a_mishap_two_are_one_message(weather: Weather) -> None:
    world = World()
    break_and_mend(world, weather)
    assert told(world) == [("; 2 fine", ["; over: True"])]
    assert not world.reports


@pytest.mark.timeout(240)
@pytest.mark.parametrize("weather", [broken, at_risk])
@pytest.mark.parametrize("blind", [0, 1])
def test_nothing_is_lost_or_told_twice_whatever_dies(weather: Weather, blind: int) -> None:
    """One that comes late may have a message of its own; each has its end, once."""
    hits = 0
    for what, world in every_mishap(lambda world: break_and_mend(world, weather), blind):
        hits += 1
        alone = [(text, replies) for text, replies in told(world) if text.endswith("fine again")]
        crowds = [(text, replies) for text, replies in told(world) if text.endswith(" fine")]
        assert len(alone) + len(crowds) == len(told(world)), what
        assert len(alone) + sum(int(text.split()[-2]) for text, _ in crowds) == len(TWO), what
        assert all(len(replies) == 1 for _, replies in alone), what
        assert all([reply for reply in replies if "True" in reply] == ["; over: True"] for _, replies in crowds), what
        assert world.slack.most_alike <= 1 + blind, what
        assert not world.table.query(*keys.bells(OPS)).records, what
    assert hits > 100


# --- the oracle -------------------------------------------------------------------------------------------------------


def with_names(show: Show | Digest) -> Message:
    """What a message says of whom: of each that stands there, its name."""
    match show:
        case CrowdBoard():
            return Message(" ".join(key for cluster in show.clusters for key in cluster.keys), ())
        case Board():
            return Message(show.key if show.look is not Look.FINE else "", ())
        case CrowdReply():
            return Message("new: " + " ".join(key for cluster in show.clusters for key in cluster.keys), ())
        case _:
            return plainly(show)


def standing(world: World) -> list[str]:
    """All that the parents of the channel say is not fine, as often as they say it."""
    return sorted(key for parent in parents(world) for key in parent.text.split())


def down(world: World) -> list[str]:
    return sorted(f"{name}:443" for name, weather in world.weather.items() if weather is silent)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", range(2))
def test_whatever_comes_and_goes_each_that_is_down_stands_in_one_message(seed: int) -> None:
    """Outages of one, few or all of twenty hosts for days; in every lull the channel shows just what is so."""
    rng, names = Random(seed), hosts(20)
    world = channel(names)
    world.voice = with_names
    shown: set[str] = set()
    for _ in range(10):
        world.clock.forward(timedelta(minutes=rng.choice([0, 5, 20, 90, 600])))
        size = rng.choice([1, 2, 5, 20])
        chosen = rng.sample(names, size)
        turn_all(world, chosen, rng.choice([fine, silent]))
        world.pass_time(rng.choice([1, 4, 12]))
        world.clock.forward(timedelta(hours=25))  # all are checked, and what comes back is confirmed
        world.pass_time(5)
        world.clock.forward(timedelta(hours=6))
        world.pass_time(5)
        world.clock.forward(timedelta(hours=6))
        world.pass_time(8)
        assert standing(world) == down(world)
        shown |= set(standing(world))
    assert shown == {f"{name}:443" for name in names}
