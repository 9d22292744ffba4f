"""`slow-handshake`: far too slow."""

from core.model.observation import CloseKind, Ending, Refused, ServerFlight, Stage, TimedOut, Timings
from core.model.verdict import PASSED, NotApplicable
from core.rules import closed_after_handshake
from core.rules.slow_handshake import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import attempt, completed, make_evidence, only

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90)


def test_it_fires() -> None:
    finding = only(
        RULE.check(
            make_evidence(attempt(completed(), timings=Timings(connected=100.0, first_byte=4100.0, handshake=4200.0)))
        )
    )
    assert told(finding) == (
        "slow-handshake",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: it takes 4.1 s for a handshake",
    )


def test_bytes_that_trickle() -> None:
    finding = only(
        RULE.check(
            make_evidence(
                attempt(
                    TimedOut(Stage.SERVER_FLIGHT, 900.0, ServerFlight(bytes_received=9), budget=True),
                    timings=Timings(connected=0.0, total=9000.0),
                )
            )
        )
    )
    assert told(finding) == (
        "slow-handshake",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it has not finished a handshake after 9.0 s",
    )


def test_a_close_after_a_slow_handshake_does_not_hide_it() -> None:
    killed = completed(ending=Ending(closed=CloseKind.FIN))
    evidence = make_evidence(attempt(killed, timings=Timings(connected=100.0, handshake=4200.0)))
    assert only(RULE.check(evidence)).code == "slow-handshake"
    assert only(closed_after_handshake.check(evidence)).code == "closed-after-handshake"


def test_an_alert_after_a_slow_handshake_does_not_hide_it() -> None:
    evidence = make_evidence(
        attempt(completed(ending=Ending(alert=116)), timings=Timings(connected=100.0, handshake=4200.0))
    )
    assert only(RULE.check(evidence)).code == "slow-handshake"


def test_three_seconds_pass() -> None:
    assert RULE.check(make_evidence(attempt(completed(), timings=Timings(connected=100.0, handshake=3100.0)))) == PASSED


def test_the_time_to_connect_and_to_upgrade_does_not_count() -> None:
    assert (
        RULE.check(
            make_evidence(attempt(completed(), timings=Timings(connected=100.0, starttls=5000.0, handshake=5100.0)))
        )
        == PASSED
    )


def test_silence_is_a_stall() -> None:
    assert RULE.check(make_evidence(attempt(TimedOut(Stage.SERVER_FLIGHT, 4000.0, BEGUN)))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
