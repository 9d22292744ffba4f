"""`closed-on-connect`: closed before a byte."""

from core.model.observation import Profile, Refused, Stage, TimedOut
from core.model.verdict import PASSED, NotApplicable
from core.rules.closed_on_connect import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, attempt, make_evidence, only

QUIET = TimedOut(Stage.HELLO, 3000.0)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(HELLO_FIN), attempt(HELLO_FIN, Profile.BANNER))))
    assert told(finding) == (
        "closed-on-connect",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: the connection is closed before anything is said",
    )


def test_a_connection_that_stays_open_unasked_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_FIN), attempt(QUIET, Profile.BANNER))) == PASSED


def test_without_the_control_nothing_is_claimed() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_FIN))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
