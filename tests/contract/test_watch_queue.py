"""What every queue of watching promises: letters arrive as they were sent, checks apart from telling."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from adapters.errands import UnknownErrand
from adapters.sqlite_queue import SqliteQueue
from adapters.watch_errands import Pulse, WatchLetter, letter_text, read_letter
from adapters.watch_queue import DelayingQueue, SqliteWatchQueue, SqsWatchQueue
from core.model.job import Errand, Task
from core.model.watch import Place, Team
from core.slack_ports import Unavailable
from core.watch_ports import Announce, Apply, Carry, MakeDigest, Sweep
from tests.contract.conftest import Hand
from tests.contract.engines import client

OPS = Place(Team("T1", "E1"), "C1")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LETTERS: tuple[WatchLetter, ...] = (
    Announce("a.example:443"), Carry(OPS), MakeDigest(OPS), Apply(OPS), Pulse(NOW),
)  # fmt: skip


@dataclass
class Lines:
    queue: DelayingQueue
    sweeps: Callable[[], list[WatchLetter]]
    tellings: Callable[[], list[WatchLetter]]


@pytest.fixture(params=["sqlite", "moto"])
def lines(request: pytest.FixtureRequest, tmp_path: Path, clock: Hand) -> Iterator[Lines]:
    if request.param == "sqlite":
        path = tmp_path / "queue.sqlite"
        both = [SqliteQueue(path, clock, name="sweep"), SqliteQueue(path, clock, name="telling")]
        yield Lines(SqliteWatchQueue(*both), lambda: _read(both[0]), lambda: _read(both[1]))
        return
    with mock_aws():
        sqs = client("sqs")
        urls = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("sweeps", "tellings")]
        yield Lines(SqsWatchQueue(sqs, *urls), lambda: _receive(sqs, urls[0]), lambda: _receive(sqs, urls[1]))


def _read(queue: SqliteQueue) -> list[WatchLetter]:
    return [read_letter(message.body) for message in queue.receive(1000)]


def _receive(sqs: Any, url: str) -> list[WatchLetter]:
    found: list[WatchLetter] = []
    while got := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        found += [read_letter(message["Body"]) for message in got]
    return found


def test_checks_and_all_else_arrive_apart(lines: Lines) -> None:
    sweep = Sweep(("a.example:443", "b.example:443"))
    lines.queue.send([sweep, *LETTERS])
    assert lines.sweeps() == [sweep]
    assert sorted(lines.tellings(), key=repr) == sorted(LETTERS, key=repr)


def test_many_and_long_letters_are_more_calls(lines: Lines) -> None:
    sweeps = [Sweep(tuple(f"{n}-{'x' * 250}.{k}.example:443" for k in range(100))) for n in range(12)]
    lines.queue.send(sweeps)
    assert sorted(lines.sweeps(), key=repr) == sorted(sweeps, key=repr)


def test_nothing_is_no_call(lines: Lines) -> None:
    lines.queue.send([])
    assert (lines.sweeps(), lines.tellings()) == ([], [])


def test_what_is_delayed_is_not_there_yet(lines: Lines) -> None:
    lines.queue.send([Carry(OPS)], 5000)
    assert lines.tellings() == []


def test_a_delay_is_at_most_what_sqs_has(tmp_path: Path, clock: Hand) -> None:
    tellings = SqliteQueue(tmp_path / "q", clock, name="telling")
    SqliteWatchQueue(SqliteQueue(tmp_path / "q", clock, name="sweep"), tellings).send([Carry(OPS)], 5000)
    clock.move(seconds=900)
    assert _read(tellings) == [Carry(OPS)]


def test_queues_of_one_file_are_apart(tmp_path: Path, clock: Hand) -> None:
    errands, sweeps = SqliteQueue(tmp_path / "q", clock), SqliteQueue(tmp_path / "q", clock, name="sweep")
    errands.send(Errand(Task.CHECK, "j1"))
    assert sweeps.receive(10) == ()
    assert len(errands.receive(10)) == 1


def test_a_queue_that_is_gone_is_unavailable() -> None:
    with mock_aws():
        sqs = client("sqs")
        queue = SqsWatchQueue(sqs, "https://sqs.eu-central-1.amazonaws.com/1/none", "")
        with pytest.raises(Unavailable):
            queue.send([Sweep(("a.example:443",))])


class Refusing:
    def send_message_batch(self, **_: Any) -> Any:
        return {"Successful": [], "Failed": [{"Id": "0", "Code": "InternalError"}]}


def test_a_letter_that_sqs_did_not_take_is_unavailable() -> None:
    queue = SqsWatchQueue(Refusing(), "sweeps", "tellings")  # type: ignore[arg-type]
    with pytest.raises(Unavailable, match="1 of 1 not taken: InternalError"):
        queue.send([Carry(OPS)])


@pytest.mark.parametrize("letter", [Sweep(("a.example:443",)), *LETTERS])
def test_a_letter_reads_back(letter: WatchLetter) -> None:
    assert read_letter(letter_text(letter)) == letter


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(str))
def test_a_text_that_is_no_letter_is_refused(text: str) -> None:
    with pytest.raises(UnknownErrand):
        read_letter(text)


@pytest.mark.parametrize(
    "text",
    ['{"schema":2,"watch":{}}', '{"schema":1,"watch":{"kind":"Errand"}}', '{"schema":1,"watch":[]}', "[" * 9999,
     '{"schema":1,"watch":{"kind":"Carry","place":7}}', '{"schema":1,"watch":{"kind":"Sweep","keys":[7]}}'],
)  # fmt: skip
def test_another_shape_is_refused(text: str) -> None:
    with pytest.raises(UnknownErrand):
        read_letter(text)
