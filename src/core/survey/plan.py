"""The survey of one address as a state machine: which questions may be asked now, and what an answer changes.

Law: pure and total. A question that was refused a connection, cut off or met with silence is asked once more, alone,
after all others have ended; then one that was answered before is asked again: only if that is answered still, silence
counts as a refusal. If it is not, the server limits us, and the survey ends. Where the second attempt is answered, half
as many are asked side by side from then on.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from core.model.observation import Attempt, Probe, Profile, TimedOut
from core.model.offer import Offer
from core.model.target import IPAddress, Target
from core.survey.facts import Facts
from core.survey.lanes import Lane
from core.survey.programme import every_lane

MOST_QUESTIONS: Final = 250
_ENOUGH_LOSSES: Final = 3  # unanswered questions in a row: ask no more side by side
_NEVER_ANSWERED: Final = 6  # before the first answer, every version may be asked


class Survey:
    """Give `ready` questions to the network, give their attempts to `learn`, until `ready` has none and none runs.

    ``known``: the attempts made at this address before.
    """

    def __init__(
        self, target: Target, address: IPAddress, known: Iterable[Attempt] = (), lanes: Sequence[Lane] | None = None
    ) -> None:
        self._target, self.address = target, address
        self._lanes = tuple(every_lane() if lanes is None else lanes)
        self._running: dict[Offer, Lane | None] = {}  # None: a check whether the server still answers
        self._doubtful: dict[Offer, Lane | None] = {}
        self._asked: set[Offer] = set()
        self._losses = 0
        self._most = MOST_QUESTIONS  # side by side; less when that was too much
        self._peak = 0
        self._ended = False
        self.attempts: list[Attempt] = []
        self.facts = Facts()
        for attempt in known:
            if attempt.probe.address == address:
                self.facts.learn(attempt)

    def ready(self, room: int, beside: int = 0) -> tuple[Probe, ...]:
        """At most ``room`` questions that may be asked now; they count as running from here on. ``beside``: connections
        to the address that others have under way: with one of them nobody is alone."""
        if self._ended or len(self._asked) >= MOST_QUESTIONS or room <= 0:
            return ()
        if self._losses >= (_ENOUGH_LOSSES if self.facts.answered else _NEVER_ANSWERED):
            return self._alone(beside)
        room = min(room, self._most - len(self._running))
        offers: list[Offer] = []
        for lane in self._lanes:
            if len(offers) >= room:
                break
            offer = None if self._is_busy(lane) else lane.next(self.facts)
            if offer is not None and offer not in self._asked:
                self._asked.add(offer)
                self._running[offer] = lane
                offers.append(offer)
        self._peak = max(self._peak, len(self._running))
        return tuple(map(self._probe, offers)) or self._alone(beside)

    def _is_busy(self, lane: Lane) -> bool:
        return any(lane is other for other in (*self._running.values(), *self._doubtful.values()))

    def _alone(self, beside: int) -> tuple[Probe, ...]:
        """One question by itself: one that was lost, or a proof that the server still answers."""
        if self._running or beside:
            return ()
        answered = next(iter(self.facts.answered), None)
        twice = [offer for offer in self.facts.lost if self.facts.lost_twice(offer)]
        unproven = [offer for offer in twice if self.facts.unproven(offer)]
        # That it refuses by silence is proven once; after that, the proof can wait for the end.
        if answered and unproven and (len(unproven) == len(twice) or not self._doubtful):
            self._running[answered] = None
            return (self._probe(answered),)
        if self._doubtful:
            offer, lane = self._doubtful.popitem()
            self._running[offer] = lane
            return (self._probe(offer),)
        return ()

    def _probe(self, offer: Offer) -> Probe:
        target = self._target
        return Probe(Profile.SURVEY, self.address, target.port, target.server_name, target.starttls, offer)

    def learn(self, attempt: Attempt) -> None:
        """Take in what came of a question that `ready` gave."""
        offer = attempt.probe.offer
        if offer is None or offer not in self._running:
            return
        lane = self._running.pop(offer)
        self.attempts.append(attempt)
        before = self.facts.last_answer
        self.facts.learn(attempt)
        match attempt.outcome:
            case TimedOut(budget=True):
                self._ended = True
            case _ if self.facts.last_answer != before:
                self._losses = 0
                if offer in self.facts.lost:  # what was too much side by side was not too much alone
                    self._most = max(1, min(self._most, self._peak) // 2)
            case _ if lane is None:
                self._ended = True  # it no longer answers what it answered before
            case _ if self.facts.lost_twice(offer):
                self._ended = not self.facts.answered
            case _:
                self._losses += 1
                self._doubtful[offer] = lane
