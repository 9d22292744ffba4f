"""What no `Table` takes is refused before anything is sent; what is only odd is kept as it is, to the last byte."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.dynamodb_table import DynamoDbTable
from adapters.sqlite_table import SqliteTable
from core.slack_ports import Unavailable
from core.table import MOST_BYTES, Check, Due, Json, Key, Put, Record, Refused, Remove, Table
from tests.contract.conftest import Hand
from tests.contract.engines import client

pytestmark = pytest.mark.slow
KEY = Key("p", "s")
FRAME = len('{"x":""}')
HOSTILE = [
    "",
    "\x00\x00",
    "a\x00b",
    "'; drop table record; --",
    "#ttl = :now",
    "\\",
    '"}',
    "\ud800 alone",
    "\U0001f534é\u202e\u2028",
    "x" * 5000,
]


def put(key: Key = KEY, body: Json | None = None, **more: Any) -> Put:
    return Put(key=key, body={} if body is None else body, expected=0, **more)


@pytest.fixture(params=["sqlite", "dynamodb"])
def offline(request: pytest.FixtureRequest, tmp_path: Path, clock: Hand) -> Iterator[Table]:
    """A table behind which there is nothing: whatever is sent raises `Unavailable`."""
    if request.param == "sqlite":
        (tmp_path / "here").mkdir()
        table = SqliteTable(tmp_path / "here" / "table.sqlite", clock)
        (tmp_path / "here").rename(tmp_path / "elsewhere")
        yield table
        return
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield DynamoDbTable(client("dynamodb", f"http://127.0.0.1:{closed.getsockname()[1]}"), "t", clock)


def test_where_nothing_is_everything_is_unavailable(offline: Table, clock: Hand) -> None:
    for act in (
        lambda: offline.get(KEY),
        lambda: offline.get_many([KEY]),
        lambda: offline.query("p"),
        lambda: offline.due("s", clock.now()),
        lambda: offline.write([put()]),
        lambda: offline.write([put(), Check(Key("p", "t"), 0)]),
        lambda: offline.write([Remove(KEY, None)]),
        lambda: offline.count(KEY, 1, clock.now()),
    ):
        with pytest.raises(Unavailable):
            act()


@pytest.mark.parametrize(
    ("writes", "why"),
    [
        ([put(body={"x": "y" * 300_000})], r"a body of 300008 bytes at 'p' 's'; at most 262144 are possible"),
        ([put(body={"x": "é" * (MOST_BYTES // 2)})], "at most 262144"),
        ([put(body={"x": "y" * (MOST_BYTES - FRAME + 1)})], "at most 262144"),
        ([put(Key("p", f"{n}")) for n in range(101)], "101 writes at once; at most 100 are possible"),
        ([put(), Remove(KEY, None)], "two writes on one key"),
        ([put(), Check(KEY, 0)], "two writes on one key"),
        ([put(Key("p", f"{n}"), {"x": "y" * 250_000}) for n in range(16)], "4000166 bytes at once"),
        ([put(Key("", "s"))], "a part key of 0 bytes; 1 to 2048 are possible"),
        ([put(Key("p", ""))], "a sort key of 0 bytes; 1 to 1024 are possible"),
        ([Remove(Key("p" * 2049, "s"), None)], "a part key of 2049 bytes"),
        ([Check(Key("p", "é" * 513), 0)], "a sort key of 1026 bytes"),
        ([put(Key("p\udfff", "s"))], "no Unicode text"),
        ([put(body={"x": float("nan")})], "no JSON"),
        ([put(body={"x": b"bytes"})], "no JSON"),
    ],
)
def test_what_cannot_be_written_is_refused_before_it_is_sent(offline: Table, writes: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        offline.write(writes)


def test_a_shard_without_a_name_is_refused(offline: Table, clock: Hand) -> None:
    with pytest.raises(Refused, match="a due key of 0 bytes"):
        offline.write([put(due=Due("", clock.now()))])


def test_what_cannot_be_there_is_not_asked_for(offline: Table, clock: Hand) -> None:
    bad = Key("p", "")
    for act in (
        lambda: offline.get(bad),
        lambda: offline.get_many([KEY, bad]),
        lambda: offline.query(""),
        lambda: offline.query("p", "x" * 1025),
        lambda: offline.query("p", "x", after="y"),
        lambda: offline.count(bad, 1, clock.now()),
    ):
        with pytest.raises(Refused):
            act()


def test_no_writes_at_all_hold(offline: Table) -> None:
    assert offline.write([])


def test_the_largest_is_taken(table: Table, clock: Hand) -> None:
    key = Key("p" * 2048, "é" * 512)
    body: Json = {"x": "y" * (MOST_BYTES - FRAME)}
    due = Due("s" * 2048, clock.now())
    assert table.write([put(key, body, due=due)])
    assert table.get(key) == Record(key=key, body=body, version=1, due=due)
    assert table.due("s" * 2048, clock.now()) == (key,)


def test_the_most_together_is_taken(table: Table) -> None:
    writes = [put(Key("p", f"{n:02}"), {"x": "y" * 249_000}) for n in range(16)]
    assert table.write(writes)
    found = table.query("p")
    assert ([r.key.sort for r in found.records], found.after) == ([f"{n:02}" for n in range(16)], None)
    assert len(table.get_many([write.key for write in writes])) == 16


def test_pages_are_full_also_where_an_engine_makes_its_own_after_a_megabyte(table: Table) -> None:
    for n in range(2):
        table.write([put(Key("p", f"{n}{m}"), {"x": "y" * 249_000}) for m in range(5)])
    page = table.query("p", limit=9)
    assert (len(page.records), page.after) == (9, "13")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_come_back_as_they_were(table: Table, text: str) -> None:
    body: Json = {text: [text, {"#": text}], "n": 2**70, "f": 0.1, "deep": [[[[[[]]]]]], "null": None}
    assert table.write([put(body=body)])
    assert table.get(KEY) == Record(key=KEY, body=body, version=1)


@pytest.mark.parametrize("text", [text[:1000] for text in HOSTILE if text and "\ud800" not in text])
def test_hostile_keys_are_only_keys(table: Table, clock: Hand, text: str) -> None:
    key = Key(text, text)
    assert table.write([put(key, due=Due(text, clock.now())), put(Key(text, "~"))])
    assert table.get(key) == Record(key=key, body={}, version=1, due=Due(text, clock.now()))
    assert [r.key for r in table.query(text, text).records] == [key]
    assert table.due(text, clock.now()) == (key,)
    assert table.count(Key(text, f"{text}!"[-1024:]), 2, clock.now() + timedelta(days=1)) == 2
    assert table.write([Remove(key, 1)])
    assert table.get(key) is None


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
bodies = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(part=texts, sort=texts, body=st.dictionaries(st.text(), bodies, max_size=4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_json_comes_back(table: Table, part: str, sort: str, body: Json) -> None:
    key = Key(part, sort)
    assert table.write([Put(key=key, body=body, expected=None)])
    found = table.get(key)
    assert found is not None
    assert found.body == body
