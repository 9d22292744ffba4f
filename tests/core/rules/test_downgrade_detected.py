"""`downgrade-detected`: the sentinel in answer to an offer of TLS 1.3."""

from dataclasses import replace

import pytest

from core.model.observation import Fault, HelloAnswered, PeerFault, Profile, Refused, ServerFlight, Stage
from core.model.verdict import PASSED, Found, NotApplicable
from core.rules.downgrade_detected import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, attempt, completed, make_evidence, only

SENTINEL = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90, downgrade=True)
BROKEN_OFF = PeerFault(Stage.SERVER_FLIGHT, Fault.MALFORMED_HANDSHAKE, "inappropriate fallback", SENTINEL)


def test_it_fires() -> None:
    assert told(only(RULE.check(make_evidence(attempt(BROKEN_OFF))))) == (
        "downgrade-detected",
        "broken",
        "network",
        "stated",
        "a.test:443 is broken from here: somebody on the way takes TLS 1.3 out",
    )


@pytest.mark.parametrize("profile", [Profile.SMALL, Profile.LARGE, Profile.NO_SNI, Profile.STRAINED])
def test_every_offer_of_tls13_may_show_it(profile: Profile) -> None:
    assert isinstance(RULE.check(make_evidence(attempt(BROKEN_OFF), attempt(BROKEN_OFF, profile))), Found)


@pytest.mark.parametrize("profile", [Profile.TLS12_ONLY, Profile.LEGACY, Profile.BARE, Profile.PLUS_ALPN])
def test_the_sentinel_is_right_where_tls13_was_not_offered(profile: Profile) -> None:
    evidence = make_evidence(attempt(completed()), attempt(HelloAnswered(SENTINEL), profile))
    assert RULE.check(evidence) == PASSED


def test_a_server_without_tls13_has_no_sentinel() -> None:
    without = replace(SENTINEL, downgrade=False)
    assert RULE.check(make_evidence(attempt(replace(BROKEN_OFF, flight=without)))) == PASSED


@pytest.mark.parametrize("outcome", [HELLO_FIN, Refused()])
def test_without_a_server_hello_there_is_no_question(outcome: object) -> None:
    assert isinstance(RULE.check(make_evidence(attempt(outcome))), NotApplicable)  # type: ignore[arg-type]
