"""`tls13-intolerant`: fails as soon as TLS 1.3 is offered."""

from dataclasses import replace

from core.model.observation import HelloAnswered, Profile, Refused
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.tls13_intolerant import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import server
from tests.core.rules.support import HELLO_FIN, SHELLO, SHELLO_12, alert, attempt, completed, make_evidence, only


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


def test_what_chooses_less_than_tls_1_2_may_refuse_the_offer_of_more() -> None:
    """RFC 8446 section 4.2.1: supported_versions is honoured, and none of them is there: alert 70."""
    old = HelloAnswered(replace(SHELLO_12.flight, version=0x0300))
    evidence = make_evidence(attempt(alert(70)), attempt(old, Profile.TLS12_ONLY), attempt(alert(70), Profile.SMALL))
    assert RULE.check(evidence) == PASSED


def test_what_speaks_tls_1_3_to_others_fails_for_another_reason() -> None:
    evidence = make_evidence(
        attempt(alert(40)), attempt(SHELLO_12, Profile.TLS12_ONLY), attempt(alert(40), Profile.SMALL)
    )
    mapped = replace(evidence, endpoints=(replace(evidence.endpoints[0], map=server()),))
    assert only(RULE.check(evidence)).code == "tls13-intolerant"
    assert RULE.check(mapped) == PASSED
