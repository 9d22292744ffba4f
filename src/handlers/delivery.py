"""SQS → news is fanned out, parcels go to their channels, digests are made; a pulse that reaches Slack is a heartbeat.

The heartbeat is counted after Slack said ok, not before: a tick, a queue, a function or a token that is dead is
silence, and the alarm hears silence.
"""

import asyncio
import math
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from adapters.outside import NoAnswer, call_outside
from adapters.watch_errands import Pulse, WatchLetter
from core.delivery import CALL_S
from core.slack_ports import Delivered, Unavailable
from core.watch_ports import WatchErrand
from core.watching.delivering import Carried
from core.watching.working import work
from handlers import wiring
from handlers.batch import Handler
from handlers.letters import Count, make_letter_handler
from handlers.watching import Watching, watch_settings, watching

SOON_S = 30.0  # what is to go on later than that is left to a tick
_LOG = Logger(service="tlscheck-delivery")


def make_handler(means: Watching, heartbeat_url: str = "") -> Handler:
    def each(letter: WatchLetter, until: float, counting: Count) -> None:
        if isinstance(letter, Pulse):
            _beat(means, counting, heartbeat_url)
            return
        match asyncio.run(work(means.office(until), letter)):
            case Carried(sent, again_in):
                counting("Sent", sent)
                if again_in is not None and again_in <= SOON_S:
                    _again(means, letter, again_in)
            case done:
                _LOG.info("told", extra={"errand": type(letter).__name__, "came_to": repr(done)[:200]})

    return make_letter_handler(means.desk.clock, each, "delivery")


def _beat(means: Watching, counting: Count, outside: str) -> None:
    """A pulse that does not get through is not offered again: the next one is a minute away."""
    answer = means.alive(CALL_S)
    if not isinstance(answer, Delivered):
        _LOG.warning("no heartbeat: Slack said %s", answer.because)
        return
    counting("Heartbeat", 1)
    try:
        if outside:
            call_outside(outside, CALL_S)
    except NoAnswer as error:
        _LOG.warning("the heartbeat was not heard outside: %s", error)


def _again(means: Watching, errand: WatchErrand, seconds: float) -> None:
    try:
        means.queue.send([errand], math.ceil(max(0.0, seconds)))
    except Unavailable as error:
        _LOG.warning("the lane waits for the next tick: %s", error)


@cache
def _handler() -> Handler:
    chosen = wiring.settings()
    means = watching(chosen, watch_settings())
    if chosen.many is not None:
        from handlers.tenancy import tenancy, with_tenants  # noqa: PLC0415 - nothing that one workspace needs

        means = with_tenants(means, tenancy(chosen))
    return make_handler(means, watch_settings().heartbeat_url)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda's entry point."""
    return _handler()(event, context)
