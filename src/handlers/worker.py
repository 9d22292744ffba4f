"""SQS → checks, readings and their answers, and the watch that nobody waits in vain.

Partial failures; what fails comes again. A message that Slack or a store did not take comes back
when they said, not when its visibility timeout ends.
"""

import asyncio
import math
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from adapters.errands import read_errand
from core.answering import Bench, CheckAll, CheckFailed, CompleteAll, Ended, Later, Read, answer, apologise
from core.model.job import Task
from core.render.slack_talk import Trouble
from core.slack_ports import Unavailable
from handlers import wiring
from handlers.batch import Handler, make_batch_handler

FIRST_RETRY_S, LONGEST_RETRY_S = 5, 120
_LOG = Logger(service="tlscheck-worker")


def make_handler(
    services: wiring.Services, check_all: CheckAll, complete_all: CompleteAll | None = None, read: Read | None = None
) -> Handler:
    return make_batch_handler(services, check_all, run, "worker", complete_all, read)


def run(services: wiring.Services, bench: Bench, record: SQSRecord) -> Ended:
    """One errand. Raises what makes SQS offer it again."""
    errand = read_errand(record.body)
    tries = int(record.attributes.approximate_receive_count or 1)
    about = {"job": errand.job_id, "task": errand.task.value, "tries": tries}
    try:
        if errand.task is Task.CHECK:
            ended = asyncio.run(answer(bench, errand.job_id))
        else:
            ended = apologise(bench, errand.job_id, Trouble.SLOW)
    except (Later, CheckFailed, Unavailable) as error:
        _LOG.warning("errand not done", extra=about, exc_info=error)
        wait = error.after_s if isinstance(error, Later) else min(FIRST_RETRY_S * 2**tries, LONGEST_RETRY_S)
        services.queue.postpone(record.receipt_handle, math.ceil(wait))
        raise
    _LOG.info("errand done", extra={**about, "ended": ended.value})
    return ended


@cache
def _handler() -> Handler:
    from handlers.checking import Rounds, instruments  # noqa: PLC0415 - the TLS libraries
    from handlers.reading import make_reader  # noqa: PLC0415 - likewise
    from handlers.sheets import make_sheets  # noqa: PLC0415 - likewise

    chosen = wiring.settings()
    services, tools = wiring.services(chosen), instruments(chosen)
    rounds, sheets = Rounds(tools), make_sheets(chosen, services, tools.policy)
    read = make_reader(services.files, tools.stores, tools.fetcher, services.clock, sheets)
    return make_handler(services, rounds.check_all, rounds.complete_all, read)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda's entry point."""
    return _handler()(event, context)
