"""What an issuer's wish makes of a certificate: when it is overdue, when the wish is news, and when it is neither."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.model.renewal import Renewal, Window
from core.model.watch_say import Look
from core.model.watch_state import Event, Kind, Stage, TargetState
from core.watching.reminders import expected_by
from core.watching.renewals import heard, moved
from core.watching.standing import EARLY, EXPIRY, look_of, next_of, standing
from core.watching.transition import learn
from tests.core.watching.test_transition import DAY, HOUR, KNOWN, NOW, leaf, up, walk

LEAF = leaf()  # 90 days, of which 10 are over
USUAL = LEAF.not_before + 60 * DAY
PAGE = "https://letsencrypt.org/incident"


def says(start: datetime, lasts: timedelta = 2 * DAY, why: str = "") -> Window:
    return Window(start=start, end=start + lasts, why=why)


def at_once(now: datetime, why: str = PAGE) -> Window:
    """As Boulder says it of certificates that will be revoked: a window that is always over for half an hour."""
    return says(now - HOUR, HOUR / 2, why)


def listen(*said: tuple[Window, datetime], state: TargetState = KNOWN) -> tuple[TargetState, list[Event]]:
    events: list[Event] = []
    for one, now in said:
        state, new = learn(state, one, "a", now)
        events += new
    return state, events


def kinds(events: Sequence[Event]) -> list[Kind]:
    return [event.kind for event in events]


# --- what is known ----------------------------------------------------------------------------------------------------


def test_a_window_is_kept_and_no_news_but_a_moment() -> None:
    state, events = listen((says(USUAL), NOW))
    assert state.renewal == Renewal(sha256="a", start=USUAL, end=USUAL + 2 * DAY, usual=USUAL + 2 * DAY)
    assert kinds(events) == [Kind.MOMENT]
    assert standing(state, (), NOW) == ()


def test_the_same_answer_again_changes_nothing() -> None:
    state, _ = listen((says(USUAL), NOW))
    assert learn(state, says(USUAL), "a", NOW + DAY) == (state, ())


def test_a_window_that_wavers_by_less_than_an_hour_changes_nothing() -> None:
    state, _ = listen((says(USUAL), NOW))
    assert learn(state, says(USUAL + timedelta(minutes=59)), "a", NOW + DAY) == (state, ())


def test_what_is_said_of_a_certificate_that_is_no_longer_served_is_not_heard() -> None:
    state, _ = walk((up(served=[leaf("b")]), 0 * DAY), state=KNOWN)
    assert learn(state, says(USUAL), "a", NOW) == (state, ())


def test_a_window_that_moves_to_later_is_the_usual_one_then() -> None:
    state, events = listen((says(USUAL), NOW), (says(USUAL + 9 * DAY), NOW + DAY))
    assert state.renewal is not None
    assert state.renewal.usual == state.renewal.end == USUAL + 11 * DAY
    assert kinds(events) == [Kind.MOMENT, Kind.MOMENT]


# --- overdue ----------------------------------------------------------------------------------------------------------


def test_overdue_is_the_end_of_the_window_with_slack() -> None:
    state, _ = listen((says(USUAL - 20 * DAY), NOW))
    due = USUAL - 18 * DAY + 3 * DAY
    assert expected_by(LEAF, USUAL - 18 * DAY) == due
    assert next_of(state, (), due - DAY) == due
    assert standing(state, (), due - timedelta(seconds=1)) == ()
    (stands,) = standing(state, (), due)
    assert [told.stage for told in stands.told] == [Stage.OVERDUE]
    assert stands.said == (
        "The certificate should have been renewed by 2026-07-06: 45 days left, 50 % of its life; its issuer asked for "
        "that between 2026-07-01 12:00 and 2026-07-03 12:00 UTC"
    )


def test_a_window_that_is_over_stays_where_it_ended() -> None:
    """Else one that is always over since half an hour would never be overdue."""
    late = USUAL + 3 * DAY
    state, _ = listen((says(USUAL), NOW), (at_once(late), late), (at_once(late + DAY), late + DAY))
    assert state.renewal is not None
    assert (state.renewal.start, state.renewal.end) == (USUAL, USUAL + 2 * DAY)


@pytest.mark.parametrize("start", [LEAF.not_before - 400 * DAY, LEAF.not_after + DAY])
def test_a_window_outside_of_the_life_does_not_say_when_it_is_overdue(start: datetime) -> None:
    state, _ = listen((says(start), NOW))
    assert state.renewal is not None
    assert expected_by(LEAF, state.renewal.end) == expected_by(LEAF)


# --- early ------------------------------------------------------------------------------------------------------------


def test_a_window_that_jumps_to_the_past_is_told_once() -> None:
    later = NOW + 5 * DAY
    state, events = listen(
        (says(USUAL), NOW), *((at_once(later + n * 6 * HOUR), later + n * 6 * HOUR) for n in range(9))
    )
    assert kinds(events) == [Kind.MOMENT, Kind.EARLY]
    (stands,) = standing(state, (), later + 2 * DAY)
    assert (stands.code, stands.link) == (EARLY, PAGE)
    assert stands.said == (
        "The issuer asks for an early renewal of this certificate, between 2026-06-06 11:00 and 2026-06-06 11:30 UTC, "
        "not as late as 2026-07-23: CAs do so ahead of a revocation, or to spread load. Renew now"
    )
    assert len(stands.said) <= 200, "a digest has no more room in a line"
    assert look_of((stands,)) is Look.OVERDUE


def test_it_gets_overdue_too_and_stays_early() -> None:
    later = NOW + 5 * DAY
    state, _ = listen((says(USUAL), NOW), (at_once(later), later))
    assert [item.code for item in standing(state, (), later + 3 * DAY)] == [EXPIRY, EARLY]


def test_a_young_certificate_that_is_to_be_renewed_at_once_is_told_at_the_first_answer() -> None:
    state, events = listen((at_once(NOW), NOW), (at_once(NOW + 30 * DAY), NOW + 30 * DAY))
    assert kinds(events) == [Kind.EARLY]
    assert [item.code for item in standing(state, (), NOW)] == [EARLY]


def test_an_old_certificate_whose_window_is_over_at_the_first_answer_is_overdue_only() -> None:
    late = USUAL + 20 * DAY
    state, events = listen((says(USUAL), late))
    assert kinds(events) == [Kind.MOMENT]
    assert [item.code for item in standing(state, (), late)] == [EXPIRY]


def test_a_window_that_moves_to_earlier_in_the_future_is_told_when_it_opens() -> None:
    earlier = USUAL - 30 * DAY
    state, events = listen((says(USUAL), NOW), (says(earlier), NOW + DAY))
    assert kinds(events) == [Kind.MOMENT, Kind.EARLY]
    assert standing(state, (), earlier - timedelta(seconds=1)) == ()
    assert next_of(state, (), NOW + DAY) == earlier
    assert [item.code for item in standing(state, (), earlier)] == [EARLY]


@pytest.mark.parametrize(("by", "early"), [(3 * DAY, False), (3 * DAY + HOUR, True)])
def test_a_little_earlier_is_not_early(by: timedelta, early: bool) -> None:
    """A thirtieth of the life is what CAs spread renewals by."""
    state, _ = listen((says(USUAL), NOW), (says(USUAL - by), NOW + DAY))
    assert state.renewal is not None
    assert moved(state.renewal, LEAF) is early


def test_a_wish_that_is_taken_back_no_longer_stands() -> None:
    later = NOW + 5 * DAY
    state, events = listen((says(USUAL), NOW), (at_once(later), later), (says(USUAL), later + DAY))
    assert kinds(events) == [Kind.MOMENT, Kind.EARLY, Kind.MOMENT]
    assert standing(state, (), later + DAY) == ()


def test_a_renewal_ends_the_wish() -> None:
    state, _ = listen((says(USUAL), NOW), (at_once(NOW + DAY), NOW + DAY))
    state, _ = walk((up(served=[leaf("b", end=NOW + 91 * DAY)]), 2 * DAY), state=state)
    assert state.renewal is None
    assert standing(state, (), NOW + 2 * DAY) == ()


def test_what_was_heard_of_another_certificate_is_no_usual_window() -> None:
    other = replace(heard(None, LEAF, says(USUAL), NOW), sha256="z")
    assert not moved(heard(other, LEAF, says(USUAL - 40 * DAY), NOW), LEAF)
