"""DynamoDB in trouble: throttled, in conflict, half an answer, an answer that was lost on its way."""

import base64
import itertools
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from adapters.dynamodb import unpacked
from adapters.dynamodb_table import TRIES, DynamoDbTable
from core.slack_ports import Unavailable
from core.table import MOST_BYTES, Check, Key, Page, Put, Record, Remove
from tests.contract.answers import Says, Script, cancelled, error, saying
from tests.contract.conftest import Hand
from tests.contract.engines import client, create_table

pytestmark = pytest.mark.slow
A, B = Key("p", "a"), Key("p", "b")
PUT = Put(key=A, body={"n": 1}, expected=0)
ITEM = {"pk": {"S": "p"}, "sk": {"S": "a"}, "body": {"S": "{}"}, "version": {"N": "1"}}
ENDS = datetime(2040, 1, 1, tzinfo=UTC)


def over(script: Script, clock: Hand) -> DynamoDbTable:
    return DynamoDbTable(script.client(), "t", clock)


ACTS: list[Callable[[DynamoDbTable], object]] = [
    lambda table: table.get(A),
    lambda table: table.get_many([A, B]),
    lambda table: table.query("p"),
    lambda table: table.due("s", ENDS),
    lambda table: table.write([PUT]),
    lambda table: table.write([Remove(A, 1)]),
    lambda table: table.write([PUT, Check(B, 0)]),
    lambda table: table.count(A, 1, ENDS),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "trouble",
    [
        error("ProvisionedThroughputExceededException"),
        error("ThrottlingException"),
        error("RequestLimitExceeded"),
        error("InternalServerError", 500),
        error("ResourceNotFoundException"),
        Says(503, {}),
        Says(hangs_up=True),
        cancelled("None", "ThrottlingError"),
        cancelled("TransactionConflict", "ProvisionedThroughputExceeded"),
        cancelled(),
    ],
)
def test_what_is_impossible_now_is_unavailable(clock: Hand, trouble: Says, act: Callable[[Any], object]) -> None:
    with saying(trouble) as script, pytest.raises(Unavailable, match=r"^dynamodb: "):
        act(over(script, clock))


def test_the_reason_of_a_cancelled_transaction_is_said(clock: Hand) -> None:
    with saying(cancelled("None", "ThrottlingError")) as script, pytest.raises(Unavailable) as raised:
        over(script, clock).write([PUT, Check(B, 0)])
    assert str(raised.value) == "dynamodb: transaction cancelled: ThrottlingError"


def test_a_condition_that_fails_beside_a_conflict_is_a_no(clock: Hand) -> None:
    with saying(cancelled("TransactionConflict", "ConditionalCheckFailed")) as script:
        assert not over(script, clock).write([PUT, Check(B, 0)])


@pytest.mark.parametrize(
    ("conflict", "writes"),
    [
        (error("TransactionConflictException"), [PUT]),
        (error("TransactionConflictException"), [Remove(A, 1)]),
        (cancelled("None", "TransactionConflict"), [PUT, Check(B, 0)]),
    ],
)
def test_a_conflict_is_never_a_no_and_is_tried_again(clock: Hand, conflict: Says, writes: Any) -> None:
    with saying(*[conflict] * (TRIES - 1), Says()) as script:
        assert over(script, clock).write(writes)
        assert len(script.asked) == TRIES
    with saying(conflict) as script, pytest.raises(Unavailable, match="other transactions were in the way"):
        over(script, clock).write(writes)
    assert len(script.asked) == TRIES


def test_a_transaction_has_a_token_and_each_try_its_own(clock: Hand) -> None:
    with saying(cancelled("TransactionConflict"), Says()) as script:
        over(script, clock).write([PUT, Check(B, 0)])
    tokens = [body["ClientRequestToken"] for _, body in script.asked]
    assert len(set(tokens)) == 2
    assert all(tokens)


def test_keys_that_were_left_are_asked_for_again(clock: Hand) -> None:
    left = {"t": {"Keys": [{"pk": {"S": "p"}, "sk": {"S": "b"}}], "ConsistentRead": True}}
    half = Says(body={"Responses": {"t": [ITEM]}, "UnprocessedKeys": left})
    rest = Says(body={"Responses": {"t": [{**ITEM, "sk": {"S": "b"}}]}, "UnprocessedKeys": {}})
    with saying(half, rest) as script:
        found = over(script, clock).get_many([A, B])
    assert found == {key: Record(key=key, body={}, version=1) for key in (A, B)}
    assert script.asked[1][1]["RequestItems"] == left


def test_keys_that_are_left_for_ever_are_unavailable(clock: Hand) -> None:
    keys = [{"pk": {"S": "p"}, "sk": {"S": sort}} for sort in "ab"]
    nothing = Says(body={"Responses": {}, "UnprocessedKeys": {"t": {"Keys": keys}}})
    with saying(nothing) as script, pytest.raises(Unavailable, match="no key of a batch was read"):
        over(script, clock).get_many([A, B])
    assert len(script.asked) == 1


def test_an_empty_page_in_between_is_no_end(clock: Hand) -> None:
    empty = Says(body={"Items": [], "LastEvaluatedKey": {"pk": {"S": "p"}, "sk": {"S": "0"}}})
    with saying(empty, empty, Says(body={"Items": [ITEM]})) as script:
        table = over(script, clock)
        assert table.query("p") == Page((Record(key=A, body={}, version=1),))
    with saying(empty, empty, Says(body={"Items": [ITEM]})) as script:
        assert over(script, clock).due("s", ENDS) == (A,)


def test_reads_are_consistent_where_they_can_be_and_nothing_is_scanned(clock: Hand) -> None:
    with saying(Says(body={"Items": [], "Responses": {}})) as script:
        table = over(script, clock)
        for act in ACTS[:4]:
            act(table)
    (get, batch, query, due) = script.asked
    assert [name for name, _ in script.asked] == ["GetItem", "BatchGetItem", "Query", "Query"]
    assert get[1]["ConsistentRead"]
    assert batch[1]["RequestItems"]["t"]["ConsistentRead"]
    assert query[1]["ConsistentRead"]
    assert due[1]["IndexName"] == "due"


class Deaf:
    """A client whose every write arrives twice, as when the first answer is lost and botocore asks again."""

    def __init__(self, dynamodb: Any) -> None:
        self._dynamodb = dynamodb
        self._tokens = itertools.count(1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dynamodb, name)

    def update_item(self, **arguments: Any) -> Any:
        self._dynamodb.update_item(**arguments)
        return self._dynamodb.update_item(**arguments)

    def transact_write_items(self, **arguments: Any) -> Any:
        token = f"token-{next(self._tokens)}"
        self._dynamodb.transact_write_items(**arguments, ClientRequestToken=token)
        return self._dynamodb.transact_write_items(**arguments, ClientRequestToken=token)


@pytest.mark.parametrize("engine", ["moto", "dynamodb-local"])
def test_an_own_write_whose_answer_was_lost_is_a_yes(request: pytest.FixtureRequest, clock: Hand, engine: str) -> None:
    """Were it a no, a tick would believe that another one has the target, and nobody would check it."""
    local = engine == "dynamodb-local"
    with nullcontext() if local else mock_aws():
        endpoint = request.getfixturevalue("local_endpoint") if local else None
        dynamodb = client("dynamodb", endpoint)
        table = DynamoDbTable(Deaf(dynamodb), create_table(dynamodb, f"deaf-{engine}"), clock)  # type: ignore[arg-type]
        assert table.write([PUT])
        assert table.write([Put(key=A, body={"n": 2}, expected=1)])
        assert not table.write([Put(key=A, body={"n": 2}, expected=1)])
        assert table.get(A) == Record(key=A, body={"n": 2}, version=2)
        if local:  # moto knows no tokens
            assert table.write([Put(key=A, body={"n": 3}, expected=2), Put(key=B, body={}, expected=0)])
            assert not table.write([Put(key=A, body={"n": 3}, expected=2), Check(B, 1)])


def test_another_ones_equal_write_is_a_no(clock: Hand) -> None:
    with mock_aws():
        dynamodb = client("dynamodb")
        table = DynamoDbTable(dynamodb, create_table(dynamodb), clock)
        assert table.write([PUT])
        assert not table.write([PUT])


def test_a_counter_that_others_begin_anew_again_and_again_is_unavailable(clock: Hand) -> None:
    with saying(error("ConditionalCheckFailedException")) as script, pytest.raises(Unavailable, match="others were"):
        over(script, clock).count(A, 1, clock.now() + timedelta(days=1))
    assert len(script.asked) == 2 * TRIES


def test_a_long_body_is_stored_short_and_a_short_one_readable(clock: Hand) -> None:
    text = "a sentence that a state repeats; " * 60
    with mock_aws():
        dynamodb = client("dynamodb")
        table = DynamoDbTable(dynamodb, create_table(dynamodb), clock)
        table.write([PUT, Put(key=B, body={"text": text}, expected=0)])
        found = table.get(B)
        items = dynamodb.query(
            TableName="tlscheck", KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "p"}}
        )["Items"]
    assert found is not None
    assert found.body == {"text": text}
    assert items[0]["body"] == {"S": '{"n":1}'}
    assert len(items[1]["body"]["B"]) < len(text) / 10


@pytest.mark.parametrize(
    "body",
    [
        b"no deflate",
        zlib.compress(b'{"x": 1}')[:-5],
        zlib.compress(b'{"x": "' + b"y" * MOST_BYTES + b'"}'),
        zlib.compress(b"[1]"),
        zlib.compress(b"\xff"),
    ],
)
def test_a_body_that_nobody_of_us_wrote_is_said_and_costs_little(clock: Hand, body: bytes) -> None:
    item = {**ITEM, "body": {"B": base64.b64encode(body).decode()}}
    with saying(Says(body={"Item": item})) as script, pytest.raises(ValueError, match=r"stored body|decode"):
        over(script, clock).get(A)


def test_a_bomb_is_not_inflated() -> None:
    bomb = zlib.compress(bytes(64_000_000))
    tracemalloc.start()
    with pytest.raises(ValueError, match="longer than any"):
        unpacked({"B": bomb})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * MOST_BYTES
