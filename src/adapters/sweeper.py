"""The `Check` of watching: many targets side by side, politely, and nothing believed while we are cut off ourselves.

Law: a target is resolved once and waits for its turn at its addresses before its own time begins, so that politeness
never looks like a slow server. What fails inside of us is no report (`Missed`), is told to the operator, and keeps no
other target. Where a server was not reached, canaries decide whether that says something about the server or about us.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, ip_network
from typing import Final

from core.address_policy import literal
from core.model.observation import Depth
from core.model.report import Report
from core.model.resolution import NotResolved, Resolution, Resolved
from core.model.target import IPAddress, Target
from core.plan import choose_addresses
from core.ports import Resolver
from core.watch_ports import Missed
from core.watching.facts import reached
from core.workflows import BUDGET, Instruments, check

_LOG = logging.getLogger("tlscheck.sweeper")
SIDE_BY_SIDE: Final = 50
FULL_SIDE_BY_SIDE: Final = 8  # a full check computes for tenths of a second; more of them would look like slow servers
AT_ADDRESS: Final = 3  # targets checked at one address at the same time
AT_NETWORK: Final = 12  # and in one /24, or one /48 of IPv6
LEAST_S: Final = 3.0  # a check with less time than that says more about us than about a server
_GRACE_S: Final = 1.0
_DNS_S: Final = 4.0
_CANARY_S: Final = 5.0
_LATE: Final = Missed("its turn did not come in time")
_CUT_OFF: Final = Missed("tlscheck could not reach servers that always answer either")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``side_by_side``: targets in all, ``full`` where checks are full; ``address``, ``network``: at one address,
    in one /24.
    """

    side_by_side: int = SIDE_BY_SIDE
    full: int = FULL_SIDE_BY_SIDE
    address: int = AT_ADDRESS
    network: int = AT_NETWORK


CheckOne = Callable[[Target, Instruments, float, Depth], Awaitable[Report]]


async def _check(target: Target, instruments: Instruments, seconds: float, depth: Depth) -> Report:
    return await check(target, instruments, budget=seconds, depth=depth)


class Sweeper:
    """Called as `core.watch_ports.Check`. ``canaries``: servers that always answer; none: all is believed. ``report``:
    where a failure is told to the operator, as one sentence. ``one``: how one target is checked.
    """

    def __init__(
        self,
        instruments: Instruments,
        report: Callable[[str], None],
        canaries: Sequence[Target] = (),
        limits: Limits | None = None,
        one: CheckOne = _check,
    ) -> None:
        self._instruments, self._report = instruments, report
        self._canaries, self._limits, self._one = canaries, limits or Limits(), one

    async def __call__(self, targets: Sequence[Target], depth: Depth, seconds: float) -> Sequence[Report | Missed]:
        """Ends by ``seconds``; whose turn did not come is missed."""
        until = self._instruments.clock.monotonic() + seconds
        reports = await self._all(targets, depth, until - (_CANARY_S if self._canaries else 0.0))
        if not self._canaries:
            return reports
        lost = [isinstance(report, Report) and not reached(report) for report in reports]
        if not any(lost) or await self._canary_sings(until):
            return reports
        self._report(f"the canaries are silent too: what was not reached ({sum(lost)}) is not believed to be down")
        return [_CUT_OFF if away else report for report, away in zip(reports, lost, strict=True)]

    async def _all(self, targets: Sequence[Target], depth: Depth, until: float) -> list[Report | Missed]:
        turns = Turns(self._limits, depth)
        return await asyncio.gather(*(self._safely(target, depth, until, turns) for target in targets))

    async def _canary_sings(self, until: float) -> bool:
        seen = await self._all(self._canaries, Depth.QUICK, until)
        return any(isinstance(report, Report) and reached(report) for report in seen)

    async def _safely(self, target: Target, depth: Depth, until: float, turns: "Turns") -> Report | Missed:
        left = until - self._instruments.clock.monotonic()
        try:
            async with asyncio.timeout(left + _GRACE_S):
                return await self._in_turn(target, depth, until, turns)
        except Exception as error:  # noqa: BLE001 - one target keeps none of the others
            _LOG.error("a check failed", exc_info=error)
            missed = Missed(f"the check failed inside tlscheck: {type(error).__name__}")
            self._report(f"{target}: {missed.because}")
            return missed

    async def _in_turn(self, target: Target, depth: Depth, until: float, turns: "Turns") -> Report | Missed:
        tools, clock = self._instruments, self._instruments.clock
        async with turns.all:
            known = await _resolved(target, tools.resolver, min(_DNS_S, until - clock.monotonic()))
            async with turns.at(_contacted(known)):
                left = until - clock.monotonic()
                if left < LEAST_S:
                    self._report(f"{target}: not checked, {_LATE.because}")
                    return _LATE
                tools = replace(tools, resolver=Known(target.host, known, tools.resolver))
                return await self._one(target, tools, min(BUDGET, left), depth)


class Turns:
    """Who may go: so many in all, at each address, in each network."""

    def __init__(self, limits: Limits, depth: Depth) -> None:
        self.all = asyncio.Semaphore(limits.full if depth is Depth.FULL else limits.side_by_side)
        self._addresses: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(limits.address))
        self._networks: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(limits.network))

    def at(self, addresses: Sequence[IPAddress]) -> "_Held":
        """Everybody takes their turns in the same order, so nobody waits for each other."""
        addressed = [self._addresses[name] for name in sorted({str(address) for address in addresses})]
        networked = [self._networks[name] for name in sorted({network_of(address) for address in addresses})]
        return _Held([*addressed, *networked])


class _Held:
    def __init__(self, turns: Sequence[asyncio.Semaphore]) -> None:
        self._turns, self._stack = turns, AsyncExitStack()

    async def __aenter__(self) -> None:
        async with AsyncExitStack() as stack:
            for turn in self._turns:
                await stack.enter_async_context(turn)
            self._stack = stack.pop_all()

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


@dataclass(frozen=True, slots=True)
class Known:
    """A resolver that already knows one name."""

    host: str
    known: Resolution
    others: Resolver

    async def resolve(self, host: str, timeout: float) -> Resolution:
        return self.known if host == self.host else await self.others.resolve(host, timeout)


async def _resolved(target: Target, resolver: Resolver, patience: float) -> Resolution:
    address = target.pinned or literal(target.host)
    return NotResolved(address) if address else await resolver.resolve(target.host, max(0.1, patience))


def _contacted(resolution: Resolution) -> tuple[IPAddress, ...]:
    match resolution:
        case NotResolved(address):
            return (address,)
        case Resolved(addresses):
            return choose_addresses(addresses)[0]
        case _:
            return ()


def network_of(address: IPAddress) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one: what one operator is likely to answer for."""
    return str(ip_network((address, 24 if isinstance(address, IPv4Address) else 48), strict=False))
