"""Watching: who wants to hear what about which target, and what was found there last. Values only, all storable.

A target is probed once for all who watch it (`TargetState`); a `Subscription` ties one channel to it. Tenancy is in the
types: everything that belongs to a team hangs on a `Place`, which carries the team.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.finding import Severity
from core.model.report import State
from core.model.target import Target


@dataclass(frozen=True, slots=True, order=True)
class Team:
    """A workspace. ``enterprise``: the Grid organisation's id, '' outside of one."""

    id: str
    enterprise: str = ""


LOCAL = "local"
"""The id of the team that a terminal is: lines are printed there, and none is edited."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A channel of a team: where things are told."""

    team: Team
    channel: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """When little time is left: a share of the lifetime (0 < ``share`` < 1) or a number of seconds; one of
    the two is given.
    """

    share: float | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A snooze or an acknowledgement. Both end by themselves when another certificate is served (``sha256`` is the leaf
    that they were meant for, None: whatever is wrong now), a snooze also at ``until``.
    """

    by: str
    at: datetime
    until: datetime | None = None
    reason: str = ""
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One channel watches one target. ``thresholds``: empty for the channel's. ``owner``: a Slack user or group id;
    ``owner_name``: how to show it where nobody is to be called, None when it is not known.
    """

    place: Place
    key: str
    target: Target
    created_by: str
    created_at: datetime
    thresholds: tuple[Threshold, ...] = ()
    owner: str | None = None
    snoozed: Hold | None = None
    acknowledged: Hold | None = None
    owner_name: str | None = None


class Mention(StrEnum):
    """Whom an alert calls by name. Never a whole channel by itself."""

    NOBODY = "nobody"
    OWNER = "owner"
    OWNER_WHEN_BROKEN = "owner when broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Of one channel. ``zone``: IANA name; ``hour``, ``minute``: local time of the digest, None for no digest.

    ``quiet``: local hours [from, to) in which only `Severity.BROKEN` is told. ``least``: the mildest severity that is
    told at once. ``silent_when_fine``: no digest on days without news, except a line on Mondays. ``dead``: why nothing
    can be posted there (Slack's code), None while it can; ``retry_at``: when that is tried next.
    """

    place: Place
    zone: str = "UTC"
    hour: int | None = 9
    minute: int = 0
    quiet: tuple[int, int] | None = None
    least: Severity = Severity.AT_RISK
    thresholds: tuple[Threshold, ...] = ()
    mention: Mention = Mention.OWNER_WHEN_BROKEN
    silent_when_fine: bool = True
    dead: str | None = None
    dead_since: datetime | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What watching needs of a certificate; kept once by fingerprint. ``authority``: the key identifier of its issuer
    in hex, where that issuer can be asked when it is to be renewed.
    """

    sha256: str
    serial: str
    issuer: str
    names: tuple[str, ...]
    key: str
    not_before: datetime
    not_after: datetime
    chain: tuple[str, ...] = ()
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding that counts: `broken` or `at_risk`, or advice that was not there before."""

    code: str
    severity: Severity
    headline: str


@dataclass(frozen=True, slots=True)
class Serving:
    """Which addresses serve which leaf."""

    sha256: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one check came to. ``reached``: some address completed enough of a handshake to show a certificate, or said
    why not in TLS; False: nothing of TLS was seen. ``leaf``: the one that most addresses serve; ``others``: those of
    the rest; ``earliest``: the first notAfter along the path that clients use. ``undetermined``: codes without an
    answer, for want of an answer or because this check did not ask; they are not kept.
    """

    checked_at: datetime
    state: State
    reached: bool
    problems: tuple[Problem, ...] = ()
    undetermined: tuple[str, ...] = ()
    leaf: Leaf | None = None
    others: tuple[Leaf, ...] = ()
    serving: tuple[Serving, ...] = ()
    earliest: datetime | None = None
    versions: tuple[str, ...] | None = None
    letter: str | None = None
