"""Models in and out of the table, typed; and the one way to write: read, decide, write on condition, else anew."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from core.codec import Undecodable, decode, encode
from core.model.message import Message
from core.model.watch_state import Parcel
from core.slack_ports import Unavailable
from core.table import Due, Json, Key, Put, Record, Table, Write
from core.watch_ports import Desk

T = TypeVar("T")
R = TypeVar("R")
TRIES: Final = 8
_PAGE: Final = 200
_UNREADABLE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A stored model and what is needed to replace it."""

    value: T
    record: Record

    @property
    def version(self) -> int:
        return self.record.version


@dataclass(frozen=True, slots=True)
class Plan(Generic[R]):
    """What to write, on condition, and what it then comes to. Nothing to write: the result stands as it is."""

    result: R
    writes: Sequence[Write] = ()


def read(table: Table, key: Key, shape: type[T]) -> Kept[T] | None:
    """Raises `Undecodable`, `Unavailable`."""
    record = table.get(key)
    return kept(record, shape) if record else None


def kept(record: Record, shape: type[T]) -> Kept[T]:
    """Raises `Undecodable`."""
    value = _parcel(record.body) if shape is Parcel else decode(shape, record.body)
    return Kept(value, record)  # type: ignore[arg-type]


def walk(table: Table, where: tuple[str, str], shape: type[T]) -> Iterator[Kept[T]]:
    """All records of a part under a prefix, in order, page by page. Raises `Undecodable`."""
    yield from (kept(record, shape) for record in _records(table, where))


def walk_readable(desk: Desk, where: tuple[str, str], shape: type[T]) -> Iterator[Kept[T]]:
    """As `walk`; one that cannot be read holds up none of the others: it is reported and due again in a day."""
    for record in _records(desk.table, where):
        held = readable(desk, record, shape)
        if held is not None:
            yield held


def readable(desk: Desk, record: Record, shape: type[T]) -> Kept[T] | None:
    """None: written by another version, or damaged; reported, and if it was due, due again in a day."""
    try:
        return kept(record, shape)
    except Undecodable as error:
        now = desk.clock.now()
        if record.due is not None and record.due.at <= now:
            desk.report(f"{record.key.part} {record.key.sort}: cannot be read, looked at again in a day: {error}")
            due = Due(record.due.shard, now + _UNREADABLE)
            desk.table.write([Put(key=record.key, body=record.body, expected=record.version, due=due)])
        return None


def _records(table: Table, where: tuple[str, str]) -> Iterator[Record]:
    after: str | None = None
    while True:
        page = table.query(*where, after=after, limit=_PAGE)
        yield from page.records
        after = page.after
        if after is None:
            return


def put(
    key: Key, value: object, expected: int | None, due: Due | None = None, expires_at: datetime | None = None
) -> Put:
    body = _written(value) if isinstance(value, Parcel) else encode(value)
    return Put(key=key, body=body, expected=expected, due=due, expires_at=expires_at)


def settle(table: Table, compose: Callable[[], Plan[R]]) -> R:
    """Do what ``compose`` plans from what it reads; when somebody else was quicker, let it read and plan again.

    Raises `Unavailable` when that goes on and on, and whatever the table raises: the write may have happened then, so
    ``compose`` must see by what it reads that there is nothing left to do.
    """
    for _ in range(TRIES):
        plan = compose()
        if not plan.writes or table.write(plan.writes):
            return plan.result
    raise Unavailable(f"somebody else was quicker {TRIES} times")


def _written(parcel: Parcel) -> Json:
    """A message is Slack's own JSON, which the codec does not look into."""
    rest = {f.name: encode(getattr(parcel, f.name)) for f in fields(parcel) if f.name != "message"}
    return {**rest, "message": {"text": parcel.message.text, "blocks": list(parcel.message.blocks)}}


def _parcel(body: Json) -> Parcel:
    match body.get("message"):
        case {"text": str(text), "blocks": list(blocks)}:
            blank = {"kind": "Message", "text": text, "blocks": []}
            return replace(decode(Parcel, {**body, "message": blank}), message=Message(text, tuple(blocks)))
        case _:
            raise Undecodable("not a stored Parcel: its message is missing")
