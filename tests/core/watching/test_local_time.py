"""Local hours: each clock time once a local day, also where clocks jump."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.watching.local_time import find_zone, instant, local, next_at, within

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
    "Africa/Casablanca", "America/Santiago", "Pacific/Kiritimati",
)  # fmt: skip


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_hour_that_is_skipped_comes_as_much_later_as_the_clocks_jump() -> None:
    at = instant("Europe/Berlin", date(2026, 3, 29), 2, 30)
    assert at == utc("2026-03-29T01:30")
    assert local("Europe/Berlin", at).hour == 3


def test_an_hour_that_comes_twice_counts_the_first_time() -> None:
    assert instant("Europe/Berlin", date(2026, 10, 25), 2, 30) == utc("2026-10-25T00:30")


def test_after_the_first_of_two_comes_the_next_day() -> None:
    assert next_at("Europe/Berlin", 2, 30, utc("2026-10-25T00:30")) == utc("2026-10-26T01:30")


def test_later_means_later() -> None:
    assert next_at("UTC", 9, 0, utc("2026-11-21T09:00")) == utc("2026-11-22T09:00")
    assert next_at("UTC", 9, 0, utc("2026-11-21T08:59:59")) == utc("2026-11-21T09:00")


def test_a_day_that_a_place_skipped_is_skipped() -> None:
    """Samoa went from 2011-12-29 to 2011-12-31."""
    first = next_at("Pacific/Apia", 9, 0, utc("2011-12-29T12:00"))
    assert first is not None
    second = next_at("Pacific/Apia", 9, 0, first)
    assert second is not None
    assert [local("Pacific/Apia", at).date().day for at in (first, second)] == [29, 31]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (0, 30), (1, 59), (2, 30), (3, 0), (9, 0), (23, 59)])
def test_each_local_day_of_a_year_has_it_once(zone: str, hour: int, minute: int) -> None:
    at: datetime | None = utc("2025-12-31T00:00")
    days = []
    while at is not None and at < utc("2027-01-03T00:00"):
        at = next_at(zone, hour, minute, at)
        assert at is not None
        days.append(local(zone, at).date())
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]


@given(
    st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 59),
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)  # fmt: skip
def test_the_next_one_is_later_and_within_two_days(zone: str, hour: int, minute: int, after: datetime) -> None:
    at = next_at(zone, hour, minute, after)
    assert at is not None
    assert timedelta(0) < at - after <= timedelta(days=2, hours=2)


@pytest.mark.parametrize("name", ["", "Nowhere/Else", "../../etc/passwd", "/etc/passwd", "a\0b", "x" * 5000, "Europe"])
def test_no_zone_is_none(name: str) -> None:
    assert find_zone(name) is None


def test_a_zone_that_is_gone_counts_as_utc() -> None:
    assert instant("Gone/City", date(2026, 11, 21), 9) == utc("2026-11-21T09:00")


def test_the_end_of_the_calendar_has_no_next() -> None:
    assert next_at("UTC", 9, 0, datetime.max.replace(tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("hours", "hour", "inside"),
    [
        ((22, 7), 21, False), ((22, 7), 22, True), ((22, 7), 6, True), ((22, 7), 7, False),
        ((9, 17), 9, True), ((9, 17), 17, False), ((9, 17), 3, False), ((5, 5), 5, False), (None, 5, False),
    ],
)  # fmt: skip
def test_hours_begin_with_the_first_and_end_before_the_last(
    hours: tuple[int, int] | None, hour: int, inside: bool
) -> None:
    assert within("UTC", hours, utc(f"2026-11-21T{hour:02}:30")) is inside
