"""A closed channel is tried by itself, and by a sign that it is open; only a message that is taken opens it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.installing import welcome
from core.model.installation import Chore
from core.model.message import Message
from core.model.watch_state import Form, Parcel
from core.slack_ports import Never, NotNow, Reason
from core.watch_ports import MakeDigest
from core.watching import keys
from core.watching.channels import change_settings, close, settings_of, wake
from core.watching.digesting import make_digest
from core.watching.fanout import notify
from core.watching.shelf import read, walk
from tests.core.watching.test_crashes import every_mishap, later, shape
from tests.core.watching.world import DEV, OPS, World, broken, fine, plainly

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BROKEN = (False, "a.example:443: broken")


def closed_world(because: str = "is_archived") -> World:
    """One target that broke, and a channel that could not be told."""
    world = World()
    world.watch()
    world.slack.closed[OPS] = because
    world.weather["a.example"] = broken
    world.pass_time(3)
    assert settings_of(world.desk, OPS).dead == because
    return world


def to(world: World, at: datetime) -> None:
    world.clock.forward(at - world.clock.now())
    world.minute()


def tries(world: World) -> list[float]:
    return [at for name, place, at in world.slack.calls if (name, place) == ("post", OPS)]


def told(world: World) -> list[str]:
    return [text for _, text in shape(world, OPS)]


def test_an_hour_after_it_closed_it_is_tried_and_opens() -> None:
    world = closed_world()
    closed_at = settings_of(world.desk, OPS).dead_since
    assert closed_at is not None
    world.slack.closed.clear()
    to(world, closed_at + HOUR - 2 * timedelta(minutes=1))
    assert world.slack.texts() == []
    world.pass_time(5)
    assert told(world) == ["digest of 2026-11-21: 1 of 1", "a.example:443: broken"]
    settings = settings_of(world.desk, OPS)
    assert (settings.dead, settings.dead_since, settings.retry_at) == (None, None, None)


def test_after_the_first_hour_it_is_tried_once_a_day_at_the_hour_of_the_digest() -> None:
    world = closed_world()
    change_settings(world.desk, OPS, lambda s: replace(s, hour=7, minute=30, zone="Europe/Berlin"))
    world.pass_time(65)
    before = len(tries(world))
    for day in (22, 23, 24):
        to(world, datetime(2026, 11, day, 6, 20, tzinfo=UTC))
        assert len(tries(world)) == before + day - 22
        to(world, datetime(2026, 11, day, 6, 31, tzinfo=UTC))
        assert len(tries(world)) == before + day - 21


def test_without_a_digest_it_is_tried_at_nine_of_its_zone() -> None:
    world = closed_world()
    change_settings(world.desk, OPS, lambda s: replace(s, hour=None, zone="Asia/Tokyo"))
    world.pass_time(65)
    assert settings_of(world.desk, OPS).retry_at == datetime(2026, 11, 22, 0, tzinfo=UTC)


def test_a_channel_with_nothing_wrong_is_told_that_too() -> None:
    world = closed_world()
    world.weather["a.example"] = fine
    world.slack.closed.clear()
    world.pass_time(70)
    assert told(world) == ["digest of 2026-11-21: 1 of 1"]


def test_where_nothing_is_watched_nothing_is_said() -> None:
    world = World()
    close(world.desk, OPS, "is_archived")
    world.pass_time(70)
    assert world.slack.calls == []


def test_a_refused_try_leaves_the_channel_closed_since_the_first_time_with_the_latest_reason() -> None:
    world = closed_world("token_revoked")
    since = settings_of(world.desk, OPS).dead_since
    world.slack.closed[OPS] = "not_in_channel"
    world.pass_time(70)
    settings = settings_of(world.desk, OPS)
    assert (settings.dead, settings.dead_since) == ("not_in_channel", since)


def test_a_month_out_of_reach_leaves_nothing_behind_and_is_one_message_of_what_stands() -> None:
    """It broke and was mended every day."""
    world = closed_world()
    sizes = []
    for day in range(30):
        world.weather["a.example"] = fine if day % 2 else broken
        for _ in range(4):
            world.clock.forward(6 * HOUR)
            world.pass_time(3)
        sizes.append(sum(len(world.table.query(part, "").records) for part in keys.everything(OPS)))
    assert len(set(sizes)) == 1
    assert 29 <= len(tries(world)) <= 33
    world.weather["a.example"] = broken
    world.pass_time(3)
    world.slack.closed.clear()
    to(world, datetime(2026, 12, 22, 8, 50, tzinfo=UTC))
    world.pass_time(15)
    assert shape(world, OPS) == [(False, "digest of 2026-12-22: 1 of 1"), BROKEN]


def test_a_sign_that_it_is_open_is_tried_at_once() -> None:
    world = closed_world()
    world.slack.closed.clear()
    assert wake(world.desk, OPS)
    world.line.send([MakeDigest(OPS)])
    world.work()
    assert len(world.slack.texts()) == 1
    world.pass_time(3)
    assert BROKEN in shape(world, OPS)


def test_signs_that_come_twice_are_one_message() -> None:
    world = closed_world()
    world.slack.closed.clear()
    world.slack.answers.append(NotNow("ratelimited", 30.0))
    wake(world.desk, OPS)
    world.minute()
    wake(world.desk, OPS)
    world.pass_time(5)
    wake(world.desk, OPS)
    world.pass_time(5)
    assert shape(world, OPS) == [(False, "digest of 2026-11-21: 1 of 1"), BROKEN]


def test_a_sign_that_comes_while_an_older_try_is_being_refused_is_not_lost() -> None:
    world = closed_world()
    wake(world.desk, OPS)
    make_digest(world.desk, plainly, OPS)
    wake(world.desk, OPS)
    make_digest(world.desk, plainly, OPS)  # the older one waits still
    world.pass_time(1)
    assert len(world.table.query(*keys.parcels(OPS)).records) == 0
    world.slack.closed.clear()
    world.pass_time(10)
    assert shape(world, OPS) == [(False, "digest of 2026-11-21: 1 of 1"), BROKEN]


def test_a_sign_about_a_channel_that_is_open_does_nothing() -> None:
    world = World()
    world.watch()
    before = world.fuse.count
    assert not wake(world.desk, OPS)
    assert world.fuse.count == before


def test_a_false_sign_opens_nothing() -> None:
    world = closed_world()
    since = settings_of(world.desk, OPS).dead_since
    wake(world.desk, OPS)
    world.pass_time(3)
    settings = settings_of(world.desk, OPS)
    assert (settings.dead, settings.dead_since) == ("is_archived", since)
    assert len(world.table.query(*keys.parcels(OPS)).records) == 0


def test_a_try_whose_content_is_refused_is_not_kept() -> None:
    world = closed_world()
    world.slack.closed.clear()
    world.slack.answers.extend([Never(Reason.OTHER, "some_new_code")] * 4)
    wake(world.desk, OPS)
    world.pass_time(3)
    assert settings_of(world.desk, OPS).dead == "is_archived"
    assert not world.table.query(keys.parcels(OPS)[0], "buried#").records


def test_any_notice_is_a_try_where_the_channel_is_closed() -> None:
    world = closed_world()
    notify(world.desk, OPS, "test", Message("a test", ()))
    [waiting] = walk(world.table, keys.parcels(OPS), Parcel)
    assert waiting.value.form is Form.KNOCK
    world.slack.closed.clear()
    world.pass_time(4)
    assert [text for _, text in shape(world, OPS)] == ["a test", "a.example:443: broken"]


@pytest.mark.parametrize("because", ["token_revoked", "not_authed", "account_inactive"])
def test_one_channel_that_takes_a_new_token_has_the_others_tried(because: str) -> None:
    """With one workspace nobody says that there is another token now."""
    world = World()
    world.watch()
    world.watch(place=DEV)
    for place in (OPS, DEV):
        close(world.desk, place, because)
    wake(world.desk, OPS)
    world.pass_time(4)
    assert settings_of(world.desk, DEV).dead is None
    assert read(world.table, keys.chore(OPS.team), Chore) is None


def test_a_bot_that_starts_with_a_good_token_tries_what_was_closed_for_want_of_one() -> None:
    world = World()
    world.watch()
    world.watch(place=DEV)
    close(world.desk, OPS, "token_revoked")
    close(world.desk, DEV, "is_archived")
    welcome(world.desk, OPS.team)
    world.pass_time(3)
    assert told(world) == ["digest of 2026-11-21: 1 of 1"]
    assert (settings_of(world.desk, OPS).dead, settings_of(world.desk, DEV).dead) == (None, "is_archived")


def test_a_repeat_that_cannot_be_taken_away_any_more_is_given_up() -> None:
    """Else a closed lane would be due with every tick, for ever."""
    world = World()
    world.watch()
    notify(world.desk, OPS, "n", Message("n", ()))
    world.slack.answers.append(NotNow("the connection ended", unsure=True))
    world.slack.blind = -1
    world.pass_time(2)
    assert len(world.table.query(*keys.repeats(OPS)).records) == 1
    close(world.desk, OPS, "is_archived")
    world.slack.closed[OPS] = "is_archived"
    for _ in range(8):
        world.clock.pause(3600)
        world.minute()
    assert not world.table.query(*keys.repeats(OPS)).records


def test_a_token_is_no_reason_to_try_what_is_archived() -> None:
    world = World()
    world.watch()
    world.watch(place=DEV)
    close(world.desk, OPS, "token_revoked")
    close(world.desk, DEV, "is_archived")
    wake(world.desk, OPS)
    world.pass_time(4)
    assert settings_of(world.desk, DEV).dead == "is_archived"


def test_settings_without_a_next_try_can_still_be_read_and_woken() -> None:
    """As they were written before there were tries."""
    world = closed_world()
    change_settings(world.desk, OPS, lambda s: replace(s, retry_at=None))
    assert settings_of(world.desk, OPS).retry_at is None
    world.slack.closed.clear()
    wake(world.desk, OPS)
    world.pass_time(3)
    assert settings_of(world.desk, OPS).dead is None


@pytest.mark.timeout(240)
def test_it_wakes_by_itself_and_says_it_once_whatever_dies() -> None:
    def run(world: World) -> None:
        change_settings(world.quiet_desk, OPS, lambda s: replace(s, hour=None))
        world.watch()
        world.slack.closed[OPS] = "is_archived"
        world.weather["a.example"] = broken
        later(world)
        del world.slack.closed[OPS]
        world.clock.forward(HOUR)
        later(world)
        later(world)

    calm = World()
    run(calm)
    expected = [(False, "digest of 2026-11-21: 1 of 1"), BROKEN]
    assert shape(calm, OPS) == expected
    for what, world in every_mishap(run):
        assert shape(world, OPS) == expected, what
        assert world.slack.most_alike == 1, what
