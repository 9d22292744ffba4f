"""What watching remembers and has to say: the state of a target, the incident in a channel, the outbox. Storable.

The law of movement (kept by `core.watching`): a check turns a `TargetState` into the next one and into `Event`s; an
event, read by each subscription, turns its `Incident` into the next one and into `Parcel`s for the channel. Whatever
moves is written together with what it has to say.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.job import Posted
from core.model.message import Message
from core.model.renewal import Renewal
from core.model.target import Target
from core.model.watch import Facts, Place, Problem, Subscription


class Kind(StrEnum):
    """What an event is about."""

    BROKE = "broke"
    WORSE = "got worse"
    EASED = "eased"
    RECOVERED = "recovered"
    UNREACHABLE = "unreachable"
    REACHABLE = "reachable again"
    DEGRADED = "degraded"
    CERTIFICATE = "surprising certificate"
    RENEWED = "renewed"
    ROLLOUT = "roll-out"
    ROLLED_OUT = "roll-out over"
    UNCHECKED = "not checked"
    CHECKED = "checked again"
    EARLY = "early renewal wished"
    MOMENT = "time passed"


@dataclass(frozen=True, slots=True)
class Lately:
    """What is left of an event when it has been told."""

    at: datetime
    kind: Kind
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetState:
    """Shared by all who watch. ``watchers``: how many subscriptions; none: not scheduled.

    ``facts``: of the last check that reached the server; unreachability never erases them. ``suspect_since``: the first
    of the checks that did not reach it, not confirmed yet; ``unreachable_since``: confirmed. ``broken_since``: since
    when a problem of severity broken stands. ``rollout``: fingerprints that alternate between addresses.
    ``next_due``: when it is to be checked again; ``full_due``: when by a full check. ``claimed_at``: when a tick handed
    it out last. ``next_moment``: the first instant at which time alone makes something to say to some subscription.
    ``seq``: number of the last event. ``habit``: by how much of a lifetime renewals came early so far, newest last.
    ``back_since``: it answers again, not confirmed yet; ``outages``: when the confirmed ones of the last day began.
    ``unanswered``: codes that no check answered yet: found later, they are no change. ``pending``: codes that come and
    go, seen once since ``pending_since``. ``former``: fingerprints served before, newest last; ``changed_at``: when
    other ones were served last. ``unchecked_since``: it was due then, and no check came. ``lately``: the last events,
    for the digest. ``renewal``: what the issuer wishes for the certificate that most addresses serve.
    ``missed``: why the last check brought no result, '' when it did.
    """

    key: str
    target: Target
    watchers: int = 0
    next_due: datetime
    full_due: datetime
    claimed_at: datetime | None = None
    checked_at: datetime | None = None
    facts: Facts | None = None
    suspect_since: datetime | None = None
    unreachable_since: datetime | None = None
    unreachable_because: str = ""
    broken_since: datetime | None = None
    rollout: tuple[str, ...] = ()
    rollout_since: datetime | None = None
    renewal: Renewal | None = None
    habit: tuple[float, ...] = ()
    next_moment: datetime | None = None
    seq: int = 0
    back_since: datetime | None = None
    outages: tuple[datetime, ...] = ()
    unanswered: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    pending_since: datetime | None = None
    former: tuple[str, ...] = ()
    changed_at: datetime | None = None
    unchecked_since: datetime | None = None
    lately: tuple[Lately, ...] = ()
    missed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """``lines``: what happened, plain sentences, most important first. ``since``: when what is over began."""

    key: str
    seq: int
    kind: Kind
    at: datetime
    lines: tuple[str, ...] = ()
    since: datetime | None = None
    problems: tuple[Problem, ...] = ()


class Stage(StrEnum):
    """How near the end of a certificate is. Each is told once a certificate; the days after the end, once each."""

    OVERDUE = "renewal overdue"
    WARN = "expires soon"
    URGENT = "expires very soon"
    EXPIRED = "expired"
    LONG_EXPIRED = "still expired"


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder that a channel has had. ``day``: days past the end for the last stage; which one, of several
    thresholds (0: the first); else 0.
    """

    sha256: str
    stage: Stage
    day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One target in one channel: one parent message that always shows the latest, and its thread.

    ``seen``: the last event that was taken into account; an older one is not taken twice. ``posted``: the parent, None
    before delivery. ``opened_at`` None: nothing is wrong, nothing stands. ``capped``: day (UTC ordinal) and how many
    messages were made that day. ``fresh``: nothing was told here yet (just subscribed, or the channel was closed for a
    while): what stands already is told as if it had just happened. ``spoke_at``: when the last parcel was made; the
    next one is later, also when a clock goes back. ``owed``: codes milder than broken that appeared while this was
    watched and still stand; those that stood before are no news. ``surprises``: sentences of surprising certificates
    that wait for the end of quiet hours or of a snooze. ``crowd``: the message of many that is its parent; None: it has
    one of its own, at ``posted``.
    """

    place: Place
    key: str
    seen: int = 0
    opened_at: datetime | None = None
    posted: Posted | None = None
    problems: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    capped: tuple[int, int] = (0, 0)
    closed_at: datetime | None = None
    fresh: bool = False
    spoke_at: datetime | None = None
    owed: tuple[str, ...] = ()
    surprises: tuple[str, ...] = ()
    crowd: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One subscription with what is known of its target and what its channel was told: a row of list and digest."""

    subscription: Subscription
    state: TargetState
    incident: Incident


class Form(StrEnum):
    """How a parcel reaches the channel."""

    PARENT = "new parent message"
    EDIT = "edit the parent"
    THREAD = "reply in its thread"
    LAST = "edit the parent of a watch that ended"
    DIGEST = "digest"
    NOTICE = "notice"
    KNOCK = "try whether a closed channel takes it"


@dataclass(frozen=True, slots=True)
class End:
    """When a target's certificate ends."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the picture of a digest is drawn from, as often as it is needed. ``ends``: soonest first, as seen at ``at``.
    ``alt``: what it shows, in words.
    """

    ends: tuple[End, ...]
    at: datetime
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something for a channel, until Slack said that it has it. ``id``: the idempotency key; the same thing to say has
    the same id however often it is computed. ``order``: sorts the parcels of a channel. ``not_before``: quiet hours.
    ``sending``: a delivery was begun and its end is not recorded. ``sketch``: of a picture that belongs to it;
    ``file``: where that picture is, or was to be, at Slack. ``posted``: the message that it edits, where no incident
    knows that any more. ``crowd``: whose message it is, where it is no target's.
    """

    id: str
    place: Place
    form: Form
    message: Message
    key: str | None
    order: str
    created_at: datetime
    not_before: datetime | None = None
    sending: bool = False
    attempts: int = 0
    sketch: Sketch | None = None
    file: str | None = None
    posted: Posted | None = None
    crowd: str | None = None

    @property
    def about(self) -> str | None:
        """Whose parent message it belongs to: a target's, a crowd's; None: it stands for itself."""
        return self.key or self.crowd
