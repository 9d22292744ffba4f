"""Where the time of a check goes: every connection and lookup on a time line, in round trips when the wire is ours.

    tools/trace_check.py HOST[:PORT] [--resolver ADDR[:PORT]] [--ca-file PEM] [--quick]
    tools/trace_check.py --wire MS [--server nginx|six|openssl|python] [--quick]

The second form checks a server of the bench, MS milliseconds a round trip away.

`--at-once N` tries another number of connections side by side than the usual one; `--brief` leaves the lines out.
Nothing is changed in the check: the ports it is given write down when they are called and when they answer.
"""

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from tests.support.netns import missing

from adapters.checker import build_instruments
from adapters.network import AT_ONCE, AsyncioNetwork
from core.address_policy import AllowAll
from core.model.observation import Attempt, Depth, Fetched, Probe
from core.model.posture import Posture
from core.model.resolution import Resolution
from core.model.revocation import StatusFetched, StatusRequest
from core.model.target import IPAddress, Target
from core.model.target_text import parse_target
from core.ports import CertificateFetcher, PostureSource, Resolver, StatusSource
from core.wire.registry import version_name
from core.workflows import check
from tools.bench_servers import arena, surroundings

T = TypeVar("T")
_WIDTH: Final = 60


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds since the check began; what it was; what came of it."""

    begun: float
    ended: float
    what: str
    outcome: str = ""


class Trace:
    """The spans so far."""

    def __init__(self) -> None:
        self.zero = time.monotonic()
        self.spans: list[Span] = []

    async def of(self, what: str, work: Awaitable[T]) -> T:
        begun = time.monotonic()
        result = await work
        outcome = type(result.outcome).__name__ if isinstance(result, Attempt) else ""
        self.spans.append(Span(begun - self.zero, time.monotonic() - self.zero, what, outcome))
        return result


class TracedNetwork(AsyncioNetwork):
    """A span a connection."""

    trace: Trace

    async def _attempt(self, probe: Probe, deadline: float) -> Attempt:
        return await self.trace.of(_name(probe), super()._attempt(probe, deadline))


@dataclass(frozen=True, slots=True)
class TracedResolver:
    trace: Trace
    inner: Resolver

    async def resolve(self, host: str, timeout: float) -> Resolution:
        return await self.trace.of("DNS: addresses", self.inner.resolve(host, timeout))


@dataclass(frozen=True, slots=True)
class TracedPosture:
    trace: Trace
    inner: PostureSource

    async def look(self, target: Target, addresses: Sequence[IPAddress], deadline: float) -> Posture:
        return await self.trace.of("posture (DNS, port 80)", self.inner.look(target, addresses, deadline))


@dataclass(frozen=True, slots=True)
class TracedFetcher:
    trace: Trace
    inner: CertificateFetcher

    async def fetch(self, urls: Sequence[str], deadline: float) -> tuple[Fetched, ...]:
        return await self.trace.of("missing issuers", self.inner.fetch(urls, deadline))


@dataclass(frozen=True, slots=True)
class TracedStatuses:
    trace: Trace
    inner: StatusSource

    async def fetch(self, requests: Sequence[StatusRequest], deadline: float) -> tuple[StatusFetched, ...]:
        return await self.trace.of("revocation data", self.inner.fetch(requests, deadline))


def _name(probe: Probe) -> str:
    offer = probe.offer
    if offer is None:
        return probe.profile.value
    kind = "complete handshake" if offer.complete else f"{len(offer.ciphers)} suites, {len(offer.groups)} groups"
    return f"{offer.question.value}, {version_name(offer.version)} ({kind})"


def trace(wanted: argparse.Namespace) -> None:
    """Run the check and print."""
    host, _, port = (wanted.resolver or "").partition(":")
    instruments = build_instruments(
        ca_pem=Path(wanted.ca_file).read_bytes() if wanted.ca_file else None,
        dns_server=(host, int(port or 53)) if host else None,
        public_only=False,
    )
    noted = Trace()
    network = TracedNetwork(AllowAll(), instruments.clock, at_once=wanted.at_once)
    network.trace = noted
    traced = replace(
        instruments,
        network=network,
        resolver=TracedResolver(noted, instruments.resolver),
        posture=TracedPosture(noted, instruments.posture),
        fetcher=TracedFetcher(noted, instruments.fetcher),
        statuses=TracedStatuses(noted, instruments.statuses),
    )
    depth = Depth.QUICK if wanted.quick else Depth.FULL
    noted.zero, spent = time.monotonic(), time.process_time()
    report = asyncio.run(check(parse_target(wanted.target), traced, depth=depth))
    whole, cpu = time.monotonic() - noted.zero, time.process_time() - spent
    if not wanted.brief:
        _draw(noted.spans, whole, wanted.rtt / 1000)
    trips = f" = {whole * 1000 / wanted.rtt:.1f} round trips" if wanted.rtt else ""
    print(f"\n{whole * 1000:.0f} ms{trips}; {report.connections} connections; {cpu * 1000:.0f} ms of CPU (first check)")
    print("found:", ", ".join(finding.code for finding in report.findings) or "nothing")


def _draw(spans: Sequence[Span], whole: float, rtt: float) -> None:
    scale, unit = (1 / rtt, "RTT") if rtt else (1000, "ms")
    print(f"{'begun':>7} {'ended':>7} {'took':>6}  ({unit})")
    for span in sorted(spans, key=lambda s: (s.begun, s.ended)):
        first, last = (round(at / whole * _WIDTH) for at in (span.begun, span.ended))
        bar = (" " * first + "█" * max(1, last - first)).ljust(_WIDTH)[:_WIDTH]
        numbers = f"{span.begun * scale:7.1f} {span.ended * scale:7.1f} {(span.ended - span.begun) * scale:6.1f}"
        print(f"{numbers}  |{bar}| {span.what} {span.outcome}")


def on_own_wire(wanted: argparse.Namespace) -> int:
    """Build servers and wire, and run this tool again at the other end of it."""
    reason = missing()
    if reason:
        print(f"No wire of our own: this machine has no {reason}.")
        return 2
    with arena(wanted.wire / 1000) as (client, _, bed):
        target = next(s for s in bed.servers if s.host.startswith(wanted.server))
        again = [sys.executable, __file__, target.host, f"--resolver={bed.dns}", f"--ca-file={bed.roots}"]
        again += [f"--rtt={wanted.wire}", f"--at-once={wanted.at_once}"]
        again += [f"--{name}" for name in ("quick", "brief") if getattr(wanted, name)]
        return subprocess.run(client.command(*again), env=surroundings(), check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", default="")
    parser.add_argument("--resolver")
    parser.add_argument("--ca-file")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--brief", action="store_true")
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--wire", type=float, help="milliseconds a round trip, on a wire of our own")
    parser.add_argument("--rtt", type=float, default=0.0, help="milliseconds: count in round trips of this length")
    parser.add_argument("--server", default="nginx", help="with --wire: nginx, six, openssl or python")
    wanted = parser.parse_args()
    if wanted.wire:
        return on_own_wire(wanted)
    if not wanted.target:
        parser.error("name a host, or --wire MS")
    trace(wanted)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
