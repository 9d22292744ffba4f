"""The port by which files of ours go up to Slack.

Law: a file that was not shared is the bot's alone, until a message of its own shows it. Where it will stand is known
before its bytes are sent, so that whoever comes after a crash can ask for it. Nothing is raised for what Slack or the
network do: an answer is a value. ``timeout`` in seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.model.watch import Place, Team


@dataclass(frozen=True, slots=True)
class Ticket:
    """``file``: Slack's id of what is to come. ``url``: takes the bytes, once; a secret."""

    file: str
    url: str


@dataclass(frozen=True, slots=True)
class Declined:
    """``because``: Slack's own code, or what happened on the way; then it may be there all the same."""

    because: str


@dataclass(frozen=True, slots=True)
class Shared:
    """Where a file is shown, and the words before it; ``comment``: mrkdwn, escaped by the caller."""

    channel: str
    thread: str | None = None
    comment: str = ""


class Standing(StrEnum):
    """What Slack says of a file of ours."""

    READY = "ready"
    WAITING = "being looked through"
    ABSENT = "not there"
    UNKNOWN = "not known"


class Uploads(Protocol):
    def begin(self, team: Team, name: str, size: int, timeout: float, *, alt: str = "") -> Ticket | Declined:
        """A place for so many bytes. ``alt``: the same as a picture in words."""

    def finish(
        self, team: Team, ticket: Ticket, data: bytes, timeout: float, *, title: str, shared: Shared | None = None
    ) -> Declined | None:
        """The bytes, and where they are shown. None: Slack took them."""

    def stands(self, team: Team, file: str, timeout: float) -> Standing:
        """Whether a message can show it by now."""


UploadsTo = Callable[[Place], Uploads | None]
"""How files go to a place; None: it shows none."""


def nowhere(_place: Place) -> None:
    """The `UploadsTo` of whoever uploads nothing."""
