"""The `Table` port on SQLite: one file, WAL, every write durable before it returns. For one machine, any number of
processes.

Keys are stored as their UTF-8 bytes, so that order and prefixes are DynamoDB's. Readers see one state and hold up no
writer; a write checks all of its conditions before it changes anything.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from adapters.sqlite_store import Hourly, connect, prepare, transaction
from adapters.table_rules import (
    Row,
    due_from,
    expiry,
    expiry_from,
    insist,
    insist_on_key,
    insist_on_range,
    micros,
    read_body,
)
from core.ports import Clock
from core.slack_ports import Unavailable
from core.table import Check, Key, Page, Put, Record, Remove, Write

_SCHEMA = """
create table if not exists record (
  part blob not null, sort blob not null, version integer not null, body text not null,
  due_shard text, due_at integer, expires integer,
  primary key (part, sort)
);
create index if not exists record_due on record (due_shard, due_at, part, sort, expires) where due_shard is not null;
create index if not exists record_expires on record (expires) where expires is not null;
create table if not exists tally (
  part blob not null, sort blob not null, value integer not null, expires integer not null,
  primary key (part, sort)
) without rowid;
"""
_ALIVE = "(expires is null or expires > :now)"
_COLUMNS = "part, sort, version, body, due_shard, due_at, expires"
_GET = f"select {_COLUMNS} from record where part = :part and sort = :sort and {_ALIVE}"  # noqa: S608 - our own words
_QUERY = (
    f"select {_COLUMNS} from record where part = :part and sort > :after and sort >= :first and sort < :end "  # noqa: S608
    f"and {_ALIVE} order by sort limit :limit"
)
_DUE = (
    f"select part, sort from record where due_shard = :shard and due_at <= :until and {_ALIVE} "  # noqa: S608
    "order by due_at, part, sort limit :limit"
)
_PUT = (
    "insert into record (part, sort, version, body, due_shard, due_at, expires) values (?, ?, ?, ?, ?, ?, ?) "
    "on conflict (part, sort) do update set version = excluded.version, body = excluded.body, "
    "due_shard = excluded.due_shard, due_at = excluded.due_at, expires = excluded.expires"
)
_COUNT = (
    "insert into tally (part, sort, value, expires) values (?, ?, ?, ?) "
    "on conflict (part, sort) do update set value = value + excluded.value returning value"
)


class SqliteTable:
    """Tables are made when they are missing. What is past its time is not seen, and removed with a write every hour."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock, self._forgetting = path, clock, Hourly()
        prepare(path, _SCHEMA)

    def get(self, key: Key) -> Record | None:
        return self.get_many([key]).get(key)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        for key in keys:
            insist_on_key(key)
        with self._reading() as db:
            rows = [db.execute(_GET, {**_at(key), "now": self._now()}).fetchone() for key in dict.fromkeys(keys)]
        records = [_record(row) for row in rows if row]
        return {record.key: record for record in records}

    def query(self, part: str, prefix: str = "", *, after: str | None = None, limit: int = 200) -> Page:
        insist_on_range(part, prefix, after)
        first = prefix.encode()
        values = {
            "part": part.encode(),
            "after": (after or "").encode(),
            "first": first,
            "end": first + b"\xff",  # after everything that begins so: no UTF-8 has this byte
            "now": self._now(),
            "limit": limit + 1,
        }
        with self._reading() as db:
            records = [_record(row) for row in db.execute(_QUERY, values)]
        more = len(records) > limit
        return Page(tuple(records[:limit]), records[limit - 1].key.sort if more else None)

    def due(self, shard: str, until: datetime, *, limit: int = 500) -> tuple[Key, ...]:
        values = {"shard": shard, "until": micros(until), "now": self._now(), "limit": limit}
        with self._reading() as db:
            return tuple(_key(row) for row in db.execute(_DUE, values))

    def write(self, writes: Sequence[Write]) -> bool:
        rows = insist(writes)
        if not writes:
            return True
        with transaction(self._path) as db:
            if self._forgetting.is_due(self._now()):
                self._forget(db)
            stored = {write.key: self._stored(db, write.key) for write in writes}
            if not all(write.expected in (None, stored[write.key][0]) for write in writes):
                return False
            for write in writes:
                match write:
                    case Put():
                        _put(db, write, rows[write.key], stored[write.key])
                    case Remove():
                        db.execute("delete from record where part = :part and sort = :sort", _at(write.key))
                    case Check():
                        pass
        return True

    def count(self, key: Key, amount: int, expires_at: datetime) -> int:
        insist_on_key(key)
        values = (key.part.encode(), key.sort.encode(), amount, expiry(expires_at))
        with transaction(self._path) as db:
            ended = "delete from tally where part = :part and sort = :sort and expires <= :now"
            db.execute(ended, {**_at(key), "now": self._now()})
            return int(db.execute(_COUNT, values).fetchone()[0])

    def forget_expired(self) -> None:
        """Remove what is past its time, as DynamoDB's TTL does."""
        with transaction(self._path) as db:
            self._forget(db)

    def _forget(self, db: sqlite3.Connection) -> None:
        db.execute("delete from record where expires <= ?", (self._now(),))
        db.execute("delete from tally where expires <= ?", (self._now(),))

    def _stored(self, db: sqlite3.Connection, key: Key) -> tuple[int, int]:
        """The version that readers see, 0 for none; and the one that lies there, maybe past its time."""
        sql = f"select version, {_ALIVE} from record where part = :part and sort = :sort"  # noqa: S608 - our own words
        row = db.execute(sql, {**_at(key), "now": self._now()}).fetchone()
        return (row[0] if row[1] else 0, row[0]) if row else (0, 0)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """One state of everything. Raises `Unavailable` when the file cannot be read now, or is damaged."""
        try:
            with closing(connect(self._path)) as connection:
                connection.execute("begin")
                yield connection
        except sqlite3.DatabaseError as error:
            raise Unavailable(f"sqlite: {error}") from error

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _put(db: sqlite3.Connection, put: Put, row: Row, stored: tuple[int, int]) -> None:
    before = stored[1] if put.expected is None else put.expected
    values = (*_at(put.key).values(), before + 1, row.text, row.due_shard, row.due_at, row.expires)
    db.execute(_PUT, values)


def _at(key: Key) -> dict[str, object]:
    return {"part": key.part.encode(), "sort": key.sort.encode()}


def _key(row: Sequence[bytes]) -> Key:
    return Key(row[0].decode(), row[1].decode())


def _record(row: sqlite3.Row) -> Record:
    part, sort, version, text, shard, at, expires = row
    return Record(
        key=_key((part, sort)),
        body=read_body(text),
        version=version,
        due=due_from(shard, at),
        expires_at=expiry_from(expires),
    )
