"""Which database, and whose watches in it: those of this terminal, or those of a Slack channel."""

import argparse
import getpass
import os
import re
import sqlite3
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.clock import SystemClock
from adapters.sqlite_store import of_the_disk
from adapters.sqlite_table import SqliteTable
from core.model.watch import LOCAL, Place, Team
from core.slack_ports import Unavailable
from core.watch_ports import Desk
from core.watching.local_time import find_zone
from local.served import served
from local.usage import UsageError, printable

TERMINAL: Final = Place(Team(LOCAL), "terminal")
_CHANNEL: Final = re.compile(r"[CDG][A-Z0-9]{2,40}")
_TEAM: Final = re.compile(r"(T[A-Z0-9]{1,40})(?:/(E[A-Z0-9]{1,40}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What a command works on. ``by``: who types it."""

    desk: Desk
    place: Place
    by: str

    @property
    def at_terminal(self) -> bool:
        return self.place == TERMINAL


def here(arguments: argparse.Namespace) -> Here:
    """Raises UsageError."""
    path = database(arguments.database)
    desk = open_desk(path)
    place = TERMINAL if arguments.channel is None else _channel(arguments.channel, arguments.team, path)
    return Here(desk=desk, place=place, by=_user())


def open_desk(path: Path) -> Desk:
    """Makes the file where there is none. Raises UsageError; `Unavailable` when it is the disk that fails."""
    clock = SystemClock()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        table = SqliteTable(path, clock)
    except (OSError, sqlite3.Error) as error:
        if of_the_disk(error):
            raise Unavailable(f"sqlite: {error}") from error
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"The database cannot be opened: {path}: {why}. Try: --database watch.sqlite") from None
    return Desk(table=table, clock=clock, report=tell, names=as_written)


def as_written(team: Team, ids: Collection[str], _seconds: float) -> Mapping[str, str]:
    """The `NamesOf` of a terminal, where an owner is any text; who Slack's ids are is not known here."""
    return {one: one for one in ids} if team == TERMINAL.team else {}


def tell(sentence: str) -> None:
    """What the operator should know, beside the answer."""
    print(f"tlscheck: {printable(sentence)}", file=sys.stderr, flush=True)


def database(option: str | None) -> Path:
    """``--database``, else TLSCHECK_SQLITE, else the user's state folder (XDG Base Directories)."""
    named = option or os.environ.get("TLSCHECK_SQLITE")
    if named:
        return Path(named)
    given = os.environ.get("XDG_STATE_HOME", "")
    if Path(given).is_absolute():
        return Path(given) / "tlscheck" / "watch.sqlite"
    with suppress(RuntimeError):
        return Path.home() / ".local" / "state" / "tlscheck" / "watch.sqlite"
    raise UsageError("There is no home folder to keep watches in. Try: --database watch.sqlite")


def machine_zone() -> str | None:
    """The time zone of this machine by its IANA name; None: it is not known by one."""
    try:
        linked = str(Path("/etc/localtime").readlink())
    except OSError:
        linked = ""
    names = (os.environ.get("TZ", "").removeprefix(":"), linked.partition("zoneinfo/")[2])
    return next((name for name in names if name and find_zone(name)), None)


def _channel(channel: str, team: str | None, path: Path) -> Place:
    if not _CHANNEL.fullmatch(channel):
        raise UsageError(
            f"“{channel[:80]}” is not a channel's id, which stands at the end of its “About” tab. "
            "Try: --channel C012AB3CD"
        )
    whose = served(path) if team is None else None
    if whose is not None:
        return Place(whose, channel)
    found = _TEAM.fullmatch(team or "")
    if found is None:
        said = f"“{team[:80]}” is not a workspace's id, which begins with T." if team else "Whose channel is it?"
        raise UsageError(f"{said} Try: --channel {channel} --team T012AB3CD")
    return Place(Team(found[1], found[2] or ""), channel)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"
