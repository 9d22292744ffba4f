"""The house's law is kept by machines, and each was seen to fail: a violation is planted in a copy of the source."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def copy_of_the_house(folder: Path) -> Path:
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BIN / program), *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": str(BIN)},
        capture_output=True,
        text=True,
        check=False,
    )


IMPORT_PLANTS = {
    "core imports an adapter": ("core/plan.py", "import adapters.clock", "handlers and local stand above adapters"),
    "core imports a socket": ("core/plan.py", "import socket", "core touches no clock, socket"),
    "core imports boto3": ("core/examine.py", "import boto3", "core touches no clock, socket"),
    "an adapter imports a handler": ("adapters/clock.py", "import handlers.settings", "handlers and local stand above"),
    "a rule imports a rule": ("core/rules/tcp_refused.py", "import core.rules.tcp_timeout", "rules do not know each"),
    "a renderer imports evidence": ("core/render/plain.py", "import core.model.evidence", "renderers lay out"),
    "Slack's function imports a TLS library": ("handlers/slack.py", "import OpenSSL", "the Slack-facing function"),
}


def test_the_house_keeps_its_law() -> None:
    kept = run(ROOT, "lint-imports", "--no-cache")
    assert kept.returncode == 0, kept.stdout


@pytest.mark.parametrize("plant", IMPORT_PLANTS, ids=str)
def test_import_linter_catches(plant: str, tmp_path: Path) -> None:
    path, line, contract = IMPORT_PLANTS[plant]
    file = copy_of_the_house(tmp_path) / "src" / path
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")

    judged = run(tmp_path, "lint-imports", "--no-cache")

    assert judged.returncode == 1
    broken = [line for line in judged.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith(contract) for line in broken), judged.stdout


RUFF_PLANTS = {
    "a clock in core": "import datetime\nNOW = datetime.datetime.now(datetime.UTC)",
    "the environment in core": "import os\nHOME = os.environ",
    "an error swallowed": "try:\n    pass\nexcept Exception:\n    pass",
    "a print in core": "print('x')",
}


@pytest.mark.parametrize("plant", RUFF_PLANTS, ids=str)
def test_ruff_catches(plant: str, tmp_path: Path) -> None:
    file = copy_of_the_house(tmp_path) / "src/core/planted.py"
    file.write_text(f'"""A planted violation."""\n\n{RUFF_PLANTS[plant]}\n', encoding="utf-8")

    assert run(tmp_path, "ruff", "check", "--no-cache", "src/core/planted.py").returncode == 1


def test_mypy_catches_an_untyped_function(tmp_path: Path) -> None:
    file = copy_of_the_house(tmp_path) / "src/core/planted.py"
    file.write_text('"""A planted violation."""\n\n\ndef f(x):\n    return x\n', encoding="utf-8")

    judged = run(tmp_path, "mypy", "--follow-imports=skip", str(file))

    assert judged.returncode == 1
    assert "no-untyped-def" in judged.stdout
