"""Every fault of the lab, checked through the command line as a person types it: exact codes, root cause first."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from core.clients import client
from core.model.client import Family
from local.cli import main
from tests.lab.bench import Bench
from tests.lab.catalogue import FAULTS, runnable
from tests.lab.fault import Fault


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as bench:
        yield bench


def shut_out(report: dict[str, Any]) -> list[str]:
    """The current clients that come to such a port and do not connect, each with its reason."""
    return [
        f"{row['name']}: {row['because']}"
        for row in report["clients"]
        if row["connects"] is False
        and client(row["client"]).current
        and not (report["target"]["starttls"] and row["family"] == Family.BROWSER)
    ]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.group}-{fault.name}")
def test_the_fault_is_diagnosed(fault: Fault, bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    if not runnable(fault):
        pytest.skip(f"this machine lacks {fault.needs}")
    running = fault.start(bench)

    exit_code = main(["check", *bench.arguments(running), *fault.options, "--json"])

    report = json.loads(capsys.readouterr().out)
    found = [finding["code"] for finding in report["findings"]]
    assert fault.objection(found) == "", json.dumps(report, indent=1)[:6000]
    assert report["duration_ms"] <= 10_500
    assert exit_code == {"ok": 0, "at_risk": 1, "broken": 1, "undetermined": 3}[report["verdict"]]
    if not fault.expected:
        assert report["verdict"] == "ok", report["undetermined"]
    if report["verdict"] in ("ok", "undetermined"):
        assert shut_out(report) == [], "a current client does not connect, and no finding says so"
    for finding in report["findings"]:
        complete = finding["headline"] and finding["means"] and finding["verify"] and finding["evidence"]
        assert complete, finding["code"]


@pytest.mark.parametrize("fault", [f for f in FAULTS if f.group == "healthy"], ids=lambda fault: fault.name)
def test_a_quick_check_is_cheap_and_counts_its_connections_truly(
    fault: Fault, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    if not runnable(fault):
        pytest.skip(f"this machine lacks {fault.needs}")
    running = fault.start(bench)

    main(["check", *bench.arguments(running), *fault.options, "--quick", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert running.connections == report["connections"]
    assert report["connections"] <= len(running.addresses or (1,))
