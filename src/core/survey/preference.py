"""Who chooses among suites, and in what order: read from answers that were got anyway, asked for where they are silent.

Law: pure. Only broad offers count (everything but the suites was free, or equally bound for all of them), so that a
choice is a choice of suites.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from core.model.offer import Offer, Question
from core.model.server_map import Preference, Tri
from core.survey.facts import Facts
from core.survey.lanes import groups_may_tell
from core.survey.lists import chacha_last, chacha_of, weak_first
from core.survey.offers import classic, modern
from core.wire.codes import Version

MOST_COMPARED: Final = 24  # suites whose whole order is asked for
_BROAD: Final = frozenset({Question.SUITES, Question.PREFERENCE, Question.COMPRESSION, Question.SIGNATURES})


@dataclass(frozen=True, slots=True)
class Choices:
    """What answers say about preference. ``accepted``: in the order that is likely. ``picks``: (acceptable ones as
    offered, the chosen one).
    """

    accepted: tuple[int, ...]
    picks: tuple[tuple[tuple[int, ...], int], ...]
    of_suites: bool = True

    @property
    def by_server(self) -> bool:
        """It once passed over a suite that it accepts and that stood before its choice."""
        return any(offered[0] != chosen for offered, chosen in self.picks)

    @property
    def plain(self) -> tuple[int, ...]:
        """Those that can show that the client chooses: without ChaCha20, which a server may give to clients that have
        it first and yet choose among the others; unless there are not two others.
        """
        chacha = chacha_of(self.accepted) if self.of_suites else frozenset()
        others = tuple(code for code in self.accepted if code not in chacha)
        return others if len(others) > 1 else self.accepted

    @property
    def plain_picks(self) -> Iterator[tuple[tuple[int, ...], int]]:
        """The picks among those."""
        plain = set(self.plain)
        for offered, chosen in self.picks:
            among = tuple(code for code in offered if code in plain)
            if chosen in plain and len(among) > 1:
                yield among, chosen

    @property
    def by_client(self) -> bool:
        """The same two suites in two orders: the first was chosen each time."""
        seen: set[tuple[int, int]] = set()
        for offered, chosen in self.plain_picks:
            seen.update((chosen, other) for other in offered if other != chosen)
        return not self.by_server and any((worse, better) in seen for better, worse in seen)

    def order(self, fixed: frozenset[int] = frozenset()) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
        """The server's order as far as known, and the neighbours in it that were never compared.

        ``fixed``: suites whose place depends on the client (ChaCha20): where they stood first, their win says nothing.
        """
        beats: dict[int, set[int]] = {suite: set() for suite in self.accepted}
        for offered, chosen in self.picks:
            if chosen not in fixed or offered[0] != chosen:
                beats[chosen].update(other for other in offered if other != chosen)
        order = _sorted(self.accepted, beats)
        return order, tuple((a, b) for a, b in pairwise(order) if b not in beats[a])


def _sorted(accepted: tuple[int, ...], beats: dict[int, set[int]]) -> tuple[int, ...]:
    """Take, again and again, the first of those that no other one beats."""
    left = list(accepted)
    order: list[int] = []
    while left:
        free = [a for a in left if not any(a in beats[b] for b in left if b != a)]
        best = (free or left)[0]
        order.append(best)
        left.remove(best)
    return tuple(order)


def choices(facts: Facts, version: int) -> Choices:
    """The picks among suites of this version in broad offers."""
    accepted = facts.accepted[version]
    picks = []
    for offer, reply in facts.replies:
        if reply.version == version == offer.version and offer.question in _BROAD and not offer.complete:
            offered = tuple(suite for suite in offer.ciphers if suite in accepted)
            if len(offered) > 1:
                picks.append((offered, reply.cipher))
    return Choices(weak_first(accepted)[::-1], tuple(picks))


def group_choices(facts: Facts) -> Choices:
    """The picks among groups of TLS 1.3."""
    picks = []
    for offer, reply in facts.replies:
        offered = tuple(group for group in offer.groups if group in facts.groups)
        if reply.version == Version.TLS1_3 and reply.hello_retry and reply.group in offered and len(offered) > 1:
            picks.append((offered, reply.group))
    return Choices(tuple(facts.groups), tuple(picks), of_suites=False)


def group_order(facts: Facts) -> tuple[int, ...]:
    """The groups of TLS 1.3 in the server's order as far as it was seen, where it has one, else as they were found."""
    seen = group_choices(facts)
    return seen.order()[0] if group_preference(facts) is Preference.SERVER else seen.accepted


def group_preference(facts: Facts) -> Preference:
    """Who chooses the group in TLS 1.3."""
    seen = group_choices(facts)
    if seen.by_client:
        return Preference.CLIENT
    if seen.by_server:
        return Preference.SERVER
    return Preference.SINGLE if len(seen.accepted) == 1 else Preference.UNKNOWN


def preference_of(facts: Facts, version: int) -> Preference:
    """Who chooses in this version. In SSL 2.0 the client does, from the server's list."""
    if version == Version.SSL2:
        return (Preference.UNKNOWN, Preference.SINGLE, Preference.CLIENT)[min(len(facts.accepted[version]), 2)]
    seen = choices(facts, version)
    if len(seen.accepted) < 2:
        return Preference.SINGLE if seen.accepted and facts.lists(version) else Preference.UNKNOWN
    if seen.by_client:
        return Preference.CLIENT
    if not seen.by_server:
        return Preference.UNKNOWN
    return Preference.CHACHA_BY_CLIENT if _chacha_first_wins(seen) else Preference.SERVER


def _chacha_first_wins(seen: Choices) -> bool:
    """ChaCha20 was chosen where it stood first, and passed over where it did not."""
    chacha = chacha_of(seen.accepted)
    won = any(chosen in chacha and offered[0] == chosen for offered, chosen in seen.picks)
    lost = any(chosen not in chacha and chacha.intersection(offered) for offered, chosen in seen.picks)
    return won and lost


def server_order(facts: Facts, version: int) -> tuple[int, ...]:
    """The suites in the server's order where that is known to the end, else as they were found."""
    seen = choices(facts, version)
    match preference_of(facts, version):
        case Preference.SERVER:
            order, unknown = seen.order()
        case Preference.CHACHA_BY_CLIENT:
            order, unknown = seen.order(chacha_of(seen.accepted))
        case _:
            return tuple(facts.accepted[version])
    return tuple(facts.accepted[version]) if unknown else order


@dataclass(frozen=True, slots=True)
class PreferenceLane:
    """Strong first, weak first, ChaCha20 first: until it is clear who chooses. ``strong``: which of two lanes, which
    ask side by side.
    """

    version: int
    strong: bool

    def next(self, facts: Facts) -> Offer | None:
        if facts.supports(self.version)[0] is not Tri.YES or not facts.lists(self.version):
            return None
        seen = choices(facts, self.version)
        weak = weak_first(seen.accepted)
        match preference_of(facts, self.version):
            case Preference.UNKNOWN if len(weak) > 1 and not _awaits_extras(facts, self.version):
                return self._question(facts, seen)
            case Preference.SERVER if self.strong:
                return self._chacha_question(facts, weak)
            case _:
                return None

    def _question(self, facts: Facts, seen: Choices) -> Offer | None:
        """The suites that were compared before, the other way round: that decides. None were: both ways."""
        compared = [offered for offered, _ in seen.plain_picks]
        if compared:
            return _offer(self.version, compared[-1][::-1], facts) if self.strong else None
        weak = weak_first(seen.plain)
        return _offer(self.version, weak[::-1] if self.strong else weak, facts)

    def _chacha_question(self, facts: Facts, weak: tuple[int, ...]) -> Offer | None:
        chacha = chacha_of(weak)
        if not chacha or len(chacha) == len(weak):
            return None
        rest = tuple(suite for suite in reversed(weak) if suite not in chacha)
        return _offer(self.version, (*(s for s in reversed(weak) if s in chacha), *rest), facts)


def _awaits_extras(facts: Facts, version: int) -> bool:
    """The question for extras, strong suites first, is still to come, and may tell enough."""
    newer = (v for v in (Version.TLS1_2, Version.TLS1_1, Version.TLS1_0, Version.SSL3))
    newest = next((v for v in newer if facts.supports(v)[0] is Tri.YES), None)
    asked = any(o.question is Question.COMPRESSION for o in (*facts.answered, *facts.lost))
    return version == newest and not asked


@dataclass(frozen=True, slots=True)
class GroupPreferenceLane:
    """The groups of TLS 1.3 in one order, then in the other, until it is clear who chooses."""

    def next(self, facts: Facts) -> Offer | None:
        if len(facts.groups) < 2 or groups_may_tell(facts) or group_preference(facts) is not Preference.UNKNOWN:
            return None
        picks = group_choices(facts).picks
        order = picks[-1][0][::-1] if picks else tuple(sorted(facts.groups))
        return modern(weak_first(facts.accepted[Version.TLS1_3]), order, Question.GROUPS)


@dataclass(frozen=True, slots=True)
class OrderLane:
    """The server's whole order, where it has one: the neighbours of the likely order that were never compared.

    ``turn``: which of those pairs is this lane's; several lanes ask side by side.
    """

    version: int
    turn: int
    lanes: int

    def next(self, facts: Facts) -> Offer | None:
        if facts.supports(self.version)[0] is not Tri.YES or not facts.lists(self.version):
            return None
        seen = choices(facts, self.version)
        preference = preference_of(facts, self.version)
        if preference not in (Preference.SERVER, Preference.CHACHA_BY_CLIENT) or len(seen.accepted) > MOST_COMPARED:
            return None
        fixed = chacha_of(seen.accepted) if preference is Preference.CHACHA_BY_CLIENT else frozenset()
        _, unknown = seen.order(fixed)
        pairs = [pair for pair in unknown if sum(pair) % self.lanes == self.turn]
        # The likely loser stands first: a server of its own order passes it over, and ChaCha20 never leads.
        offers = (_offer(self.version, chacha_last((worse, better)), facts) for better, worse in pairs)
        return next((offer for offer in offers if offer not in facts.declined), None)


def _offer(version: int, suites: tuple[int, ...], facts: Facts) -> Offer:
    if version == Version.TLS1_3:
        return modern(suites, tuple(facts.groups), Question.PREFERENCE)
    return classic(Question.PREFERENCE, version, suites)
