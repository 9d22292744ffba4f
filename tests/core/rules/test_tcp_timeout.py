"""`tcp-timeout`: port 443 does not answer: no connection within 4.0 s."""

from core.model.observation import Refused, Stage, TimedOut, Unreachable
from core.model.resolution import AddressRefused, NxDomain, Resolved
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.tcp_timeout import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import V4, V4_OTHER, V6, attempt, completed, make_evidence, only

CONNECT_SILENCE = TimedOut(Stage.CONNECT, 4000.0)
LOCAL = Unreachable("ENETUNREACH", "Network is unreachable", local=True)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(CONNECT_SILENCE))))
    assert told(finding) == (
        "tcp-timeout",
        "broken",
        "network",
        "measured",
        "a.test:443 is broken: port 443 does not answer: no connection within 4.0 s",
    )


def test_a_refusal_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(Refused()))) == PASSED


def test_a_refused_address_leaves_it_open() -> None:
    refused = AddressRefused(V4, "private (RFC 1918)")
    verdict = RULE.check(make_evidence(resolution=Resolved((V4,)), refused=[refused]))
    assert verdict == Undetermined("our address policy refuses 192.0.2.1: private (RFC 1918)")


def test_without_an_address_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(resolution=NxDomain("a.test"))), NotApplicable)


def test_a_vantage_without_ipv6_blames_nobody() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(LOCAL, address=V6))), Undetermined)


def test_one_address_of_two_is_left_to_address_partial() -> None:
    assert RULE.check(make_evidence(attempt(completed()), attempt(CONNECT_SILENCE, address=V4_OTHER))) == PASSED
