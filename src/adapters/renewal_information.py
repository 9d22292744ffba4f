"""The `Ask` port of watching: ACME directories and renewal information (RFC 9773) over https.

Law: the server proves who it is, for what it says is told to people. Bytes and time are bounded; a directory is read
once a day; a CA that is in trouble, or says that it is asked too much, is left alone as a whole. Reading what came is
`core.watching.ari`'s matter.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from adapters.courier import BROUGHT_NOTHING, Courier, why_failed
from core.model.renewal import Answer, Issuer, Question, Unanswered
from core.ports import Clock
from core.watching.ari import read_answer, renewal_url

_LOG = logging.getLogger("tlscheck.renewals")
MAX_BYTES: Final = 64 * 1024
AT_ONCE: Final = 4  # questions to one CA
_DIRECTORY_KEPT: Final = timedelta(days=1)
_REST: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Known:
    """``url`` None: this CA is not asked until then."""

    url: str | None
    until: datetime


class RenewalInformation:
    """``courier``: one that insists on proven servers. ``report``: where trouble with a CA is told to the operator."""

    def __init__(self, courier: Courier, clock: Clock, report: Callable[[str], None]) -> None:
        self._courier, self._clock, self._report = courier, clock, report
        self._known: dict[str, _Known] = {}

    async def __call__(self, questions: Sequence[Question], seconds: float) -> Mapping[str, Answer]:
        """What came within ``seconds``."""
        by_issuer: dict[Issuer, list[Question]] = defaultdict(list)
        for question in questions:
            by_issuer[question.issuer].append(question)
        answers: dict[str, Answer] = {}
        try:
            async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
                for issuer, asked in by_issuer.items():
                    group.create_task(self._safely(issuer, asked, answers))
        except TimeoutError:
            pass  # what has not come by then was not said
        return answers

    async def _safely(self, issuer: Issuer, questions: Sequence[Question], answers: dict[str, Answer]) -> None:
        try:
            await self._ask(issuer, questions, answers)
        except Exception as error:  # noqa: BLE001 - one CA keeps none of the others
            _LOG.error("asking an issuer failed", exc_info=error)
            self._report(f"asking {issuer.organisation} failed inside tlscheck: {type(error).__name__}")

    async def _ask(self, issuer: Issuer, questions: Sequence[Question], answers: dict[str, Answer]) -> None:
        turns = asyncio.Semaphore(AT_ONCE)
        url = await self._renewal_url(issuer)
        if url is not None:
            await asyncio.gather(*(self._one(url, question, turns, answers) for question in questions))

    async def _one(self, url: str, question: Question, turns: asyncio.Semaphore, answers: dict[str, Answer]) -> None:
        issuer = question.issuer
        async with turns:
            if self._known[issuer.directory].url is None:
                return
            try:
                came = await self._courier.answer(f"{url}/{question.id}", MAX_BYTES)
            except BROUGHT_NOTHING as error:
                self._rest(issuer, _REST, why_failed(error))
                return
        answer = read_answer(came.status, came.retry_after, came.body, issuer, self._clock.now())
        if isinstance(answer, Unanswered) and answer.resting:
            self._rest(issuer, answer.again_in, answer.because)
            return
        answers[question.id] = answer

    async def _renewal_url(self, issuer: Issuer) -> str | None:
        known = self._known.get(issuer.directory)
        if known is None or known.until <= self._clock.now():
            known = await self._directory(issuer)
            self._known[issuer.directory] = known
        return known.url

    async def _directory(self, issuer: Issuer) -> _Known:
        now = self._clock.now()
        try:
            url = renewal_url(await self._courier.bring(issuer.directory, MAX_BYTES), issuer)
        except BROUGHT_NOTHING as error:
            self._report(f"the directory of {issuer.organisation} was not read: {why_failed(error)}")
            return _Known(None, now + _REST)
        if url is None:
            self._report(f"the directory of {issuer.organisation} names no renewal information where it should be")
        return _Known(url, now + _DIRECTORY_KEPT)

    def _rest(self, issuer: Issuer, for_: timedelta, because: str) -> None:
        """Said once, however many questions met it."""
        if self._known[issuer.directory].url is not None:
            self._known[issuer.directory] = _Known(None, self._clock.now() + for_)
            self._report(f"{issuer.organisation} is not asked about renewals for {for_}: {because}")
