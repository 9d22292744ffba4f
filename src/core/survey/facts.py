"""What the answers of one address prove, folded attempt by attempt.

Law: a fold over attempts and nothing else, so that a recorded survey says the same as a live one. Only an answer
proves: an alert refuses what was offered, silence and a closed connection refuse nothing, unless the question was asked
again, alone, with the same end, and the server went on to answer others.
"""

from collections.abc import Iterable
from typing import Final

from core.model.evidence import flight_of
from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    HelloAnswered,
    Negotiated,
    NotTls,
    Outcome,
    PeerFault,
    Profile,
    TimedOut,
)
from core.model.offer import Offer, Question, Reply
from core.model.server_map import Tri
from core.survey.lists import VERSIONS, groups_of_tls13, suites_of
from core.wire.application import application_for
from core.wire.codes import AlertDescription, Version, alert_name, version_name
from core.wire.registry import dh_prime, group_by_name

# These say who we are not, not what we offered: nothing is refused by them.
NOT_THE_OFFER: Final = frozenset({AlertDescription.UNRECOGNIZED_NAME, AlertDescription.ACCESS_DENIED})
_OWN_NAME: Final = frozenset(
    {Profile.FULL, Profile.FULL_AGAIN, Profile.TLS12_ONLY, Profile.SMALL, Profile.LARGE, Profile.LEGACY}
)
_TWICE: Final = 2
SILENCE: Final = "silence"
_ACCEPTED_ONLY: Final = frozenset({Question.PREFERENCE, Question.COMPRESSION, Question.CERTIFICATES})
_OF_AN_EXTENSION: Final = frozenset({AlertDescription.NO_APPLICATION_PROTOCOL, AlertDescription.INAPPROPRIATE_FALLBACK})


class Facts:
    """Fed with `learn`; everything else only reads."""

    def __init__(self) -> None:
        self.accepted: dict[int, dict[int, None]] = {version: {} for version in VERSIONS}
        self.groups: dict[int, None] = {}  # of TLS 1.3
        self.curves: dict[int, None] = {}  # of ECDHE in TLS 1.2 and older
        self.replies: list[tuple[Offer, Reply]] = []
        self.declined: dict[Offer, str] = {}
        self.lost: dict[Offer, list[tuple[int, str]]] = {}  # questions without answer: which attempts, and their end
        self.attempts = 0
        self.answered: dict[Offer, None] = {}
        self.last_answer = 0  # the number of the attempt
        self.alerts: dict[Offer, int] = {}
        self.full: Negotiated | None = None  # the full handshake, if it was completed
        self.alpn_offered: tuple[str, ...] = ()  # in it
        self._refused: dict[int, frozenset[int]] = {}  # what `refused` said since the last attempt
        self._passed_over: set[int] = set()  # groups that were offered before a known one, and not taken
        self._yes: dict[int, str] = {}
        self._no: dict[int, str] = {}

    def learn(self, attempt: Attempt) -> None:
        """Take in one attempt of this address, of the survey or a handshake."""
        self._refused.clear()
        offer = attempt.probe.offer
        if attempt.probe.profile is not Profile.SURVEY or offer is None:
            self._seed(attempt)
            return
        self.attempts += 1
        match attempt.outcome:
            case HelloAnswered(reply=Reply() as reply):
                self._answer(offer)
                self._reply(offer, reply)
            case AlertReceived(number=number) if number not in NOT_THE_OFFER:
                self._answer(offer)
                self._decline(offer, f"alert {number} ({alert_name(number)})", number)
            case NotTls() | PeerFault():
                self._answer(offer)
                if offer.version == Version.SSL2:
                    self._decline(offer, "an answer that is no SSL 2.0")
            case TimedOut(budget=True):
                pass  # our own time was over
            case outcome:
                self.lost.setdefault(offer, []).append((self.attempts, _ending(outcome)))
                if self.lost_twice(offer):
                    self._decline(offer, f"{_ending(outcome)}, twice")

    def _seed(self, attempt: Attempt) -> None:
        """A handshake of another kind proves its version, suite and group."""
        flight = flight_of(attempt.outcome)
        if attempt.probe.profile not in _OWN_NAME or flight.version not in self.accepted:
            return
        if isinstance(attempt.outcome, Negotiated) and attempt.probe.profile is not Profile.TLS12_ONLY:
            self.full = self.full or attempt.outcome
            self.alpn_offered = tuple(name.decode() for name in application_for(attempt.probe).alpn)
        self._yes.setdefault(flight.version, f"chosen in the {attempt.probe.profile}")
        if flight.cipher in suites_of(flight.version):
            self.accepted[flight.version].setdefault(flight.cipher)
        if flight.group is not None:
            (self.groups if flight.version == Version.TLS1_3 else self.curves).setdefault(flight.group)

    def _answer(self, offer: Offer) -> None:
        self.answered.setdefault(offer)
        self.last_answer = self.attempts

    def _reply(self, offer: Offer, reply: Reply) -> None:
        fits = reply.version in self.accepted and reply.version <= offer.version
        if offer.complete:
            self._completed(offer, reply)
            return
        if not fits or (reply.version != Version.SSL2 and reply.cipher not in offer.ciphers):
            self._decline(offer, "an answer that does not fit the offer")
            return
        self.replies.append((offer, reply))
        self._yes.setdefault(reply.version, f"{version_name(reply.version)} was chosen")
        if reply.version < offer.version:
            self._no.setdefault(offer.version, f"answered with {version_name(reply.version)}")
        for suite in reply.kinds if reply.version == Version.SSL2 else (reply.cipher,):
            self.accepted[reply.version].setdefault(suite)
        chosen = _group_of(reply)
        if offer.question is Question.GROUPS and chosen in self.curves:
            self._passed_over.update(offer.groups)
        if chosen is not None and chosen in offer.groups:
            (self.groups if reply.version == Version.TLS1_3 else self.curves).setdefault(chosen)

    def _completed(self, offer: Offer, reply: Reply) -> None:
        self._yes.setdefault(reply.version, f"{version_name(reply.version)} was chosen")
        self.replies.append((offer, reply))

    def _decline(self, offer: Offer, why: str, alert: int | None = None) -> None:
        self.declined.setdefault(offer, why)
        if alert is not None:
            self.alerts.setdefault(offer, alert)
        if _denies_version(offer, alert):
            # An offer of a version is one of all older ones too (RFC 5246 section 7.4.1.2), but for SSL 2.0.
            for version in _denied(offer):
                self._no.setdefault(version, why if version == offer.version else f"{why} to a newer version")

    # --- what it proves ---

    def lost_twice(self, offer: Offer) -> bool:
        return len(self.lost.get(offer, ())) >= _TWICE

    def unproven(self, offer: Offer) -> bool:
        """Declined by silence or a closed connection only, and nothing was answered after that."""
        return self.lost_twice(offer) and self.lost[offer][_TWICE - 1][0] > self.last_answer

    def was_answered(self, offer: Offer) -> bool:
        """It got an answer, now or later."""
        return offer in self.answered

    @property
    def proven_declines(self) -> Iterable[tuple[Offer, str]]:
        if not self.lost:
            return self.declined.items()
        return ((offer, why) for offer, why in self.declined.items() if not self.unproven(offer))

    def supports(self, version: int) -> tuple[Tri, str]:
        """Whether a version is spoken, and what decided it."""
        if version in self._yes:
            return Tri.YES, self._yes[version]
        if version in self._no:
            return Tri.NO, self._no[version]
        if not self.accepted[version] and self.lists(version):
            reasons = {why: None for offer, why in self.proven_declines if offer.version == version}
            return Tri.NO, f"every suite was refused: {', '.join(reasons)}"
        return Tri.UNKNOWN, "not asked to the end"

    def gave_up(self, version: int) -> bool:
        """A question about the version was lost."""
        return any(offer.version == version for offer in self.lost)

    def refused(self, version: int) -> frozenset[int]:
        """Suites that were offered in this version and not taken, whatever else was offered."""
        if version not in self._refused:
            self._refused[version] = frozenset(self._find_refused(version))
        return self._refused[version]

    def lists(self, version: int) -> bool:
        """Every suite of the version was decided."""
        return len(self.accepted[version]) + len(self.refused(version)) >= len(suites_of(version))

    def _find_refused(self, version: int) -> set[int]:
        refused: set[int] = set()
        for offer, _ in self.proven_declines:
            if offer.version != version or offer.question is not Question.SUITES:
                continue
            if version == Version.TLS1_3 and not self._broad(offer):
                continue
            refused.update(offer.ciphers)
        return refused.difference(self.accepted[version])

    def _broad(self, offer: Offer) -> bool:
        """A TLS 1.3 offer had a group that the server takes, or all of them."""
        return any(group in self.groups for group in offer.groups) or set(groups_of_tls13()).issubset(offer.groups)

    def refused_groups(self) -> set[int]:
        """Groups that were offered in TLS 1.3, with a suite that the server takes, and not taken."""
        suites = self.accepted[Version.TLS1_3]
        refused: set[int] = set()
        for offer, _ in self.proven_declines:
            if offer.version == Version.TLS1_3 and any(suite in suites for suite in offer.ciphers):
                refused.update(offer.groups)
        return refused.difference(self.groups)

    @property
    def contradictions(self) -> Iterable[str]:
        """Offers of nothing but accepted things that were declined, and versions spoken and denied."""
        for offer, why in self.proven_declines:
            accepted = self.accepted[offer.version]
            alert = self.alerts.get(offer)
            only_accepted = offer.question in _ACCEPTED_ONLY and all(suite in accepted for suite in offer.ciphers)
            denied = _denied(offer) if _denies_version(offer, alert) else ()
            if spoken := [version_name(version) for version in denied if version in self._yes]:
                yield f"{why} to {spoken[0]}, which it spoke in another connection"
            elif only_accepted and alert not in _OF_AN_EXTENSION:
                yield f"{why} to cipher suites that it accepted in other connections"
        if self.full is not None and self.supports(Version.TLS1_3)[0] is Tri.NO and self._signals_tls13:
            yield "the downgrade sentinel of a server that speaks TLS 1.3, which was refused in others"

    @property
    def _signals_tls13(self) -> bool:
        """An offer of TLS 1.2 was answered with the sentinel of RFC 8446 section 4.1.3."""
        return any(reply.downgrade and reply.version == Version.TLS1_2 for _, reply in self.replies)

    @property
    def groups_are_listed(self) -> bool:
        """Every group of TLS 1.3 was decided."""
        return {*self.groups, *self.refused_groups()}.issuperset(groups_of_tls13())

    def refused_curves(self) -> set[int]:
        """Groups that were offered in TLS 1.2 or older with ECDHE suites that the server takes, and not taken."""
        refused = set(self._passed_over)
        for offer, _ in self.proven_declines:
            if offer.question is Question.GROUPS and offer.version < Version.TLS1_3:
                refused.update(offer.groups)
        return refused.difference(self.curves)


def _group_of(reply: Reply) -> int | None:
    """The group that was chosen, by number or by its prime (RFC 7919 section 3: TLS 1.2 sends the prime)."""
    if reply.group is not None or not reply.dh_prime:
        return reply.group
    prime = dh_prime(reply.dh_prime)
    known = group_by_name(prime.name) if prime else None
    return known.code if known else None


def _denies_version(offer: Offer, alert: int | None) -> bool:
    return alert == AlertDescription.PROTOCOL_VERSION and offer.question is Question.SUITES


def _denied(offer: Offer) -> tuple[int, ...]:
    """The versions that were offered."""
    lowest = min(offer.version, offer.floor or Version.SSL3)
    return tuple(version for version in VERSIONS if lowest <= version <= offer.version)


def _ending(outcome: Outcome) -> str:
    match outcome:
        case Closed(how=how):
            return f"closed with {how}"
        case TimedOut():
            return SILENCE
        case _:
            return "no connection"
