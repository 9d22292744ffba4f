"""How near its end a certificate is, for every lifetime there is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.watch import Leaf, Threshold
from core.model.watch_state import Stage, Told
from core.watching.reminders import ORDER, Course, expected_by, graver, moment_after, points, stage_of

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
LAST = datetime.max.replace(tzinfo=UTC)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
OVERDUE, WARN, URGENT, EXPIRED, LONG = Stage


def leaf(life: timedelta, sha256: str = "aa") -> Leaf:
    return Leaf(
        sha256=sha256, serial="1", issuer="CN=CA", names=("a.example",), key="EC secp256r1",
        not_before=BEGIN, not_after=BEGIN + life,
    )  # fmt: skip


def left(course: Course) -> list[tuple[Stage, timedelta]]:
    """Each stage with the time that is left when it begins."""
    return [(point.told.stage, course.end - point.at) for point in points(course)]


@pytest.mark.parametrize(
    ("life", "stages"),
    [
        (160 * HOUR, [(OVERDUE, 4480 * timedelta(minutes=1)), (WARN, 160 * HOUR / 3), (URGENT, 24 * HOUR)]),
        (47 * DAY, [(OVERDUE, 14.1 * DAY), (URGENT, 7.05 * DAY)]),
        (90 * DAY, [(OVERDUE, 27 * DAY), (URGENT, 13.5 * DAY)]),
        (200 * DAY, [(OVERDUE, 60 * DAY), (WARN, 30 * DAY), (URGENT, 15 * DAY)]),
        (398 * DAY, [(OVERDUE, 60 * DAY), (WARN, 30 * DAY), (URGENT, 15 * DAY)]),
        (3650 * DAY, [(OVERDUE, 60 * DAY), (WARN, 30 * DAY), (URGENT, 15 * DAY)]),
    ],
)
def test_the_stages_of_a_lifetime(life: timedelta, stages: list[tuple[Stage, timedelta]]) -> None:
    assert left(Course(leaf(life))) == [*stages, (EXPIRED, -SECOND)]


def test_not_after_itself_is_still_valid() -> None:
    course = Course(leaf(90 * DAY))
    assert stage_of(course, course.end) == Told("aa", URGENT)
    assert stage_of(course, course.end + SECOND) == Told("aa", EXPIRED)


@pytest.mark.parametrize(
    ("after", "day"),
    [(DAY - SECOND, 0), (DAY, 1), (2 * DAY, 1), (3 * DAY, 3), (6 * DAY, 3), (7 * DAY, 7), (13 * DAY, 7), (14 * DAY, 14),
     (400 * DAY, 399)],
)  # fmt: skip
def test_days_after_the_end(after: timedelta, day: int) -> None:
    course = Course(leaf(90 * DAY))
    assert stage_of(course, course.end + after) == (Told("aa", LONG, day) if day else Told("aa", EXPIRED))


def test_own_thresholds_take_the_place_of_warn_and_urgent() -> None:
    own = (Threshold(seconds=14 * 86_400), Threshold(share=0.2), Threshold(share=0.05))
    course = Course(leaf(90 * DAY), own)
    assert left(course) == [
        (OVERDUE, 27 * DAY), (WARN, 18 * DAY), (WARN, 14 * DAY), (URGENT, 4.5 * DAY), (EXPIRED, -SECOND),
    ]  # fmt: skip
    assert [point.told.day for point in points(course)] == [0, 0, 1, 0, 0]


def test_one_threshold_is_a_warning() -> None:
    assert left(Course(leaf(90 * DAY), (Threshold(share=0.5),))) == [(WARN, 45 * DAY), (EXPIRED, -SECOND)]


def test_days_count_at_most_half_of_a_short_life() -> None:
    """So that 14 days do not make a 6-day certificate expire soon from its first minute on."""
    assert left(Course(leaf(160 * HOUR), (Threshold(seconds=14 * 86_400),)))[0] == (WARN, 80 * HOUR)


def test_ari_says_when() -> None:
    course = Course(leaf(90 * DAY), renew_by=BEGIN + 50 * DAY)
    assert left(course)[:2] == [(OVERDUE, 37 * DAY), (WARN, 30 * DAY)]


@pytest.mark.parametrize("nonsense", [BEGIN - DAY, BEGIN + 90 * DAY, BEGIN + 900 * DAY])
def test_ari_outside_of_the_lifetime_is_not_believed(nonsense: datetime) -> None:
    assert expected_by(leaf(90 * DAY), nonsense) == expected_by(leaf(90 * DAY))


def test_a_habit_of_two_renewals_counts() -> None:
    assert expected_by(leaf(90 * DAY), habit=(0.2,)) == BEGIN + 63 * DAY
    assert expected_by(leaf(90 * DAY), habit=(0.2, 0.2)) == BEGIN + 78 * DAY


def test_a_habit_of_renewing_late_leaves_urgent_where_it_is() -> None:
    assert left(Course(leaf(90 * DAY), habit=(0.01, 0.02, 0.0))) == [
        (WARN, 30 * DAY), (URGENT, 13.5 * DAY), (EXPIRED, -SECOND),
    ]  # fmt: skip


def test_a_habit_of_daily_renewal_is_late_at_half_of_life_only() -> None:
    assert expected_by(leaf(90 * DAY), habit=(0.98, 0.99)) == BEGIN + 51 * DAY


def test_a_chain_that_ends_sooner_counts() -> None:
    course = Course(leaf(398 * DAY), earliest=BEGIN + 100 * DAY)
    assert left(course) == [(WARN, 30 * DAY), (URGENT, 15 * DAY), (EXPIRED, -SECOND)]


lives = st.one_of(
    st.sampled_from([160 * HOUR, 47 * DAY, 90 * DAY, 200 * DAY, 398 * DAY]),
    st.timedeltas(timedelta(seconds=-5), 4000 * DAY).map(lambda t: t - timedelta(microseconds=t.microseconds)),
)
thresholds = st.lists(
    st.one_of(
        st.floats(0.01, 0.99).map(lambda share: Threshold(share=share)),
        st.integers(3600, 398 * 86_400).map(lambda seconds: Threshold(seconds=seconds)),
    ),
    max_size=6,
).map(tuple)
courses = st.builds(
    lambda life, own, habit, renew, early: Course(
        leaf(life), own, BEGIN + life * early if early else None, BEGIN + life * renew if renew else None, tuple(habit)
    ),
    lives, thresholds, st.lists(st.floats(0, 1), max_size=5), st.none() | st.floats(-1, 2),
    st.none() | st.floats(0.1, 2),
)  # fmt: skip


@given(courses)
def test_points_come_in_order_each_stage_once_and_graver_ones_later(course: Course) -> None:
    found = points(course)
    assert [p.at for p in found] == sorted(p.at for p in found)
    assert len({p.told for p in found}) == len(found)
    assert all(graver(b.told, a.told) for a, b in pairwise(found))
    assert {p.told.sha256 for p in found} == {course.leaf.sha256}
    assert found[-1].told.stage is EXPIRED
    assert found[-1].at == course.end + SECOND


@given(courses, st.lists(st.floats(-1, 3), min_size=2, max_size=8))
def test_time_only_makes_it_graver(course: Course, ages: list[float]) -> None:
    life = max(course.leaf.not_after - BEGIN, SECOND)
    stages = [stage_of(course, BEGIN + life * age) for age in sorted(ages)]
    told = [stage for stage in stages if stage]
    assert None not in stages[len(stages) - len(told) :]
    assert all(b == a or graver(b, a) for a, b in pairwise(told))


@given(courses)
def test_walking_from_moment_to_moment_meets_each_stage_once(course: Course) -> None:
    at = BEGIN - 5000 * DAY
    met: list[Told | None] = []
    while len(met) < 12 and (following := moment_after(course, at)):
        assert stage_of(course, following - timedelta(microseconds=1)) == stage_of(course, at)
        assert following > at
        at = following
        met.append(stage_of(course, at))
    assert None not in met
    assert len(set(met)) == len(met)
    days = [told.day for told in met if told and told.stage is LONG]
    assert days[:4] == [1, 3, 7, 14][: len(days)]
    assert {EXPIRED, LONG} <= {t.stage for t in met if t}


@given(courses)
def test_another_certificate_is_never_meant(course: Course) -> None:
    other = replace(course, leaf=replace(course.leaf, sha256="bb"))
    assert {point.told.sha256 for point in points(other)} == {"bb"}


@pytest.mark.parametrize("end", [LAST, LAST.replace(microsecond=0)])
def test_a_certificate_without_a_well_known_end_never_says_anything(end: datetime) -> None:
    """RFC 5280 section 4.1.2.5: 99991231235959Z."""
    forever = replace(leaf(90 * DAY), not_after=end)
    assert stage_of(Course(forever), BEGIN + 30_000 * DAY) is None
    assert moment_after(Course(forever), end) is None


def test_the_earliest_date_there_is_does_no_harm() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    odd = replace(leaf(DAY), not_before=first, not_after=first)
    told = stage_of(Course(odd, (Threshold(seconds=86_400),)), BEGIN)
    assert told is not None
    assert told.stage is LONG


def test_stages_are_ordered_as_they_come() -> None:
    assert ORDER == (OVERDUE, WARN, URGENT, EXPIRED, LONG)
