"""Several plans as one transaction: each is made on what those before it leave, and all of it is written, or nothing.

A `Draft` is read like the table and written to in memory. What many hosts in one command need is read ahead at once,
so that fifty of them cost a few requests and not a few hundred.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Generic, TypeVar

from core.slack_ports import Unavailable
from core.table import Check, Key, Page, Put, Record, Remove, Table, Write
from core.watch_ports import Desk
from core.watching.shelf import TRIES, Plan

T = TypeVar("T")
R = TypeVar("R")
AT_ONCE: Final = 19  # plans in a transaction; none writes more than five records of its own, and some are shared


@dataclass(frozen=True, slots=True)
class Batch(Generic[T, R]):
    """``left``: what nobody came to. ``because``: the store said so, and it may have happened all the same; '' when the
    time was over.
    """

    results: tuple[R, ...]
    left: tuple[T, ...] = ()
    because: str = ""


class Draft:
    """A `Table` over another one. `commit` writes what was written to it, on the versions that were read."""

    def __init__(self, table: Table, ahead: Sequence[Key] = ()) -> None:
        self._table = table
        found = table.get_many(ahead) if ahead else {}
        self._seen: dict[Key, Record | None] = {key: found.get(key) for key in ahead}
        self._writes: dict[Key, Write] = {}

    def get(self, key: Key) -> Record | None:
        if key not in self._seen:
            self._seen[key] = self._table.get(key)
        return self._seen[key]

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        return {key: record for key in keys if (record := self.get(key)) is not None}

    def query(self, part: str, prefix: str = "", *, after: str | None = None, limit: int = 200) -> Page:
        """As it is stored."""
        return self._table.query(part, prefix, after=after, limit=limit)

    def due(self, shard: str, until: datetime, *, limit: int = 500) -> tuple[Key, ...]:
        """As it is stored."""
        return self._table.due(shard, until, limit=limit)

    def count(self, key: Key, amount: int, expires_at: datetime) -> int:
        """Counted at once, also when nothing is committed."""
        return self._table.count(key, amount, expires_at)

    def write(self, writes: Sequence[Write]) -> bool:
        if not all(self._holds(write) for write in writes):
            return False
        for write in writes:
            earlier = self._writes.get(write.key)
            if earlier is None:
                self._writes[write.key] = write
            elif not isinstance(write, Check):
                self._writes[write.key] = replace(write, expected=earlier.expected)
            self._see(write)
        return True

    def commit(self) -> bool:
        """False: somebody else was quicker."""
        return not self._writes or self._table.write(list(self._writes.values()))

    def _holds(self, write: Write) -> bool:
        if write.expected is None:
            return True
        known = self.get(write.key)
        return write.expected == (known.version if known else 0)

    def _see(self, write: Write) -> None:
        match write:
            case Put(key=key, body=body, due=due, expires_at=expires_at):
                version = (write.expected or 0) + 1
                self._seen[key] = Record(key=key, body=body, version=version, due=due, expires_at=expires_at)
            case Remove(key):
                self._seen[key] = None
            case Check():
                pass


def together(
    desk: Desk, things: Sequence[T], ahead: Callable[[T], Sequence[Key]], plan: Callable[[Desk, T], Plan[R]],
    until: float,
) -> Batch[T, R]:  # fmt: skip
    """A plan for each thing, `AT_ONCE` in a transaction; goes no further after the monotonic second ``until``.

    ``ahead``: what its plan will read. What was written before the store gave up stays, and is among the results.
    """
    done: list[R] = []
    for start in range(0, len(things), AT_ONCE):
        chunk = things[start : start + AT_ONCE]
        if start and desk.clock.monotonic() >= until:
            return Batch(tuple(done), tuple(things[start:]))
        try:
            done += _one_transaction(desk, chunk, ahead, plan)
        except Unavailable as error:
            return Batch(tuple(done), tuple(things[start:]), str(error) or "unavailable")
    return Batch(tuple(done))


def _one_transaction(
    desk: Desk, chunk: Sequence[T], ahead: Callable[[T], Sequence[Key]], plan: Callable[[Desk, T], Plan[R]]
) -> list[R]:
    keys = list(dict.fromkeys(key for thing in chunk for key in ahead(thing)))
    for _ in range(TRIES):
        draft = Draft(desk.table, keys)
        plans = [_drafted(replace(desk, table=draft), draft, plan, thing) for thing in chunk]
        if draft.commit():
            return plans
    raise Unavailable(f"somebody else was quicker {TRIES} times")


def _drafted(desk: Desk, draft: Draft, plan: Callable[[Desk, T], Plan[R]], thing: T) -> R:
    made = plan(desk, thing)
    if made.writes and not draft.write(made.writes):
        raise Unavailable("a plan contradicts the one before it")  # a fault of ours: plans read what they write
    return made.result
