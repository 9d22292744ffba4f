"""`hello-size-intolerant`: fails when the ClientHello is large."""

from core.model.observation import Profile, Refused
from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.hello_size_intolerant import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.strained_support import stumbling
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


def test_where_the_limit_is_is_told() -> None:
    evidence = make_evidence(
        attempt(HELLO_RST),
        attempt(SHELLO, Profile.SMALL),
        attempt(SHELLO, Profile.SIZE_600),
        attempt(SHELLO, Profile.SIZE_1000),
        attempt(HELLO_RST, Profile.SIZE_1400),
        attempt(HELLO_RST, Profile.LARGE),
    )
    finding = only(RULE.check(evidence))
    assert plain(finding.evidence[-1]).endswith("fails when it is padded: 1000 bytes pass, 1400 do not")


def test_a_hello_split_over_segments_breaks_post_quantum_clients() -> None:
    assert told(only(RULE.check(stumbling(Profile.SPLIT_SEGMENTS)))) == (
        "hello-size-intolerant",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken for clients whose hello comes in several TCP segments",
    )


def test_a_hello_split_over_records_is_a_risk() -> None:
    assert told(only(RULE.check(stumbling(Profile.SPLIT_RECORDS)))) == (
        "hello-size-intolerant",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk for clients whose hello comes in several TLS records",
    )
