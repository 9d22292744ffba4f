"""The common frame of the rules about reaching an address: when the question arises, and over which endpoints."""

from collections.abc import Callable

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Finding
from core.model.observation import Unreachable
from core.model.prose import Prose, prose
from core.model.resolution import NotResolved, Resolved
from core.model.verdict import NotApplicable, Undetermined, Verdict, found
from core.words.signs import flaky

Endpoints = tuple[Endpoint, ...]
NO_NAME = NotApplicable("the target is an address: there is no name to resolve")


def tcp_check(
    evidence: Evidence, fits: Callable[[Endpoint], bool], make: Callable[[Evidence, Endpoints], Finding]
) -> Verdict:
    """One finding over the endpoints that fit, of those that fail everywhere or failed at first."""
    unasked = not_tried(evidence)
    if unasked:
        return unasked
    hit = tuple(e for e in evidence.judged if fits(e) and (e in evidence.failing or flaky(e)))
    return found(make(evidence, hit)) if hit else found()


def not_tried(evidence: Evidence) -> Verdict | None:
    """Why no address could be judged; None when at least one was."""
    if not isinstance(evidence.resolution, Resolved | NotResolved):
        return NotApplicable("the name gave no address")
    if evidence.judged:
        return None
    forbidden = [e.outcome.text for e in evidence.endpoints if isinstance(e.outcome, Unreachable) and _by_policy(e)]
    if forbidden:
        return Undetermined(forbidden[0])
    if evidence.endpoints:
        return Undetermined(f"this machine has no {_families(evidence)}, and the target has no other address")
    refused = evidence.observation.refused_addresses
    if refused:
        return Undetermined(f"our address policy refuses {refused[0].address}: {refused[0].because}")
    return Undetermined("our time ran out before a connection was tried")


def untried(evidence: Evidence) -> tuple[Prose, ...]:
    """How many addresses of the name were left out, so that nobody takes "everywhere" for all of them."""
    left = len(evidence.observation.untried_addresses)
    if not left:
        return ()
    return (
        prose(
            f"{left} more address{'' if left == 1 else 'es'} of this name {'was' if left == 1 else 'were'} not tried"
        ),
    )


def _by_policy(endpoint: Endpoint) -> bool:
    """The policy refused at the last moment, when the connection was to be made."""
    match endpoint.outcome:
        case Unreachable(errno="EACCES", local=True):
            return True
        case _:
            return False


def _families(evidence: Evidence) -> str:
    return " and no ".join(sorted({f"IPv{e.address.version}" for e in evidence.endpoints}))
