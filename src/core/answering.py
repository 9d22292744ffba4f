"""What happens behind the queue: do the check, keep the answer, deliver it once; or say sorry, once.

Every step can be the last one before a crash. What was done is stored before the next thing is begun, so whoever
comes after goes on from there: a stored answer is never computed again, an edit may be repeated, a new message says
when it may be one.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from core.changes import changes, summarise
from core.delivery import CALL_S, Post, deliver
from core.model.job import Job, Stage, Summary
from core.model.message import Answer, Message
from core.model.prose import Prose
from core.model.report import Report
from core.model.target import Target
from core.model.watch import Team
from core.ports import Clock
from core.progress import (
    Busy,
    Claim,
    Over,
    Taken,
    answered,
    apologised,
    claim,
    claim_apology,
    expires,
    judged,
    released,
)
from core.render.slack import Telling, repeated, verdict
from core.render.slack_details import details
from core.render.slack_full import full_report
from core.render.slack_talk import Trouble, apology
from core.sections import sections
from core.slack_ports import Delivered, Messenger, Never, NotNow, Pause, Store, Unavailable

CHECK_S = 10.0
DELIVERY_S = 8.0
LEAST_S = 3.0
SOON_S = 5.0

COMPLETE_S = 8.0

CheckAll = Callable[[Sequence[Target], float], Awaitable[Sequence[Report]]]
CompleteAll = Callable[[Sequence[Report], float], Awaitable[Sequence[Report]]]
Read = Callable[[Job, float], Awaitable[Answer]]


class Ended(StrEnum):
    """How an errand ended, for logs and metrics."""

    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    APOLOGISED = "apologised"
    NOTHING_TO_DO = "nothing to do"
    UNKNOWN_JOB = "unknown job"


class Later(Exception):  # noqa: N818 - a result that the queue must see
    """The errand is not done; offer it again in ``after_s`` seconds."""

    def __init__(self, because: str, after_s: float = SOON_S) -> None:
        super().__init__(because)
        self.after_s = after_s


class CheckFailed(Exception):  # noqa: N818
    """Our own check raised; the asker has been told. The cause is chained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The ports of the side behind the queue. ``until``: monotonic second by which everything must be over.

    ``messenger`` speaks for one team, with its token. ``check_all`` gets the targets and the seconds it may take, and
    keeps to them. ``complete_all`` gets its reports, of which some are still looking for something, and gives those
    that take their place. ``read`` explains the subject of a job.
    """

    store: Store
    messenger: Callable[[Team], Messenger]
    clock: Clock
    pause: Pause
    check_all: CheckAll
    until: float
    complete_all: CompleteAll | None = None
    read: Read | None = None

    @property
    def left(self) -> float:
        return self.until - self.clock.monotonic()

    @property
    def hold(self) -> timedelta:
        return timedelta(seconds=max(self.left, 0.0) + SOON_S)

    def post(self, job: Job) -> Post:
        return Post(messenger=self.messenger(job.workspace), clock=self.clock, pause=self.pause, until=self.until)


async def answer(bench: Bench, job_id: str) -> Ended:
    """Check (unless that is done) and deliver. Raises `Later`, `CheckFailed`, `Unavailable`."""
    if bench.left < DELIVERY_S + LEAST_S:
        raise Later("too little time left for a check", 0)
    match _take(bench, job_id, claim):
        case Ended() as ended:
            return ended
        case (Job() as job, int() as version, bool() as unsure):
            return await _answer(bench, job, version, unsure)


def apologise(bench: Bench, job_id: str, trouble: Trouble) -> Ended:
    """Say sorry, or deliver the answer if there is one by now. Raises `Later`, `Unavailable`."""
    match _take(bench, job_id, claim_apology):
        case Ended() as ended:
            return ended
        case (Job() as job, int() as version, bool() as unsure):
            if job.stage is Stage.JUDGED and (ready := bench.store.answer(job.id)):
                return _deliver(bench, job, version, ready.message, unsure)
            return _apologise(bench, job, version, trouble)


def _take(bench: Bench, job_id: str, how: Callable[..., Claim]) -> Ended | tuple[Job, int, bool]:
    stored = bench.store.load(job_id)
    if stored is None:
        return Ended.UNKNOWN_JOB
    match how(stored.job, bench.clock.now(), bench.hold):
        case Over():
            return Ended.NOTHING_TO_DO
        case Busy(seconds):
            raise Later("somebody else works on it", seconds + 1)
        case Taken(job, unsure):
            if not bench.store.save(job, stored.version, expires(job)):
                raise Later("somebody else took it first")
            return job, stored.version + 1, unsure


async def _answer(bench: Bench, job: Job, version: int, unsure: bool) -> Ended:
    ready = bench.store.answer(job.id) if job.stage is Stage.JUDGED else None
    reports: Sequence[Report] = ()
    if ready is None:
        try:
            seconds = min(CHECK_S, bench.left - DELIVERY_S)
            if job.subject is not None and bench.read is not None:
                ready = await bench.read(job, seconds)
            else:
                reports = await bench.check_all(job.targets, seconds)
                job, ready = _judge(job, reports)
        except Unavailable:
            bench.store.save(released(job, unsure=unsure), version, expires(job))
            raise
        except Exception as error:
            if job.apologised:
                bench.store.save(released(job, unsure=False), version, expires(job))
            else:
                _apologise(bench, job, version, Trouble.CRASHED)
            raise CheckFailed(job.id) from error
        bench.store.put_answer(job.id, ready, expires(job))
    ended = _deliver(bench, job, version, ready.message, unsure)
    if ended is Ended.DELIVERED:
        await _complete(bench, job.id, reports)
    return ended


async def _complete(bench: Bench, job_id: str, reports: Sequence[Report]) -> None:
    """Edit the answer once it is known what it was still looking for.

    An answer that is being asked anew, or has no place where it could be edited, stays as it is: it says what it lacks.
    """
    seconds = min(COMPLETE_S, bench.left - DELIVERY_S)
    if bench.complete_all is None or seconds < LEAST_S or not any(report.still_looking for report in reports):
        return
    known = await bench.complete_all(reports, seconds)
    stored = bench.store.load(job_id)
    if stored is None or stored.job.stage is not Stage.ANSWERED or stored.job.place is None:
        return
    job, ready = _judge(stored.job, known)
    bench.store.put_answer(job.id, ready, expires(job))
    if bench.store.save(job, stored.version, expires(job)):
        bench.messenger(stored.job.workspace).update(stored.job.place, ready.message, min(CALL_S, bench.left))


def _deliver(bench: Bench, job: Job, version: int, message: Message, unsure: bool) -> Ended:
    job = judged(job)
    if not bench.store.save(job, version, expires(job)):
        raise Later("somebody else took it over")
    match deliver(bench.post(job), job, message, repeated(message) if unsure else None):
        case Delivered(place):
            bench.store.save(answered(job, place), version + 1, expires(job))
            return Ended.DELIVERED
        case Never():
            bench.store.save(answered(job, None), version + 1, expires(job))
            return Ended.UNDELIVERABLE
        case NotNow(because, retry_after_s, may_have_arrived):
            bench.store.save(released(job, unsure=may_have_arrived or unsure), version + 1, expires(job))
            raise Later(because, retry_after_s or SOON_S)


def _judge(job: Job, reports: Sequence[Report]) -> tuple[Job, Answer]:
    """The verdict in both its forms, and what it came to."""
    summaries = tuple(summarise(report) for report in reports)
    telling = Telling(job_id=job.id, asked_by=job.user, changed=_changed(job, summaries) if job.recheck else None)
    return replace(job, summaries=summaries), _rendered(reports, telling)


def _rendered(reports: Sequence[Report], telling: Telling) -> Answer:
    full = full_report([(report, sections(report)) for report in reports])
    return Answer(verdict(reports, telling), details(reports), full)


def _changed(job: Job, summaries: tuple[Summary, ...]) -> tuple[Prose, ...]:
    before = {summary.target: summary for summary in job.previous}
    pairs = [(before[now.target], now) for now in summaries if now.target in before]
    return tuple(change for was, now in pairs for change in changes(was, now))


def _apologise(bench: Bench, job: Job, version: int, trouble: Trouble) -> Ended:
    match deliver(bench.post(job), job, apology(job, trouble)):
        case Delivered(place):
            bench.store.save(apologised(job, place), version, expires(job))
            return Ended.APOLOGISED
        case Never():
            bench.store.save(apologised(job, None), version, expires(job))
            return Ended.UNDELIVERABLE
        case NotNow(because, retry_after_s, may_have_arrived):
            bench.store.save(released(job, unsure=may_have_arrived), version, expires(job))
            raise Later(because, retry_after_s or SOON_S)
