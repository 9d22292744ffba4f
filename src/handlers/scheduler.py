"""EventBridge Scheduler, once a minute → what came due becomes letters, and a pulse that shall arrive at Slack.

Two that run at once hand out nothing twice. One that fails leaves all to the next, and sends no pulse.
"""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from adapters.watch_errands import Pulse
from core.watching.ticking import tick
from handlers import wiring
from handlers.batch import Handler
from handlers.letters import count, ends
from handlers.watching import Watching, watch_settings, watching

_LOG = Logger(service="tlscheck-scheduler")


def make_handler(means: Watching) -> Handler:
    def handle(_event: dict[str, Any], context: Any) -> dict[str, Any]:
        metrics = EphemeralMetrics(namespace="tlscheck", service="scheduler")
        ticked = tick(means.desk, means.queue, ends(means.desk.clock, context))
        means.queue.send([Pulse(means.desk.clock.now())])
        late = ticked.oldest.total_seconds()
        count(metrics, "Claimed", ticked.claimed)
        count(metrics, "Errands", ticked.errands)
        metrics.add_metric("Late", MetricUnit.Seconds, late)
        metrics.flush_metrics()
        told = {"claimed": ticked.claimed, "errands": ticked.errands, "late_s": late}
        _LOG.info("tick", extra=told)
        return told

    return handle


@cache
def _handler() -> Handler:
    return make_handler(watching(wiring.settings(), watch_settings()))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda's entry point."""
    return _handler()(event, context)
