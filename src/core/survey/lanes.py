"""Lanes: lines of questions. Each answers one thing: given what is known, what do I ask next, if anything?

Law: values; the next question is a pure function of the facts, so lanes need not know of each other, and the order in
which answers come does not change what is found in the end.
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from core.model.offer import Offer, Question
from core.model.server_map import Tri
from core.survey.facts import Facts
from core.survey.features import SCHEMES, seen_schemes
from core.survey.lists import (
    SIGNATURES,
    USUAL_CURVES,
    VERSIONS,
    curves,
    group_lanes,
    groups_of_tls13,
    suites_of,
    without,
)
from core.survey.offers import classic, modern
from core.wire.codes import Version
from core.wire.registry import cipher

_USUAL_TLS12: Final = (0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035)
_KEY_CURVES: Final = (0x0017, 0x0018, 0x0019)  # NIST's


class Lane(Protocol):
    """One line of questions, one connection at a time."""

    def next(self, facts: Facts) -> Offer | None:
        """What to ask now; None when there is nothing, or nothing yet."""


@dataclass(frozen=True, slots=True)
class SuiteLane:
    """Some suites of TLS 1.2 or older by elimination. ``turn``: the lane's number. ``leads``: this lane finds out about
    the version. ``after``: a newer version whose answer may settle this one too, and is waited for.

    Signature schemes that the server has not used yet stand first, in each lane another one: what it signs with is then
    mostly known before it is asked for.
    """

    version: int
    suites: tuple[int, ...]
    turn: int = 0
    leads: bool = False
    after: int | None = None

    def next(self, facts: Facts) -> Offer | None:
        supported, _ = facts.supports(self.version)
        if supported is Tri.UNKNOWN and self.after is not None and not _tried(facts, self.after):
            return None
        led = self.leads or supported is Tri.YES or _asked(facts, self.version)
        if supported is Tri.NO or not led:
            return None
        left = without(self.suites, facts.accepted[self.version], facts.refused(self.version))
        if not left:
            return None
        return replace(
            classic(Question.SUITES, self.version, left), signature_algorithms=_unseen_first(facts, self.turn)
        )


def _unseen_first(facts: Facts, turn: int) -> tuple[int, ...]:
    seen = seen_schemes(facts)
    first: list[int] = []
    for schemes in SCHEMES.values():
        left = without(schemes, seen)
        at = turn % max(1, len(left))
        first += (*left[at:], *left[:at])
    return (*first, *without(SIGNATURES, first))


def _tried(facts: Facts, version: int) -> bool:
    """A question about the version was answered or given up."""
    return facts.supports(version)[0] is not Tri.UNKNOWN or _asked(facts, version) or facts.gave_up(version)


def _asked(facts: Facts, version: int) -> bool:
    """A first question about the version was declined without deciding it."""
    return any(offer.version == version for offer in facts.declined)


@dataclass(frozen=True, slots=True)
class ModernSuiteLane:
    """Suites of TLS 1.3 by HelloRetryRequests, with groups that the server takes; first, whether it speaks it."""

    def next(self, facts: Facts) -> Offer | None:
        supported, _ = facts.supports(Version.TLS1_3)
        if supported is Tri.UNKNOWN:
            return modern((*_USUAL_TLS12, *suites_of(Version.TLS1_3)), groups_of_tls13())
        if supported is Tri.NO or groups_may_tell(facts):
            return None
        left = without(suites_of(Version.TLS1_3), facts.accepted[Version.TLS1_3], facts.refused(Version.TLS1_3))
        return modern(left, tuple(facts.groups) or groups_of_tls13()) if left else None


def groups_may_tell(facts: Facts) -> bool:
    """The first questions for groups are still to be answered, and show suites by the way."""
    ended = (*facts.answered, *facts.lost)
    return sum(offer.version == Version.TLS1_3 for offer in ended) < len(group_lanes())


@dataclass(frozen=True, slots=True)
class ModernLane:
    """Some groups of TLS 1.3 by HelloRetryRequests. ``turn``: the lane's number.

    All suites stand in each offer, so that an alert refuses the groups. Lanes offer them in different orders, which
    finds suites too, and shows who chooses.
    """

    groups: tuple[int, ...]
    turn: int

    def next(self, facts: Facts) -> Offer | None:
        if facts.supports(Version.TLS1_3)[0] is not Tri.YES:
            return None
        groups = without(self.groups, facts.groups, facts.refused_groups())
        return modern(self._suites(facts), groups) if groups else None

    def _suites(self, facts: Facts) -> tuple[int, ...]:
        weak = suites_of(Version.TLS1_3)
        order = weak if self.turn % 2 else weak[::-1]
        if self.turn < 2:
            return order
        accepted = facts.accepted[Version.TLS1_3]
        return (*without(order, accepted), *(suite for suite in order if suite in accepted))


@dataclass(frozen=True, slots=True)
class Ssl2Lane:
    """SSL 2.0: its answer lists every cipher kind at once."""

    def next(self, facts: Facts) -> Offer | None:
        if facts.supports(Version.SSL2)[0] is not Tri.UNKNOWN:
            return None
        return Offer(question=Question.SUITES, version=Version.SSL2, ciphers=suites_of(Version.SSL2))


def _usual_are_decided(facts: Facts) -> bool:
    """The curves that servers usually have in TLS 1.3: what else it has there may be asked in TLS 1.2 too."""
    return {*facts.groups, *facts.refused_groups()}.issuperset(USUAL_CURVES)


@dataclass(frozen=True, slots=True)
class CurveLane:
    """Groups of ECDHE in the newest version older than TLS 1.3: all, or those not taken in TLS 1.3.

    With an ECDSA key alone a server takes no offer without its certificate's curve (RFC 8422 section 5.1): the curves
    such keys have are offered to the end, behind the others; a server that then takes one of them passes over the rest.
    """

    def next(self, facts: Facts) -> Offer | None:
        modern_too, _ = facts.supports(Version.TLS1_3)
        if modern_too is Tri.UNKNOWN or (modern_too is Tri.YES and not _usual_are_decided(facts)):
            return None
        version = next((v for v in VERSIONS[1:5] if facts.supports(v)[0] is Tri.YES), None)
        if version is None:
            return None
        suites = tuple(s for s in facts.accepted[version] if cipher(s).key_exchange in ("ECDHE", "AECDH"))
        left = without(curves(), facts.groups, facts.curves, facts.refused_curves())
        if not suites or not left:
            return None
        free = tuple(s for s in suites if cipher(s).authentication != "ECDSA")
        keys = () if free else tuple(curve for curve in _KEY_CURVES if curve in facts.curves)
        return classic(Question.GROUPS, version, free or suites, (*left, *keys))
