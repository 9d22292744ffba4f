"""What happens while Slack waits (three seconds): take a command or a click, leave a trace of it, answer at once.

The order makes every crash visible: the job is stored, then its watch is queued, then the message is posted, its
place stored, and the check queued last. Whatever stops in between, the watch finds the job and tells the asker.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from core.command_text import parse_command
from core.model.command import Check, Help, Invalid, NotAvailable
from core.model.job import Errand, Job, Posted, ResponseUrl, Task
from core.model.message import Message
from core.model.target import Target
from core.ports import Clock
from core.progress import expires, withdrawn
from core.render import slack_talk as talk
from core.slack_ports import Delivered, Messenger, Never, NotNow, Queue, Reason, Sent, Store, Unavailable

WATCH_AFTER_S = 60
POST_S = 1.2
ACK_S = 2.4  # of Slack's three seconds; the rest is the network's
USER_LIMIT, TEAM_LIMIT, WINDOW_S = 20, 100, 60
REPLY_LIVES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A slash command or a click, as far as we need it. ``started``: monotonic second at which the request came in."""

    trigger_id: str
    team: str
    channel: str
    user: str
    response_url: str
    at: datetime
    started: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The ports of the side that faces Slack. ``report``: where a failure is told to the operator, as one sentence."""

    store: Store
    queue: Queue
    messenger: Messenger
    clock: Clock
    report: Callable[[str], None]


def command(desk: Desk, asked: Asked, text: str) -> Message | None:
    """Answer ``/tlscheck text``: what to acknowledge with, None for an empty 200. Never raises `Unavailable`."""
    match parse_command(text):
        case Help():
            return talk.help_message()
        case NotAvailable() as later:
            return talk.not_available(later)
        case Invalid() as wrong:
            return talk.invalid(wrong)
        case Check(targets, quietly):
            job = replace(_job(asked, targets), private=quietly)
            return _admit(desk, asked, job) or _begin(desk, asked, job)


def recheck(desk: Desk, asked: Asked, job_id: str, place: Posted | None) -> None:
    """The button *Re-check* or *Try again*; ``place`` None when the message was ephemeral."""
    reply = _reply(asked, edits=True)
    try:
        old = desk.store.load(job_id)
    except Unavailable as error:
        desk.report(f"re-check of {job_id} not taken: {error}")
        _tell(desk, asked, reply, talk.plainly("I cannot reach my storage just now. Please press the button again."))
        return
    if old is None:
        sentence = "This result is too old to be checked again from here. Type /tlscheck and the host instead."
        _tell(desk, asked, reply, talk.plainly(sentence))
        return
    job = replace(
        _job(asked, old.job.targets), reply=reply, place=place, private=place is None, recheck=True,
        previous=old.job.summaries or old.job.previous,
    )  # fmt: skip
    if (said := _admit(desk, asked, job) or _begin(desk, asked, job)) is not None:
        _tell(desk, asked, reply, said)


def explain(desk: Desk, asked: Asked, job_id: str, *, whole: bool = False) -> None:
    """*Explain more*, or the ``whole`` report: opens the stored modal while the trigger lives."""
    reply = _reply(asked, edits=True)
    try:
        answer = desk.store.answer(job_id)
    except Unavailable as error:
        desk.report(f"details of {job_id} not read: {error}")
        _tell(desk, asked, reply, talk.plainly("I cannot reach my storage just now. Please press the button again."))
        return
    if answer is None:
        _tell(desk, asked, reply, talk.plainly("The details of this result are gone. Press Re-check for new ones."))
        return
    view = (answer.full if whole else None) or answer.details
    sent = desk.messenger.open_view(asked.trigger_id, view, _left(desk, asked))
    if not isinstance(sent, Delivered):
        desk.report(f"details of {job_id} not shown: {sent.because}")
        _tell(
            desk, asked, reply, talk.plainly("Slack did not open the details in time. Please press the button again.")
        )


def _admit(desk: Desk, asked: Asked, job: Job) -> Message | None:
    """Count against the limits; None when there is room. A store that does not answer admits nobody."""
    second = int(asked.at.timestamp())
    window = second - second % WINDOW_S
    ends = datetime.fromtimestamp(window + 2 * WINDOW_S, UTC)
    limits = (
        (f"user#{asked.team}#{asked.user}", USER_LIMIT, "You"),
        (f"team#{asked.team}", TEAM_LIMIT, "Your workspace"),
    )
    for key, most, whose in limits:
        try:
            count = desk.store.count(f"{key}#{window}", len(job.targets), ends)
        except Unavailable as error:
            return _not_taken(desk, job, error)
        if count > most:
            return talk.limited(most, WINDOW_S, window + WINDOW_S - second, whose=whose)
    return None


def _begin(desk: Desk, asked: Asked, job: Job) -> Message | None:
    try:
        if not desk.store.save(job, 0, expires(job)):
            return None  # Slack delivered the same request twice; the first one is on its way
        desk.queue.send(Errand(Task.WATCH, job.id, WATCH_AFTER_S))
    except Unavailable as error:
        _withdraw(desk, job)
        return _not_taken(desk, job, error)
    placed, ack = _place(desk, asked, job)
    try:
        if placed != job:
            desk.store.save(placed, 1, expires(job))  # nobody else knows the job before its check is queued
        desk.queue.send(Errand(Task.CHECK, job.id))
    except Unavailable as error:
        said = _not_taken(desk, job, error)
        told = placed.place and desk.messenger.update(placed.place, said, _left(desk, asked))
        if placed.place is None or isinstance(told, Delivered):
            _withdraw(desk, placed)
        return said if placed.place is None else None
    return ack


def _place(desk: Desk, asked: Asked, job: Job) -> tuple[Job, Message | None]:
    """Say "Checking …" where the verdict will stand. The job with its place, and the ack to give."""
    if job.recheck:
        sent = _first_word(desk, asked, job)
        if not isinstance(sent, Delivered):
            desk.report(f"{job.id}: no first word: {sent.because}")
        return job, None
    if job.private:
        return job, talk.taken(job, talk.Unreachable.QUIET)
    match desk.messenger.post(job.channel, talk.checking(job), min(POST_S, _left(desk, asked))):
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
    timeout = min(POST_S, _left(desk, asked))
    if job.place:
        return desk.messenger.update(job.place, talk.checking(job), timeout)
    return desk.messenger.respond(job.reply, talk.checking(job), timeout, replace=True)


def _not_taken(desk: Desk, job: Job, error: Unavailable) -> Message:
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


def _tell(desk: Desk, asked: Asked, reply: ResponseUrl, message: Message) -> None:
    """To the one who clicked, beside the message."""
    sent = desk.messenger.respond(reply, message, _left(desk, asked))
    if not isinstance(sent, Delivered):
        desk.report(f"a click could not be answered: {sent.because}")


def _left(desk: Desk, asked: Asked) -> float:
    return max(0.3, ACK_S - (desk.clock.monotonic() - asked.started))


def _job(asked: Asked, targets: tuple[Target, ...]) -> Job:
    return Job(
        id=hashlib.sha256(asked.trigger_id.encode()).hexdigest()[:16],
        targets=targets,
        team=asked.team,
        channel=asked.channel,
        user=asked.user,
        asked_at=asked.at,
        reply=_reply(asked, edits=False),
    )


def _reply(asked: Asked, *, edits: bool) -> ResponseUrl:
    return ResponseUrl(asked.response_url, asked.at + REPLY_LIVES, edits)
