"""`stalled-mid-handshake`: bytes, then silence."""

from core.model.observation import Refused, ServerFlight, Stage, TimedOut
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.stalled_mid_handshake import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_SILENCE, attempt, make_evidence, only

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(TimedOut(Stage.SERVER_FLIGHT, 4000.0, BEGUN)))))
    assert told(finding) == (
        "stalled-mid-handshake",
        "broken",
        "network",
        "measured",
        "a.test:443 is broken: the handshake stalls after 90 bytes of the server's answer",
    )


def test_silence_from_the_first_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_SILENCE))) == PASSED


def test_a_wait_under_two_seconds_that_we_ended_is_open() -> None:
    assert isinstance(
        RULE.check(make_evidence(attempt(TimedOut(Stage.FINISHED, 1999.0, BEGUN, budget=True)))), Undetermined
    )


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
