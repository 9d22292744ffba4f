"""`closed-after-hello`: FIN in answer to the ClientHello."""

from core.model.observation import Profile, Refused, Stage, TimedOut
from core.model.verdict import PASSED, NotApplicable
from core.rules.closed_after_hello import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, HELLO_RST, attempt, make_evidence, only

QUIET = TimedOut(Stage.HELLO, 3000.0)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(HELLO_FIN), attempt(QUIET, Profile.BANNER))))
    assert told(finding) == (
        "closed-after-hello",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: the server closes the connection when it gets the ClientHello",
    )


def test_without_the_silent_listen_it_is_inferred() -> None:
    finding = only(RULE.check(make_evidence(attempt(HELLO_FIN))))
    assert told(finding) == (
        "closed-after-hello",
        "broken",
        "server",
        "inferred",
        "a.test:443 is broken: the server closes the connection when it gets the ClientHello",
    )


def test_closing_unasked_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_FIN), attempt(HELLO_FIN, Profile.BANNER))) == PASSED


def test_a_reset_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_RST))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
