"""`silent-after-hello`: the ClientHello is never answered."""

from core.model.observation import Refused, ServerFlight, Stage, TimedOut
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.silent_after_hello import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, HELLO_SILENCE, attempt, make_evidence, only

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(HELLO_SILENCE))))
    assert told(finding) == (
        "silent-after-hello",
        "broken",
        "network",
        "measured",
        "a.test:443 is broken: the ClientHello is not answered within 4.0 s",
    )


def test_a_first_byte_makes_it_a_stall() -> None:
    assert RULE.check(make_evidence(attempt(TimedOut(Stage.SERVER_FLIGHT, 4000.0, BEGUN)))) == PASSED


def test_silence_before_the_connection_is_tcps_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_FIN))) == PASSED


def test_a_wait_under_two_seconds_that_we_ended_is_open() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(TimedOut(Stage.HELLO, 1999.0, budget=True)))), Undetermined)


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
