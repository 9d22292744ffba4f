"""A `Table` in memory, and a `Fuse` that stops or cuts off a run at its n-th side effect.

`Stopped` is what a killed process looks like from outside: no handler of ours may catch it, so it is a BaseException.
"""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from core.ports import Clock
from core.slack_ports import Unavailable
from core.table import MOST_WRITES, Check, Due, Key, Page, Put, Record, Remove, Table, Write

T = TypeVar("T")


class Stopped(BaseException):
    """The process was killed here."""


class Mishap(StrEnum):
    """stop before, stop after: killed before, after the side effect · refused: it did not happen and raised ·
    unheard: it happened and raised all the same.
    """

    STOP_BEFORE = "killed before"
    STOP_AFTER = "killed after"
    REFUSED = "refused"
    UNHEARD = "unheard"


@dataclass(slots=True)
class Fuse:
    """Counts side effects; at number ``at`` (from 1) the mishap happens, once. ``at`` 0: never."""

    at: int = 0
    mishap: Mishap = Mishap.STOP_BEFORE
    count: int = 0
    names: list[str] = field(default_factory=list)

    def effect(self, name: str, act: Callable[[], T]) -> T:
        """``act`` is one side effect."""
        self.count += 1
        self.names.append(name)
        if self.count != self.at:
            return act()
        match self.mishap:
            case Mishap.STOP_BEFORE:
                raise Stopped(name)
            case Mishap.REFUSED:
                raise Unavailable(name)
        act()
        raise Stopped(name) if self.mishap is Mishap.STOP_AFTER else Unavailable(name)


@dataclass(frozen=True, slots=True)
class _Row:
    """``body``: JSON text, as the real tables keep it, so what is read is nobody else's."""

    key: Key
    body: str
    version: int
    due: Due | None
    expires_at: datetime | None

    def record(self) -> Record:
        body = json.loads(self.body)
        return Record(key=self.key, body=body, version=self.version, due=self.due, expires_at=self.expires_at)


class MemoryTable:
    """The contract of `core.table.Table`, kept in a dictionary."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rows: dict[Key, _Row] = {}
        self._counters: dict[Key, tuple[int, datetime]] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Record | None:
        with self._lock:
            row = self._live(key)
            return row.record() if row else None

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        return {key: record for key in keys if (record := self.get(key)) is not None}

    def query(self, part: str, prefix: str = "", *, after: str | None = None, limit: int = 200) -> Page:
        with self._lock:
            sorts = sorted(key.sort for key in self._rows if key.part == part and key.sort.startswith(prefix))
            found = [row for sort in sorts if (after is None or sort > after) and (row := self._live(Key(part, sort)))]
            page = tuple(row.record() for row in found[:limit])
        return Page(page, page[-1].key.sort if len(found) > limit else None)

    def due(self, shard: str, until: datetime, *, limit: int = 500) -> tuple[Key, ...]:
        with self._lock:
            waiting = [(row.due.at, row) for row in self._rows.values() if row.due and row.due.shard == shard]
            due = sorted((at, row.key) for at, row in waiting if at <= until and self._is_live(row))
        return tuple(key for _, key in due[:limit])

    def write(self, writes: Sequence[Write]) -> bool:
        assert 0 < len(writes) <= MOST_WRITES
        assert len({write.key for write in writes}) == len(writes), "a transaction names a key once"
        with self._lock:
            if not all(self._holds(write) for write in writes):
                return False
            for write in writes:
                self._do(write)
            return True

    def count(self, key: Key, amount: int, expires_at: datetime) -> int:
        with self._lock:
            value, ends = self._counters.get(key, (0, expires_at))
            value, ends = (amount, expires_at) if ends <= self._clock.now() else (value + amount, ends)
            self._counters[key] = (value, ends)
            return value

    def everything(self) -> tuple[Record, ...]:
        """For a look at the end of a test."""
        with self._lock:
            return tuple(row.record() for _, row in sorted(self._rows.items()))

    def _is_live(self, row: _Row) -> bool:
        return row.expires_at is None or row.expires_at > self._clock.now()

    def _live(self, key: Key) -> _Row | None:
        row = self._rows.get(key)
        return row if row and self._is_live(row) else None

    def _holds(self, write: Write) -> bool:
        live = self._live(write.key)
        return write.expected is None or write.expected == (live.version if live else 0)

    def _do(self, write: Write) -> None:
        match write:
            case Put(key=key, body=body, due=due, expires_at=expires_at):
                live = self._live(key)
                self._rows[key] = _Row(key, json.dumps(body), live.version + 1 if live else 1, due, expires_at)
            case Remove(key):
                self._rows.pop(key, None)
            case Check():
                pass


class FusedTable:
    """Another table behind a fuse: writes and counts are its side effects."""

    def __init__(self, table: Table, fuse: Fuse) -> None:
        self._table, self.fuse = table, fuse
        self.get, self.get_many, self.query, self.due = table.get, table.get_many, table.query, table.due

    def write(self, writes: Sequence[Write]) -> bool:
        name = "write " + ", ".join(f"{type(write).__name__} {write.key.sort}" for write in writes)
        return self.fuse.effect(name, lambda: self._table.write(writes))

    def count(self, key: Key, amount: int, expires_at: datetime) -> int:
        return self.fuse.effect(f"count {key.sort}", lambda: self._table.count(key, amount, expires_at))
