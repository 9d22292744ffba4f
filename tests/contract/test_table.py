"""What every `Table` promises, on every engine: DynamoDB Local, moto, SQLite, and the one in memory for other tests."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from core.slack_ports import Unavailable
from core.table import Check, Due, Json, Key, Put, Record, Remove, Table
from tests.contract.conftest import Hand

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)
A, B, C = Key("p#1", "a"), Key("p#1", "b"), Key("p#2", "a")


def put(key: Key, body: Json | None = None, expected: int | None = 0, **more: Any) -> Put:
    return Put(key=key, body={"n": 1} if body is None else body, expected=expected, **more)


def sorts(table: Table, part: str, prefix: str = "") -> list[str]:
    return [record.key.sort for record in table.query(part, prefix).records]


# --- one record


def test_what_is_put_is_had_with_everything(table: Table, clock: Hand) -> None:
    due = Due("check#3", clock.now() + timedelta(microseconds=1_234_567))
    assert table.write([put(A, {"n": 1, "s": [None, True, 0.1]}, due=due, expires_at=clock.now() + DAY)])
    body: Json = {"n": 1, "s": [None, True, 0.1]}
    assert table.get(A) == Record(key=A, body=body, version=1, due=due, expires_at=clock.now() + DAY)


def test_nothing_is_had_where_nothing_was_put(table: Table) -> None:
    table.write([put(A)])
    assert (table.get(B), table.get(C)) == (None, None)


def test_a_record_is_created_once(table: Table) -> None:
    assert table.write([put(A, {"by": "first"})])
    assert not table.write([put(A, {"by": "second"})])
    assert table.get(A) == Record(key=A, body={"by": "first"}, version=1)


def test_only_the_version_that_was_read_is_replaced(table: Table) -> None:
    table.write([put(A)])
    assert table.write([put(A, {"n": 2}, 1)])
    assert not table.write([put(A, {"n": 3}, 1)])
    assert not table.write([put(A, {"n": 3}, 3)])
    assert table.get(A) == Record(key=A, body={"n": 2}, version=2)


def test_a_version_of_what_does_not_exist_is_not_written(table: Table) -> None:
    assert not table.write([put(A, expected=1)])
    assert table.get(A) is None


def test_whatever_is_there_is_replaced_and_made_one_more(table: Table) -> None:
    for version in (1, 2, 3):
        assert table.write([put(A, {"n": version}, None)])
        assert table.get(A) == Record(key=A, body={"n": version}, version=version)


def test_a_record_that_is_replaced_keeps_nothing_of_the_old_one(table: Table, clock: Hand) -> None:
    table.write([put(A, {"old": 1}, due=Due("s", clock.now()), expires_at=clock.now() + DAY)])
    table.write([put(A, {"new": 2}, 1)])
    assert table.get(A) == Record(key=A, body={"new": 2}, version=2)
    assert table.due("s", clock.now()) == ()


@pytest.mark.parametrize("expected", [1, None])
def test_what_is_removed_is_gone(table: Table, expected: int | None) -> None:
    table.write([put(A), put(B)])
    assert table.write([Remove(A, expected)])
    assert (table.get(A), sorts(table, A.part)) == (None, ["b"])


def test_what_changed_is_not_removed(table: Table) -> None:
    table.write([put(A)])
    table.write([put(A, {"n": 2}, 1)])
    assert not table.write([Remove(A, 1)])
    assert table.get(A) == Record(key=A, body={"n": 2}, version=2)


def test_what_is_not_there_can_be_removed_only_by_who_does_not_care(table: Table) -> None:
    assert not table.write([Remove(A, 1)])
    assert table.write([Remove(A, None)])


@pytest.mark.parametrize(("expected", "holds"), [(0, False), (1, False), (2, True), (3, False)])
def test_a_check_holds_for_the_stored_version_only(table: Table, expected: int, holds: bool) -> None:
    table.write([put(A)])
    table.write([put(A, {"n": 2}, 1)])
    assert table.write([Check(A, expected)]) is holds
    assert table.get(A) == Record(key=A, body={"n": 2}, version=2)


def test_a_check_for_nothing_holds_where_nothing_is(table: Table) -> None:
    assert table.write([Check(A, 0)])


# --- several at once


def test_several_writes_happen_together(table: Table) -> None:
    table.write([put(B)])
    assert table.write([put(A), Remove(B, 1), Check(C, 0)])
    assert (table.get(A) is not None, table.get(B)) == (True, None)


@pytest.mark.parametrize("bad", [put(C), put(C, expected=2), Remove(C, 2), Check(C, 0), Check(C, 2)])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_when_one_condition_does_not_hold_nothing_happens(table: Table, bad: Any, place: int) -> None:
    table.write([put(B), put(C)])
    writes: list[Any] = [put(A), Remove(B, 1)]
    writes.insert(place, bad)
    assert not table.write(writes)
    assert (table.get(A), table.get(B), table.get(C)) == (
        None,
        Record(key=B, body={"n": 1}, version=1),
        Record(key=C, body={"n": 1}, version=1),
    )


def test_a_hundred_writes_happen_together_or_not_at_all(table: Table) -> None:
    writes = [put(Key("many", f"{n:03}")) for n in range(100)]
    table.write([writes[57]])
    assert not table.write(writes)
    assert sorts(table, "many") == ["057"]
    table.write([Remove(writes[57].key, None)])
    assert table.write(writes)
    assert len(sorts(table, "many")) == 100


def test_many_keys_are_had_at_once_and_those_that_exist_come(table: Table) -> None:
    keys = [Key(f"p#{n % 7}", f"{n:03}") for n in range(250)]
    for start in range(0, 200, 100):
        table.write([put(key, {"n": key.sort}) for key in keys[start : start + 100]])
    found = table.get_many([*keys, *keys[:3]])
    assert found == {key: Record(key=key, body={"n": key.sort}, version=1) for key in keys[:200]}
    assert table.get_many([]) == {}


# --- ranges


def test_a_part_is_read_in_the_order_of_its_bytes(table: Table) -> None:
    keys = ["b", "a", "a#10", "a#9", "A", "é", "z", "\uffff", "\U0001f534", "~"]
    table.write([put(Key("p", sort)) for sort in keys])
    table.write([put(Key("p2", "a"))])
    assert sorts(table, "p") == sorted(keys, key=str.encode)


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("", ["a", "a%", "a%b", "a_", "ab", "a\U0010ffff", "b"]),
        ("a", ["a", "a%", "a%b", "a_", "ab", "a\U0010ffff"]),
        ("a%", ["a%", "a%b"]),
        ("a_", ["a_"]),
        ("a\U0010ffff", ["a\U0010ffff"]),
        ("c", []),
    ],
)
def test_a_prefix_is_taken_literally(table: Table, prefix: str, found: list[str]) -> None:
    table.write([put(Key("p", sort)) for sort in ("a", "a%", "a%b", "a_", "ab", "a\U0010ffff", "b")])
    assert sorts(table, "p", prefix) == found


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8])
def test_pages_follow_each_other_without_gap_or_repeat(table: Table, limit: int) -> None:
    wanted = [f"x#{n}" for n in range(7)]
    table.write([put(Key("p", sort)) for sort in [*wanted, "w", "y"]])
    found: list[str] = []
    after: str | None = None
    pages = 0
    while pages == 0 or after is not None:
        page = table.query("p", "x#", after=after, limit=limit)
        found += [record.key.sort for record in page.records]
        after, pages = page.after, pages + 1
    assert (found, pages) == (wanted, -(-7 // limit))


def test_a_page_goes_on_where_the_record_it_ended_with_was_removed(table: Table) -> None:
    table.write([put(Key("p", sort)) for sort in "abc"])
    page = table.query("p", limit=2)
    assert page.after == "b"
    table.write([Remove(Key("p", "b"), None)])
    assert [r.key.sort for r in table.query("p", after="b").records] == ["c"]


# --- what is due


def test_what_is_due_comes_earliest_first(table: Table, clock: Hand) -> None:
    instants = {"a": 3, "b": -5, "c": 0, "d": -4}
    table.write(
        [put(Key("p", k), due=Due("s#1", clock.now() + timedelta(microseconds=n))) for k, n in instants.items()]
    )
    table.write([put(Key("p", "other"), due=Due("s#2", clock.now())), put(Key("p", "none"))])
    assert [key.sort for key in table.due("s#1", clock.now())] == ["b", "d", "c"]
    assert [key.sort for key in table.due("s#1", clock.now() + timedelta(microseconds=3))] == ["b", "d", "c", "a"]
    assert table.due("s#3", clock.now()) == ()


def test_of_what_is_due_the_earliest_are_given(table: Table, clock: Hand) -> None:
    table.write([put(Key(f"p#{n}", "state"), due=Due("s", clock.now() - n * DAY)) for n in range(9)])
    assert [key.part for key in table.due("s", clock.now(), limit=3)] == ["p#8", "p#7", "p#6"]


def test_what_was_moved_is_due_where_it_was_moved_to(table: Table, clock: Hand) -> None:
    table.write([put(A, due=Due("s", clock.now()))])
    table.write([put(A, {}, 1, due=Due("t", clock.now() + DAY))])
    assert table.due("s", clock.now() + DAY) == ()
    assert (table.due("t", clock.now()), table.due("t", clock.now() + DAY)) == ((), (A,))


def test_what_was_removed_is_not_due(table: Table, clock: Hand) -> None:
    table.write([put(A, due=Due("s", clock.now()))])
    table.write([Remove(A, 1)])
    assert table.due("s", clock.now()) == ()


def test_instants_before_1970_and_far_ahead_keep_their_order(table: Table, clock: Hand) -> None:
    years = [-100, 0, 500]
    table.write([put(Key("p", f"{y}"), due=Due("s", clock.now() + 365 * y * DAY)) for y in years])
    assert [key.sort for key in table.due("s", clock.now() + 365 * 501 * DAY)] == ["-100", "0", "500"]
    first = table.get(Key("p", "-100"))
    assert first is not None
    assert first.due == Due("s", clock.now() - 36500 * DAY)


# --- what ends


def test_what_is_past_its_time_is_gone_for_every_reader(table: Table, clock: Hand) -> None:
    table.write([put(A, expires_at=clock.now() + timedelta(seconds=10)), put(B)])
    clock.move(seconds=9)
    assert table.get(A) is not None
    clock.move(seconds=1)
    assert table.get(A) is None
    assert list(table.get_many([A, B])) == [B]
    assert sorts(table, A.part) == ["b"]


def test_an_end_within_a_second_is_never_early(table: Table, clock: Hand) -> None:
    table.write([put(A, expires_at=clock.now() + timedelta(seconds=2, milliseconds=1))])
    clock.move(seconds=2)
    assert table.get(A) is not None
    clock.move(seconds=1)
    assert table.get(A) is None


def test_what_is_past_its_time_is_nothing_for_every_condition(table: Table, clock: Hand) -> None:
    table.write([put(A, {"old": 1}, expires_at=clock.now() + timedelta(seconds=1), due=Due("s", clock.now()))])
    clock.move(seconds=1)
    assert not table.write([Check(A, 1)])
    assert not table.write([Remove(A, 1)])
    assert not table.write([put(A, {"late": 1}, 1)])
    assert table.write([Check(A, 0)])
    assert table.write([put(A, {"new": 1}), put(B)])
    assert table.get(A) == Record(key=A, body={"new": 1}, version=1)
    assert table.due("s", clock.now()) == ()


def test_pages_are_full_although_some_are_past_their_time(table: Table, clock: Hand) -> None:
    soon = clock.now() + timedelta(seconds=1)
    table.write([put(Key("p", f"{n:02}"), expires_at=soon if n % 3 else None) for n in range(30)])
    clock.move(seconds=2)
    page = table.query("p", limit=4)
    assert ([r.key.sort for r in page.records], page.after) == (["00", "03", "06", "09"], "09")
    assert table.query("p", after="24", limit=1).after is None


# --- counters


def test_a_counter_counts_every_amount_once(table: Table, clock: Hand) -> None:
    assert [table.count(A, n, clock.now() + DAY) for n in (1, 5, 2, -3)] == [1, 6, 8, 5]
    assert table.count(B, 1, clock.now() + DAY) == 1


def test_a_counter_begins_anew_after_its_time(table: Table, clock: Hand) -> None:
    assert table.count(A, 7, clock.now() + timedelta(seconds=5)) == 7
    clock.move(seconds=4)
    assert table.count(A, 1, clock.now() + timedelta(seconds=1)) == 8
    clock.move(seconds=1)
    assert [table.count(A, 2, clock.now() + DAY) for _ in range(2)] == [2, 4]


def test_a_counter_ends_when_it_was_first_said_to(table: Table, clock: Hand) -> None:
    table.count(A, 1, clock.now() + timedelta(seconds=5))
    table.count(A, 1, clock.now() + DAY)
    clock.move(seconds=5)
    assert table.count(A, 1, clock.now() + DAY) == 1


def test_a_counter_is_no_record(table: Table, clock: Hand) -> None:
    table.count(A, 1, clock.now() + DAY)
    assert (table.get(A), table.get_many([A]), sorts(table, A.part)) == (None, {}, [])


# --- races


@pytest.fixture
def raced(request: pytest.FixtureRequest, table: Table) -> Table:
    if "[moto]" in request.node.name:
        pytest.skip("moto's tables are for one thread only")
    return table


def test_a_counter_loses_nothing_to_a_race(raced: Table, clock: Hand) -> None:
    counts: list[int] = []
    _at_once(lambda: counts.append(raced.count(A, 1, clock.now() + DAY)))
    assert sorted(counts) == list(range(1, 9))


def test_of_many_writers_at_once_exactly_one_wins(raced: Table) -> None:
    raced.write([put(A)])
    won: list[bool] = []
    _at_once(lambda: won.append(raced.write([put(A, {"n": 2}, 1)])))
    assert sorted(won) == [False] * 7 + [True]


def test_of_many_transactions_on_the_same_keys_exactly_one_wins(raced: Table) -> None:
    won: list[bool] = []

    def attempt() -> None:
        try:
            won.append(raced.write([put(A), put(B), put(C)]))
        except Unavailable:  # too much at once is an answer too, and nothing is written then
            won.append(False)

    _at_once(attempt)
    assert sorted(won) == [False] * 7 + [True]


def test_conditional_writers_who_try_again_lose_no_step(raced: Table) -> None:
    raced.write([put(A, {"n": 0})])

    def step() -> None:
        while True:
            record = raced.get(A)
            assert record is not None
            n = record.body["n"]
            assert isinstance(n, int)
            if raced.write([put(A, {"n": n + 1}, record.version)]):
                return

    _at_once(step)
    assert raced.get(A) == Record(key=A, body={"n": 8}, version=9)


def _at_once(act: Any) -> None:
    threads = [Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
