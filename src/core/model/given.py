"""What a text or a file that somebody gave turned out to be. Pure values; of a private key nothing is told."""

from dataclasses import dataclass

from core.model.bundle import BundleReport
from core.model.capture import Capture
from core.model.explanation import Explanation


@dataclass(frozen=True, slots=True)
class Said:
    """A text, explained. ``source``: the file's name, "" for a message's words."""

    explanation: Explanation
    source: str


@dataclass(frozen=True, slots=True)
class Examined:
    """Certificates, judged. ``hosts``: names of the first one that can be checked live."""

    report: BundleReport
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Captured:
    capture: Capture
    name: str


@dataclass(frozen=True, slots=True)
class KeyGiven:
    """A private key was in it. ``deleted``: whether the file is gone from Slack; None: it was no file."""

    name: str
    deleted: bool | None


@dataclass(frozen=True, slots=True)
class NotRead:
    """``sentence``: why the file was not read."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Misread:
    """A line of a list that was not taken. ``line``: from 1."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A list of watches. ``channel``: where they are told, '' in the channel of the file itself. ``new``, ``known``:
    how many were not, and were, watched there; ``left``: how many were not come to; ``full``: because no more may be
    watched.
    """

    name: str
    new: int
    known: int
    channel: str = ""
    misread: tuple[Misread, ...] = ()
    left: int = 0
    full: bool = False


@dataclass(frozen=True, slots=True)
class HandedOut:
    """So many watches went to the asker as a file."""

    count: int


Outcome = Said | Examined | Captured | KeyGiven | NotRead | TakenIn | HandedOut
