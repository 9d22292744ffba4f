"""What watching says to a channel, before it is laid out for Slack or a terminal. Values only.

Sentences are plain text with names from certificates and servers in them: whoever lays them out escapes everything.
``names``, wherever it stands: how to show people and groups that are not called, by id, as far as they are known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.model.finding import Severity
from core.model.target import Target
from core.model.watch import Hold, Place
from core.model.watch_state import Form, Told

# --- incidents -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Something that is so now. ``code``: of a finding, or one of the words of `core.watching.standing`. ``told``: the
    reminders that it stands for. ``link``: https URL of a page of the CA's that says why.
    """

    code: str
    severity: Severity
    said: str
    since: datetime | None = None
    told: tuple[Told, ...] = ()
    link: str = ""


class Look(StrEnum):
    """How a target stands, in a word; worst first."""

    BROKEN = "broken"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"
    EXPIRING = "expires soon"
    OVERDUE = "renewal overdue"
    AT_RISK = "at risk"
    UNCHECKED = "not checked"
    CHANGED = "changed"
    FINE = "fine again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The parent message: how the target stands now. ``lines``: what stands, worst first. ``since``: since when
    something has stood; ``lasted``: it is over, after so long. ``ends``: of the certificate, or of its chain when that
    is sooner. ``todo``: for whoever sees to it, '' where the cause is not known here. ``mention``: call the owner by
    name. ``link``: of a page that explains what stands.
    """

    key: str
    target: Target
    look: Look
    lines: tuple[str, ...]
    now: datetime
    since: datetime | None = None
    lasted: timedelta | None = None
    ends: datetime | None = None
    owner: str | None = None
    mention: bool = False
    acknowledged: Hold | None = None
    snoozed: Hold | None = None
    link: str = ""
    todo: str = ""
    owner_name: str | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A line of history in the thread."""

    key: str
    target: Target
    lines: tuple[str, ...]
    at: datetime
    owner: str | None = None
    mention: bool = False
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Targets of a crowd that have the same trouble, one line: ``keys`` in their order. ``subject``: a name of the
    certificate that all of them serve; ``ends``: when that ends. ``said``: what stands at all of them, in the words for
    ``target``.
    """

    look: Look
    keys: tuple[str, ...]
    target: Target
    said: str
    subject: str = ""
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """``call``: by name, so that they are notified."""

    id: str
    name: str | None = None
    call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdBoard:
    """The parent message of many targets. ``clusters``: what stands, worst first; ``fine``: how many are fine again.
    ``held``: how many of those that stand somebody has in hand. ``since``, ``lasted``: as in `Board`.
    """

    id: str
    clusters: tuple[Cluster, ...]
    fine: int
    now: datetime
    since: datetime
    lasted: timedelta | None = None
    owners: tuple[Owner, ...] = ()
    held: int = 0
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdReply:
    """What is new in a crowd, collected; nothing: all of it is over, after ``lasted``."""

    clusters: tuple[Cluster, ...]
    at: datetime
    owners: tuple[Owner, ...] = ()
    lasted: timedelta | None = None
    fine: int = 0
    last_today: bool = False
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


Show = Board | Reply | CrowdBoard | CrowdReply


@dataclass(frozen=True, slots=True)
class Saying:
    """One parcel to be. ``id``: unique in its channel, the same whenever the same is computed. ``not_before``: None,
    what has to wait is not said before its time.
    """

    id: str
    form: Form
    show: Board | Reply
    not_before: datetime | None = None


# --- digest ----------------------------------------------------------------------------------------------------------


class Section(StrEnum):
    """In the order in which a digest has them."""

    CHANGED = "Changed"
    BROKEN = "Broken"
    OVERDUE = "Renewal overdue"
    EXPIRING = "Expires soon"
    UNREACHABLE = "Unreachable"
    UNCHECKED = "Not checked"
    AT_RISK = "At risk"
    SNOOZED = "Snoozed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``ends``: of the certificate seen last. ``held``: snoozed or acknowledged."""

    key: str
    target: Target
    lines: tuple[str, ...]
    ends: datetime | None = None
    owner: str | None = None
    held: Hold | None = None
    owner_name: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading. ``owner``: whose they are, where a section is split by owners."""

    section: Section
    rows: tuple[Row, ...]
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """The channel takes messages again, which it did not ``since`` then, ``because`` of that code of Slack's."""

    since: datetime
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """``id``: one for each channel and local day. ``now``: as of when. ``checked`` of ``total``: looked at within the
    time they should be. ``timeline``: all ends, soonest first. ``forecast``: dates of the CAs' rules that touch these
    targets. ``quiet``: nothing to report. ``doubt``: why all of it may be wrong, '' for no reason. ``back``: it is the
    first message after the channel was closed.
    """

    place: Place
    id: str
    day: date
    now: datetime
    groups: tuple[Group, ...]
    total: int
    checked: int
    fine: int
    quiet: bool
    timeline: tuple[tuple[str, datetime], ...] = ()
    forecast: tuple[str, ...] = ()
    doubt: str = ""
    back: Back | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
