"""The lookups around a server are part of a full check, and of no other."""

import asyncio
from dataclasses import replace
from ipaddress import ip_address

import pytest

from adapters.checker import build_instruments
from core.model.observation import Depth
from core.model.report import Report
from core.model.target_text import parse_target
from core.workflows import check
from tests.lab.bench import Bench
from tests.lab.starting import start


def checked(bench: Bench, name: str, depth: Depth, *, own_dns: bool = True) -> Report:
    running = start(bench, name)
    server = ("127.0.0.1", bench.dns.port) if own_dns else None
    instruments = build_instruments(ca_pem=bench.ca_file.read_bytes(), dns_server=server, public_only=False)
    target = parse_target(running.target)
    if not own_dns:
        target = replace(target, pinned=ip_address("127.0.0.1"))
    return asyncio.run(check(target, instruments, depth=depth))


def test_a_full_check_looks_around_the_server() -> None:
    with Bench() as bench:
        report = checked(bench, "dnssec-healthy", Depth.FULL)
    assert report.posture is not None
    assert report.posture.dnssec is not None
    assert report.posture.dnssec.zone == "dnssec-healthy.lab.test"
    assert report.http is not None


def test_a_quick_check_does_not() -> None:
    with Bench() as bench:
        report = checked(bench, "dnssec-expired", Depth.QUICK)
    assert report.posture is None
    assert "dnssec-broken" in {open_.code for open_ in report.not_applicable}


@pytest.mark.parametrize("depth", [Depth.FULL, Depth.QUICK])
def test_a_name_that_public_dns_cannot_know_is_not_sent_there(depth: Depth) -> None:
    with Bench() as bench:
        report = checked(bench, "healthy", depth, own_dns=False)
    said = report.posture.skipped if report.posture else None
    assert said == ("public DNS does not know names in test" if depth is Depth.FULL else None)
