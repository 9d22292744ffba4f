"""Any walk of writes, reads and time ends alike on every engine and in a model of a few lines."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.table import Check, Due, Key, Put, Record, Remove, Table, Write
from tests.contract.conftest import Hand

pytestmark = pytest.mark.slow


@dataclass
class Model:
    """What the port says, told with a dictionary."""

    records: dict[Key, Record] = field(default_factory=dict)

    def live(self, now: datetime) -> dict[Key, Record]:
        return {k: r for k, r in self.records.items() if r.expires_at is None or r.expires_at > now}

    def write(self, writes: list[Write], now: datetime) -> bool:
        live = self.live(now)
        versions = {key: record.version for key, record in live.items()}
        if not all(write.expected in (None, versions.get(write.key, 0)) for write in writes):
            return False
        self.records = live
        for write in writes:
            match write:
                case Put(key=key, body=body, due=due, expires_at=ends):
                    version = versions.get(key, 0) + 1
                    self.records[key] = Record(key=key, body=body, version=version, due=due, expires_at=ends)
                case Remove(key):
                    self.records.pop(key, None)
                case Check():
                    pass
        return True


PARTS, SORTS, SHARDS = ("p", "p#", "q"), ("a", "a#", "a#1", "b", "é"), ("s#0", "s#1")
seconds = st.integers(1, 50)


@st.composite
def steps(draw: st.DrawFn) -> list[Any]:
    """A step is seconds to pass, or writes: (kind, part, sort, expected, shard, due in s, ends in s)."""
    one = st.tuples(
        st.sampled_from(["put", "put", "remove", "check"]),
        st.sampled_from(PARTS),
        st.sampled_from(SORTS),
        st.none() | st.integers(0, 3),
        st.none() | st.sampled_from(SHARDS),
        seconds,
        st.none() | seconds,
    )
    together = st.lists(one, min_size=1, max_size=3, unique_by=lambda w: (w[1], w[2]))
    return draw(st.lists(together | seconds, min_size=1, max_size=12))


def made(step: Any, number: int, now: datetime) -> list[Write]:
    return [_made(*write, number=number, now=now) for write in step]


def _made(*write: Any, number: int, now: datetime) -> Write:
    kind, part, sort, expected, shard, due, ends = write
    key = Key(part, sort)
    if kind == "remove":
        return Remove(key, expected)
    if kind == "check":
        return Check(key, expected or 0)
    return Put(
        key=key,
        body={"step": number},
        expected=expected,
        due=Due(shard, now + timedelta(seconds=due, microseconds=number)) if shard else None,
        expires_at=now + timedelta(seconds=ends) if ends else None,
    )


@given(walk=steps())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_walk_ends_as_in_the_model(table: Table, clock: Hand, walk: list[Any]) -> None:
    table.write([Remove(Key(part, sort), None) for part in PARTS for sort in SORTS])
    model = Model()
    for number, step in enumerate(walk):
        if isinstance(step, int):
            clock.move(seconds=step)
            continue
        writes = made(step, number, clock.now())
        # Which version comes after one that is past its time is open when nobody asks for one.
        live = model.live(clock.now())
        for write in writes:
            if write.expected is None and write.key not in live:
                table.write([Remove(write.key, None)])
        assert table.write(writes) is model.write(writes, clock.now())
    live = model.live(clock.now())
    assert table.get_many([Key(part, sort) for part in PARTS for sort in SORTS]) == live
    for part in PARTS:
        for prefix in ("", "a", "a#", "b"):
            expected = sorted((k for k in live if k.part == part and k.sort.startswith(prefix)), key=_bytes)
            assert [r.key for r in table.query(part, prefix).records] == expected
    for shard in SHARDS:
        until = clock.now() + timedelta(seconds=10)
        due = {r.key: r.due.at for r in live.values() if r.due and r.due.shard == shard and r.due.at <= until}
        found = [key for key in table.due(shard, until) if key in live]  # it may name what is past its time
        assert set(found) == set(due)
        assert [due[key] for key in found] == sorted(due.values())


def _bytes(key: Key) -> bytes:
    return key.sort.encode()
