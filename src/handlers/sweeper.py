"""SQS → batches of claimed targets are checked side by side; their states and news are kept."""

import asyncio
import logging
from dataclasses import replace
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from adapters.watch_errands import Pulse, WatchLetter
from core.model.target import Target
from core.watching.canary import prove
from core.watching.sweeping import Swept
from core.watching.working import work
from handlers import wiring
from handlers.batch import Handler
from handlers.letters import Count, make_letter_handler
from handlers.watching import Watching, watch_settings, watching

_LOG = Logger(service="tlscheck-sweeper")


def make_handler(means: Watching, canary: Target | None = None) -> Handler:
    """``canary``: a server that must be found broken."""

    def each(letter: WatchLetter, until: float, counting: Count) -> None:
        if isinstance(letter, Pulse):
            return
        match asyncio.run(work(means.office(until), letter)):
            case Swept(checked, news, failed):
                counting("Checked", checked)
                counting("News", len(news))
                counting("NotChecked", len(failed))
                _LOG.info("swept", extra={"checked": checked, "news": len(news), "failed": failed[:20]})
            case _:
                _LOG.warning("an errand of the other queue was done here")
        seen = asyncio.run(prove(means.desk, means.check, canary, until)) if canary else None
        if seen is not None:
            counting("BreakageSeen", int(seen))

    return make_letter_handler(means.desk.clock, each, "sweeper")


@cache
def _handler() -> Handler:
    from adapters.sweeper import Sweeper  # noqa: PLC0415 - the TLS libraries
    from handlers.checking import instruments, renewal_information  # noqa: PLC0415 - likewise

    chosen, watched = wiring.settings(), watch_settings()
    report, tools = logging.getLogger("tlscheck").warning, instruments(chosen)
    check = Sweeper(tools, report, watched.canaries)
    means = replace(watching(chosen, watched, check), ask=renewal_information(tools, report))
    return make_handler(means, watched.canary_broken)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda's entry point."""
    return _handler()(event, context)
