"""A report that is still looking for something is delivered at once and completed in place, once, if at all."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from core.model.report import Open, Report
from core.model.target import Target
from handlers import worker
from tests.handlers.rig import Rig
from tests.support.reports import healthy_report

LOOKING = replace(
    healthy_report(),
    still_looking=("CRL at http://ca.test/part.crl",),
    undetermined=(Open("revoked", "still looking for the certificate's status"),),
)
FOUND = healthy_report()
FINE = "example.com:443 is fine"


class Checks:
    """Says first `LOOKING`, then ``later``; remembers what it was asked to complete, and may do something meanwhile."""

    def __init__(self, rig: Rig, later: Report | Exception = FOUND) -> None:
        self.rig, self.later, self.completed, self.slow_by = rig, later, 0, 0
        self.meanwhile: Callable[[], object] = lambda: None
        rig.work = worker.make_handler(rig.services, self.check_all, self.complete_all)

    async def check_all(self, targets: Sequence[Target], _seconds: float) -> Sequence[Report]:
        self.rig.clock.seconds += self.slow_by
        return [replace(LOOKING, target=target) for target in targets]

    async def complete_all(self, reports: Sequence[Report], seconds: float) -> Sequence[Report]:
        assert 3.0 <= seconds <= 8.0
        self.completed += 1
        self.meanwhile()
        if isinstance(self.later, Exception):
            raise self.later
        return [replace(self.later, target=report.target) for report in reports]


def test_the_message_is_edited_when_the_rest_is_known(rig: Rig) -> None:
    checks = Checks(rig)
    seen: list[list[str]] = []
    checks.meanwhile = lambda: seen.append(rig.texts())
    rig.ask("example.com")
    rig.run(60)
    open_ = (
        "nothing wrong was found, and not everything could be determined: still looking for the certificate's status"
    )
    assert seen == [[f"example.com:443: {open_}"]]
    assert (rig.texts(), checks.completed) == ([FINE], 1)


def test_a_report_that_lacks_nothing_is_not_completed(rig: Rig) -> None:
    checks = Checks(rig)

    async def whole(targets: Sequence[Target], _seconds: float) -> Sequence[Report]:
        return [replace(healthy_report(), target=target) for target in targets]

    rig.work = worker.make_handler(rig.services, whole, checks.complete_all)
    rig.ask("example.com")
    rig.run(60)
    assert (rig.texts(), checks.completed) == ([FINE], 0)


def test_without_time_for_the_rest_the_first_answer_stands(rig: Rig) -> None:
    checks = Checks(rig)
    checks.slow_by = 17
    rig.ask("example.com")
    rig.run(60)
    assert checks.completed == 0
    assert "still looking" in rig.texts()[0]


@pytest.mark.parametrize("trouble", [TimeoutError(), ValueError("a bug")])
def test_a_completion_that_fails_leaves_the_first_answer_and_is_not_repeated(rig: Rig, trouble: Exception) -> None:
    checks = Checks(rig, trouble)
    rig.ask("example.com")
    rig.run(3600)
    assert checks.completed == 1
    assert len(rig.texts()) == 1
    assert "still looking" in rig.texts()[0]
