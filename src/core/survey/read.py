"""The attempts of one address -> its `ServerMap`.

Law: only what the facts prove; what was not asked to the end is incomplete, what was not decided is UNKNOWN.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from core.model.evidence import flight_of
from core.model.observation import Attempt, HelloAnswered, Observation
from core.model.offer import Reply
from core.model.server_map import ServerMap, Tri, VersionMap
from core.model.target import IPAddress
from core.survey.facts import Facts
from core.survey.lists import VERSIONS, curves
from core.survey.preference import group_order, group_preference, preference_of, server_order
from core.survey.read_features import (
    client_certificate,
    dh_parameters,
    features_of,
    limit_of,
    other_chains,
    schemes_of,
)
from core.wire.codes import Version
from core.wire.registry import cipher


def map_of(observation: Observation, address: IPAddress) -> ServerMap | None:
    """The map of one address; None when no survey was made there."""
    asked = tuple(a for a in observation.survey if a.probe.address == address)
    known = tuple(a for a in observation.attempts if a.probe.address == address)
    return read_map(known, asked) if asked else None


def second_chains(observation: Observation) -> dict[tuple[bytes, ...], tuple[IPAddress, ...]]:
    """The chains that came in the survey, DER, each with its addresses. A hello of SSL 2.0 names no server, so what
    comes for it may be another site's."""
    found: dict[tuple[bytes, ...], dict[IPAddress, None]] = {}
    for attempt in observation.survey:
        match attempt.outcome:
            case HelloAnswered(reply=Reply(version=version, chain=(_, *_) as sent)) if version != Version.SSL2:
                found.setdefault(tuple(sent), {})[attempt.probe.address] = None
    return {sent: tuple(where) for sent, where in found.items()}


def read_map(known: Sequence[Attempt], asked: Sequence[Attempt]) -> ServerMap:
    """``known``: handshakes and controls; ``asked``: the survey's questions, in the order of their answers."""
    facts = Facts()
    for attempt in chain(known, asked):
        facts.learn(attempt)
    groups, groups_complete = _groups(facts)
    schemes, schemes_complete = schemes_of(facts)
    return ServerMap(
        versions=tuple(_version(facts, version) for version in VERSIONS),
        groups=groups,
        groups_complete=groups_complete and not any(facts.contradictions),
        group_preference=group_preference(facts),
        signature_schemes=schemes,
        signatures_complete=schemes_complete,
        dh=dh_parameters(facts),
        features=features_of(facts),
        other_chains=other_chains(facts, _chains(known)),
        client_cert_asked=client_certificate(facts, known),
        client_cert_authorities=_authorities(known),
        connections=len(asked),
        limited=limit_of(facts, known, asked),
        inconsistent=next(iter(facts.contradictions), None),
    )


def _version(facts: Facts, version: int) -> VersionMap:
    supported, because = facts.supports(version)
    # The answer of an SSL 2.0 server lists all that it takes.
    complete = version == Version.SSL2 or facts.lists(version)
    return VersionMap(
        version=version,
        supported=supported,
        because=because,
        suites=server_order(facts, version),
        preference=preference_of(facts, version),
        complete=supported is Tri.YES and complete and not any(facts.contradictions),
    )


def _groups(facts: Facts) -> tuple[tuple[int, ...], bool]:
    """Groups of TLS 1.3, then those of older versions that it does not have; whether all were asked."""
    found = tuple(dict.fromkeys((*group_order(facts), *facts.curves)))
    modern, _ = facts.supports(Version.TLS1_3)
    if modern is Tri.UNKNOWN:
        return found, False
    if modern is Tri.YES:
        return found, facts.groups_are_listed
    return found, _no_ecdhe(facts) or {*facts.curves, *facts.refused_curves()}.issuperset(curves())


def _no_ecdhe(facts: Facts) -> bool:
    """In no version older than TLS 1.3 is there an exchange that a group could be chosen for."""
    older = VERSIONS[1:5]
    denied = [version for version in older if facts.supports(version)[0] is Tri.NO]
    listed = all(version in denied or facts.lists(version) for version in older)
    suites = (suite for version in older for suite in facts.accepted[version])
    return listed and not any(cipher(suite).key_exchange in ("ECDHE", "AECDH") for suite in suites)


def _chains(known: Iterable[Attempt]) -> frozenset[tuple[bytes, ...]]:
    return frozenset(chain for attempt in known if (chain := flight_of(attempt.outcome).chain))


def _authorities(known: Iterable[Attempt]) -> tuple[str, ...]:
    named = (flight_of(attempt.outcome).client_cert_authorities for attempt in known)
    return next((names for names in named if names), ())
