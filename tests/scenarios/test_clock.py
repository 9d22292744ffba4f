"""A wrong clock of our own, against a real server whose clock is right."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest

from adapters.checker import build_instruments
from adapters.clock import SystemClock
from core.model.report import Report
from core.model.target import Target
from core.workflows import check
from tests.lab.bench import Bench
from tests.lab.catalogue import by_name
from tests.lab.fault import ADVICE


class SkewedClock(SystemClock):
    """The machine's clock, so far off the truth."""

    def __init__(self, skew: timedelta) -> None:
        self.skew = skew

    def now(self) -> datetime:
        return datetime.now(UTC) + self.skew


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as bench:
        yield bench


def checked(bench: Bench, skew: timedelta) -> Report:
    running = by_name("healthy").start(bench)
    instruments = build_instruments(ca_pem=bench.ca_file.read_bytes(), public_only=False)
    target = Target(running.host, running.port, running.host, pinned=ip_address(running.addresses[0]))
    return asyncio.run(check(target, replace(instruments, clock=SkewedClock(skew))))


def codes(report: Report) -> list[str]:
    """Without true advice, which has nothing to do with clocks."""
    return [finding.code for finding in report.findings if finding.code not in ADVICE]


def test_a_fresh_certificate_is_not_blamed_when_our_own_clock_is_years_behind(bench: Bench) -> None:
    report = checked(bench, -timedelta(days=1000))
    assert codes(report)[0] == "client-clock-wrong"
    assert "cert-not-yet-valid" not in codes(report)


def test_a_right_clock_raises_nothing(bench: Bench) -> None:
    assert codes(checked(bench, timedelta(0))) == []
