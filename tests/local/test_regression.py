"""`--save-baseline` and `--baseline` on the command line, against a real server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.cli import main
from tests.lab.bench import Bench
from tests.lab.catalogue import FAULTS

HEALTHY = next(fault for fault in FAULTS if fault.name == "healthy")


@pytest.fixture(scope="module")
def server() -> Iterator[list[str]]:
    """The arguments that check a healthy server of the lab."""
    with Bench() as bench:
        yield ["check", *bench.arguments(HEALTHY.start(bench)), "--quick"]


@pytest.fixture
def kept(server: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A baseline of that server."""
    path = tmp_path / "tls.json"
    assert main([*server, "--save-baseline", str(path)]) == 0
    capsys.readouterr()
    return path


def change(path: Path, **changes: object) -> None:
    document = json.loads(path.read_text())
    next(iter(document["targets"].values())).update(changes)
    path.write_text(json.dumps(document))


def test_the_same_server_passes_the_gate(server: list[str], kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*server, "--baseline", str(kept)]) == 0
    assert capsys.readouterr().out.endswith("UTC:\n  nothing changed\n")


def test_a_lost_protocol_closes_the_gate(server: list[str], kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(kept, alpn="h2")
    assert main([*server, "--baseline", str(kept)]) == 1
    assert "worse: ALPN chooses" in capsys.readouterr().out


def test_with_json_the_differences_go_to_standard_error(
    server: list[str], kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*server, "--json", "--baseline", str(kept)]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["schema"] == "tlscheck.report/1"
    assert said.err.endswith("  nothing changed\n")


def test_what_could_not_be_compared_is_its_own_exit_code(
    server: list[str], kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(kept, versions=["TLS 1.3"])
    assert main([*server, "--baseline", str(kept)]) == 3
    assert "could not be compared: The protocol versions" in capsys.readouterr().out


def test_a_target_that_the_baseline_lacks_is_said(
    server: list[str], kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.write_text(json.dumps({"schema": "tlscheck.baseline/1", "targets": {}}))
    assert main([*server, "--baseline", str(kept)]) == 3
    assert capsys.readouterr().out.endswith("is not in the baseline: nothing to compare\n")


def test_a_missing_baseline_is_said_before_anybody_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none.json"
    assert main(["check", "example.com", "--baseline", str(path)]) == 2
    assert capsys.readouterr().err == (
        f"tlscheck: --baseline cannot be read: {path}: No such file or directory. "
        f"Make one first: tlscheck check example.com --save-baseline {path}\n"
    )


def test_a_file_that_is_no_baseline_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.json"
    path.write_text("<html>")
    assert main(["check", "example.com", "--baseline", str(path)]) == 2
    assert "is none: it is not JSON" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_said_before_anybody_waits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "example.com", "--save-baseline", "/nowhere/tls.json"]) == 2
    assert capsys.readouterr().err == (
        "tlscheck: --save-baseline cannot be written: /nowhere/tls.json: No such file or directory. "
        "Try: --save-baseline tls.json\n"
    )
