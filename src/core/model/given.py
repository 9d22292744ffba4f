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


Outcome = Said | Examined | Captured | KeyGiven | NotRead
