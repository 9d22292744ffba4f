"""What the judges of a connection say. Values only."""

from dataclasses import dataclass

from core.model.capture import Ending, Outcome, Point
from core.model.explanation import Cause
from core.model.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``causes``: most likely first, each code once. ``finding``: the rules' own words for the first cause."""

    outcome: Outcome
    failed_at: Point | None = None
    causes: tuple[Cause, ...] = ()
    ending: Ending | None = None
    finding: Finding | None = None


def failed(point: Point, *causes: Cause, ending: Ending | None = None, finding: Finding | None = None) -> Verdict:
    """The handshake, or the way to it, failed."""
    return Verdict(outcome=Outcome.FAILED, failed_at=point, causes=once(causes), ending=ending, finding=finding)


def once(causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """Each code once, the first of each kept."""
    return tuple(
        {cause.code: cause for cause in reversed(causes)}[code] for code in dict.fromkeys(c.code for c in causes)
    )


COMPLETED = Verdict(outcome=Outcome.COMPLETED)
INCOMPLETE = Verdict(outcome=Outcome.INCOMPLETE)
