"""Targets with a fate that is written down beforehand, and a loop that watches them under a fake clock.

The world knows true time and what every server does at each instant; the watcher sees facts and its own clock only.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from core.model.finding import Severity
from core.model.job import Posted
from core.model.renewal import Window
from core.model.report import State
from core.model.target import Target
from core.model.watch import Facts, Leaf, Place, Problem, Serving, Settings, Subscription, Team
from core.model.watch_say import Board, Reply
from core.model.watch_state import Form, Incident, TargetState
from core.watching.incidents import tell
from core.watching.transition import advance, learn

START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
PLACE = Place(Team("T1"), "C1")
ISSUER = "CN=R12,O=Let's Encrypt,C=US"
ADDRESSES = ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4")

Clock = Callable[[datetime], datetime]


@cache
def leaf(name: str, not_before: datetime, life: timedelta, issuer: str = ISSUER) -> Leaf:
    return Leaf(
        sha256=name, serial=name, issuer=issuer, names=("a.example",), key="EC secp256r1",
        not_before=not_before, not_after=not_before + life, chain=("R12",),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interval:
    begin: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.begin <= at < self.end


@dataclass(frozen=True, slots=True)
class Deployed:
    """A certificate that address after address begins to serve, over ``takes``. ``mixed``: while it takes, each check
    sees one of the two, by turns, instead of both.
    """

    leaf: Leaf
    at: datetime
    takes: timedelta = timedelta()
    mixed: bool = False


@dataclass(slots=True)
class Fate:
    """All that a server does in its life, asked about later and later instants. ``window``: the ages between which the
    issuer wishes renewal; None: it does not say. ``alarms``: when it says "at once" of what was served before.
    """

    key: str
    deployed: list[Deployed]
    outages: list[Interval] = field(default_factory=list)
    faults: list[Interval] = field(default_factory=list)
    window: tuple[timedelta, timedelta] | None = None
    alarms: list[Interval] = field(default_factory=list)
    looks: int = 0
    served: int = 0

    def facts(self, at: datetime) -> Facts:
        self.looks += 1
        if any(at in outage for outage in self.outages):
            return _down()
        while self.served + 1 < len(self.deployed) and self.deployed[self.served + 1].at <= at:
            self.served += 1
        current = self.deployed[self.served]
        if at < current.at + current.takes:
            before = self.deployed[self.served - 1].leaf
            if not current.mixed:
                done = 1 + int(2 * ((at - current.at) / current.takes))
                return _both(before, current.leaf, done, self._problems(at, current.leaf))
            if self.looks % 2:
                return _up(before, self._problems(at, before))
        return _up(current.leaf, self._problems(at, current.leaf))

    def wished(self, at: datetime) -> Window | None:
        """What the issuer says about the certificate that is served."""
        current = self.deployed[self.served]
        if self.window is None:
            return None
        if any(at in alarm and current.at < alarm.begin for alarm in self.alarms):
            return Window(start=at - HOUR, end=at - HOUR / 2)
        first, last = (current.leaf.not_before + age for age in self.window)
        return Window(start=first, end=last)

    def _problems(self, at: datetime, served: Leaf) -> tuple[Problem, ...]:
        found = []
        if any(at in fault for fault in self.faults):
            found.append(Problem("hostname-mismatch", Severity.BROKEN, "The certificate is for another name"))
        if at > served.not_after:
            found.append(Problem("cert-expired", Severity.BROKEN, "The certificate expired"))
        elif served.not_after - at < min(30 * DAY, (served.not_after - served.not_before) / 3):
            found.append(Problem("cert-expiring-soon", Severity.AT_RISK, "The certificate expires soon"))
        return tuple(found)


@cache
def _down() -> Facts:
    refused = Problem("tcp-refused", Severity.BROKEN, "nothing listens on port 443")
    return Facts(checked_at=START, state=State.BROKEN, reached=False, problems=(refused,))


@cache
def _up(served: Leaf, problems: tuple[Problem, ...]) -> Facts:
    return Facts(
        checked_at=START, state=State.OK, reached=True, problems=problems, leaf=served,
        serving=(Serving(served.sha256, ADDRESSES),), earliest=served.not_after,
    )  # fmt: skip


@cache
def _both(old: Leaf, new: Leaf, done: int, problems: tuple[Problem, ...]) -> Facts:
    serving = (Serving(old.sha256, ADDRESSES[done:]), Serving(new.sha256, ADDRESSES[:done]))
    usual, other = (old, new) if done <= 2 else (new, old)
    return Facts(
        checked_at=START, state=State.OK, reached=True, problems=problems, leaf=usual, others=(other,),
        serving=serving if usual is old else serving[::-1], earliest=usual.not_after,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """One line of a new message or a reply, as a reader of the channel sees it. ``at``: true time."""

    at: datetime
    form: Form
    line: str


@dataclass(slots=True)
class Watch:
    """One watched target and all that its channel got."""

    fate: Fate
    settings: Settings
    state: TargetState
    incident: Incident
    subscription: Subscription
    heard: list[Heard] = field(default_factory=list)
    forms: list[tuple[datetime, Form]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    checks: int = 0

    @classmethod
    def of(cls, fate: Fate, settings: Settings | None = None, begin: datetime = START) -> "Watch":
        target = Target(f"{fate.key}.example")
        return cls(
            fate=fate,
            settings=settings or Settings(place=PLACE),
            state=TargetState(key=fate.key, target=target, watchers=1, next_due=begin, full_due=begin),
            incident=Incident(place=PLACE, key=fate.key, fresh=True),
            subscription=Subscription(place=PLACE, key=fate.key, target=target, created_by="U1", created_at=begin),
        )

    def check(self, true: datetime, now: datetime) -> None:
        """One check at a true instant, with the watcher's clock at ``now``; what it brings is told and delivered."""
        self.checks += 1
        facts = self.fate.facts(true)
        self.state, events = advance(self.state, facts, now)
        wished = self.fate.wished(true)
        if facts.leaf is not None and wished is not None:
            self.state, more = learn(self.state, wished, facts.leaf.sha256, now)
            events = (*events, *more)
        if not events:
            return
        told = tell(self.subscription, self.settings, self.state, self.incident, events, now)
        self.incident, self.subscription = told.incident, told.subscription
        moment = min((at for at in (told.moment, self.state.next_moment) if at), default=None)
        due = min(self.state.next_due, moment) if moment and moment > now else self.state.next_due
        self.state = replace(self.state, next_moment=moment, next_due=due)
        for saying in told.sayings:
            self.ids.append(saying.id)
            self.forms.append((true, saying.form))
            if saying.form is Form.PARENT:
                self.incident = replace(self.incident, posted=Posted("C1", saying.id))
            if saying.form is not Form.EDIT:
                self.heard += [Heard(true, saying.form, line) for line in _lines(saying.show)]


def _lines(show: Board | Reply) -> Iterator[str]:
    yield from show.lines


def live(watches: list[Watch], until: datetime, clock: Clock = lambda true: true, begin: datetime = START) -> None:
    """Watch until then. ``clock``: what the watcher's clock shows at a true instant."""
    queue = [(begin, number) for number in range(len(watches))]
    heapq.heapify(queue)
    while queue:
        true, number = heapq.heappop(queue)
        if true >= until:
            return
        watch, now = watches[number], clock(true)
        if now >= watch.state.next_due:
            watch.check(true, now)
        wait = watch.state.next_due - clock(true)
        heapq.heappush(queue, (true + max(min(wait, DAY), timedelta(seconds=1)), number))
