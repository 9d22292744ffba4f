"""The `Queue` port on SQLite, with what SQS does around it: delay, visibility timeout, receive count, dead letters."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from adapters.errands import errand_text
from adapters.sqlite_store import prepare, transaction
from core.model.job import Errand
from core.ports import Clock

_SCHEMA = """
create table if not exists errand (
  id integer primary key autoincrement,
  body text not null,
  visible_at real not null,
  receives integer not null default 0,
  receipt text,
  dead integer not null default 0
);
create index if not exists errand_due on errand (dead, visible_at);
"""
_BURY = """
update errand set dead = 1, receives = 0, visible_at = ? where dead = 0 and receives >= ? and visible_at <= ?
"""
_DUE = """
select id, body, receives from errand where dead = ? and visible_at <= ? order by visible_at, id limit ?
"""


@dataclass(frozen=True, slots=True)
class Received:
    """A message in flight. ``receives`` counts this time too."""

    id: int
    body: str
    receipt: str
    receives: int


class SqliteQueue:
    """``visibility_s``: how long a received message is hidden; after ``most_receives`` it is a dead letter."""

    def __init__(self, path: Path, clock: Clock, *, visibility_s: float = 180.0, most_receives: int = 4) -> None:
        self._path, self._clock = path, clock
        self._visibility_s, self._most = visibility_s, most_receives
        prepare(path, _SCHEMA)

    def send(self, errand: Errand) -> None:
        with transaction(self._path) as db:
            due = self._now() + errand.delay_s
            db.execute("insert into errand (body, visible_at) values (?, ?)", (errand_text(errand), due))

    def postpone(self, receipt: str, seconds: int) -> None:
        with transaction(self._path) as db:
            due = self._now() + max(0, min(seconds, 43_200))
            db.execute("update errand set visible_at = ? where receipt = ?", (due, receipt))

    def receive(self, most: int = 1, *, dead: bool = False) -> tuple[Received, ...]:
        """Messages whose time has come, hidden from others from now on. Those received too often die here."""
        now = self._now()
        with transaction(self._path) as db:
            if not dead:
                db.execute(_BURY, (now, self._most, now))
            rows = db.execute(_DUE, (int(dead), now, most)).fetchall()
            found = tuple(Received(row[0], row[1], secrets.token_hex(16), row[2] + 1) for row in rows)
            for message in found:
                values = (message.receipt, message.receives, now + self._visibility_s, message.id)
                db.execute("update errand set receipt = ?, receives = ?, visible_at = ? where id = ?", values)
        return found

    def delete(self, receipt: str) -> None:
        """Done. A receipt that was overtaken by a later receive deletes nothing."""
        with transaction(self._path) as db:
            db.execute("delete from errand where receipt = ?", (receipt,))

    def _now(self) -> float:
        return self._clock.now().timestamp()
