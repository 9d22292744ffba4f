"""`tls13-intolerant`: fails as soon as TLS 1.3 is offered."""

from core.model.observation import Profile, Refused
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.tls13_intolerant import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, SHELLO, SHELLO_12, attempt, completed, make_evidence, only


def test_it_fires() -> None:
    finding = only(
        RULE.check(
            make_evidence(attempt(HELLO_FIN), attempt(SHELLO_12, Profile.TLS12_ONLY), attempt(HELLO_FIN, Profile.SMALL))
        )
    )
    assert told(finding) == (
        "tls13-intolerant",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it fails as soon as TLS 1.3 is offered",
    )


def test_a_small_hello_with_tls13_that_is_answered_disproves_it() -> None:
    assert (
        RULE.check(
            make_evidence(attempt(HELLO_FIN), attempt(SHELLO_12, Profile.TLS12_ONLY), attempt(SHELLO, Profile.SMALL))
        )
        == PASSED
    )


def test_without_the_small_hello_it_is_open() -> None:
    assert isinstance(
        RULE.check(make_evidence(attempt(HELLO_FIN), attempt(SHELLO_12, Profile.TLS12_ONLY))), Undetermined
    )


def test_a_server_that_answers_has_no_intolerance() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(completed()))), NotApplicable)


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
