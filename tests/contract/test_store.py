"""What every `Store` promises, on every engine."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest

from core.model.job import GivenFile, Job, PastedText, Posted, ResponseUrl, Stage, Subject, WatchList
from core.model.message import Answer, Message, View
from core.model.target import Target
from core.slack_ports import Store, Stored
from tests.contract.conftest import Hand

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)


def job(clock: Hand) -> Job:
    return Job(
        id="j1",
        targets=(Target("xn--bcher-kva.example", 443, "xn--bcher-kva.example"),),
        team="T1",
        channel="C1",
        user="U1",
        asked_at=clock.now(),
        reply=ResponseUrl("https://hooks.example/1", clock.now() + DAY),
        place=Posted("C1", "1.000001"),
    )


def test_what_is_saved_is_loaded_with_its_version(store: Store, clock: Hand) -> None:
    assert store.save(job(clock), 0, clock.now() + DAY)
    assert store.load("j1") == Stored(job(clock), 1)


@pytest.mark.parametrize(
    "subject",
    [PastedText("a\nb"), PastedText(""), GivenFile("F1", "ü.log"), GivenFile("F1", "w.csv", "C1"), WatchList()],
)
def test_a_job_without_hosts_and_without_a_way_back_is_loaded_as_it_was(
    store: Store, clock: Hand, subject: Subject
) -> None:
    given = replace(job(clock), targets=(), reply=None, place=None, subject=subject, thread="1.000002")
    assert store.save(given, 0, clock.now() + DAY)
    assert store.load("j1") == Stored(given, 1)


def test_nothing_is_loaded_where_nothing_was_saved(store: Store) -> None:
    assert store.load("j1") is None


def test_a_job_is_created_once(store: Store, clock: Hand) -> None:
    assert store.save(job(clock), 0, clock.now() + DAY)
    assert not store.save(replace(job(clock), user="U2"), 0, clock.now() + DAY)
    assert store.load("j1") == Stored(job(clock), 1)


def test_only_the_version_that_was_read_may_be_replaced(store: Store, clock: Hand) -> None:
    store.save(job(clock), 0, clock.now() + DAY)
    answered = replace(job(clock), stage=Stage.ANSWERED)
    assert store.save(answered, 1, clock.now() + DAY)
    assert not store.save(job(clock), 1, clock.now() + DAY)
    assert store.load("j1") == Stored(answered, 2)


def test_a_version_of_a_job_that_does_not_exist_is_not_saved(store: Store, clock: Hand) -> None:
    assert not store.save(job(clock), 1, clock.now() + DAY)
    assert store.load("j1") is None


def test_of_many_writers_at_once_exactly_one_wins(store: Store, clock: Hand) -> None:
    store.save(job(clock), 0, clock.now() + DAY)
    won: list[bool] = []
    threads = [Thread(target=lambda: won.append(store.save(job(clock), 1, clock.now() + DAY))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_a_job_past_its_time_is_gone_and_its_id_is_free(store: Store, clock: Hand) -> None:
    store.save(job(clock), 0, clock.now() + timedelta(seconds=10))
    clock.move(seconds=9)
    assert store.load("j1") is not None
    clock.move(seconds=1)
    assert store.load("j1") is None
    assert store.save(job(clock), 0, clock.now() + DAY)


def test_an_answer_is_kept_whole_and_replaced(store: Store, clock: Hand) -> None:
    blocks = ({"type": "header", "text": {"type": "plain_text", "text": "é 🔴 " + "x" * 3000}},) * 40
    answer = Answer(Message("text", blocks), View({"type": "modal", "blocks": list(blocks)}))
    store.put_answer("j1", Answer(Message("old", ()), View({})), clock.now() + DAY)
    store.put_answer("j1", answer, clock.now() + DAY)
    assert store.answer("j1") == answer


def test_an_answer_ends(store: Store, clock: Hand) -> None:
    store.put_answer("j1", Answer(Message("text", ()), View({})), clock.now() + DAY)
    clock.move(days=1)
    assert store.answer("j1") is None


def test_a_counter_counts_every_amount_once(store: Store, clock: Hand) -> None:
    assert [store.count("user#1", n, clock.now() + DAY) for n in (1, 5, 2)] == [1, 6, 8]
    assert store.count("user#2", 1, clock.now() + DAY) == 1


def test_a_counter_loses_nothing_to_a_race(store: Store, clock: Hand, request: pytest.FixtureRequest) -> None:
    if "moto" in request.node.name:
        pytest.skip("moto's tables are for one thread")
    counts: list[int] = []
    threads = [Thread(target=lambda: counts.append(store.count("k", 1, clock.now() + DAY))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(1, 9))
