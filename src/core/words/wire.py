"""The common frame of the wire rules: who is concerned, how grave, how the headline opens."""

from collections.abc import Callable, Sequence

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Finding, Severity
from core.model.observation import Stage
from core.model.prose import Prose, prose
from core.model.verdict import Verdict, found
from core.words.observed import at, attempt_lines
from core.words.signs import Sign, flaky, no_connection, quiet, with_sign

Endpoints = tuple[Endpoint, ...]


def wire_check(
    evidence: Evidence,
    signs: Sequence[Sign],
    make: Callable[[Evidence, Endpoints], Finding],
    *,
    stages: Sequence[Stage] = (),
) -> Verdict:
    """One finding over all endpoints with one of these signs. ``stages``: where a cut attempt leaves the rule open."""
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    hit = with_sign(evidence, *signs)
    return found(make(evidence, hit)) if hit else quiet(evidence, stages)


def gravity(endpoints: Endpoints) -> Severity:
    """Broken, or at risk where a second attempt succeeded everywhere."""
    return Severity.AT_RISK if all(map(flaky, endpoints)) else Severity.BROKEN


def headline(evidence: Evidence, endpoints: Endpoints, because: str) -> Prose:
    """ "example.com:443 is broken at 192.0.2.1: …", or "… is unreliable: …, and a second attempt succeeds"."""
    where = at(evidence, endpoints)
    if all(map(flaky, endpoints)):
        return prose(f"{evidence.target} is unreliable{where}: {because}, and a second attempt succeeds")
    return prose(f"{evidence.target} is broken{where}: {because}")


def lines(evidence: Evidence, endpoints: Endpoints, *more: Prose) -> tuple[Prose, ...]:
    """All attempts and controls at these endpoints, then what follows from them."""
    return (*attempt_lines(evidence, endpoints), *more)
