"""What a workspace remembers: frozen records, replaced and never changed.

Times are UNIX seconds of the workspace's own clock. A message is known by its channel and `ts`, as in Slack.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
Clock: TypeAlias = Callable[[], float]
Deliver: TypeAlias = Callable[[Json], Json]
"""Takes an API Gateway HTTP API event (payload format 2.0), returns the Lambda's answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """`enterprise`: the id of the Grid that it belongs to; `org_install`: the app is installed for all of that."""

    id: str = "T0DEMO"
    domain: str = "demo"
    name: str = "Demo workspace"
    enterprise: str | None = None
    org_install: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    id: str
    name: str
    real_name: str
    tz: str = "Europe/Berlin"
    display_name: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A user group, which is mentioned by its handle. `disabled`: it is in the list still, with the time of that."""

    id: str
    handle: str
    name: str
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """`bot_is_member` decides whether the bot may post with its token. `dm_with` makes it a direct message."""

    id: str
    name: str
    bot_is_member: bool = True
    is_archived: bool = False
    is_private: bool = False
    dm_with: str | None = None


SCOPES = frozenset(
    {"app_mentions:read", "channels:read", "chat:write", "commands", "files:read", "files:write", "groups:read",
     "im:history", "usergroups:read", "users:read"}
)  # fmt: skip
"""What the app's manifest asks for; a test compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """`scopes`: what was granted when it was installed; a call that needs another is `missing_scope`."""

    app_id: str = "A0TLSCHECK"
    bot_id: str = "B0TLSCHECK"
    user_id: str = "U0TLSCHECK"
    name: str = "tlscheck"
    token: str = "xoxb-0-local"  # noqa: S105 -- opens nothing but this fake
    scopes: frozenset[str] = SCOPES


class Via(Enum):
    """How a message came to be: it decides who may change it."""

    USER = "user"
    API = "api"
    ACK = "ack"
    RESPONSE_URL = "response_url"
    SLACK = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a message said before it was changed `at`."""

    at: float
    text: str
    blocks: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`only_to`: the one user who sees an ephemeral message. `edited`: the mark is shown (not after block updates)."""

    channel: str
    ts: str
    author: str
    via: Via
    text: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    only_to: str | None = None
    files: tuple[Json, ...] = ()
    edits: tuple[Edit, ...] = ()
    edited: bool = False
    metadata: Json | None = None

    @property
    def is_ephemeral(self) -> bool:
        return self.only_to is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseUrl:
    """`clicked` is the `ts` of the message whose button was clicked; None for a slash command."""

    path: str
    channel: str
    user: str
    born: float
    clicked: str | None = None
    uses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """`channel`: where the person was. `view`: the modal that it comes out of."""

    id: str
    user: str
    born: float
    channel: str | None = None
    view: str | None = None
    used: bool = False


State: TypeAlias = Mapping[str, Mapping[str, Json]]
"""Block id → action id → what a stateful element holds, as payloads carry it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal or a home as one person has it open. `content` is what the app gave, with every id filled in.

    `hash`: changes with every update. `root`: the lowest modal of its stack, `previous`: the one below. `channel`:
    where the person was when it opened. `state`: what is filled in. `errors`: what stands below a field, by block id;
    `trouble`: what Slack itself says about the last submission.
    """

    id: str
    user: str
    content: Json
    hash: str
    root: str = ""
    previous: str | None = None
    channel: str | None = None
    state: State = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    trouble: str | None = None

    @property
    def kind(self) -> str:
        return str(self.content["type"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way in; complete once it was shared to `channel`. `owner`: the user id of who gave it.

    `ts`, `thread`: of the message it came with. `deletable`: the bot's token may delete what others own. `moved`: the
    download answers with a redirect to this URL; `elsewhere`: its URL is not this workspace's. `title`, `alt`: what the
    app calls it. `ready`: from when on it has been looked through, UNIX seconds; None until the upload was completed.
    """

    id: str
    name: str
    length: int
    body: bytes | None = None
    channel: str | None = None
    owner: str | None = None
    ts: str | None = None
    thread: str | None = None
    deletable: bool = False
    moved: str | None = None
    elsewhere: str | None = None
    title: str | None = None
    alt: str | None = None
    ready: float | None = None


class Fault(Enum):
    """How a call goes wrong on request. LOST is done but its answer never arrives; TIMEOUT is not done either."""

    SERVER_ERROR = "500"
    RATE_LIMITED = "429"
    TIMEOUT = "timeout"
    LOST = "lost"
    INVALID_BLOCKS = "invalid_blocks"
    INVALID_AUTH = "invalid_auth"
    CHANNEL_NOT_FOUND = "channel_not_found"
    NOT_IN_CHANNEL = "not_in_channel"
    IS_ARCHIVED = "is_archived"
    MESSAGE_NOT_FOUND = "message_not_found"
    MISSING_SCOPE = "missing_scope"
    READ_ONLY = "restricted_action_read_only_channel"
    THREAD_LOCKED = "restricted_action_thread_locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that came in. `method` is a Web API method or `response_url`; `error` None means fine."""

    method: str
    arguments: Json
    at: float
    status: int
    error: str | None


class Outcome(Enum):
    """What Slack makes of the app's answer to a request; the values are what the user gets to read."""

    OK = "ok"
    LATE = "operation_timeout"
    FAILED = "dispatch_failed"
    UNREADABLE = "invalid_command_response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One request from Slack to the app and its answer. `took` in seconds; `shown` is the message the answer became,
    `view` the modal that the person sees after it.
    """

    event: Json
    answer: Json | None
    took: float
    outcome: Outcome
    trigger_id: str | None = None
    response_url: str | None = None
    shown: Message | None = None
    view: View | None = None

    @property
    def status(self) -> int | None:
        return None if self.answer is None else int(self.answer.get("statusCode", 200))


class Refused(Exception):  # noqa: N818 -- an answer, not a failure
    """Slack says no. `error` is its code; `wait` are the seconds of a Retry-After, `more` is said beside it."""

    def __init__(self, error: str, *messages: str, wait: int | None = None, **more: str) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.wait = wait
        self.more = more


class Incomplete(ValueError):  # noqa: N818 -- an answer, not a failure
    """Slack's client does not send the form: `errors` says below which fields why, by block id."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{block}: {said}" for block, said in errors.items()))
        self.errors = errors
