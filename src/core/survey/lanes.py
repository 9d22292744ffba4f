"""Lanes: lines of questions. Each answers one thing: given what is known, what do I ask next, if anything?

Law: values; the next question is a pure function of the facts, so lanes need not know of each other, and the order in
which answers come does not change what is found in the end.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from core.model.offer import Offer, Question
from core.model.server_map import Tri
from core.survey.facts import Facts
from core.survey.lists import (
    SIGNATURES,
    VERSIONS,
    curves,
    group_lanes,
    groups_of_tls13,
    lanes_of,
    suites_of,
    weak_first,
    without,
)
from core.wire.codes import Version
from core.wire.registry import cipher

_USUAL_TLS12: Final = (0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035)


class Lane(Protocol):
    """One line of questions, one connection at a time."""

    def next(self, facts: Facts) -> Offer | None:
        """What to ask now; None when there is nothing, or nothing yet."""


@dataclass(frozen=True, slots=True)
class SuiteLane:
    """Some suites of TLS 1.2 or older by elimination. ``leads``: this lane finds out about the version."""

    version: int
    suites: tuple[int, ...]
    leads: bool = False

    def next(self, facts: Facts) -> Offer | None:
        supported, _ = facts.supports(self.version)
        led = self.leads or supported is Tri.YES or _asked(facts, self.version)
        if supported is Tri.NO or not led:
            return None
        left = without(self.suites, facts.accepted[self.version], facts.refused(self.version))
        return classic(Question.SUITES, self.version, left) if left else None


def _asked(facts: Facts, version: int) -> bool:
    """A first question about the version was declined without deciding it."""
    return any(offer.version == version for offer in facts.declined)


def classic(question: Question, version: int, suites: tuple[int, ...], groups: tuple[int, ...] = ()) -> Offer:
    """An offer of TLS 1.2 or older, broad in all but the suites unless told otherwise."""
    return Offer(
        question=question,
        version=version,
        ciphers=suites,
        groups=groups or curves(),
        signature_algorithms=SIGNATURES,
    )


@dataclass(frozen=True, slots=True)
class ModernLane:
    """Groups of TLS 1.3 by HelloRetryRequests. ``joint``: this lane drops suites in the same rounds."""

    groups: tuple[int, ...]
    joint: bool = False

    def next(self, facts: Facts) -> Offer | None:
        supported, _ = facts.supports(Version.TLS1_3)
        if supported is Tri.UNKNOWN:
            return modern((*_USUAL_TLS12, *suites_of(Version.TLS1_3)), groups_of_tls13()) if self.joint else None
        if supported is Tri.NO:
            return None
        taken = weak_first(facts.accepted[Version.TLS1_3])
        groups = without(self.groups, facts.groups, facts.refused_groups())
        if self.joint and (suites := without(suites_of(Version.TLS1_3), taken, facts.refused(Version.TLS1_3))):
            both = modern(suites, groups) if groups else None
            if both and both not in facts.declined:
                return both
            return modern(suites, tuple(facts.groups) or groups_of_tls13())
        return modern(taken, groups) if groups else None


def modern(suites: tuple[int, ...], groups: tuple[int, ...], question: Question = Question.SUITES) -> Offer:
    """An offer of TLS 1.3 alone."""
    return Offer(
        question=question,
        version=Version.TLS1_3,
        floor=Version.TLS1_3,
        ciphers=suites,
        groups=groups,
        signature_algorithms=SIGNATURES,
    )


@dataclass(frozen=True, slots=True)
class Ssl2Lane:
    """SSL 2.0: its answer lists every cipher kind at once."""

    def next(self, facts: Facts) -> Offer | None:
        if facts.supports(Version.SSL2)[0] is not Tri.UNKNOWN:
            return None
        return Offer(question=Question.SUITES, version=Version.SSL2, ciphers=suites_of(Version.SSL2))


@dataclass(frozen=True, slots=True)
class CurveLane:
    """Groups of ECDHE in the newest version older than TLS 1.3, when there is no TLS 1.3 to tell them."""

    def next(self, facts: Facts) -> Offer | None:
        if facts.supports(Version.TLS1_3)[0] is not Tri.NO:
            return None
        version = next((v for v in VERSIONS[1:5] if facts.supports(v)[0] is Tri.YES), None)
        if version is None:
            return None
        suites = tuple(s for s in facts.accepted[version] if cipher(s).key_exchange in ("ECDHE", "AECDH"))
        left = without(curves(), facts.curves, facts.refused_curves())
        return classic(Question.GROUPS, version, suites, left) if suites and left else None


def every_lane() -> tuple[Lane, ...]:
    """All lanes in the order of their importance: what decides the versions comes first."""
    first, *others = group_lanes()
    older = VERSIONS[1:5]
    leaders: tuple[Lane, ...] = (
        ModernLane(first, joint=True),
        *(SuiteLane(version, lanes_of(version)[0], leads=True) for version in older),
        Ssl2Lane(),
    )
    return (
        *leaders,
        *(ModernLane(groups) for groups in others),
        *(SuiteLane(version, suites) for version in older for suites in lanes_of(version)[1:]),
        CurveLane(),
    )


def leading_lanes() -> tuple[Lane, ...]:
    """Only the first questions: one a version."""
    return every_lane()[: len(VERSIONS)]
