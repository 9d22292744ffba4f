"""``--save-baseline`` and ``--baseline``: files in, files out, a gate's exit code. What differs is core's to say."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.baseline import compare, degraded, take
from core.baseline_file import BaselineError, dumps, loads
from core.model.baseline import Baseline, Turn
from core.model.report import Report
from core.render import plain_differences
from core.render.plain_style import Style
from local.usage import UsageError


def load(path: str) -> Mapping[str, Baseline]:
    """The baselines of a file, found out before anybody waits for a check."""
    try:
        return loads(Path(path).read_bytes())
    except OSError as error:
        told = f"{path}: {error.strerror}. Make one first: tlscheck check example.com --save-baseline {path}"
        raise UsageError(f"--baseline cannot be read: {told}") from None
    except BaselineError as error:
        raise UsageError(
            f"--baseline {path} is none: {error}. Make one: tlscheck check example.com --save-baseline tls.json"
        ) from None


def save(path: Path, reports: Sequence[Report]) -> None:
    """Whole or not at all: a gate must not find half a file."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(dumps(map(take, reports)), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise UsageError(f"--save-baseline cannot be written: {path}: {error.strerror}") from None


def gate(reports: Sequence[Report], baselines: Mapping[str, Baseline], style: Style, *, quiet: bool) -> int:
    """Print what differs; 1 when something got worse, 3 when something could not be compared, else 0."""
    codes = {_gate(report, baselines, style, quiet=quiet) for report in reports}
    return 1 if 1 in codes else max(codes)


def _gate(report: Report, baselines: Mapping[str, Baseline], style: Style, *, quiet: bool) -> int:
    before = baselines.get(str(report.target))
    out = sys.stderr if quiet else sys.stdout  # with --json, standard output is one document
    if before is None:
        print(f"{report.target} is not in the baseline: nothing to compare", file=out)
        return 3
    differences = compare(before, take(report), report.passed)
    print(plain_differences.render(str(report.target), before.taken_at, differences, style), end="", file=out)
    if degraded(differences):
        return 1
    return 3 if any(d.turn is Turn.UNKNOWN for d in differences) else 0
