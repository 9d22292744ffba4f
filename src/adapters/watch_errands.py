"""The wire form of watching's errands: what stands in an SQS message, and in a SQLite queue.

Which queue an errand goes to is decided here: checks take a minute and the TLS libraries, all else is telling.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.errands import UnknownErrand
from core.codec import Undecodable, decode, encode
from core.watch_ports import Announce, Apply, Carry, MakeDigest, Sweep, Tend, WatchErrand

LONGEST_DELAY_S = 900  # SQS has no longer one


@dataclass(frozen=True, slots=True)
class Pulse:
    """A tick's sign of life. Who takes it from the queue and reaches Slack says that all in between works."""

    at: datetime


WatchLetter = Sweep | Announce | Carry | MakeDigest | Apply | Tend | Pulse


@dataclass(frozen=True, slots=True)
class Sorted:
    """Letters by the queue they belong to, as text."""

    sweeps: tuple[str, ...]
    tellings: tuple[str, ...]


def letter_text(letter: WatchErrand | Pulse) -> str:
    return json.dumps({"schema": 1, "watch": encode(letter)}, separators=(",", ":"))


def read_letter(text: str) -> WatchLetter:
    """Raises `UnknownErrand`, whatever the text."""
    try:
        whole = json.loads(text)
        if whole["schema"] != 1:
            raise UnknownErrand("another version")
        return decode(WatchLetter, whole["watch"])  # type: ignore[arg-type]
    except (Undecodable, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnknownErrand(f"not an errand of watching: {type(error).__name__}") from error


def sort(letters: Sequence[WatchErrand | Pulse]) -> Sorted:
    return Sorted(
        tuple(letter_text(letter) for letter in letters if isinstance(letter, Sweep)),
        tuple(letter_text(letter) for letter in letters if not isinstance(letter, Sweep)),
    )
