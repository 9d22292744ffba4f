"""What the functions behind a queue share: one bench a batch, partial failures, a metric for every ending."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from core.answering import Bench, CheckAll, CompleteAll, Ended, Read
from handlers.wiring import Services

SPARE_S = 1.5
Handler = Callable[[dict[str, Any], Any], dict[str, Any]]
Each = Callable[[Services, Bench, SQSRecord], Ended]


def make_batch_handler(
    services: Services,
    check_all: CheckAll,
    each: Each,
    name: str,
    complete_all: CompleteAll | None = None,
    read: Read | None = None,
) -> Handler:
    """``each`` raises for a record that shall be offered again. The last ``SPARE_S`` of the function's time stay
    unused."""

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        metrics = Metrics(namespace="tlscheck", service=name)
        until = services.clock.monotonic() + context.get_remaining_time_in_millis() / 1000 - SPARE_S
        bench = Bench(
            store=services.store,
            messenger=services.messenger,
            clock=services.clock,
            pause=time.sleep,
            check_all=check_all,
            until=until,
            complete_all=complete_all,
            read=read,
        )
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        work = partial(_counted, metrics, partial(each, services, bench))
        done = process_partial_response(event=event, record_handler=work, processor=processor, context=context)
        metrics.flush_metrics()
        return dict(done)

    return handle


def _counted(metrics: Metrics, work: Callable[[SQSRecord], Ended], record: SQSRecord) -> Ended:
    try:
        ended = work(record)
    except Exception as error:
        metrics.add_metric(type(error).__name__, MetricUnit.Count, 1)
        raise
    metrics.add_metric(ended.name.title().replace("_", ""), MetricUnit.Count, 1)
    return ended
