"""What changed from one verdict to the next: state first, then findings by code, then the certificate."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.changes import changes, summarise
from core.model.job import Said, Summary
from core.model.prose import plain
from core.model.report import State
from core.model.target import Target
from tests.core.render.test_slack import broken
from tests.support.reports import healthy_report

THEN = datetime(2026, 11, 21, 12, tzinfo=UTC)
UNTIL = "2026-11-21 12:00:00 UTC"
FINE = Summary(Target("example.com"), State.OK, THEN, leaf_sha256="aa", not_after=THEN)
SICK = replace(FINE, state=State.BROKEN, findings=(Said("cert-expired", "it expired"),))


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (FINE, FINE, []),
        (SICK, SICK, []),
        (SICK, replace(SICK, findings=(Said("cert-expired", "it expired longer ago"),)), []),
        (SICK, FINE, ["It was broken, it is fine now.", "No longer found: cert-expired (it expired)"]),
        (FINE, SICK, ["It was fine, it is broken now.", "New: cert-expired (it expired)"]),
        (FINE, replace(FINE, leaf_sha256="bb"), [f"Another certificate is served; it is valid until {UNTIL}."]),
        (FINE, replace(FINE, leaf_sha256=None), ["No certificate was seen this time; before, there was one."]),
        (replace(FINE, leaf_sha256=None), replace(FINE, not_after=None), ["A certificate is seen now."]),
    ],
)  # fmt: skip
def test_changes_are_told(before: Summary, now: Summary, told: list[str]) -> None:
    assert [plain(change) for change in changes(before, now)] == told


def test_a_report_is_summarised() -> None:
    assert summarise(healthy_report()).findings == ()
    headline = "example.com:443 is broken: the certificate expired 3 days ago"
    assert summarise(broken()).findings == (Said("cert-expired", headline),)
