from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.model.message import Message
from core.model.watch import Settings
from core.model.watch_say import Digest, Section, Show
from core.model.watch_state import Kind, Lately, Parcel, TargetState
from core.table import Due, Remove
from core.watching import keys
from core.watching.channels import change_settings
from core.watching.digesting import make_digest
from core.watching.shelf import kept, put, read
from tests.core.watching.world import OPS, START, World, plainly


def chatty(world: World, **changes: object) -> None:
    """A channel that wants its digest every day."""

    def change(settings: Settings) -> Settings:
        return replace(settings, silent_when_fine=False, **changes)  # type: ignore[arg-type]

    change_settings(world.desk, OPS, change)


def make(world: World) -> bool:
    return make_digest(world.desk, plainly, OPS)


def due(world: World) -> Due | None:
    record = world.table.get(keys.settings(OPS))
    assert record is not None
    return record.due


def to(world: World, at: datetime) -> None:
    world.clock.forward(at - world.clock.now())


def waiting(world: World) -> int:
    return len(world.table.query(*keys.parcels(OPS)).records)


def test_a_digest_is_made_when_it_is_due_and_not_before() -> None:
    world = World()
    world.watch()
    chatty(world)
    to(world, datetime(2026, 11, 22, 8, 59, tzinfo=UTC))
    assert not make(world)
    to(world, datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert make(world)
    assert due(world) == Due(due(world).shard, datetime(2026, 11, 23, 9, tzinfo=UTC))  # type: ignore[union-attr]


def test_a_digest_is_made_once() -> None:
    world = World()
    world.watch()
    chatty(world)
    to(world, datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert [make(world), make(world)] == [True, False]
    assert waiting(world) == 1


def test_a_later_hour_after_the_digest_makes_no_second_one_that_day() -> None:
    world = World()
    world.watch()
    chatty(world)
    to(world, datetime(2026, 11, 22, 9, tzinfo=UTC))
    make(world)
    chatty(world, hour=10)
    to(world, datetime(2026, 11, 22, 10, tzinfo=UTC))
    assert not make(world)
    to(world, datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert make(world)


def test_after_days_of_standstill_there_is_one_digest_and_no_flood() -> None:
    world = World()
    world.watch()
    chatty(world)
    to(world, datetime(2026, 11, 27, 15, tzinfo=UTC))
    assert not make(world), "first, all is checked"
    to(world, datetime(2026, 11, 27, 15, 5, tzinfo=UTC))
    assert [make(world), make(world)] == [True, False]
    assert due(world) == Due(due(world).shard, datetime(2026, 11, 28, 9, tzinfo=UTC))  # type: ignore[union-attr]


def test_a_digest_that_comes_after_midnight_does_not_take_the_next_day_s_place() -> None:
    world = World()
    world.watch()
    chatty(world, hour=23, minute=59)
    to(world, datetime(2026, 11, 22, 0, 5, tzinfo=UTC))
    assert make(world)
    to(world, datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    assert make(world)


def test_without_an_hour_there_is_no_digest() -> None:
    world = World()
    world.watch()
    chatty(world, hour=None)
    assert due(world) is None
    world.clock.forward(timedelta(days=3))
    assert not make(world)


def test_a_silent_day_moves_on_to_the_next() -> None:
    world = World()
    world.watch()
    world.pass_time(2)
    to(world, datetime(2026, 11, 22, 8, 30, tzinfo=UTC))
    world.pass_time(31)
    assert not [text for text in world.slack.texts() if text.startswith("digest")]
    assert due(world) == Due(due(world).shard, datetime(2026, 11, 23, 9, tzinfo=UTC))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("zone", "hour", "first", "last"),
    [
        ("Europe/Berlin", 2, datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 3, 30, tzinfo=UTC)),  # 02:00 skipped
        ("Europe/Berlin", 2, datetime(2027, 10, 29, 23, tzinfo=UTC), datetime(2027, 11, 2, tzinfo=UTC)),  # 02:00 twice
        ("America/New_York", 1, datetime(2027, 11, 6, tzinfo=UTC), datetime(2027, 11, 9, tzinfo=UTC)),  # 01:00 twice
    ],
)
def test_each_local_day_has_one_digest_when_clocks_change(
    zone: str, hour: int, first: datetime, last: datetime
) -> None:
    world = World()
    to(world, first)
    world.watch()
    chatty(world, zone=zone, hour=hour)
    made = 0
    while world.clock.now() < last:
        made += make(world)
        world.clock.forward(timedelta(minutes=10))
    marks = [r.key.sort for r in world.table.query(keys.settings(OPS).part, "digest#").records]
    assert made == len(marks) == 3
    assert len(set(marks)) == 3


def test_the_whole_way_a_digest_arrives_once() -> None:
    world = World()
    world.watch()
    chatty(world)
    to(world, START + timedelta(hours=20, minutes=58))
    world.pass_time(10)
    assert [text for text in world.slack.texts() if text.startswith("digest")] == ["digest of 2026-11-22: 1 of 1"]


def told(world: World) -> str:
    """What the digest says that is made now: its day, and what changed."""

    def voice(show: Show | Digest) -> Message:
        assert isinstance(show, Digest)
        lines = [line for group in show.groups if group.section is Section.CHANGED for line in group.rows[0].lines]
        return Message(f"{show.day}: {', '.join(lines) or 'nothing'}", ())

    assert make_digest(world.desk, voice, OPS)
    [record] = world.table.query(*keys.parcels(OPS)).records
    world.table.write([Remove(record.key, None)])
    return kept(record, Parcel).value.message.text


def breaks(world: World, at: datetime) -> None:
    """Something happened then; it is over."""
    key = keys.state("a.example:443")
    held = read(world.table, key, TargetState)
    assert held is not None
    state = replace(held.value, checked_at=at, lately=(Lately(at, Kind.DEGRADED, "It broke at noon"),))
    world.table.write([put(key, state, held.version)])


def test_a_digest_of_the_last_minute_of_a_day_is_that_days_though_the_tick_comes_after_midnight() -> None:
    world = World()
    world.watch()
    chatty(world, hour=23, minute=59)
    to(world, datetime(2026, 11, 21, 23, 59, 30, tzinfo=UTC))
    told(world)
    breaks(world, datetime(2026, 11, 22, 12, tzinfo=UTC))
    to(world, datetime(2026, 11, 23, 0, 0, 20, tzinfo=UTC))
    assert told(world) == "2026-11-22: It broke at noon"


def test_what_changed_between_the_old_hour_and_the_new_one_is_in_the_next_digest() -> None:
    world = World()
    world.watch()
    chatty(world)
    to(world, datetime(2026, 11, 22, 9, tzinfo=UTC))
    told(world)
    breaks(world, datetime(2026, 11, 22, 12, tzinfo=UTC))
    chatty(world, hour=17)
    to(world, datetime(2026, 11, 22, 17, tzinfo=UTC))
    assert not make(world)
    to(world, datetime(2026, 11, 23, 17, tzinfo=UTC))
    assert told(world) == "2026-11-23: It broke at noon"


def test_what_changed_while_nobody_made_digests_is_in_the_next_one() -> None:
    world = World()
    world.watch()
    chatty(world)
    to(world, datetime(2026, 11, 22, 9, tzinfo=UTC))
    told(world)
    breaks(world, datetime(2026, 11, 22, 12, tzinfo=UTC))
    to(world, datetime(2026, 11, 26, 8, tzinfo=UTC))
    assert not make(world), "first, all is checked"
    to(world, datetime(2026, 11, 26, 8, 5, tzinfo=UTC))
    assert told(world) == "2026-11-26: It broke at noon"


def test_after_a_standstill_what_is_watched_is_checked_before_it_is_told() -> None:
    """A laptop that is opened after a weekend."""
    world = World()
    world.watch()
    world.pass_time(3)
    chatty(world)
    world.clock.forward(timedelta(hours=60))
    world.pass_time(10)
    assert [text.partition(": ")[2] for text in world.slack.texts()] == ["1 of 1"]
