"""`hello-size-intolerant`: fails when the ClientHello is large."""

from core.model.observation import Profile, Refused
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.hello_size_intolerant import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_RST, SHELLO, attempt, completed, make_evidence, only


def test_it_fires() -> None:
    finding = only(
        RULE.check(make_evidence(attempt(HELLO_RST), attempt(SHELLO, Profile.SMALL), attempt(HELLO_RST, Profile.LARGE)))
    )
    assert told(finding) == (
        "hello-size-intolerant",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken for clients with post-quantum key exchange: large hellos fail",
    )


def test_a_large_hello_that_is_answered_disproves_it() -> None:
    assert (
        RULE.check(make_evidence(attempt(HELLO_RST), attempt(SHELLO, Profile.SMALL), attempt(SHELLO, Profile.LARGE)))
        == PASSED
    )


def test_a_small_one_that_fails_disproves_it() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_RST), attempt(HELLO_RST, Profile.SMALL))) == PASSED


def test_without_the_large_hello_it_is_open() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(HELLO_RST), attempt(SHELLO, Profile.SMALL))), Undetermined)


def test_a_server_that_answers_has_no_intolerance() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(completed()))), NotApplicable)


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
