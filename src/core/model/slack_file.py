"""A file in Slack, as far as we need it: what it says of itself, never its content."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Share:
    """Where a file stands: a message, and the thread it belongs to (its own ``ts`` when it begins one)."""

    channel: str
    ts: str
    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackFile:
    """``name``: a stranger's words. ``size``: bytes, as Slack says. ``url``: where the content is, for a bearer of the
    bot's token only.
    """

    id: str
    name: str
    size: int
    url: str = field(repr=False)
    mimetype: str = ""
    shares: tuple[Share, ...] = ()


class FileTrouble(StrEnum):
    """Why a file cannot be had, for good. Sentences; none of them is Slack's own text."""

    GONE = "Slack does not have this file any more: it was deleted, or it expired."
    NO_ACCESS = "Slack does not let me read this file. It may belong to a channel or a workspace that I am not part of."
    ELSEWHERE = "This file is not kept by Slack but by another service, which I do not fetch from."
    TOO_LARGE = "The file is larger than Slack said."
    UNREADABLE = "Slack answered with something that is not the file."
