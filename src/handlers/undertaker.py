"""Dead letters → the last word to the asker: it was tried several times and will not be tried again. Nobody waits in
vain.

What cannot be said now stays a dead letter; what is not ours is logged, counted and dropped.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from adapters.errands import UnknownErrand, read_errand
from core.answering import Bench, Ended, apologise
from core.model.prose import clean
from core.model.report import Report
from core.model.target import Target
from core.render.slack_talk import Trouble
from handlers import wiring
from handlers.batch import Handler, make_batch_handler

_LOG = Logger(service="tlscheck-undertaker")


def make_handler(services: wiring.Services) -> Handler:
    return make_batch_handler(services, _no_check, bury, "undertaker")


def bury(_services: wiring.Services, bench: Bench, record: SQSRecord) -> Ended:
    """One dead letter. Raises when the last word could not be said now."""
    try:
        errand = read_errand(record.body)
    except UnknownErrand:
        _LOG.exception("a dead letter that is not ours", extra={"body": clean(record.body, 500)})
        return Ended.UNKNOWN_JOB
    ended = apologise(bench, errand.job_id, Trouble.GIVEN_UP)
    _LOG.error("given up", extra={"job": errand.job_id, "task": errand.task.value, "ended": ended.value})
    return ended


async def _no_check(_targets: Sequence[Target], _seconds: float) -> Sequence[Report]:
    raise NotImplementedError("dead letters are not checked again")


@cache
def _handler() -> Handler:
    return make_handler(wiring.services(wiring.settings()))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda's entry point."""
    return _handler()(event, context)
