"""How a job moves: pure transitions, the one truth about idempotency. Adapters only compare versions.

Whoever wants to work on a job takes hold of it for a bounded time; the hold is longer than any function may run, so two
never work on one job at once, and a dead worker's job becomes free by itself.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.model.job import Job, PastedText, Posted, Stage

KEPT = timedelta(days=90)
TEXT_KEPT = timedelta(days=1)  # a text that nobody came to explain


@dataclass(frozen=True, slots=True)
class Taken:
    """Work on it. ``unsure``: an earlier delivery was begun and may have arrived."""

    job: Job
    unsure: bool


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody works on it; ask again in ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Over:
    """There is nothing left to do."""


Claim = Taken | Busy | Over


def claim(job: Job, now: datetime, hold: timedelta) -> Claim:
    """To check or to deliver."""
    if job.stage in (Stage.ANSWERED, Stage.WITHDRAWN):
        return Over()
    if job.held_until is not None and job.held_until > now:
        return Busy((job.held_until - now).total_seconds())
    return Taken(replace(job, held_until=now + hold, attempts=job.attempts + 1), job.sending)


def claim_apology(job: Job, now: datetime, hold: timedelta) -> Claim:
    """To say sorry: once, and only while there is no answer and nobody works on one. An answer that waits for its
    delivery is free to take."""
    if job.apologised and job.stage is Stage.WAITING:
        return Over()
    taken = claim(job, now, hold)
    return replace(taken, job=replace(taken.job, sending=True)) if isinstance(taken, Taken) else taken


def judged(job: Job) -> Job:
    """The answer is stored; a delivery begins now."""
    return replace(_without_text(job), stage=Stage.JUDGED, sending=True)


def answered(job: Job, place: Posted | None) -> Job:
    """Delivered, and where it stands."""
    return replace(job, stage=Stage.ANSWERED, place=place or job.place, held_until=None, sending=False)


def apologised(job: Job, place: Posted | None) -> Job:
    return replace(job, apologised=True, place=place or job.place, held_until=None, sending=False)


def released(job: Job, *, unsure: bool) -> Job:
    """Not delivered, somebody may try again at once."""
    return replace(job, held_until=None, sending=unsure)


def withdrawn(job: Job) -> Job:
    return replace(_without_text(job), stage=Stage.WITHDRAWN, held_until=None)


def expires(job: Job) -> datetime:
    """Until when the job, its answer and its buttons are kept; with a text in it, for a day."""
    return job.asked_at + (TEXT_KEPT if isinstance(job.subject, PastedText) and job.subject.text else KEPT)


def _without_text(job: Job) -> Job:
    return replace(job, subject=PastedText("")) if isinstance(job.subject, PastedText) else job
