"""The `Table` port on one DynamoDB table: keys ``pk`` and ``sk``, ``ttl``, and the index ``due`` on ``due_shard`` and
``due_at``, which holds keys only. No scans.

Versions are compared by DynamoDB in conditions. One write goes as it is, several as a transaction, which costs double
(developer guide, "DynamoDB transactions"). An answer that was lost on its way and asked for again by botocore must not
read as somebody else's success: a transaction carries a token for that, a single write the mark ``by``, which is
recognised when its own condition is in its way. What is past its time is not there, also before DynamoDB deletes it.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from adapters.dynamodb import ConditionFailed, Conflict, Item, call, packed, unpacked
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

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TRIES: Final = 5  # when other transactions are in the way
_BATCH: Final = 100  # keys in a BatchGetItem
_GONE: Final = "(attribute_not_exists(pk) OR #ttl <= :now)"
_ALIVE: Final = "(attribute_not_exists(#ttl) OR #ttl > :now)"
_WORD: Final = re.compile(r"[#:]\w+")


class DynamoDbTable:
    """``client``: with its own short timeouts and few retries."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Clock) -> None:
        self._client, self._table, self._clock = client, table, clock

    def get(self, key: Key) -> Record | None:
        insist_on_key(key)
        answer: Any = call(
            lambda: self._client.get_item(TableName=self._table, Key=_at(key), ConsistentRead=True),
        )
        return self._live(answer.get("Item"))

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        for key in keys:
            insist_on_key(key)
        wanted = list(dict.fromkeys(keys))
        found: dict[Key, Record] = {}
        for start in range(0, len(wanted), _BATCH):
            for item in self._batch([_at(key) for key in wanted[start : start + _BATCH]]):
                if record := self._live(item):
                    found[record.key] = record
        return found

    def query(self, part: str, prefix: str = "", *, after: str | None = None, limit: int = 200) -> Page:
        insist_on_range(part, prefix, after)
        condition = "pk = :part AND begins_with(sk, :prefix)" if prefix else "pk = :part"
        values = {":part": {"S": part}, ":prefix": {"S": prefix}}
        start = _at(Key(part, after)) if after is not None else None
        records: list[Record] = []
        while len(records) <= limit:  # one more than asked for tells whether there is more
            items, start = self._query(condition, values, start, limit + 1 - len(records), ConsistentRead=True)
            records += [record for item in items if (record := self._live(item))]
            if start is None:
                break
        more = len(records) > limit
        return Page(tuple(records[:limit]), records[limit - 1].key.sort if more else None)

    def due(self, shard: str, until: datetime, *, limit: int = 500) -> tuple[Key, ...]:
        values = {":shard": {"S": shard}, ":until": {"N": str(micros(until))}}
        keys: list[Key] = []
        start: Item | None = None
        while len(keys) < limit:
            condition = "due_shard = :shard AND due_at <= :until"
            items, start = self._query(condition, values, start, limit - len(keys), IndexName="due")
            keys += [_key(item) for item in items]
            if start is None:
                break
        return tuple(keys)

    def write(self, writes: Sequence[Write]) -> bool:
        rows = insist(writes)
        if not writes:
            return True
        mark = secrets.token_urlsafe(6)
        operations = [self._operation(write, rows, mark) for write in writes]
        for _ in range(TRIES):
            try:
                self._send(operations)
            except ConditionFailed as failed:
                return failed.item.get("by") == {"S": mark}
            except Conflict:
                continue
            return True
        raise Unavailable("dynamodb: other transactions were in the way")

    def count(self, key: Key, amount: int, expires_at: datetime) -> int:
        insist_on_key(key)
        values = {":amount": {"N": str(amount)}, ":ttl": {"N": str(expiry(expires_at))}}
        add = "ADD #value :amount SET #ttl = if_not_exists(#ttl, :ttl)"
        begin = "SET #value = :amount, #ttl = :ttl"
        for _ in range(TRIES):
            for update, condition in ((add, _ALIVE), (begin, "#ttl <= :now")):
                try:
                    return self._counted(key, update, condition, values)
                except (ConditionFailed, Conflict):
                    continue  # it ended, or somebody else has just begun it anew
        raise Unavailable("dynamodb: others were counting")

    def _counted(self, key: Key, update: str, condition: str, values: dict[str, Any]) -> int:
        arguments = self._arguments(f"{update} {condition}", values)
        answer: Any = call(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=_at(key),
                UpdateExpression=update,
                ConditionExpression=condition,
                ReturnValues="UPDATED_NEW",
                **arguments,
            )
        )
        return int(answer["Attributes"]["value"]["N"])

    def _operation(self, write: Write, rows: dict[Key, Row], mark: str) -> tuple[str, dict[str, Any]]:
        """Name and arguments, as a transaction takes them."""
        base = {"TableName": self._table, "Key": _at(write.key)}
        condition = _condition(write.expected)
        asked = {"ConditionExpression": condition} if condition else {}
        values: dict[str, Any] = {":expected": {"N": str(write.expected)}}
        match write:
            case Put():
                update, more = _update(rows[write.key], write.expected, mark)
                arguments = self._arguments(f"{update} {condition}", {**values, **more})
                return "Update", {**base, **asked, "UpdateExpression": update, **arguments}
            case Remove():
                return "Delete", {**base, **asked, **self._arguments(condition, values)}
            case Check():
                return "ConditionCheck", {**base, **asked, **self._arguments(condition, values)}

    def _send(self, operations: list[tuple[str, dict[str, Any]]]) -> None:
        match operations:
            case [("Update", arguments)]:
                call(lambda: self._client.update_item(**arguments, ReturnValuesOnConditionCheckFailure="ALL_OLD"))
            case [("Delete", arguments)]:
                call(lambda: self._client.delete_item(**arguments))
            case _:
                together: Any = [{name: arguments} for name, arguments in operations]
                call(lambda: self._client.transact_write_items(TransactItems=together))

    def _arguments(self, expression: str, values: dict[str, Any]) -> dict[str, Any]:
        """Names and values that an expression uses: DynamoDB takes no other ones."""
        words = set(_WORD.findall(expression))
        known = {**values, ":now": {"N": str(self._now())}, ":zero": {"N": "0"}, ":one": {"N": "1"}}
        names = {word: word[1:] for word in words if word[0] == "#"}
        used = {word: known[word] for word in words if word[0] == ":"}
        asked = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": used}
        return {name: value for name, value in asked.items() if value}

    def _batch(self, keys: list[Item]) -> list[Item]:
        """DynamoDB may leave keys for another request; while each brings something there is an end."""
        items: list[Item] = []
        while keys:
            answer = self._batch_once(keys)
            items += answer["Responses"].get(self._table, [])
            left = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
            if len(left) >= len(keys):
                raise Unavailable("dynamodb: no key of a batch was read")
            keys = left
        return items

    def _batch_once(self, keys: list[Item]) -> Any:
        wanted: Any = {self._table: {"Keys": keys, "ConsistentRead": True}}
        return call(lambda: self._client.batch_get_item(RequestItems=wanted))

    def _query(
        self, condition: str, values: dict[str, Any], start: Item | None, limit: int, **how: Any
    ) -> tuple[list[Item], Item | None]:
        """A page, and where the next one begins."""
        where: dict[str, Any] = {"ExclusiveStartKey": start} if start else {}
        arguments = {**self._arguments(condition, values), **where, **how}
        answer: Any = call(
            lambda: self._client.query(
                TableName=self._table, KeyConditionExpression=condition, Limit=limit, **arguments
            )
        )
        return answer["Items"], answer.get("LastEvaluatedKey")

    def _live(self, item: Item | None) -> Record | None:
        """None also for a counter, which has no body."""
        if not item or "body" not in item:
            return None
        expires = _number(item, "ttl")
        if expires is not None and expires <= self._now():
            return None
        return Record(
            key=_key(item),
            body=read_body(unpacked(item["body"])),
            version=int(item["version"]["N"]),
            due=due_from(item["due_shard"]["S"] if "due_shard" in item else None, _number(item, "due_at")),
            expires_at=expiry_from(expires),
        )

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _condition(expected: int | None) -> str:
    match expected:
        case None:
            return ""
        case 0:
            return _GONE
        case _:
            return f"#version = :expected AND {_ALIVE}"


def _update(row: Row, expected: int | None, mark: str) -> tuple[str, dict[str, Any]]:
    """An update that leaves nothing of what was there before."""
    version = "if_not_exists(#version, :zero) + :one" if expected is None else ":next"
    values: dict[str, Any] = {
        ":body": packed(row.text),
        ":by": {"S": mark},
        ":next": {"N": str((expected or 0) + 1)},
        ":due_shard": {"S": row.due_shard},
        ":due_at": {"N": str(row.due_at)},
        ":ttl": {"N": str(row.expires)},
    }
    optional = {"due_shard": row.due_shard, "due_at": row.due_at, "ttl": row.expires}
    sets = [f"#version = {version}", "#body = :body", "#by = :by"]
    sets += [f"#{name} = :{name}" for name, value in optional.items() if value is not None]
    removes = [f"#{name}" for name, value in optional.items() if value is None]
    return f"SET {', '.join(sets)}" + (f" REMOVE {', '.join(removes)}" if removes else ""), values


def _at(key: Key) -> Item:
    return {"pk": {"S": key.part}, "sk": {"S": key.sort}}


def _key(item: Item) -> Key:
    return Key(item["pk"]["S"], item["sk"]["S"])


def _number(item: Item, name: str) -> int | None:
    return int(item[name]["N"]) if name in item else None
