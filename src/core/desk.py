"""What everything that Slack waits for has in common (three seconds): limits, a trace in the store, a first word.

The order makes every crash visible: the job is stored, then its watch is queued, then the message is posted, its
place stored, and the work queued last. Whatever stops in between, the watch finds the job and tells the asker.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from core.model.job import Errand, Job, ResponseUrl, Subject, Task
from core.model.message import Answer, Message, View
from core.model.target import Target
from core.model.watch import Team
from core.ports import Clock
from core.progress import expires, withdrawn
from core.render import slack_talk as talk
from core.slack_ports import Delivered, Files, Messenger, Never, NotNow, Queue, Reason, Sent, Store, Unavailable

WATCH_AFTER_S = 60
AGAIN_AFTER_S = 5
POST_S = 1.2
ACK_S = 2.4  # of Slack's three seconds; the rest is the network's
USER_LIMIT, TEAM_LIMIT, WINDOW_S = 20, 100, 60
REPLY_LIVES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command, click, shortcut or event, as far as we need it. ``trigger_id``: the same however often it comes.
    ``started``: monotonic second at which the request came in. ``thread``: the message below which to answer.
    ``response_url``: None when there is none. ``enterprise``: the Grid organisation of the team, '' outside of one.
    """

    trigger_id: str
    team: str
    channel: str
    user: str
    response_url: str | None
    at: datetime
    started: float
    thread: str | None = None
    enterprise: str = ""

    @property
    def workspace(self) -> Team:
        return Team(self.team, self.enterprise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The ports of the side that faces Slack, for one team: it speaks and reads with that team's token and no other's.
    ``report``: where a failure is told to the operator, as one sentence."""

    store: Store
    queue: Queue
    messenger: Messenger
    files: Files
    clock: Clock
    report: Callable[[str], None]


def admit(desk: Desk, asked: Asked, job: Job) -> Message | None:
    """Count against the limits; None when there is room. A store that does not answer admits nobody."""
    try:
        return over_limit(desk, asked, max(1, len(job.targets)))
    except Unavailable as error:
        return not_taken(desk, job, error)


def over_limit(desk: Desk, asked: Asked, amount: int = 1) -> Message | None:
    """Count against the limits of the asker and of the team; None when there is room. Raises `Unavailable`."""
    second = int(asked.at.timestamp())
    window = second - second % WINDOW_S
    ends = datetime.fromtimestamp(window + 2 * WINDOW_S, UTC)
    limits = (
        (f"user#{asked.team}#{asked.user}", USER_LIMIT, "You"),
        (f"team#{asked.team}", TEAM_LIMIT, "Your workspace"),
    )
    for key, most, whose in limits:
        if desk.store.count(f"{key}#{window}", amount, ends) > most:
            return talk.limited(most, WINDOW_S, window + WINDOW_S - second, whose=whose)
    return None


def begin(desk: Desk, asked: Asked, job: Job) -> Message | None:
    """Take the job on; what to acknowledge with, None when a message stands where the answer will."""
    try:
        if not desk.store.save(job, 0, expires(job)):
            again(desk, asked, job)
            return None
        desk.queue.send(Errand(Task.WATCH, job.id, WATCH_AFTER_S))
    except Unavailable as error:
        _withdraw(desk, job)
        return not_taken(desk, job, error)
    placed, ack = _place(desk, asked, job)
    try:
        if placed != job:
            desk.store.save(placed, 1, expires(job))  # nobody else knows the job before its check is queued
        desk.queue.send(Errand(Task.CHECK, job.id))
    except Unavailable as error:
        said = not_taken(desk, job, error)
        told = placed.place and desk.messenger.update(placed.place, said, left(desk, asked))
        if placed.place is None or isinstance(told, Delivered):
            _withdraw(desk, placed)
        return said if placed.place is None else None
    remember_thread(desk, placed)
    return ack


def again(desk: Desk, asked: Asked, job: Job) -> None:
    """Slack delivered the same request twice. An event comes again when its first attempt did not come to its end, and
    nobody else would go on with what that one left."""
    if asked.response_url is None:
        try:
            desk.queue.send(Errand(Task.CHECK, job.id, AGAIN_AFTER_S))
        except Unavailable as error:
            desk.report(f"{job.id}: not queued again: {error}")


def remember_thread(desk: Desk, job: Job) -> None:
    """A file dropped below this answer later on is meant for us: an empty answer of the thread's own marks it."""
    root = job.thread or (job.place.ts if job.place else None)
    if job.private or root is None:
        return
    try:
        mark = _thread(job.workspace, job.channel, root)
        desk.store.put_answer(mark, Answer(Message("", ()), View({})), expires(job))
    except Unavailable as error:
        desk.report(f"{job.id}: its thread is not remembered: {error}")


def is_our_thread(desk: Desk, team: Team, channel: str, root: str) -> bool:
    """Whether we answered there. Raises `Unavailable`."""
    return desk.store.answer(_thread(team, channel, root)) is not None


def _thread(team: Team, channel: str, root: str) -> str:
    """Nobody can list these by team, so the key tells no team; they expire by themselves."""
    named = f"{team.enterprise}#{team.id}#{channel}#{root}"
    return f"thread#{hashlib.sha256(named.encode()).hexdigest()}"


def _place(desk: Desk, asked: Asked, job: Job) -> tuple[Job, Message | None]:
    """Say "Checking …" where the verdict will stand. The job with its place, and the ack to give."""
    if job.recheck:
        sent = _first_word(desk, asked, job)
        if not isinstance(sent, Delivered):
            desk.report(f"{job.id}: no first word: {sent.because}")
        return job, None
    if job.private:
        return job, talk.taken(job, talk.Unreachable.QUIET)
    match desk.messenger.post(job.channel, talk.checking(job), min(POST_S, left(desk, asked)), thread=job.thread):
        case Delivered(place) if place is not None:
            return replace(job, place=place), None
        case Never(Reason.NO_ACCESS):
            return job, talk.taken(job, talk.Unreachable.NOT_A_MEMBER)
        case Never(_, because) | NotNow(because):
            desk.report(f"{job.id}: no first message: {because}")
            return job, talk.taken(job, talk.Unreachable.UNSURE)
        case _:
            return job, talk.taken(job, talk.Unreachable.UNSURE)


def _first_word(desk: Desk, asked: Asked, job: Job) -> Sent:
    timeout = min(POST_S, left(desk, asked))
    if job.place:
        return desk.messenger.update(job.place, talk.checking(job), timeout)
    if job.reply is None:
        return Never(Reason.OTHER, "no way back")
    return desk.messenger.respond(job.reply, talk.checking(job), timeout, replace=True)


def not_taken(desk: Desk, job: Job, error: Unavailable) -> Message:
    desk.report(f"{job.id}: not taken: {error}")
    return talk.apology(job, talk.Trouble.NOT_TAKEN)


def _withdraw(desk: Desk, job: Job) -> None:
    """Spare the asker a second apology. When this fails too, the watch says it again: twice is better than never."""
    try:
        stored = desk.store.load(job.id)
        if stored is not None:
            desk.store.save(withdrawn(replace(stored.job, place=job.place)), stored.version, expires(job))
    except Unavailable as error:
        desk.report(f"{job.id}: not withdrawn: {error}")


def tell(desk: Desk, asked: Asked, reply: ResponseUrl | None, message: Message) -> None:
    """To the one who asked alone, beside the message; in the thread where there is no way back."""
    if reply is None:
        sent = desk.messenger.post(asked.channel, message, left(desk, asked), thread=asked.thread)
    else:
        sent = desk.messenger.respond(reply, message, left(desk, asked))
    if not isinstance(sent, Delivered):
        desk.report(f"a request could not be answered: {sent.because}")


def left(desk: Desk, asked: Asked) -> float:
    """Seconds until Slack should have its acknowledgement."""
    return max(0.3, ACK_S - (desk.clock.monotonic() - asked.started))


def new_job(asked: Asked, targets: tuple[Target, ...] = (), subject: Subject | None = None) -> Job:
    return Job(
        id=hashlib.sha256(asked.trigger_id.encode()).hexdigest()[:16],
        targets=targets,
        team=asked.team,
        enterprise=asked.enterprise,
        channel=asked.channel,
        user=asked.user,
        asked_at=asked.at,
        reply=way_back(asked),
        subject=subject,
        thread=asked.thread,
    )


def way_back(asked: Asked, *, edits: bool = False) -> ResponseUrl | None:
    return ResponseUrl(asked.response_url, asked.at + REPLY_LIVES, edits) if asked.response_url else None
