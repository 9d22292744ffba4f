"""A job: one command, click, message or file, from the moment it was asked until it was answered. Stored; every change
is versioned.

The law of progress (kept by `core.progress`): waiting → judged → answered, or withdrawn when the asker was told at
once that nothing will come. Whoever works on a job holds it until ``held_until``; nobody else touches it before
that.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.model.report import State
from core.model.target import Target
from core.model.watch import Team


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of ours that can be edited for ever."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """Slack's way back to the asker: five uses in 30 minutes.

    ``edits``: it came from a button, so ``replace_original`` edits the message that was clicked. One that came from a
    slash command does not edit anything: it only adds messages.
    """

    url: str
    expires_at: datetime
    edits: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a new reply can be posted: below the message ``ts``."""

    channel: str
    ts: str


Handle = Posted | ResponseUrl | Thread


@dataclass(frozen=True, slots=True)
class PastedText:
    """A text to explain; empty as soon as it is explained: nothing of it is kept."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file to explain, by Slack's id; its content is never stored. ``name``: a stranger's words. ``into``: it was
    said to be a list of watches, for this channel (``here``: where it was dropped; '' not said for which); None: it was
    not said.
    """

    id: str
    name: str
    into: str | None = None


@dataclass(frozen=True, slots=True)
class WatchList:
    """What the channel watches, as a file for the asker."""


Subject = PastedText | GivenFile | WatchList


class Stage(StrEnum):
    """waiting: to be checked · judged: the answer is stored, its delivery is open · answered: delivered, or
    undeliverable for good · withdrawn: given up at once and said so."""

    WAITING = "waiting"
    JUDGED = "judged"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as it was said, to tell later what changed."""

    code: str
    headline: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What one verdict came to. ``not_after``: end of the served certificate."""

    target: Target
    state: State
    checked_at: datetime
    findings: tuple[Said, ...] = ()
    leaf_sha256: str | None = None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """``id`` is also the request id that people see. ``place``: where the message stands, None until it is posted or
    when only ``reply`` can be used. ``private``: the answer is for the asker alone. ``sending``: a delivery was begun
    and its end is not recorded. ``apologised``: the message says that something went wrong; a verdict may still
    replace that. ``previous``: what the message said before a Re-check. ``attempts``: how often somebody began to
    work on it. ``subject``: what is to be explained; None: ``targets`` are to be checked. ``thread``: the message below
    which the answer stands. ``reply`` None: it came from an event, which has no way back of its own. ``enterprise``:
    the Grid organisation of the team, '' outside of one.
    """

    id: str
    targets: tuple[Target, ...]
    team: str
    channel: str
    user: str
    asked_at: datetime
    reply: ResponseUrl | None = None
    place: Posted | None = None
    private: bool = False
    stage: Stage = Stage.WAITING
    held_until: datetime | None = None
    sending: bool = False
    apologised: bool = False
    attempts: int = 0
    previous: tuple[Summary, ...] = ()
    recheck: bool = False
    summaries: tuple[Summary, ...] = ()
    subject: Subject | None = None
    thread: str | None = None
    enterprise: str = ""

    @property
    def workspace(self) -> Team:
        """Whose it is: only this team's token speaks of it."""
        return Team(self.team, self.enterprise)

    @property
    def handles(self) -> tuple[Handle, ...]:
        """The ways to reach the asker, best first."""
        below = Thread(self.channel, self.thread) if self.thread and not self.private and self.reply is None else None
        return tuple(way for way in (self.place, self.reply, below) if way is not None)


class Task(StrEnum):
    """check: do the job, whatever it is · watch: some time later, see that somebody was told."""

    CHECK = "check"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Errand:
    """What travels through the queue: a reference, never the data. ``delay_s``: 0 to 900."""

    task: Task
    job_id: str
    delay_s: int = 0
