"""One store and one queue on each engine."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from adapters.dynamodb_store import DynamoDbStore
from adapters.dynamodb_table import DynamoDbTable
from adapters.sqlite_queue import SqliteQueue
from adapters.sqlite_store import SqliteStore
from adapters.sqlite_table import SqliteTable
from adapters.sqs_queue import SqsQueue
from core.slack_ports import Queue, Store
from core.table import Table
from tests.contract.engines import client, create_table, dynamodb_local
from tests.support.table import MemoryTable


class Hand:
    """A clock that is moved by hand. It starts at the present, which the engines believe in too."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture(scope="session")
def local_endpoint() -> Iterator[str]:
    with dynamodb_local() as endpoint:
        yield endpoint


@pytest.fixture(params=["sqlite", "moto", "dynamodb-local"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Hand) -> Iterator[Store]:
    match request.param:
        case "sqlite":
            yield SqliteStore(tmp_path / "store.sqlite", clock)
        case "moto":
            with mock_aws():
                dynamodb = client("dynamodb")
                yield DynamoDbStore(dynamodb, create_table(dynamodb), clock)
        case _:
            dynamodb = client("dynamodb", request.getfixturevalue("local_endpoint"))
            yield DynamoDbStore(dynamodb, create_table(dynamodb, _name()), clock)


@pytest.fixture(params=["memory", "sqlite", "moto", "dynamodb-local"])
def table(request: pytest.FixtureRequest, tmp_path: Path, clock: Hand) -> Iterator[Table]:
    match request.param:
        case "memory":
            yield MemoryTable(clock)
        case "sqlite":
            yield SqliteTable(tmp_path / "table.sqlite", clock)
        case "moto":
            with mock_aws():
                dynamodb = client("dynamodb")
                yield DynamoDbTable(dynamodb, create_table(dynamodb), clock)
        case _:
            dynamodb = client("dynamodb", request.getfixturevalue("local_endpoint"))
            yield DynamoDbTable(dynamodb, create_table(dynamodb, _name()), clock)


def _name() -> str:
    return f"tlscheck-{secrets.token_hex(8)}"


@dataclass
class Bench:
    """A queue, and its receiving end: bodies with receipts, delete, and the dead letters."""

    queue: Queue
    receive: Callable[[], list[tuple[str, str]]]
    delete: Callable[[str], None]
    dead: Callable[[], list[str]]


@pytest.fixture(params=["sqlite", "moto"])
def bench(request: pytest.FixtureRequest, tmp_path: Path, clock: Hand) -> Iterator[Bench]:
    """Most receives: 2. SQLite moves on the hand's clock; SQS's visibility is zero, so that no test waits."""
    if request.param == "sqlite":
        queue = SqliteQueue(tmp_path / "queue.sqlite", clock, visibility_s=0, most_receives=2)
        yield Bench(
            queue,
            lambda: [(m.body, m.receipt) for m in queue.receive(10)],
            queue.delete,
            lambda: [m.body for m in queue.receive(10, dead=True)],
        )
        return
    with mock_aws():
        yield _sqs(client("sqs"))


def _sqs(sqs: Any) -> Bench:
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = f'{{"deadLetterTargetArn": "{arn}", "maxReceiveCount": 2}}'
    attributes = {"VisibilityTimeout": "0", "RedrivePolicy": policy}
    url = sqs.create_queue(QueueName="errands", Attributes=attributes)["QueueUrl"]

    def receive(which: str = url) -> list[tuple[str, str]]:
        got = sqs.receive_message(QueueUrl=which, MaxNumberOfMessages=10)
        return [(m["Body"], m["ReceiptHandle"]) for m in got.get("Messages", [])]

    return Bench(
        SqsQueue(sqs, url),
        receive,
        lambda receipt: sqs.delete_message(QueueUrl=url, ReceiptHandle=receipt),
        lambda: [body for body, _ in receive(dead)],
    )
