"""Which Slack workspace a database file serves: noted by ``tlscheck serve``, so that commands need not be told."""

from pathlib import Path

from adapters.sqlite_store import prepare, transaction
from core.model.watch import Team

_SCHEMA = "create table if not exists served (one integer primary key check (one = 1), team text, enterprise text);"


def note(path: Path, team: Team) -> None:
    """May raise `Unavailable`."""
    prepare(path, _SCHEMA)
    with transaction(path) as db:
        db.execute("insert or replace into served (one, team, enterprise) values (1, ?, ?)", (team.id, team.enterprise))


def served(path: Path) -> Team | None:
    """None: no bot was started on it. May raise `Unavailable`."""
    prepare(path, _SCHEMA)
    with transaction(path) as db:
        row = db.execute("select team, enterprise from served").fetchone()
    return Team(row[0], row[1]) if row else None
