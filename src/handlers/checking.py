"""The worker's own part of the composition root: the check itself. Loads the TLS libraries."""

import asyncio
import ssl
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from adapters.checker import build_instruments
from adapters.courier import Courier
from adapters.renewal_information import RenewalInformation
from core.model.report import Report
from core.model.target import Target
from core.workflows import Begun, Instruments, begin, complete
from handlers.settings import Settings

GRACE_S = 1.0


class Rounds:
    """All targets of one command at once: first what can be had soon, then what some reports are still looking for.

    Between the two it remembers what those reports were made from; one command at a time.
    """

    def __init__(self, instruments: Instruments) -> None:
        self._instruments = instruments
        self._begun: dict[tuple[Target, datetime], Begun] = {}

    async def check_all(self, targets: Sequence[Target], seconds: float) -> Sequence[Report]:
        """Raises `TimeoutError` when a check does not keep to its time."""
        self._begun.clear()
        async with asyncio.timeout(seconds + GRACE_S):
            begun = await asyncio.gather(*(begin(t, self._instruments, budget=seconds) for t in targets))
        self._begun = {_key(one.report): one for one in begun if one.report.still_looking}
        return [one.report for one in begun]

    async def complete_all(self, reports: Sequence[Report], seconds: float) -> Sequence[Report]:
        """The reports with what could be found by now; those that lacked nothing as they are."""
        async with asyncio.timeout(seconds + GRACE_S):
            return await asyncio.gather(*(self._complete(report, seconds) for report in reports))

    async def _complete(self, report: Report, seconds: float) -> Report:
        begun = self._begun.pop(_key(report), None)
        return await complete(begun, self._instruments, budget=seconds) if begun else report


def _key(report: Report) -> tuple[Target, datetime]:
    return report.target, report.checked_at


@cache
def instruments(settings: Settings) -> Instruments:
    """Private addresses only where the operator allows them; copies of revocation data in the function's own folder."""
    copies = Path(tempfile.gettempdir()) / "tlscheck-status"
    return build_instruments(public_only=True, allowed_networks=settings.allowed_networks, status_folder=copies)


def renewal_information(tools: Instruments, report: Callable[[str], None]) -> RenewalInformation:
    """CAs are asked over connections of their own, which have to prove where they lead, by the system's roots."""
    courier = Courier(tools.policy, tools.resolver, trust=ssl.create_default_context())
    return RenewalInformation(courier, tools.clock, report)
