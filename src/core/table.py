"""The port behind watching: a table of records with two keys, one due index, and writes that are all or nothing.

Two adapters, one contract suite: DynamoDB (single table) and SQLite. What the keys mean is `core.watching.keys`'s
business; an adapter knows none of them. Every method may raise `Unavailable`; whether a write happened may then be
unknown, so every write is made to be repeated: it is conditional on the version that was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Json = dict[str, object]
MOST_WRITES = 100  # in one transaction, DynamoDB's limit
MOST_BYTES = 256 * 1024  # of one body as JSON text; DynamoDB takes 400 KB with everything around it


class Refused(ValueError):  # noqa: N818 - names a state of the world
    """This can never be written or asked for: too large, too many, twice the same key. Said before anything is sent."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """``part``: everything that is read together. ``sort``: its order inside."""

    part: str
    sort: str


@dataclass(frozen=True, slots=True)
class Due:
    """Place in the due index: ``shard`` names a queue of things that come due, ``at`` when."""

    shard: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``version``: 1 when it was created. ``expires_at``: gone for readers after it; None never."""

    key: Key
    body: Json
    version: int
    due: Due | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Write if the stored version is ``expected`` (0: no such record; None: whatever is there) and make it one more."""

    key: Key
    body: Json
    expected: int | None
    due: Due | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete if the stored version is ``expected``; None: whatever is there, also nothing."""

    key: Key
    expected: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """Write nothing, insist that the stored version is ``expected`` (0: no such record)."""

    key: Key
    expected: int


Write = Put | Remove | Check


@dataclass(frozen=True, slots=True)
class Page:
    """``after``: the sort key to go on from, None when that was all."""

    records: tuple[Record, ...]
    after: str | None = None


class Table(Protocol):
    def get(self, key: Key) -> Record | None:
        """Strongly consistent."""

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        """Those that exist, in as few requests as possible. Strongly consistent."""

    def query(self, part: str, prefix: str = "", *, after: str | None = None, limit: int = 200) -> Page:
        """The records of a part whose sort key begins with ``prefix``, in order. Strongly consistent."""

    def due(self, shard: str, until: datetime, *, limit: int = 500) -> tuple[Key, ...]:
        """Keys that come due in this shard at or before ``until``, earliest first. May lag behind by a moment."""

    def write(self, writes: Sequence[Write]) -> bool:
        """All or nothing, at most `MOST_WRITES` on distinct keys; False when a condition does not hold."""

    def count(self, key: Key, amount: int, expires_at: datetime) -> int:
        """Add atomically to a counter that begins at 0; its new value."""
