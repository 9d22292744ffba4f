"""What both tables insist on, and how a record is written down: the same everywhere, so that what works on one machine
works in the cloud.

Limits of keys and transactions are DynamoDB's (developer guide, "Quotas": partition key 2048 bytes, sort key 1024, 100
items and 4 MB in a transaction). Due instants are whole microseconds; expiry counts in whole seconds, rounded up,
because DynamoDB's deletion does.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from core.table import MOST_BYTES, MOST_WRITES, Due, Json, Key, Put, Refused, Write

MOST_PART: Final = 2048
MOST_SORT: Final = 1024
MOST_TOGETHER: Final = 4_000_000  # bytes of all bodies and keys; the rest of 4 MB is for what is around them
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A `Put` as it is stored. ``due_at`` in microseconds, ``expires`` in seconds since 1970."""

    text: str
    due_shard: str | None
    due_at: int | None
    expires: int | None


def row(put: Put) -> Row:
    """Raises `Refused` for a body that is no JSON."""
    due = put.due
    if due:
        _insist(due.shard, MOST_PART, "due")
    return Row(
        text=_text(put),
        due_shard=due.shard if due else None,
        due_at=micros(due.at) if due else None,
        expires=expiry(put.expires_at) if put.expires_at else None,
    )


def insist(writes: Sequence[Write]) -> dict[Key, Row]:
    """The rows to be put. Raises `Refused` for what no table may take."""
    if len(writes) > MOST_WRITES:
        raise Refused(f"{len(writes)} writes at once; at most {MOST_WRITES} are possible")
    if len({write.key for write in writes}) < len(writes):
        raise Refused("two writes on one key at once")
    sizes = [insist_on_key(write.key) for write in writes]
    rows = {write.key: row(write) for write in writes if isinstance(write, Put)}
    for key, made in rows.items():
        size = len(made.text.encode())
        if size > MOST_BYTES:
            raise Refused(f"a body of {size} bytes at {_shown(key)}; at most {MOST_BYTES} are possible")
        sizes.append(size)
    if sum(sizes) > MOST_TOGETHER:
        raise Refused(f"{sum(sizes)} bytes at once; at most {MOST_TOGETHER} are possible")
    return rows


def insist_on_key(key: Key) -> int:
    """Its length in bytes. Raises `Refused`."""
    return _insist(key.part, MOST_PART, "part") + _insist(key.sort, MOST_SORT, "sort")


def insist_on_range(part: str, prefix: str, after: str | None) -> None:
    """Raises `Refused`."""
    _insist(part, MOST_PART, "part")
    if prefix:
        _insist(prefix, MOST_SORT, "sort")
    if after is not None:
        _insist(after, MOST_SORT, "sort")
        if not after.startswith(prefix):
            raise Refused("the place to go on from is outside of what is asked for")


def read_body(text: str) -> Json:
    """Raises ValueError for what no table of ours wrote."""
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("a stored body is not an object")  # noqa: TRY004 - what is stored is a value
    return body


def due_from(shard: str | None, at: int | None) -> Due | None:
    return Due(shard, _EPOCH + at * _TICK) if shard is not None and at is not None else None


def expiry(at: datetime) -> int:
    return math.ceil(at.timestamp())


def expiry_from(expires: int | None) -> datetime | None:
    return _EPOCH + timedelta(seconds=expires) if expires is not None else None


def micros(at: datetime) -> int:
    return (at - _EPOCH) // _TICK


def _text(put: Put) -> str:
    """Compact JSON. Text that UTF-8 cannot carry is escaped, which is longer and reads back the same."""
    try:
        text = json.dumps(put.body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError:
        return json.dumps(put.body, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused(f"a body that is no JSON at {_shown(put.key)}: {error}") from error
    return text


def _insist(text: str, most: int, what: str) -> int:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise Refused(f"a {what} key that is no Unicode text") from error
    if not 0 < size <= most:
        raise Refused(f"a {what} key of {size} bytes; 1 to {most} are possible")
    return size


def _shown(key: Key) -> str:
    return f"{key.part[:80]!r} {key.sort[:80]!r}"
