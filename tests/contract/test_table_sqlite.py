"""What SQLite promises beyond the contract: it outlives its processes, and many of them may use one file at once."""

import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from adapters.sqlite_store import SqliteStore, passes
from adapters.sqlite_table import SqliteTable
from core.slack_ports import Unavailable
from core.table import Due, Key, Put, Record
from tests.contract.conftest import Hand

pytestmark = pytest.mark.slow
SPAWN = multiprocessing.get_context("spawn")
A, B = Key("p", "a"), Key("q", "b")
PATIENCE_S = 60


def put(key: Key, n: int, expected: int | None) -> Put:
    return Put(key=key, body={"n": n}, expected=expected)


def step_often(path: Path, times: int) -> None:
    table = SqliteTable(path, SystemClock())
    while times:
        record = table.get(A)
        assert record is not None
        n = record.body["n"]
        assert isinstance(n, int)
        times -= table.write([put(A, n + 1, record.version)])


def write_until_killed(path: Path, told: Connection) -> None:
    table = SqliteTable(path, SystemClock())
    for n in range(1, 1_000_000):
        assert table.write([put(A, n, n - 1), put(B, n, n - 1)])
        told.send(n)


def test_processes_that_write_at_once_lose_no_step(tmp_path: Path) -> None:
    path = tmp_path / "table.sqlite"
    table = SqliteTable(path, SystemClock())
    table.write([put(A, 0, 0)])
    processes = [SPAWN.Process(target=step_often, args=(path, 25)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE_S)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert table.get(A) == Record(key=A, body={"n": 75}, version=76)


def test_what_was_said_to_be_written_outlives_a_kill_and_nothing_is_half(tmp_path: Path) -> None:
    path = tmp_path / "table.sqlite"
    ours, theirs = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=write_until_killed, args=(path, theirs))
    process.start()
    theirs.close()
    while ours.poll(PATIENCE_S) and ours.recv() < 20:
        pass
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(PATIENCE_S)
    said = 20
    while ours.poll(0):
        try:
            said = ours.recv()
        except EOFError:
            break
    found = SqliteTable(path, SystemClock()).get_many([A, B])
    assert found[A].body == found[B].body
    assert found[A].version == found[B].version == found[A].body["n"]
    assert said <= found[A].version <= said + 1


def test_everything_is_there_after_a_restart(tmp_path: Path, clock: Hand) -> None:
    path = tmp_path / "table.sqlite"
    record = Put(key=A, body={"x": 1}, expected=0, due=Due("s", clock.now()), expires_at=clock.now() + timedelta(1))
    SqliteTable(path, clock).write([record])
    SqliteTable(path, clock).count(B, 3, clock.now() + timedelta(1))
    again = SqliteTable(path, clock)
    assert again.get(A) == Record(key=A, body={"x": 1}, version=1, due=record.due, expires_at=record.expires_at)
    assert (again.due("s", clock.now()), again.count(B, 1, clock.now() + timedelta(1))) == ((A,), 4)


def test_a_long_read_holds_up_no_writer_and_sees_one_state(tmp_path: Path, clock: Hand) -> None:
    path = tmp_path / "table.sqlite"
    table = SqliteTable(path, clock)
    table.write([put(A, 1, 0), put(B, 1, 0)])
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("begin")
        assert reader.execute("select count(*) from record").fetchone() == (2,)
        assert table.write([put(A, 2, 1), put(Key("p", "new"), 1, 0)])
        assert reader.execute("select count(*) from record").fetchone() == (2,)
        assert reader.execute("pragma journal_mode").fetchone() == ("wal",)


def test_what_is_past_its_time_is_deleted_in_the_end_and_nothing_else(tmp_path: Path, clock: Hand) -> None:
    path = tmp_path / "table.sqlite"
    table = SqliteTable(path, clock)
    soon = clock.now() + timedelta(seconds=1)
    table.write([Put(key=A, body={}, expected=0, expires_at=soon), put(B, 1, 0)])
    table.count(A, 1, soon)
    table.count(B, 1, soon + timedelta(days=1))
    clock.move(seconds=1)
    table.forget_expired()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("select part from record").fetchall() == [(b"q",)]
        assert db.execute("select part from tally").fetchall() == [(b"q",)]


def test_a_write_takes_what_is_past_its_time_along_once_an_hour(tmp_path: Path, clock: Hand) -> None:
    path = tmp_path / "table.sqlite"
    table = SqliteTable(path, clock)
    left = []
    for minutes in (0, 1, 58, 2):
        clock.move(seconds=60 * minutes)
        table.write([Put(key=Key("p", str(minutes)), body={}, expected=None, expires_at=clock.now())])
        with closing(sqlite3.connect(path)) as db:
            left.append(db.execute("select count(*) from record").fetchone()[0])
    assert left == [1, 2, 3, 1]


def test_table_and_store_may_share_a_file(tmp_path: Path, clock: Hand) -> None:
    path = tmp_path / "all.sqlite"
    table, store = SqliteTable(path, clock), SqliteStore(path, clock)
    ends = clock.now() + timedelta(days=1)
    assert (table.count(A, 2, ends), store.count("p", 1, ends)) == (2, 1)
    table.forget_expired()
    store.forget_expired()
    assert table.count(A, 1, ends) == 3


def test_what_is_due_is_found_by_the_index(tmp_path: Path, clock: Hand) -> None:
    path = tmp_path / "table.sqlite"
    SqliteTable(path, clock)
    sql = "select part, sort from record where due_shard = 's' and due_at <= 1 order by due_at, part, sort limit 5"
    with closing(sqlite3.connect(path)) as db:
        plan = [row[3] for row in db.execute(f"explain query plan {sql}")]
    assert plan == ["SEARCH record USING COVERING INDEX record_due (due_shard=? AND due_at<?)"]


def damaged(path: Path) -> SqliteTable:
    """Its pages but the first are overwritten: it opens, and cannot be used."""
    table = SqliteTable(path, SystemClock())
    table.write([put(Key("p", f"{number:04}"), number, 0) for number in range(100)])
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)
    return table


def test_a_damaged_file_is_said_to_be_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="malformed"):
        damaged(tmp_path / "table.sqlite").query("p")


def test_a_write_on_a_damaged_page_is_unavailable_too_and_does_not_pass(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="malformed") as raised:
        damaged(tmp_path / "table.sqlite").write([put(Key("p", "0007"), 1, 1)])
    assert not passes(raised.value)
