"""Which addresses are surveyed, how deeply, and how it is told while a person waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from core.model.evidence import flight_of
from core.model.observation import AlertReceived, Attempt, Depth, Observation, Probe
from core.model.server_map import Tri
from core.model.target import IPAddress, Target
from core.survey.facts import NOT_THE_OFFER, Facts
from core.survey.lists import VERSIONS
from core.survey.plan import Survey
from core.survey.programme import leading_lanes
from core.wire.registry import Version, version_name

_FEW: Final = 4  # addresses that are all mapped
_A_FAMILY: Final = 2  # of many addresses, mapped whole; the others are asked for their versions


def surveys_of(seen: Observation) -> tuple[Survey, ...]:
    """A survey for every address where TLS answered; none in a quick check."""
    if seen.depth is Depth.QUICK:
        return ()
    answering = tuple(dict.fromkeys(a.probe.address for a in seen.attempts if _answers_tls(a, seen.target)))
    whole = _chosen(answering)
    return tuple(
        Survey(seen.target, address, seen.attempts, None if address in whole else leading_lanes())
        for address in answering
    )


def _answers_tls(attempt: Attempt, target: Target) -> bool:
    """A ServerHello came, or an alert: also the map of a server that refuses us explains something. What it said under
    another name, or after another prelude, says nothing of the target.
    """
    probe = attempt.probe
    if (probe.server_name, probe.starttls) != (target.server_name, target.starttls):
        return False
    if isinstance(attempt.outcome, AlertReceived):
        return attempt.outcome.number not in NOT_THE_OFFER
    return flight_of(attempt.outcome).version is not None


def _chosen(addresses: Sequence[IPAddress]) -> frozenset[IPAddress]:
    if len(addresses) <= _FEW:
        return frozenset(addresses)
    families = ([a for a in addresses if a.version == family] for family in (4, 6))
    return frozenset(address for family in families for address in family[:_A_FAMILY])


@dataclass(frozen=True, slots=True)
class _Station:
    """Something to tell while a person waits. ``reached``: it is known to the end."""

    name: str
    reached: Callable[[Facts], bool]
    found: Callable[[Facts], str]


class Told:
    """A survey that tells its stations to ``tell`` (name, what was found) as they are reached, each once."""

    def __init__(self, survey: Survey, tell: Callable[[str, str], None]) -> None:
        self.address = survey.address
        self._survey, self._tell = survey, tell
        self._left = list(_STATIONS)

    def ready(self, room: int, beside: int) -> tuple[Probe, ...]:
        return self._survey.ready(room, beside)

    def learn(self, attempt: Attempt) -> None:
        self._survey.learn(attempt)
        self._tell_where(lambda station: station.reached(self._survey.facts))

    def finish(self) -> None:
        """Tell what is left, as far as it was found."""
        self._tell_where(lambda _: True)

    def _tell_where(self, is_due: Callable[[_Station], bool]) -> None:
        for station in [s for s in self._left if is_due(s)]:
            self._left.remove(station)
            self._tell(station.name, station.found(self._survey.facts))


def _spoken(facts: Facts) -> list[int]:
    return [version for version in VERSIONS if facts.supports(version)[0] is Tri.YES]


def _are_decided(facts: Facts) -> bool:
    return all(facts.supports(version)[0] is not Tri.UNKNOWN for version in VERSIONS)


_STATIONS: Final = (
    _Station("Versions", _are_decided, lambda facts: ", ".join(map(version_name, _spoken(facts))) or "none"),
    _Station(
        "Cipher suites",
        lambda facts: _are_decided(facts) and all(facts.lists(v) for v in _spoken(facts) if v > Version.SSL2),
        lambda facts: f"{sum(len(suites) for suites in facts.accepted.values())} accepted",
    ),
    _Station(
        "Groups",
        lambda facts: facts.supports(Version.TLS1_3)[0] is Tri.YES and facts.groups_are_listed,
        lambda facts: f"{len({**facts.groups, **facts.curves})} accepted",
    ),
)
