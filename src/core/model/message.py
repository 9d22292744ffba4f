"""What goes to Slack, ready to send: made by `core.render`, kept and carried by everybody else without a look
inside."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """``text``: the same in words, for notifications and screen readers (mrkdwn, escaped). ``blocks``: Block Kit."""

    text: str
    blocks: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A modal for ``views.open``."""

    body: Json


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict as a message and, behind *Explain more* and *Full report*, as modals. ``full`` None: made by an
    earlier version.
    """

    message: Message
    details: View
    full: View | None = None
