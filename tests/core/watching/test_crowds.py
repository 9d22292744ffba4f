"""What a crowd says and when: boundaries of its times, of its day, of what may still stand alone."""

from dataclasses import replace
from datetime import timedelta

from core.model.target_text import parse_target
from core.model.watch_crowd import Crowd, Rush, Seat
from core.model.watch_say import Look, Owner
from core.watching.crowds import (
    ALONE,
    EDITS_APART,
    REPLIES_APART,
    WINDOW,
    clusters,
    due,
    joinable,
    lately,
    pressing,
    turn,
)
from core.watching.phrasing import MOST_A_DAY
from tests.core.watching.world import OPS, START

SECOND = timedelta(seconds=1)
WAITING = Crowd(place=OPS, id="many 1", opened_at=START, joined_at=START, since=START)
TOLD = replace(WAITING, round=1, told_at=START, shown_at=START, grave=True, capped=(START.toordinal(), 1))


def seat(name: str, look: Look = Look.UNREACHABLE, round_: int = 0, **other: object) -> Seat:
    target = parse_target(f"{name}.example")
    plain = Seat(key=str(target), target=target, look=look, lines=("It cannot be reached: no answer",), round=round_)
    return replace(plain, **other)  # type: ignore[arg-type]


A, B, C, D = (seat(name) for name in "abcd")


def expiring(name: str, leaf: str, **other: object) -> Seat:
    return replace(seat(name, Look.EXPIRING), leaf=leaf, subject="*.example", ends=START, **other)  # type: ignore[arg-type]


def test_messages_of_their_own_count_for_a_quarter_of_an_hour() -> None:
    rush = Rush(recent=(START, START + SECOND))
    assert lately(rush, START + WINDOW) == (START + SECOND,)


def test_what_ends_within_the_hour_waits_for_nobody() -> None:
    hour = timedelta(hours=1)
    assert pressing(Look.EXPIRING, START + hour - SECOND, START)
    assert not pressing(Look.EXPIRING, START + hour, START)
    assert pressing(Look.BROKEN, None, START)
    assert not pressing(Look.OVERDUE, None, START)


def test_a_crowd_takes_who_comes_while_somebody_came_lately() -> None:
    assert joinable(TOLD, START + WINDOW - SECOND)
    assert not joinable(TOLD, START + WINDOW)


def test_a_crowd_that_is_over_or_has_used_up_its_day_takes_nobody() -> None:
    assert not joinable(replace(TOLD, closed_at=START), START)
    assert not joinable(replace(TOLD, capped=(START.toordinal(), MOST_A_DAY)), START)
    assert joinable(replace(TOLD, capped=(START.toordinal() - 1, MOST_A_DAY)), START)


def test_what_is_broken_waits_for_company_for_ten_seconds_what_is_milder_for_thirty() -> None:
    assert due(WAITING, Look.BROKEN, START, news=True) == START + 10 * SECOND
    assert due(WAITING, Look.EXPIRING, START, news=True) == START + 30 * SECOND


def test_an_edit_waits_for_the_one_before_it_but_never_for_a_clock_that_was_ahead() -> None:
    assert due(TOLD, Look.FINE, START + SECOND, news=False) == START + EDITS_APART
    assert due(TOLD, Look.FINE, START + timedelta(hours=1), news=False) == START + timedelta(hours=1)
    ahead = replace(TOLD, shown_at=START + timedelta(hours=2))
    assert due(ahead, Look.FINE, START, news=False) == START + EDITS_APART


def test_few_that_differ_get_messages_of_their_own() -> None:
    found = [expiring("a", "one"), expiring("b", "two")]
    done = turn(WAITING, found, 2, START)
    assert (done.alone, done.board, done.crowd.round) == (tuple(found), None, 0)
    assert done.crowd.closed_at == START


def test_two_with_one_certificate_are_one_message() -> None:
    done = turn(WAITING, [expiring("a", "one"), expiring("b", "one")], ALONE, START)
    assert done.alone == ()
    assert done.board is not None
    [line] = done.board.clusters
    assert (line.keys, line.subject, line.ends) == (("a.example:443", "b.example:443"), "*.example", START)
    assert done.crowd.capped == (START.toordinal(), 1)


def test_more_than_may_stand_alone_are_one_message() -> None:
    done = turn(WAITING, [expiring("a", "one"), expiring("b", "two")], 1, START)
    assert done.alone == ()
    assert done.board is not None
    assert len(done.board.clusters) == 2


def test_what_is_over_before_it_was_told_is_not_told() -> None:
    done = turn(WAITING, [replace(A, look=Look.FINE)], 0, START)
    assert (done.board, done.reply, done.alone) == (None, None, ())


def test_new_ones_are_told_together_after_a_while_and_only_edited_in_until_then() -> None:
    news = [replace(A, round=0), replace(B, round=1)]
    early = turn(TOLD, news, 0, START + REPLIES_APART - SECOND)
    assert early.board is not None
    assert (early.reply, early.again, early.crowd.round) == (None, START + REPLIES_APART, 1)
    later = turn(early.crowd, news, 0, START + REPLIES_APART)
    assert later.reply is not None
    assert [line.keys for line in later.reply.clusters] == [("b.example:443",)]
    assert (later.again, later.crowd.round) == (None, 2)


def test_what_is_broken_is_told_at_once_where_nothing_broken_was_told() -> None:
    mild = replace(TOLD, grave=False)
    assert turn(mild, [replace(A, round=1)], 0, START + SECOND).reply is not None
    assert turn(mild, [expiring("a", "one", round=1)], 0, START + SECOND).reply is None


def test_the_end_is_told_once_with_how_long_it_lasted() -> None:
    fine = [replace(A, look=Look.FINE)]
    ended = turn(TOLD, fine, 0, START + timedelta(hours=2))
    assert ended.reply is not None
    assert (ended.reply.lasted, ended.reply.fine) == (timedelta(hours=2), 1)
    again = turn(ended.crowd, fine, 0, START + timedelta(hours=3))
    assert again.reply is None
    assert again.board is not None
    assert again.board.lasted == timedelta(hours=2)


def test_one_that_comes_back_is_told_and_the_end_again() -> None:
    ended = turn(TOLD, [replace(A, look=Look.FINE)], 0, START + timedelta(hours=2)).crowd
    back = turn(ended, [replace(A, round=ended.round)], 0, START + timedelta(hours=2, minutes=30))
    assert back.reply is not None
    assert back.reply.lasted is None
    assert back.crowd.closed_at is None
    assert turn(back.crowd, [replace(A, look=Look.FINE)], 0, START + timedelta(hours=4)).reply is not None


def test_the_last_message_of_a_day_says_so_and_then_there_are_edits_only() -> None:
    full = replace(TOLD, capped=(START.toordinal(), MOST_A_DAY - 1))
    last = turn(full, [replace(A, round=1)], 0, START + REPLIES_APART)
    assert last.reply is not None
    assert last.reply.last_today
    after = turn(last.crowd, [replace(B, round=2)], 0, START + 3 * REPLIES_APART)
    assert after.reply is None
    assert after.board is not None


def test_an_owner_stands_there_once_and_is_called_for_what_is_new() -> None:
    mine = [replace(A, owner="U1", call=True), replace(B, owner="U1"), replace(C, owner="U2")]
    done = turn(WAITING, mine, 0, START)
    assert done.board is not None
    assert done.board.owners == (Owner("U1", None, call=True), Owner("U2", None, call=False))
    edited = turn(done.crowd, [replace(one, round=0) for one in mine], 0, START + REPLIES_APART)
    assert edited.board is not None
    assert not any(owner.call for owner in edited.board.owners)


def test_worst_first_then_the_longest() -> None:
    found = [expiring("a", "one"), expiring("b", "one"), expiring("c", "two"), D, replace(A, look=Look.FINE)]
    lines = [(line.look, len(line.keys)) for line in clusters(found)]
    assert lines == [(Look.UNREACHABLE, 1), (Look.EXPIRING, 2), (Look.EXPIRING, 1)]


def test_a_reason_is_said_where_it_is_the_same_for_all() -> None:
    other = replace(B, lines=("It cannot be reached: refused",))
    assert [line.said for line in clusters([A, C])] == ["It cannot be reached: no answer"]
    assert [line.said for line in clusters([A, other])] == [""]
