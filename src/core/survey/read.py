"""The attempts of one address -> its `ServerMap`.

Law: only what the facts prove; what was not asked to the end is incomplete, what was not decided is UNKNOWN.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from core.model.observation import Attempt, Observation
from core.model.server_map import ServerMap, Tri, VersionMap
from core.model.target import IPAddress
from core.survey.facts import Facts
from core.survey.lists import VERSIONS, curves, groups_of_tls13, suites_of
from core.wire.codes import Version


def map_of(observation: Observation, address: IPAddress) -> ServerMap | None:
    """The map of one address; None when no survey was made there."""
    asked = tuple(a for a in observation.survey if a.probe.address == address)
    known = (a for a in observation.attempts if a.probe.address == address)
    return read_map(known, asked) if asked else None


def read_map(known: Iterable[Attempt], asked: Sequence[Attempt]) -> ServerMap:
    """``known``: handshakes and controls; ``asked``: the survey's questions, in the order of their answers."""
    facts = Facts()
    for attempt in chain(known, asked):
        facts.learn(attempt)
    groups, complete = _groups(facts)
    return ServerMap(
        versions=tuple(_version(facts, version) for version in VERSIONS),
        groups=groups,
        groups_complete=complete,
        connections=len(asked),
    )


def _version(facts: Facts, version: int) -> VersionMap:
    supported, because = facts.supports(version)
    accepted = tuple(facts.accepted[version])
    decided = {*accepted, *facts.refused(version)}
    # The answer of an SSL 2.0 server lists all that it takes.
    complete = version == Version.SSL2 or all(suite in decided for suite in suites_of(version))
    return VersionMap(
        version=version,
        supported=supported,
        because=because,
        suites=accepted,
        complete=supported is Tri.YES and complete,
    )


def _groups(facts: Facts) -> tuple[tuple[int, ...], bool]:
    """Groups of TLS 1.3, then those of older versions that it does not have; whether all were asked."""
    found = tuple(dict.fromkeys((*facts.groups, *facts.curves)))
    modern, _ = facts.supports(Version.TLS1_3)
    if modern is Tri.UNKNOWN:
        return found, False
    if modern is Tri.YES:
        return found, {*facts.groups, *facts.refused_groups()}.issuperset(groups_of_tls13())
    return found, {*facts.curves, *facts.refused_curves()}.issuperset(curves())
