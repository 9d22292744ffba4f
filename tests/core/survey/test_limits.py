"""Servers that stop answering, answer only some, or answer differently: unknown stays unknown, and little is asked."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    CloseKind,
    HelloAnswered,
    Negotiated,
    Outcome,
    Probe,
    Profile,
    Refused,
    ServerFlight,
    Stage,
    TimedOut,
)
from core.model.offer import Offer, Reply
from core.model.server_map import Tri
from core.survey.plan import Survey
from core.wire.codes import Version
from tests.core.survey.simulated import ADDRESS, TARGET, Net, Refusal, Server, answered, of

SERVER = Server(suites={Version.TLS1_3: (0x1302, 0x1301), Version.TLS1_2: (0xC02F, 0xC030, 0xC013)})
RST = Closed(Stage.HELLO, CloseKind.RST)
SILENCE = TimedOut(Stage.HELLO, 2000.0)


def after(number: int, ending: Outcome) -> Callable[[Offer, int], Outcome]:
    """A right server for so many connections, then the ending for ever."""
    return lambda offer, count: SERVER.answer(offer) if count <= number else ending


@pytest.mark.parametrize("ending", [RST, SILENCE, Refused(), Closed(Stage.HELLO, CloseKind.FIN)])
@pytest.mark.parametrize("number", [6, 9, 12])
def test_a_server_that_stops_answering_is_left_alone_and_said_to_limit(number: int, ending: Outcome) -> None:
    net = Net(after(number, ending))
    found = net.run()
    assert found.limited is not None
    assert found.limited.startswith(f"it answered {number} of ")
    assert len(net.asked) <= number + 10  # those under way, one alone, and one that had been answered before
    assert all(v.supported is not Tri.NO or "alert 70" in v.because for v in found.versions)
    assert not found.complete


def test_what_was_found_before_the_limit_stays_found() -> None:
    found = Net(after(12, RST)).run()
    assert found.supports(Version.TLS1_3) is Tri.YES
    assert found.supports(Version.TLS1_2) is Tri.YES
    assert {s for v in found.supported for s in v.suites} <= {*SERVER.suites[0x0304], *SERVER.suites[0x0303]}


def test_one_lost_question_is_asked_again_and_no_limit() -> None:
    found = Net(lambda offer, count: RST if count == 9 else SERVER.answer(offer)).run()
    assert found.limited is None
    assert found.complete


def test_questions_lost_in_a_crowd_and_answered_alone_show_a_limit_and_lose_nothing() -> None:
    """More than two at once are cut off."""
    net = Net(of(SERVER))
    lost: set[Offer] = set()

    def crowded(offer: Offer, count: int) -> Outcome:
        if count in (3, 4, 5, 6) and offer not in lost:
            lost.add(offer)
            return RST
        return SERVER.answer(offer)

    net.answers = crowded
    found = net.run()
    assert found.complete
    assert found.limited == "4 questions got no answer side by side and were answered when asked alone, later"


def test_a_question_is_asked_again_only_when_all_others_have_ended() -> None:
    net = Net(lambda offer, count: SILENCE if count == 2 else SERVER.answer(offer))
    net.run()
    (again,) = [count for count, offer in enumerate(net.asked, 1) if offer in net.asked[: count - 1]]
    assert net.beside[again - 1] == 1


def test_a_question_is_not_asked_again_while_others_ask_beside() -> None:
    """All are cut off because somebody else has the places: nothing is known until that one has left."""
    survey = Survey(TARGET, ADDRESS)
    while probes := survey.ready(6, beside=1):
        for probe in probes:
            survey.learn(Attempt(probe, RST))
    assert len(survey.facts.lost) == survey.facts.attempts > 0
    assert len(survey.ready(6, beside=0)) == 1


def test_a_server_that_refuses_by_closing_is_believed_once_it_still_answers_the_rest() -> None:
    quiet = Server(suites=SERVER.suites, refusal=Refusal.RESET)
    found = Net(of(quiet)).run()
    assert found.limited is None
    assert found.supports(Version.TLS1_1) is Tri.NO
    assert found.version(Version.TLS1_1).because == "every suite was refused: closed with RST, twice"  # type: ignore[union-attr]


def test_two_machines_behind_one_address_are_not_made_one() -> None:
    old = Server(suites={Version.TLS1_2: (0xC013,), Version.TLS1_0: (0xC013,)})
    found = Net(lambda offer, count: (SERVER if count % 2 else old).answer(offer)).run()
    assert found.inconsistent is not None
    assert not found.complete


def test_a_survey_that_runs_out_of_time_asks_nothing_more() -> None:
    over = TimedOut(Stage.HELLO, 10.0, budget=True)
    net = Net(lambda offer, count: SERVER.answer(offer) if count <= 8 else over)
    found = net.run()
    assert len(net.asked) <= 8 + 6
    assert found.limited is None
    assert not found.complete


def test_an_answer_that_was_not_offered_is_no_acceptance() -> None:
    found = Net(lambda _offer, _count: answered(Reply(version=Version.TLS1_2, cipher=0x0005))).run()
    assert found.suites <= {0x0005}
    assert found.supports(Version.TLS1_3) is not Tri.YES


@pytest.mark.parametrize("ending", [SILENCE, RST])
def test_a_server_that_never_answered_a_question_is_not_said_to_limit(ending: Outcome) -> None:
    """It may be slow, or not like our hellos: the number of connections is not the reason."""
    found = Net(lambda _offer, _count: ending).run()
    assert found.limited is None
    assert all(v.supported is Tri.UNKNOWN for v in found.versions)


def test_a_sentinel_gives_away_the_machine_that_speaks_tls13() -> None:
    """The one that answers offers of TLS 1.3 does not know it; another one, which does, signs TLS 1.2 with it."""

    def by_version(offer: Offer, _: int) -> Outcome:
        if offer.version == Version.TLS1_3:
            return AlertReceived(Stage.HELLO, 2, 70)
        match SERVER.answer(offer):
            case HelloAnswered(reply=Reply(version=Version.TLS1_2) as reply) as answer:
                return replace(answer, reply=replace(reply, downgrade=True))
            case other:
                return other

    assert Net(by_version).run().inconsistent is None, "without a handshake, a box may be what breaks on TLS 1.3"
    flight = ServerFlight(version=Version.TLS1_2, cipher=0xC02F)
    full = Attempt(Probe(Profile.FULL, ADDRESS, 443, "a.test"), Negotiated(flight, "TLS 1.2", "x", None))
    found = Net(by_version).run([full])
    assert found.supports(Version.TLS1_3) is Tri.NO
    assert found.inconsistent == ("the downgrade sentinel of a server that speaks TLS 1.3, which was refused in others")
