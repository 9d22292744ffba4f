"""What the functions behind watching's queues share: partial failures, a metric for every ending, time kept.

A letter that cannot be read, and one whose errand fails, is offered again and dies at last; what it was about comes due
again by itself.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from adapters.watch_errands import WatchLetter, read_letter
from core.ports import Clock
from handlers.batch import SPARE_S, Handler

Count = Callable[[str, float], None]
Each = Callable[[WatchLetter, float, Count], None]
"""A letter, the monotonic second by which its errand must be over, and a way to count. Raises: offer it again."""


def make_letter_handler(clock: Clock, each: Each, name: str) -> Handler:
    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        metrics = EphemeralMetrics(namespace="tlscheck", service=name)
        until = ends(clock, context)
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        work = partial(_counted, partial(count, metrics), until, each)
        done = process_partial_response(event=event, record_handler=work, processor=processor, context=context)
        metrics.flush_metrics()
        return dict(done)

    return handle


def ends(clock: Clock, context: Any) -> float:
    """The monotonic second by which a function must be done."""
    return float(clock.monotonic() + context.get_remaining_time_in_millis() / 1000 - SPARE_S)


def count(metrics: EphemeralMetrics, name: str, amount: float) -> None:
    metrics.add_metric(name, MetricUnit.Count, amount)


def _counted(counting: Count, until: float, each: Each, record: SQSRecord) -> None:
    try:
        letter = read_letter(record.body)
        each(letter, until, counting)
    except Exception as error:
        counting(type(error).__name__, 1)
        raise
    counting(f"{type(letter).__name__}Done", 1)
