"""The picture of a digest: it goes up first and once, whatever dies; and without it the digest goes all the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.model.observation import Depth
from core.model.report import AddressSummary, Report
from core.model.target import Target
from core.render.timeline import draw, sketch
from core.slack_ports import Never, NotNow, Reason
from core.upload_ports import Declined
from core.watching import keys
from core.watching.channels import change_settings
from core.watching.delivering import carry
from core.watching.picturing import LONGEST_S
from tests.core.watching.test_crashes import every_mishap, later
from tests.core.watching.test_facts import LEAF
from tests.core.watching.world import OPS, Shown, Weather, World, broken, fine


def served(weather: Weather) -> Weather:
    """A server with a certificate, so that there is an end to be drawn."""

    def at(target: Target, depth: Depth, now: datetime) -> Report:
        address = AddressSummary("192.0.2.1", "completed TLSv1.3", ok=True, leaf_sha256=LEAF.sha256)
        return replace(weather(target, depth, now), certificates=(LEAF,), addresses=(address,))

    return at


def a_bad_day(world: World) -> None:
    """Something is broken, so that the digest of the next morning has something to say."""
    a_day(world, broken)


def a_day(world: World, weather: Weather) -> None:
    world.weather["a.example"] = served(weather)
    change_settings(world.quiet_desk, OPS, lambda settings: replace(settings, silent_when_fine=False))
    world.watch()
    later(world)
    world.clock.forward(timedelta(hours=20))
    later(world)


def digests(world: World) -> list[Shown]:
    return [shown for shown in world.slack.channels[OPS] if "digest of" in shown.text]


def after(prepare: Callable[[World], object]) -> tuple[World, Shown]:
    """The world after a bad day, and its one digest."""
    world = World()
    prepare(world)
    a_bad_day(world)
    [shown] = digests(world)
    return world, shown


def test_the_picture_goes_up_and_the_digest_shows_it() -> None:
    world, shown = after(lambda _: None)
    [file] = world.cabinet.files
    assert (shown.text, shown.pictures) == ("digest of 2026-11-22: 1 of 1", [file])
    assert world.cabinet.files[file].startswith(b"\x89PNG")
    assert not world.reports


def test_it_waits_until_slack_has_looked_through_the_picture() -> None:
    world, shown = after(lambda world: setattr(world.cabinet, "looks", 3))
    assert shown.pictures == ["F1"]
    assert not world.reports


def test_what_takes_too_long_is_not_waited_for() -> None:
    world, shown = after(lambda world: setattr(world.cabinet, "looks", 99))
    assert (shown.text, shown.pictures) == ("digest of 2026-11-22: 1 of 1", [])
    told = "digest#2026-11-22 for C1 goes without its picture: it took too long to be looked through"
    assert world.reports == [told]


@pytest.mark.parametrize("because", ["missing_scope", "HTTP 500", "ratelimited"])
def test_a_picture_that_slack_does_not_take_keeps_no_digest_back(because: str) -> None:
    world, shown = after(lambda world: world.cabinet.answers.append(Declined(because)))
    assert (shown.text, shown.pictures) == ("digest of 2026-11-22: 1 of 1", [])
    assert world.reports == [f"digest#2026-11-22 for C1 goes without its picture: {because}"]


def test_a_picture_that_arrived_unheard_is_shown() -> None:
    """The answer to its last byte was lost."""

    def prepare(world: World) -> None:
        finish = world.cabinet.finish

        def lost(*given: object, **named: object) -> Declined:
            finish(*given, **named)  # type: ignore[arg-type]
            return Declined("TimeoutError")

        world.cabinet.finish = lost  # type: ignore[method-assign]

    _, shown = after(prepare)
    assert shown.pictures == ["F1"]


def test_where_the_message_is_refused_with_its_picture_it_goes_without() -> None:
    """Not at once without all its blocks."""
    world = World()
    post = world.slack.post

    def picky(place, message, **named):  # type: ignore[no-untyped-def]
        if any(block["type"] == "image" for block in message.blocks):
            return Never(Reason.BAD_CONTENT, "invalid_blocks")
        return post(place, message, **named)

    world.slack.post = picky  # type: ignore[method-assign]
    a_bad_day(world)
    [shown] = digests(world)
    assert shown.pictures == []


def test_a_digest_that_could_not_be_posted_keeps_its_picture() -> None:
    """It does not go up again with every try."""
    world = World()
    post, refusals = world.slack.post, [NotNow("HTTP 503")] * 3

    def busy(place, message, **named):  # type: ignore[no-untyped-def]
        if "digest" in message.text and refusals:
            return refusals.pop()
        return post(place, message, **named)

    world.slack.post = busy  # type: ignore[method-assign]
    a_bad_day(world)
    later(world)
    assert not refusals
    [shown] = digests(world)
    assert (shown.pictures, list(world.cabinet.files), world.cabinet.tickets) == (["F1"], ["F1"], 1)


@pytest.mark.timeout(240)
def test_whatever_dies_one_picture_stands_and_one_digest_shows_it() -> None:
    """A refused upload is the one thing that a digest goes without its picture for."""
    hits = 0
    for what, world in every_mishap(a_bad_day):
        shown = digests(world)
        assert [each.text for each in shown] == ["digest of 2026-11-22: 1 of 1"], what
        assert len(world.cabinet.files) <= 1, what
        if "a file" not in what or what.startswith("killed"):
            assert shown[0].pictures == list(world.cabinet.files) != [], what
        hits += "a file" in what
    assert hits == 8


def test_a_quiet_day_has_no_picture() -> None:
    world = World()
    a_day(world, fine)
    [shown] = digests(world)
    assert (shown.pictures, world.cabinet.tickets) == ([], 0)


def test_the_picture_is_drawn_again_and_never_stored() -> None:
    """What waits is small, and it is the same picture each time."""
    world = World()
    world.slack.post = lambda *_, **__: NotNow("HTTP 503")  # type: ignore[method-assign]
    a_bad_day(world)
    waiting = [record for record in world.table.query(*keys.parcels(OPS)).records if "digest" in record.key.sort]
    assert [len(record.body) < 2_000 for record in waiting] == [True]
    [png] = world.cabinet.files.values()
    made = sketch((("a.example:443", world.clock.now()),), world.clock.now())
    assert made is not None
    assert draw(made) == draw(made)
    assert len(png) > len(waiting[0].body) / 2


def test_a_picture_takes_no_more_of_the_time_than_is_left() -> None:
    """With little of it the digest goes at once."""
    world = World()
    world.slack.post = lambda *_, **__: NotNow("HTTP 503")  # type: ignore[method-assign]
    world.cabinet.answers.extend([Declined("HTTP 500")] * 50)
    a_bad_day(world)
    tickets = world.cabinet.tickets
    world.clock.forward(timedelta(minutes=5))
    carry(replace(world.office.van, until=world.clock.monotonic() + 5.5), OPS)
    assert world.cabinet.tickets == tickets
    assert LONGEST_S < 10
