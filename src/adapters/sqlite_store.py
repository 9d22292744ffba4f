"""The `Store` port on SQLite: one file, WAL, every write durable before it returns. For one machine, any number of
processes."""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from adapters.stored import answer_text, job_text, read_answer, read_job
from core.model.job import Job
from core.model.message import Answer
from core.ports import Clock
from core.slack_ports import Stored, Unavailable

BUSY_S = 5.0
_HOUR_S = 3600.0
_IN_USE = ("SQLITE_BUSY", "SQLITE_LOCKED")
_DISK = ("SQLITE_FULL", "SQLITE_IOERR")
_SCHEMA = """
create table if not exists job (
  id text primary key, version integer not null, body text not null, expires real not null
);
create table if not exists answer (id text primary key, body text not null, expires real not null);
create table if not exists counter (key text primary key, value integer not null, expires real not null);
"""


def connect(path: Path) -> sqlite3.Connection:
    """A connection of its own for every call: safe from any thread, cheap on one machine."""
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    connection.execute("pragma synchronous = full")
    return connection


def prepare(path: Path, schema: str) -> None:
    """Make the tables that are missing, in a file that keeps a write-ahead log."""
    with closing(connect(path)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(schema)


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """All or nothing. Raises `Unavailable` when the file cannot be read or written now, or is damaged."""
    try:
        with closing(connect(path)) as connection:
            connection.execute("begin immediate")
            with connection:
                yield connection
    except sqlite3.DatabaseError as error:
        raise Unavailable(f"sqlite: {error}") from error


def try_writing(path: Path) -> None:
    """A write that changes nothing. Raises `Unavailable`."""
    with transaction(path) as db:
        [version] = db.execute("pragma user_version").fetchone()
        db.execute(f"pragma user_version = {int(version)}")


def passes(error: Unavailable) -> bool:
    """Whether it is no more than that somebody else writes just now; else the file or its disk is at fault."""
    cause = error.__cause__
    return not isinstance(cause, sqlite3.Error) or _name(cause).startswith(_IN_USE)


def of_the_disk(error: Exception) -> bool:
    """Full, failing or in use: the same file may be as good as ever in a while."""
    return isinstance(error, sqlite3.OperationalError) and _name(error).startswith((*_IN_USE, *_DISK))


def _name(error: sqlite3.Error) -> str:
    """'' where the library's own module raised it and not SQLite."""
    return getattr(error, "sqlite_errorname", "")


class Hourly:
    """Is due at first, and when an hour has passed since it was."""

    def __init__(self) -> None:
        self._next = -math.inf

    def is_due(self, now: float) -> bool:
        """``now``: seconds since 1970."""
        if now < self._next:
            return False
        self._next = now + _HOUR_S
        return True


class SqliteStore:
    """Tables are made when they are missing. What is past its time is not seen, and removed with a write every hour."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock, self._forgetting = clock, Hourly()
        prepare(path, _SCHEMA)

    def load(self, job_id: str) -> Stored | None:
        with transaction(self._path) as db:
            row = db.execute(
                "select body, version from job where id = ? and expires > ?", (job_id, self._now())
            ).fetchone()
        return Stored(read_job(row[0]), row[1]) if row else None

    def save(self, job: Job, expected: int, expires_at: datetime) -> bool:
        values = (job_text(job), expires_at.timestamp(), job.id)
        with transaction(self._path) as db:
            if self._forgetting.is_due(self._now()):
                self._forget(db)
            if expected == 0:
                db.execute("delete from job where id = ? and expires <= ?", (job.id, self._now()))
                sql = "insert into job (body, expires, id, version) values (?, ?, ?, 1) on conflict do nothing"
                return db.execute(sql, values).rowcount == 1
            sql = "update job set body = ?, expires = ?, version = version + 1 where id = ? and version = ?"
            return db.execute(sql, (*values, expected)).rowcount == 1

    def put_answer(self, job_id: str, answer: Answer, expires_at: datetime) -> None:
        with transaction(self._path) as db:
            sql = "insert or replace into answer (id, body, expires) values (?, ?, ?)"
            db.execute(sql, (job_id, answer_text(answer), expires_at.timestamp()))

    def answer(self, job_id: str) -> Answer | None:
        with transaction(self._path) as db:
            row = db.execute("select body from answer where id = ? and expires > ?", (job_id, self._now())).fetchone()
        return read_answer(row[0]) if row else None

    def count(self, key: str, amount: int, expires_at: datetime) -> int:
        with transaction(self._path) as db:
            db.execute("delete from counter where expires <= ?", (self._now(),))
            sql = (
                "insert into counter (key, value, expires) values (?, ?, ?) "
                "on conflict (key) do update set value = value + excluded.value returning value"
            )
            return int(db.execute(sql, (key, amount, expires_at.timestamp())).fetchone()[0])

    def forget_expired(self) -> None:
        """Remove what is past its time, as DynamoDB's TTL does."""
        with transaction(self._path) as db:
            self._forget(db)

    def _forget(self, db: sqlite3.Connection) -> None:
        for table in ("job", "answer", "counter"):
            db.execute(f"delete from {table} where expires <= ?", (self._now(),))  # noqa: S608 - our own names

    def _now(self) -> float:
        return self._clock.now().timestamp()
