"""A small world for watching: a clock moved by hand, servers as they are told to be, a queue that gives twice what was
not done, a Slack that keeps what it was sent. Every side effect goes through one fuse.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.job import Posted
from core.model.message import Message
from core.model.observation import Depth
from core.model.prose import prose
from core.model.report import Report
from core.model.target import Target
from core.model.target_text import parse_target
from core.model.watch import Place, Team
from core.model.watch_say import Board, Cluster, CrowdBoard, CrowdReply, Digest, Reply, Show
from core.slack_ports import Delivered, Never, NotNow, Reason, Sent, Unavailable
from core.table import Table
from core.upload_ports import Declined, Shared, Standing, Ticket
from core.watch_ports import Ask, Desk, Voice, WatchErrand, ask_nobody
from core.watching.subscribing import Watched, Wish, watch
from core.watching.ticking import Ticked, tick
from core.watching.working import Office, Worked, work
from tests.support.reports import healthy_report
from tests.support.table import Fuse, FusedTable, MemoryTable, Stopped
from tests.support.waiting import at_once

T = TypeVar("T")
START = datetime(2026, 11, 21, 12, tzinfo=UTC)
OPS = Place(Team("T1"), "C1")
DEV = Place(Team("T1"), "C2")
FOREIGN = Place(Team("T2"), "C1")
HOST = parse_target("a.example")
KEY = "a.example:443"


class Clock:
    def __init__(self) -> None:
        self._now, self._monotonic = START, 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def forward(self, by: timedelta) -> None:
        self._now += by
        self._monotonic += by.total_seconds()

    def pause(self, seconds: float) -> None:
        self.forward(timedelta(seconds=seconds))

    def set_back(self, by: timedelta) -> None:
        self._now -= by


@dataclass
class Shown:
    """A message as it stands in a channel. ``forms``: every text that it had, the last one stands."""

    posted: Posted
    mark: str
    thread: Posted | None
    forms: list[str]
    pictures: Sequence[str] = ()

    @property
    def text(self) -> str:
        return self.forms[-1]


@dataclass
class Slack:
    """Keeps channels apart by team. ``answers``: said instead of ok, one a call. ``blind``: so many looks into a
    history show nothing; -1: all. ``most_alike``: the most messages with one mark that stood at one time.
    """

    clock: Clock
    fuse: Fuse
    channels: dict[Place, list[Shown]] = field(default_factory=dict)
    closed: dict[Place, str] = field(default_factory=dict)
    answers: deque[Sent] = field(default_factory=deque)
    blind: int = 0
    calls: list[tuple[str, Place, float]] = field(default_factory=list)
    most_alike: int = 0

    def post(self, place: Place, message: Message, *, mark: str, thread: Posted | None, timeout: float) -> Sent:
        return self._call("post", place, lambda: self._posted(place, message, mark, thread))

    def update(self, place: Place, posted: Posted, message: Message, timeout: float) -> Sent:
        return self._call("update", place, lambda: self._updated(place, posted, message))

    def remove(self, place: Place, posted: Posted, timeout: float) -> Sent:
        return self._call("remove", place, lambda: self._removed(place, posted))

    def find(
        self, place: Place, mark: str, since: datetime, *, thread: Posted | None, timeout: float
    ) -> tuple[Posted, ...] | None:
        if self.blind:
            self.blind -= 1
            return None
        shown = self.channels.get(place, [])
        return tuple(m.posted for m in shown if m.mark == mark and m.thread == thread)

    def texts(self, place: Place = OPS) -> list[str]:
        return [shown.text for shown in self.channels.get(place, [])]

    def _call(self, name: str, place: Place, act: Callable[[], Sent]) -> Sent:
        self.calls.append((name, place, self.clock.monotonic()))
        if place in self.closed:
            return Never(Reason.NO_ACCESS, self.closed[place])
        if self.answers:
            return self.answers.popleft()
        try:
            return self.fuse.effect(name, act)
        except Unavailable:
            return NotNow("the connection ended", unsure=True)

    def _posted(self, place: Place, message: Message, mark: str, thread: Posted | None) -> Sent:
        channel = self.channels.setdefault(place, [])
        posted = Posted(place.channel, f"{self.clock.now().timestamp():.3f}.{len(channel)}")
        repeat = "(again) " if any(block["type"] == "rich_text" for block in message.blocks) else ""
        pictures = [block["slack_file"]["id"] for block in message.blocks if block["type"] == "image"]
        channel.append(Shown(posted, mark, thread, [repeat + message.text], pictures))
        self.most_alike = max(self.most_alike, sum(shown.mark == mark for shown in channel))
        return Delivered(posted)

    def _updated(self, place: Place, posted: Posted, message: Message) -> Sent:
        for shown in self.channels.get(place, []):
            if shown.posted == posted:
                shown.forms.append(message.text)
                return Delivered(posted)
        return Never(Reason.MESSAGE_GONE, "message_not_found")

    def _removed(self, place: Place, posted: Posted) -> Sent:
        self.channels[place] = [shown for shown in self.channels.get(place, []) if shown.posted != posted]
        return Delivered()


@dataclass
class Cabinet:
    """Where files go up to. ``files``: what came, by id. ``looks``: so many times a file is still being looked through.
    ``answers``: said instead of ok, one a call.
    """

    fuse: Fuse
    files: dict[str, bytes] = field(default_factory=dict)
    tickets: int = 0
    looks: int = 0
    answers: deque[Declined] = field(default_factory=deque)

    def begin(self, team: Team, name: str, size: int, timeout: float, *, alt: str = "") -> Ticket | Declined:
        return self._call("begin a file", self._ticket)

    def finish(
        self, team: Team, ticket: Ticket, data: bytes, timeout: float, *, title: str, shared: Shared | None = None
    ) -> Declined | None:
        return self._call("finish a file", lambda: self.files.update({ticket.file: data}))

    def stands(self, team: Team, file: str, timeout: float) -> Standing:
        if file not in self.files:
            return Standing.ABSENT
        self.looks -= 1
        return Standing.WAITING if self.looks >= 0 else Standing.READY

    def _ticket(self) -> Ticket:
        self.tickets += 1
        return Ticket(f"F{self.tickets}", "https://files.example/upload")

    def _call(self, name: str, act: Callable[[], T]) -> T | Declined:
        if self.answers:
            return self.answers.popleft()
        try:
            return self.fuse.effect(name, act)
        except Unavailable:
            return Declined("the connection ended")


@dataclass
class Line:
    fuse: Fuse
    errands: deque[WatchErrand] = field(default_factory=deque)

    def send(self, errands: Sequence[WatchErrand]) -> None:
        self.fuse.effect(f"send {len(errands)}", lambda: self.errands.extend(errands))


def plainly(show: Show | Digest) -> Message:
    """The voice: few words, for what is wanted here is which was said, not how."""
    match show:
        case Board():
            return Message(f"{show.target}: {show.look}", ())
        case Reply():
            return Message("; ".join(show.lines), ())
        case CrowdBoard():
            return Message(f"{_clusters(show.clusters)}; {show.fine} fine", ())
        case CrowdReply():
            return Message(f"{_clusters(show.clusters)}; over: {show.lasted is not None}", ())
        case Digest():
            return Message(f"digest of {show.day}: {show.checked} of {show.total}", ())


def _clusters(clusters: Sequence[Cluster]) -> str:
    return ", ".join(f"{len(cluster.keys)} {cluster.look}" for cluster in clusters)


Weather = Callable[[Target, Depth, datetime], Report]


def fine(target: Target, depth: Depth, at: datetime) -> Report:
    return replace(healthy_report(), target=target, checked_at=at, judged_at=at, depth=depth)


def broken(target: Target, depth: Depth, at: datetime) -> Report:
    return _with("cert-expired", Severity.BROKEN, fine(target, depth, at))


def at_risk(target: Target, depth: Depth, at: datetime) -> Report:
    return _with("weak-key", Severity.AT_RISK, fine(target, depth, at))


def _with(code: str, severity: Severity, report: Report) -> Report:
    finding = Finding(
        code=code, severity=severity, blame=Blame.SERVER, confidence=Confidence.MEASURED,
        headline=prose(f"Found: {code}"), evidence=(), means=prose("So it is."), impact=(), fix=(),
        verify="", references=(),
    )  # fmt: skip
    return replace(report, findings=(finding,), passed=())


def silent(target: Target, depth: Depth, at: datetime) -> Report:
    return replace(fine(target, depth, at), negotiated=None, addresses=(), passed=())


class World:
    """``desk`` goes through the fuse, ``table`` does not. ``store`` opens the table, again after every death."""

    def __init__(self, fuse: Fuse | None = None, store: Callable[[Clock], Table] | None = None) -> None:
        self.clock, self.fuse = Clock(), fuse or Fuse()
        memory = MemoryTable(self.clock)
        self._store = store or (lambda _: memory)
        self.slack, self.line = Slack(self.clock, self.fuse), Line(self.fuse)
        self.cabinet = Cabinet(self.fuse)
        self.reports: list[str] = []
        self.weather: dict[str, Weather] = {}
        self.checks: list[tuple[str, Depth]] = []
        self.ask: Ask = ask_nobody
        self.voice: Voice = plainly
        self.start()

    def start(self) -> None:
        self.table = self._store(self.clock)
        self.desk = Desk(table=FusedTable(self.table, self.fuse), clock=self.clock, report=self.reports.append)
        self.quiet_desk = Desk(table=self.table, clock=self.clock, report=self.reports.append)

    async def check(self, targets: Sequence[Target], depth: Depth, seconds: float) -> Sequence[Report]:
        self.checks += [(target.host, depth) for target in targets]
        return [self.weather.get(t.host, fine)(t, depth, self.clock.now()) for t in targets]

    @property
    def office(self) -> Office:
        return Office(
            desk=self.desk, queue=self.line, check=self.check, voice=self.voice, herald=self.slack,
            pause=self.clock.pause, until=self.clock.monotonic() + 60, ask=self.ask, uploads=lambda _: self.cabinet,
        )  # fmt: skip

    def watch(self, host: str = "a.example", place: Place = OPS) -> Watched:
        watched = watch(self.quiet_desk, place, "U1", Wish(parse_target(host)))
        assert isinstance(watched, Watched)
        return watched

    def tick(self) -> Ticked:
        return tick(self.desk, self.line, self.clock.monotonic() + 10)

    def work(self) -> list[Worked]:
        """Everything in the queue, and what it leads to. What is killed or refused goes back to the end of it."""
        done = []
        while self.line.errands:
            errand = self.line.errands.popleft()
            try:
                done.append(at_once(work(self.office, errand)))
            except (Stopped, Unavailable):
                self.line.errands.append(errand)
                raise
        return done

    def minute(self) -> None:
        """A tick, and all that it leads to; whoever is killed or refused is started again a minute later."""
        self.clock.forward(timedelta(minutes=1))
        try:
            self.tick()
            self.work()
        except (Stopped, Unavailable) as cut:
            self.reports.append(f"cut off: {cut}")
            self.start()

    def pass_time(self, minutes: int) -> None:
        for _ in range(minutes):
            self.minute()
