"""The ports of the conversation in Slack: where jobs are kept, how errands travel, how messages are sent.

All calls block; the workflows that use them run one at a time. What is temporarily impossible raises `Unavailable`;
what Slack says to a message is a value, `Sent`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.model.job import Errand, Job, Posted, ResponseUrl
from core.model.message import Answer, Message, View
from core.model.slack_file import FileTrouble, SlackFile


class Unavailable(Exception):  # noqa: N818 - names a state of the world
    """The store or queue did not take this now (throttled, unreachable). Whether it happened may be unknown."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A job and the version that was read: 1 when it was created."""

    job: Job
    version: int


class Store(Protocol):
    """Every method may raise `Unavailable`. Reads are strongly consistent."""

    def load(self, job_id: str) -> Stored | None:
        """The job, or None when there is none or its time is over."""

    def save(self, job: Job, expected: int, expires_at: datetime) -> bool:
        """Write if the stored version is ``expected`` (0: no such job) and make it ``expected + 1``; else False."""

    def put_answer(self, job_id: str, answer: Answer, expires_at: datetime) -> None:
        """Keep the rendered answer, replacing an older one of the same job."""

    def answer(self, job_id: str) -> Answer | None:
        """The rendered answer, or None when there is none or its time is over."""

    def count(self, key: str, amount: int, expires_at: datetime) -> int:
        """Add atomically to a counter that begins at 0 and ends at ``expires_at``; its new value."""


class Queue(Protocol):
    """Every method may raise `Unavailable`. At least once, in no order."""

    def send(self, errand: Errand) -> None:
        """Durable when this returns."""

    def postpone(self, receipt: str, seconds: int) -> None:
        """Offer a received errand again after ``seconds`` (0 to 43,200) instead of its full visibility timeout."""


class Reason(StrEnum):
    """Why Slack will never take this message this way."""

    MESSAGE_GONE = "message gone"
    NO_ACCESS = "no access"
    BAD_CONTENT = "bad content"
    USED_UP = "used up"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Slack has it. ``place`` when the message can be edited later."""

    place: Posted | None = None


@dataclass(frozen=True, slots=True)
class NotNow:
    """Try again, after ``retry_after_s`` if Slack said so. ``unsure``: it may have arrived all the same."""

    because: str
    retry_after_s: float | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """This way is closed. ``because``: Slack's own code."""

    reason: Reason
    because: str


Sent = Delivered | NotNow | Never


class Messenger(Protocol):
    """Never raises for what Slack or the network do. ``timeout`` in seconds."""

    def post(self, channel: str, message: Message, timeout: float, *, thread: str | None = None) -> Sent:
        """A new message in a channel; ``thread``: below that message."""

    def update(self, place: Posted, message: Message, timeout: float) -> Sent:
        """Replace a message of ours."""

    def respond(self, reply: ResponseUrl, message: Message, timeout: float, *, replace: bool = False) -> Sent:
        """To the asker only; ``replace``: instead of the message that was clicked."""

    def open_view(self, trigger_id: str, view: View, timeout: float) -> Sent:
        """A modal. The trigger lives three seconds and opens one."""

    def publish_home(self, user: str, view: View, timeout: float) -> Sent:
        """What one person sees in the App Home, in place of what they saw."""


class Files(Protocol):
    """Files that people shared in Slack. Every method may raise `Unavailable`; ``timeout`` in seconds."""

    def about(self, file_id: str, timeout: float) -> SlackFile | FileTrouble:
        """What the file is, where it was shared."""

    def download(self, file: SlackFile, most: Callable[[bytes], int], timeout: float) -> bytes | FileTrouble:
        """Its content, in memory. ``most``: its first bytes → how many are taken; else `FileTrouble.TOO_LARGE`."""

    def delete(self, file_id: str, timeout: float) -> bool:
        """Whether it is gone now. Never raises: a no is an answer."""


Pause = Callable[[float], None]
