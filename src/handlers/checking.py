"""The worker's own part of the composition root: the check itself. Loads the TLS libraries."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import cache

from adapters.checker import build_instruments
from core.answering import CheckAll
from core.model.report import Report
from core.model.target import Target
from core.workflows import check
from handlers.settings import Settings

Checker = Callable[[Target, float], Awaitable[Report]]
GRACE_S = 1.0


@cache
def build_checker(settings: Settings) -> Checker:
    """One target within so many seconds; private addresses only where the operator allows them."""
    instruments = build_instruments(public_only=True, allowed_networks=settings.allowed_networks)

    async def checker(target: Target, seconds: float) -> Report:
        return await check(target, instruments, budget=seconds)

    return checker


def side_by_side(checker: Checker) -> CheckAll:
    """All targets of one command at once; raises `TimeoutError` when a check does not keep to its time."""

    async def check_all(targets: Sequence[Target], seconds: float) -> Sequence[Report]:
        async with asyncio.timeout(seconds + GRACE_S):
            return await asyncio.gather(*(checker(target, seconds) for target in targets))

    return check_all
