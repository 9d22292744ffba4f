"""``tlscheck import`` and ``tlscheck export``: watches as CSV. What is not understood is named, line by line."""

import sys
from pathlib import Path
from typing import Final

from core.watching.spreadsheet import MOST_CHARACTERS, export, import_all, read_sheet
from core.watching.subscribing import MOST_PER_TEAM, entries
from local.usage import UsageError
from local.watch_place import Here, tell

_PATIENCE_S: Final = 300.0


def take_in(at: Here, name: str) -> int:
    """0: all of it; 2: some lines were not understood, or not all could be taken."""
    sheet = read_sheet(_text(name), any_owner=at.at_terminal)
    for misread in sheet.misread:
        tell(f"{name}, line {misread.line}: {misread.sentence}")
    done = import_all(at.desk, at.place, at.by, sheet.wishes, at.desk.clock.monotonic() + _PATIENCE_S)
    print(f"{done.new} new, {done.changed} watched already.")
    if done.left:
        why = f"up to {MOST_PER_TEAM} can be watched" if done.full else "the time was over; importing again goes on"
        tell(f"{len(done.left)} not taken: {why}.")
    return 2 if sheet.misread or done.left else 0


def put_out(at: Here, name: str) -> int:
    text = export(entries(at.desk, at.place))
    if name == "-":
        sys.stdout.write(text)
        return 0
    try:
        Path(name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"{name} cannot be written: {error.strerror}. Try: tlscheck export watches.csv") from None
    return 0


def _text(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.buffer.read(4 * MOST_CHARACTERS).decode("utf-8", "replace")
        with Path(name).open("rb") as file:
            return file.read(4 * MOST_CHARACTERS).decode("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}. Try: tlscheck import watches.csv") from None
