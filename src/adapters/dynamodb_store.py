"""The `Store` port on the DynamoDB table: partition key ``pk``, a prefix a kind; ``sk``, always the same; ``ttl`` in
seconds. No scans, no index.

Versions are compared by DynamoDB in a condition, so two writers never both win. TTL deletion lags by days: what is
past its time is filtered here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from adapters.dynamodb import ConditionFailed, Item, call, seconds
from adapters.stored import answer_text, job_text, read_answer, read_job
from core.model.job import Job
from core.model.message import Answer
from core.ports import Clock
from core.slack_ports import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SORT: Final = "-"


class DynamoDbStore:
    """``client``: with its own short timeouts and few retries."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def load(self, job_id: str) -> Stored | None:
        item = self._get(f"job#{job_id}")
        return Stored(read_job(item["body"]["S"]), int(item["version"]["N"])) if item else None

    def save(self, job: Job, expected: int, expires_at: datetime) -> bool:
        key = f"job#{job.id}"
        item = {**_at(key), "body": {"S": job_text(job)}, "version": {"N": str(expected + 1)}, **_ttl(expires_at)}
        if expected == 0:
            condition = "attribute_not_exists(pk) OR #ttl <= :now"
            values = {":now": {"N": str(self._now())}}
            names = {"#ttl": "ttl"}
        else:
            condition = "#version = :expected"
            values, names = {":expected": {"N": str(expected)}}, {"#version": "version"}
        return self._conditional(
            lambda: self._client.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
                ExpressionAttributeNames=names,
            )
        )

    def put_answer(self, job_id: str, answer: Answer, expires_at: datetime) -> None:
        item = {**_at(f"answer#{job_id}"), "body": {"S": answer_text(answer)}, **_ttl(expires_at)}
        call(lambda: self._client.put_item(TableName=self._table, Item=item))

    def answer(self, job_id: str) -> Answer | None:
        item = self._get(f"answer#{job_id}")
        return read_answer(item["body"]["S"]) if item else None

    def count(self, key: str, amount: int, expires_at: datetime) -> int:
        answer: Any = call(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=_at(f"count#{key}"),
                UpdateExpression="ADD #value :amount SET #ttl = if_not_exists(#ttl, :ttl)",
                ExpressionAttributeNames={"#value": "value", "#ttl": "ttl"},
                ExpressionAttributeValues={":amount": {"N": str(amount)}, ":ttl": seconds(expires_at)},
                ReturnValues="UPDATED_NEW",
            )
        )
        return int(answer["Attributes"]["value"]["N"])

    def _get(self, key: str) -> Item | None:
        answer: Any = call(lambda: self._client.get_item(TableName=self._table, Key=_at(key), ConsistentRead=True))
        item = answer.get("Item")
        return item if item and int(item["ttl"]["N"]) > self._now() else None

    def _conditional(self, write: Callable[[], object]) -> bool:
        try:
            call(write)
        except ConditionFailed:
            return False
        return True

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _at(key: str) -> Item:
    return {"pk": {"S": key}, "sk": {"S": SORT}}


def _ttl(expires_at: datetime) -> Item:
    return {"ttl": seconds(expires_at)}
