"""What everything that speaks to DynamoDB shares: its errors as ours, its seconds, long text made short.

A condition that does not hold is not an error of the network: it is `ConditionFailed`, with the item that was in the
way when it was asked for. Everything else that DynamoDB or the way to it refuses is `Unavailable`, by its code.
"""

import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from core.slack_ports import Unavailable
from core.table import MOST_BYTES

T = TypeVar("T")
Item = dict[str, Any]
_SHORT: Final = 400  # bytes; what is not longer stays readable in the console


class ConditionFailed(Exception):  # noqa: N818 - an answer, not a fault
    """``item``: what is stored there, empty when nothing is or nobody asked."""

    def __init__(self, item: Mapping[str, Any]) -> None:
        super().__init__("condition failed")
        self.item = item


class Conflict(Exception):  # noqa: N818 - an answer, not a fault
    """Another transaction was under way on the same item; nothing of this one was written."""


def call(action: Callable[[], T]) -> T:
    """Raises `ConditionFailed`, `Conflict`, `Unavailable`."""
    try:
        return action()
    except ClientError as error:
        raise _meaning(error) from error
    except BotoCoreError as error:
        raise Unavailable(f"dynamodb: {type(error).__name__}") from error


def seconds(expires_at: datetime) -> Item:
    """For the attribute ``ttl``: whole seconds, as DynamoDB's deletion wants them."""
    return {"N": str(int(expires_at.timestamp()))}


def packed(text: str) -> Item:
    """Long text deflated (RFC 1950): a write is paid by the kilobyte, and a target's state fits in one so."""
    plain = text.encode()
    return {"S": text} if len(plain) <= _SHORT else {"B": zlib.compress(plain)}


def unpacked(attribute: Item) -> str:
    """Raises ValueError for what `packed` did not write."""
    if "S" in attribute:
        return str(attribute["S"])
    try:
        inflater = zlib.decompressobj()
        plain = inflater.decompress(attribute["B"], MOST_BYTES + 1)
    except zlib.error as error:
        raise ValueError(f"a stored body cannot be inflated: {error}") from error
    if len(plain) > MOST_BYTES or not inflater.eof:
        raise ValueError("a stored body is cut off or longer than any that was written")
    return plain.decode()


def _meaning(error: ClientError) -> Exception:
    response: Mapping[str, Any] = error.response
    code = response.get("Error", {}).get("Code", "")
    match code:
        case "ConditionalCheckFailedException":
            return ConditionFailed(response.get("Item", {}))
        case "TransactionConflictException":
            return Conflict()
        case "TransactionCanceledException":
            return _cancelled({reason.get("Code", "None") for reason in response.get("CancellationReasons", ())})
        case _:
            return Unavailable(f"dynamodb: {code}")


def _cancelled(reasons: set[str]) -> Exception:
    """Why a transaction did not happen. A condition that failed says more than a conflict beside it."""
    if "ConditionalCheckFailed" in reasons:
        return ConditionFailed({})
    if reasons - {"None"} == {"TransactionConflict"}:
        return Conflict()
    return Unavailable(f"dynamodb: transaction cancelled: {', '.join(sorted(reasons - {'None'})) or 'no reason'}")
