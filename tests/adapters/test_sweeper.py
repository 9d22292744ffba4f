"""Many targets side by side: whose turn it is, what a failure of ours costs the others, what canaries are for.

Names are the test's; checks are the test's or real ones on loopback.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from adapters.checker import build_instruments
from adapters.sweeper import Known, Limits, Sweeper, network_of
from core.model.observation import Depth
from core.model.report import Report
from core.model.resolution import NxDomain, Resolution, Resolved
from core.model.target import Target
from core.model.target_text import parse_target
from core.watch_ports import Missed
from core.watching.facts import facts_of
from core.workflows import Instruments
from tests.adapters.peers import peer, tls
from tests.core.watching.world import silent
from tests.core.wire.memory_peer import server_context


@dataclass
class Names:
    """Names and their addresses; others do not exist."""

    known: dict[str, str]
    asked: Counter[str] = field(default_factory=Counter)

    async def resolve(self, host: str, timeout: float) -> Resolution:
        self.asked[host] += 1
        if host not in self.known:
            return NxDomain(host)
        return Resolved(tuple(ip_address(text) for text in self.known[host].split()))


@dataclass
class Checks:
    """Nothing is ever reached. Counts who is at an address, and in a network, at the same time; gives others every
    chance to come too.
    """

    crash: str = ""
    now: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)

    async def __call__(self, target: Target, tools: Instruments, seconds: float, depth: Depth) -> Report:
        if target.host == self.crash:
            raise RuntimeError("planted")
        known = await tools.resolver.resolve(target.host, seconds)
        addresses = known.addresses if isinstance(known, Resolved) else ()
        places = {str(address) for address in addresses} | {network_of(address) for address in addresses} | {"all"}
        self.now.update(places)
        self.most |= self.now
        for _ in range(20):
            await asyncio.sleep(0)
        self.now.subtract(places)
        return silent(target, depth, datetime(2026, 11, 21, 12, tzinfo=UTC))


@dataclass
class Field:
    names: Names
    checks: Checks = field(default_factory=Checks)
    told: list[str] = field(default_factory=list)

    def sweep(
        self,
        *hosts: str,
        seconds: float = 30.0,
        canaries: Sequence[Target] = (),
        limits: Limits | None = None,
        depth: Depth = Depth.QUICK,
    ) -> Sequence[Report | Missed]:
        tools = replace(build_instruments(public_only=False), resolver=self.names)
        sweeper = Sweeper(tools, self.told.append, canaries, limits, self.checks)
        return asyncio.run(sweeper([parse_target(host) for host in hosts], depth, seconds))


def hosts(count: int, address: str) -> dict[str, str]:
    return {f"h{n}.example": address.format(n=n + 1) for n in range(count)}


def test_reports_come_in_the_order_of_their_targets() -> None:
    field_ = Field(Names(hosts(9, "192.0.2.{n}")))
    reports = field_.sweep(*reversed(field_.names.known))
    assert [r.target.host if isinstance(r, Report) else "" for r in reports] == list(reversed(field_.names.known))


def test_a_name_is_resolved_once() -> None:
    field_ = Field(Names({"a.example": "192.0.2.1"}))
    field_.sweep("a.example", "gone.example")
    assert field_.names.asked == {"a.example": 1, "gone.example": 1}


def test_a_name_that_does_not_exist_is_a_report_like_others() -> None:
    tools = replace(build_instruments(public_only=False), resolver=Names({}))
    [report] = asyncio.run(Sweeper(tools, print)([parse_target("gone.example")], Depth.QUICK, 30.0))
    assert isinstance(report, Report)
    assert [finding.code for finding in report.findings] == ["dns-nxdomain"]


def test_one_address_and_one_network_see_only_so_many_at_once() -> None:
    known = hosts(8, "192.0.2.7") | {f"n{n}.example": f"192.0.2.{n + 50}" for n in range(8)}
    field_ = Field(Names(known))
    field_.sweep(*known, limits=Limits(address=2, network=5))
    assert field_.checks.most["192.0.2.7"] == 2
    assert field_.checks.most["192.0.2.0/24"] == 5


def test_other_networks_do_not_wait() -> None:
    known = {f"h{n}.example": f"198.51.{n}.1" for n in range(20)}
    field_ = Field(Names(known))
    field_.sweep(*known, limits=Limits(address=1, network=1, side_by_side=12))
    assert field_.checks.most["all"] == 12


def test_full_checks_are_fewer_at_once() -> None:
    known = {f"h{n}.example": f"198.51.{n}.1" for n in range(20)}
    field_ = Field(Names(known))
    field_.sweep(*known, limits=Limits(full=4), depth=Depth.FULL)
    assert field_.checks.most["all"] == 4


def test_targets_that_share_addresses_crosswise_do_not_wait_for_each_other_for_ever() -> None:
    known = {"a.example": "192.0.2.1 198.51.100.1", "b.example": "198.51.100.1 192.0.2.1"}
    reports = Field(Names(known)).sweep(*known, *known, *known, limits=Limits(address=1, network=1))
    assert all(isinstance(report, Report) for report in reports)


def test_a_crash_of_one_check_is_missed_by_it_alone_and_is_told() -> None:
    field_ = Field(Names(hosts(3, "192.0.2.{n}")), Checks(crash="h1.example"))
    reports = field_.sweep("h0.example", "h1.example", "h2.example")
    assert [isinstance(report, Report) for report in reports] == [True, False, True]
    assert reports[1] == Missed("the check failed inside tlscheck: RuntimeError")
    assert field_.told == ["h1.example:443: the check failed inside tlscheck: RuntimeError"]


def test_whose_turn_does_not_come_in_time_is_missed_and_is_told() -> None:
    field_ = Field(Names({"a.example": "192.0.2.1"}))
    assert field_.sweep("a.example", seconds=1.0) == [Missed("its turn did not come in time")]
    assert field_.told == ["a.example:443: not checked, its turn did not come in time"]


# --- canaries


def test_when_the_canaries_are_silent_too_no_outage_is_believed() -> None:
    field_ = Field(Names(hosts(2, "192.0.2.{n}")))
    cut_off = Missed("tlscheck could not reach servers that always answer either")
    assert field_.sweep("h0.example", "h1.example", canaries=[parse_target("canary.example")]) == [cut_off, cut_off]
    assert field_.told == ["the canaries are silent too: what was not reached (2) is not believed to be down"]


def test_when_a_canary_sings_an_outage_is_believed() -> None:
    with peer(tls(server_context())) as canary:
        tools = replace(build_instruments(public_only=False), resolver=Names({}))
        sweeper = Sweeper(tools, print, [parse_target(f"127.0.0.1:{canary.port}")])
        [gone] = asyncio.run(sweeper([parse_target("gone.example")], Depth.QUICK, 30.0))
    assert isinstance(gone, Report)
    assert not facts_of(gone).reached


def test_what_was_reached_is_believed_whatever_the_canaries_do() -> None:
    with peer(tls(server_context())) as running:
        tools = replace(build_instruments(public_only=False), resolver=Names({}))
        sweeper = Sweeper(tools, print, [parse_target("canary.example")])
        targets = [parse_target(f"127.0.0.1:{running.port}"), parse_target("gone.example")]
        seen, gone = asyncio.run(sweeper(targets, Depth.QUICK, 30.0))
    assert isinstance(seen, Report)
    assert facts_of(seen).reached
    assert isinstance(gone, Missed)


def test_a_canary_is_not_asked_when_all_were_reached() -> None:
    with peer(tls(server_context())) as running, peer(tls(server_context())) as canary:
        sweeper = Sweeper(
            build_instruments(public_only=False), print, [parse_target(f"127.0.0.1:{canary.port}")]
        )  # fmt: skip
        asyncio.run(sweeper([parse_target(f"127.0.0.1:{running.port}")], Depth.QUICK, 30.0))
    assert canary.accepted == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48")],
)
def test_a_network_is_what_one_operator_answers_for(address: str, network: str) -> None:
    assert network_of(ip_address(address)) == network


def test_a_resolver_that_knows_one_name_asks_for_others() -> None:
    names = Names({"b.example": "192.0.2.2"})
    known = Known("a.example", Resolved((ip_address("192.0.2.1"),)), names)
    assert asyncio.run(known.resolve("a.example", 1.0)) == Resolved((ip_address("192.0.2.1"),))
    assert asyncio.run(known.resolve("b.example", 1.0)) == Resolved((ip_address("192.0.2.2"),))
    assert names.asked == {"b.example": 1}
