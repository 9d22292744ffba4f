"""How often a target is checked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.watching.schedule import AGAIN, interval, next_due, overlooked
from core.watching.transition import advance
from tests.core.watching.test_transition import DOWN, KNOWN, NOW, WRONG_NAME, blank, leaf, up, walk

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
END = NOW + 80 * DAY


@pytest.mark.parametrize(
    ("left", "wait"),
    [(31 * DAY, DAY), (30 * DAY, 6 * HOUR), (73 * HOUR, 6 * HOUR), (72 * HOUR, HOUR), (MINUTE, HOUR), (-DAY, 6 * HOUR)],
)
def test_the_nearer_the_end_the_oftener(left: timedelta, wait: timedelta) -> None:
    assert interval(KNOWN, END - left) == wait


def test_short_lives_are_checked_hourly() -> None:
    state, _ = walk((up(served=[replace(leaf(), not_before=END - 160 * HOUR)]), timedelta()))
    assert interval(state, NOW) == HOUR


def test_a_rollout_is_checked_hourly_for_a_week() -> None:
    state, _ = walk((up(served=[leaf(), leaf("b")]), timedelta()), state=KNOWN)
    assert interval(state, NOW) == HOUR
    assert interval(state, NOW + 7 * DAY) == DAY


def test_what_was_seen_once_is_looked_at_again_soon() -> None:
    state, _ = walk((DOWN, timedelta()), state=KNOWN)
    assert interval(state, NOW) == AGAIN
    assert next_due(state, NOW) == NOW + AGAIN


def test_the_unreachable_is_tried_every_quarter_of_an_hour_then_hourly() -> None:
    state, _ = walk((DOWN, timedelta()), (DOWN, MINUTE), state=KNOWN)
    assert interval(state, NOW + HOUR) == 15 * MINUTE
    assert interval(state, NOW + DAY) == HOUR


def test_the_broken_is_tried_every_quarter_of_an_hour_then_four_times_a_day() -> None:
    state, _ = walk((up(WRONG_NAME), timedelta()), state=KNOWN)
    assert interval(state, NOW) == 15 * MINUTE
    assert interval(state, NOW + DAY) == 6 * HOUR


def test_a_moment_is_met_exactly() -> None:
    state = replace(KNOWN, next_moment=NOW + 17 * MINUTE)
    assert next_due(state, NOW) == NOW + 17 * MINUTE
    assert next_due(state, NOW + 17 * MINUTE) > NOW + HOUR, "it has come"


@given(st.text(min_size=1, max_size=40), st.timedeltas(-100 * DAY, 400 * DAY))
def test_never_later_than_the_interval_and_at_most_a_tenth_earlier(key: str, after: timedelta) -> None:
    state, now = replace(KNOWN, key=key), NOW + after
    wait = interval(state, now)
    assert wait * 0.89 <= next_due(state, now) - now <= wait
    assert next_due(state, now) == next_due(state, now)


def test_targets_do_not_come_all_at_once() -> None:
    due = {next_due(replace(KNOWN, key=f"host{n}.example:443"), NOW) for n in range(1000)}
    assert len(due) > 990
    assert max(due) - min(due) > 2 * HOUR


def test_the_end_of_the_calendar_is_no_error() -> None:
    late = datetime.max.replace(tzinfo=UTC) - HOUR
    assert next_due(blank(), late) <= datetime.max.replace(tzinfo=UTC)
    state, _ = advance(KNOWN, up(), late)
    assert state.checked_at == late


def test_overlooked_is_what_missed_two_intervals() -> None:
    seen = KNOWN.checked_at
    assert seen is not None
    assert not overlooked(KNOWN, seen + 2 * DAY)
    assert overlooked(KNOWN, seen + 2 * DAY + MINUTE)
    handed_out = replace(KNOWN, claimed_at=seen + 2 * DAY, next_due=seen + 2 * DAY + 15 * MINUTE)
    assert overlooked(handed_out, seen + 2 * DAY + MINUTE), "being handed out is not being checked"
    assert not overlooked(replace(KNOWN, watchers=0), seen + 9 * DAY)
    assert not overlooked(blank(), NOW + 2 * HOUR), "the watch is new"
    assert overlooked(blank(), NOW + 2 * HOUR + MINUTE)
