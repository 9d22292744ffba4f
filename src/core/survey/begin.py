"""Which addresses are surveyed, how deeply, and how it is told while a person waits."""

from collections.abc import Iterable, Sequence
from typing import Final

from core.model.evidence import flight_of
from core.model.observation import AlertReceived, Attempt, Depth, HelloAnswered, Observation
from core.model.report import Step, StepStatus
from core.model.server_map import ServerMap, Tri
from core.model.target import IPAddress
from core.survey.plan import Survey
from core.survey.programme import leading_lanes
from core.survey.read import read_map
from core.wire.registry import version_name

_FEW: Final = 4  # addresses that are all mapped
_A_FAMILY: Final = 2  # of many addresses, mapped whole; the others are asked for their versions


def surveys_of(seen: Observation) -> tuple[Survey, ...]:
    """A survey for every address where TLS answered; none in a quick check."""
    if seen.depth is Depth.QUICK:
        return ()
    answering = tuple(dict.fromkeys(a.probe.address for a in seen.attempts if _answers_tls(a)))
    whole = _chosen(answering)
    return tuple(
        Survey(seen.target, address, seen.attempts, None if address in whole else leading_lanes())
        for address in answering
    )


def _answers_tls(attempt: Attempt) -> bool:
    """A ServerHello came, or an alert: also the map of a server that refuses us explains something."""
    return isinstance(attempt.outcome, AlertReceived | HelloAnswered) or flight_of(attempt.outcome).version is not None


def _chosen(addresses: Sequence[IPAddress]) -> frozenset[IPAddress]:
    if len(addresses) <= _FEW:
        return frozenset(addresses)
    families = ([a for a in addresses if a.version == family] for family in (4, 6))
    return frozenset(address for family in families for address in family[:_A_FAMILY])


def survey_steps(surveys: Sequence[Survey], spent_ms: float) -> Iterable[Step]:
    """What was found, in three lines, of the first address."""
    found = read_map((), surveys[0].attempts)
    yield Step("Versions", StepStatus.OK, spent_ms, _versions(found))
    yield Step("Cipher suites", StepStatus.OK, spent_ms, str(len(found.suites)))
    yield Step("Groups", StepStatus.OK, spent_ms, str(len(found.groups)))


def _versions(found: ServerMap) -> str:
    spoken = [version_name(v.version) for v in found.versions if v.supported is Tri.YES]
    return ", ".join(spoken) or "none"
