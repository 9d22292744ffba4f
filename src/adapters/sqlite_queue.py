"""The `Queue` port on SQLite, with what SQS does around it: delay, visibility timeout, receive count, dead letters."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from adapters.errands import errand_text
from adapters.sqlite_store import prepare, transaction
from core.model.job import Errand
from core.ports import Clock

_SCHEMA = """
create table if not exists {name} (
  id integer primary key autoincrement,
  body text not null,
  visible_at real not null,
  receives integer not null default 0,
  receipt text,
  dead integer not null default 0
);
create index if not exists {name}_due on {name} (dead, visible_at);
"""
_BURY = """
update {name} set dead = 1, receives = 0, visible_at = ? where dead = 0 and receives >= ? and visible_at <= ?
"""
_DUE = """
select id, body, receives from {name} where dead = ? and visible_at <= ? order by visible_at, id limit ?
"""
_TAKE = "update {name} set receipt = ?, receives = ?, visible_at = ? where id = ?"
Name = Literal["errand", "sweep", "telling"]


@dataclass(frozen=True, slots=True)
class Received:
    """A message in flight. ``receives`` counts this time too."""

    id: int
    body: str
    receipt: str
    receives: int


class SqliteQueue:
    """``visibility_s``: how long a received message is hidden; after ``most_receives`` it is a dead letter.
    ``name``: of its table; each is a queue of its own.
    """

    def __init__(
        self, path: Path, clock: Clock, *, visibility_s: float = 180.0, most_receives: int = 4, name: Name = "errand"
    ) -> None:
        self._path, self._clock = path, clock
        self._visibility_s, self._most, self._name = visibility_s, most_receives, name
        prepare(path, _SCHEMA.format(name=name))

    def send(self, errand: Errand) -> None:
        self.put([errand_text(errand)], errand.delay_s)

    def put(self, bodies: Sequence[str], delay_s: float) -> None:
        """All of them or none."""
        with transaction(self._path) as db:
            due = self._now() + delay_s
            rows = [(body, due) for body in bodies]
            db.executemany(self._sql("insert into {name} (body, visible_at) values (?, ?)"), rows)

    def postpone(self, receipt: str, seconds: int) -> None:
        with transaction(self._path) as db:
            due = self._now() + max(0, min(seconds, 43_200))
            db.execute(self._sql("update {name} set visible_at = ? where receipt = ?"), (due, receipt))

    def receive(self, most: int = 1, *, dead: bool = False) -> tuple[Received, ...]:
        """Messages whose time has come, hidden from others from now on. Those received too often die here."""
        now = self._now()
        with transaction(self._path) as db:
            if not dead:
                db.execute(self._sql(_BURY), (now, self._most, now))
            rows = db.execute(self._sql(_DUE), (int(dead), now, most)).fetchall()
            found = tuple(Received(row[0], row[1], secrets.token_hex(16), row[2] + 1) for row in rows)
            for message in found:
                values = (message.receipt, message.receives, now + self._visibility_s, message.id)
                db.execute(self._sql(_TAKE), values)
        return found

    def delete(self, receipt: str) -> None:
        """Done. A receipt that was overtaken by a later receive deletes nothing."""
        with transaction(self._path) as db:
            db.execute(self._sql("delete from {name} where receipt = ?"), (receipt,))

    def _sql(self, statement: str) -> str:
        return statement.format(name=self._name)

    def _now(self) -> float:
        return self._clock.now().timestamp()
