"""The ports of watching beside the table: how errands travel, how channels are spoken to, how many targets are checked.

Nothing here takes a bare channel: a `Place` says whose it is. What is temporarily impossible raises
`core.slack_ports.Unavailable`; what Slack says to a message is a value, `Sent`.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.model.job import Posted
from core.model.message import Message
from core.model.observation import Depth
from core.model.renewal import Answer, Question
from core.model.report import Report
from core.model.target import Target
from core.model.watch import Place, Team
from core.model.watch_say import Digest, Show
from core.ports import AddressPolicy, Clock
from core.slack_ports import Sent
from core.table import Table

MOST_TARGETS = 100  # in one errand


@dataclass(frozen=True, slots=True)
class Sweep:
    """Check these targets (their keys), which a tick claimed."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Announce:
    """Something happened at this target: tell those who watch it."""

    key: str


@dataclass(frozen=True, slots=True)
class Carry:
    """Something waits to be delivered here."""

    place: Place


@dataclass(frozen=True, slots=True)
class MakeDigest:
    """The digest of this place is due."""

    place: Place


@dataclass(frozen=True, slots=True)
class Apply:
    """The settings of this place changed, or it can be written to again."""

    place: Place


@dataclass(frozen=True, slots=True)
class Tend:
    """Something is to be done about this team: its token is to be renewed, or it went, or came back."""

    team: Team


WatchErrand = Sweep | Announce | Carry | MakeDigest | Apply | Tend


class WatchQueue(Protocol):
    """At least once, in no order. May raise `Unavailable`: then the errand comes due again by itself."""

    def send(self, errands: Sequence[WatchErrand]) -> None:
        """All durable when this returns; when it raises, some may be."""


class Herald(Protocol):
    """Slack, as far as watching needs it. Never raises for what Slack or the network do. ``timeout`` in seconds."""

    def post(self, place: Place, message: Message, *, mark: str, thread: Posted | None, timeout: float) -> Sent:
        """A new message, or a reply in the thread of another. ``mark`` goes along unseen, as metadata."""

    def update(self, place: Place, posted: Posted, message: Message, timeout: float) -> Sent:
        """Replace a message of ours."""

    def remove(self, place: Place, posted: Posted, timeout: float) -> Sent:
        """Delete a message of ours."""

    def find(
        self, place: Place, mark: str, since: datetime, *, thread: Posted | None, timeout: float
    ) -> tuple[Posted, ...] | None:
        """Our messages since then that carry the mark, oldest first; in a thread, when one is given.

        None: Slack does not let us look, or not now.
        """


@dataclass(frozen=True, slots=True)
class Missed:
    """No check came about. ``because``: a clause; it is about us, and says nothing about the server."""

    because: str


Check = Callable[[Sequence[Target], Depth, float], Awaitable[Sequence[Report | Missed]]]
"""Targets, how deep, and the seconds it may take; a report for each, in their order.

`Missed`: the check failed inside of us, and the operator was told. One such target keeps none of the others.
Politeness (connections to one address, one network) is the adapter's.
"""


Ask = Callable[[Sequence[Question], float], Awaitable[Mapping[str, Answer]]]
"""Questions to the issuers of certificates, and the seconds it may take; answers by the id of the question.

What did not come in time, or was not asked because its CA wishes to be left alone, is not among them. Never raises.
"""


async def ask_nobody(_questions: Sequence[Question], _seconds: float) -> Mapping[str, Answer]:
    """The `Ask` of whoever asks no issuer."""
    return {}


Voice = Callable[[Show | Digest], Message]
"""What watching says, as a message. The same in, the same out; it escapes everything."""


NamesOf = Callable[[Team, Collection[str], float], Mapping[str, str]]
"""How to show people and groups where nobody is to be called: a team, ids, and the seconds it may take; texts by id.

Who is not known, or not in time, is not among them. Never raises.
"""


def nobody_by_name(_team: Team, _ids: Collection[str], _seconds: float) -> Mapping[str, str]:
    """The `NamesOf` of whoever knows nobody."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every workflow needs. ``report``: where a failure is told to the operator, as one sentence."""

    table: Table
    clock: Clock
    report: Callable[[str], None]
    names: NamesOf = nobody_by_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where people ask for watching: what is kept, a way to have things done before the next tick, the addresses that
    may be watched, and how an alert is said that shows what was clicked.
    """

    desk: Desk
    queue: WatchQueue
    policy: AddressPolicy
    voice: Voice
