"""`mtu-blackhole`: stalls at the usual packet size, completes in small segments."""

import pytest

from core.model.evidence import Evidence
from core.model.observation import Outcome, Profile, ServerFlight, Stage, TimedOut
from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules import hello_size_intolerant
from core.rules.mtu_blackhole import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, HELLO_SILENCE, SHELLO, attempt, completed, make_evidence, only

STALL = TimedOut(Stage.SERVER_FLIGHT, 4000.0, ServerFlight(version=0x0303, bytes_received=120))


def path(full: Outcome, clamped: Outcome, *, again: Outcome | None = None) -> Evidence:
    second = (attempt(again, Profile.FULL_AGAIN),) if again else ()
    return make_evidence(attempt(full), *second, attempt(clamped, Profile.CLAMPED))


def test_a_stall_that_small_segments_mend() -> None:
    found = only(RULE.check(path(STALL, completed())))
    assert told(found) == (
        "mtu-blackhole",
        "broken",
        "network",
        "measured",
        "a.test:443 is broken from here: large packets vanish on the way",
    )
    assert plain(found.evidence[-1]).endswith("the server's large packets got lost")


def test_a_large_hello_that_is_never_answered() -> None:
    found = only(RULE.check(path(HELLO_SILENCE, completed())))
    assert plain(found.evidence[-1]).endswith("our large hello got lost")


def test_where_another_large_hello_is_answered_the_servers_packets_are_lost() -> None:
    """A HelloRetryRequest is short: it passes where a whole flight does not."""
    evidence = make_evidence(
        attempt(HELLO_SILENCE), attempt(SHELLO, Profile.LARGE), attempt(completed(), Profile.CLAMPED)
    )
    assert plain(only(RULE.check(evidence)).evidence[-1]).endswith("the server's large packets got lost")


def test_the_hello_is_not_blamed_when_small_packets_carry_it() -> None:
    evidence = make_evidence(
        attempt(HELLO_SILENCE),
        attempt(SHELLO, Profile.SMALL),
        attempt(HELLO_SILENCE, Profile.LARGE),
        attempt(completed(), Profile.CLAMPED),
    )
    assert hello_size_intolerant.RULE.check(evidence) == PASSED


@pytest.mark.parametrize("clamped", [STALL, HELLO_SILENCE, HELLO_FIN])
def test_a_stall_in_small_segments_too_is_something_else(clamped: Outcome) -> None:
    assert RULE.check(path(STALL, clamped)) == PASSED


def test_a_server_that_closes_does_not_stall() -> None:
    assert isinstance(RULE.check(path(HELLO_FIN, completed())), NotApplicable)


def test_a_second_attempt_that_works_acquits_the_path() -> None:
    assert isinstance(RULE.check(path(STALL, completed(), again=completed())), NotApplicable)


def test_what_our_own_limit_cut_stays_open() -> None:
    cut = TimedOut(Stage.HELLO, 300.0, budget=True)
    assert isinstance(RULE.check(path(STALL, cut)), Undetermined)
    assert isinstance(RULE.check(make_evidence(attempt(STALL))), Undetermined)
