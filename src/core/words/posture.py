"""The common frame of the posture rules: when their question arises, and how a headline of advice begins."""

from core.address_policy import literal
from core.model.evidence import Evidence
from core.model.observation import HttpAnswer
from core.model.posture import Posture
from core.model.prose import Piece, Prose, prose
from core.model.target import IPAddress
from core.model.verdict import NotApplicable

NOT_LOOKED = NotApplicable("DNS and plain HTTP around the server were not looked at")


def looked_up(evidence: Evidence) -> Posture | NotApplicable:
    """The DNS lookups around the target, or why there are none."""
    posture = evidence.posture
    if posture is None:
        return NOT_LOOKED
    return NotApplicable(posture.skipped) if posture.skipped else posture


def named(evidence: Evidence) -> bool:
    """The target is a name: policies that clients keep by name can apply."""
    target = evidence.target
    return literal(target.server_name or target.host) is None


def advice(evidence: Evidence, *what: str | Piece) -> Prose:
    return prose(f"{evidence.target}: ", *what)


def http_answers(evidence: Evidence) -> tuple[tuple[IPAddress, HttpAnswer], ...]:
    """What each address answered over HTTPS."""
    found = []
    for endpoint in evidence.judged:
        done = endpoint.completed
        if done is not None and done.ending.http is not None:
            found.append((endpoint.address, done.ending.http))
    return tuple(found)
