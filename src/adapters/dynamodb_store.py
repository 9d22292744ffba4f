"""The `Store` port on one DynamoDB table: partition key ``pk``, a prefix a kind, ``ttl`` in seconds. No scans, no
indexes.

Versions are compared by DynamoDB in a condition, so two writers never both win. TTL deletion lags by days: what is
past its time is filtered here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from adapters.stored import answer_text, job_text, read_answer, read_job
from core.model.job import Job
from core.model.message import Answer
from core.ports import Clock
from core.slack_ports import Stored, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")


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
        item = {"pk": {"S": key}, "body": {"S": job_text(job)}, "version": {"N": str(expected + 1)}, **_ttl(expires_at)}
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
        item = {"pk": {"S": f"answer#{job_id}"}, "body": {"S": answer_text(answer)}, **_ttl(expires_at)}
        _call(lambda: self._client.put_item(TableName=self._table, Item=item))

    def answer(self, job_id: str) -> Answer | None:
        item = self._get(f"answer#{job_id}")
        return read_answer(item["body"]["S"]) if item else None

    def count(self, key: str, amount: int, expires_at: datetime) -> int:
        answer = _call(
            lambda: self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": f"count#{key}"}},
                UpdateExpression="ADD #value :amount SET #ttl = if_not_exists(#ttl, :ttl)",
                ExpressionAttributeNames={"#value": "value", "#ttl": "ttl"},
                ExpressionAttributeValues={":amount": {"N": str(amount)}, ":ttl": _ttl(expires_at)["ttl"]},
                ReturnValues="UPDATED_NEW",
            )
        )
        return int(answer["Attributes"]["value"]["N"])

    def _get(self, key: str) -> dict[str, Any] | None:
        answer = _call(
            lambda: self._client.get_item(TableName=self._table, Key={"pk": {"S": key}}, ConsistentRead=True)
        )
        item = answer.get("Item")
        return item if item and int(item["ttl"]["N"]) > self._now() else None

    def _conditional(self, write: Callable[[], object]) -> bool:
        try:
            _call(write)
        except _ConditionFailed:
            return False
        return True

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


class _ConditionFailed(Exception):  # noqa: N818
    pass


def _ttl(expires_at: datetime) -> dict[str, Any]:
    return {"ttl": {"N": str(int(expires_at.timestamp()))}}


def _call(call: Callable[[], T]) -> T:
    try:
        return call()
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code == "ConditionalCheckFailedException":
            raise _ConditionFailed from error
        raise Unavailable(f"dynamodb: {code}") from error
    except BotoCoreError as error:
        raise Unavailable(f"dynamodb: {type(error).__name__}") from error
