"""`protocol-too-old`: nothing newer than TLS 1.1."""

from dataclasses import replace

from core.model.observation import HelloAnswered, Profile, Refused, ServerFlight
from core.model.verdict import PASSED, NotApplicable
from core.rules.protocol_too_old import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import alert, attempt, completed, make_evidence, only


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(replace(completed(version=0x0301), version="TLS 1.0")))))
    assert told(finding) == (
        "protocol-too-old",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken for current clients: it speaks nothing newer than TLS 1.0",
    )


def test_only_the_old_offer_is_answered() -> None:
    finding = only(
        RULE.check(
            make_evidence(
                attempt(alert(70)), attempt(HelloAnswered(ServerFlight(version=0x0302, cipher=0xC013)), Profile.LEGACY)
            )
        )
    )
    assert told(finding) == (
        "protocol-too-old",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken for current clients: it speaks nothing newer than TLS 1.1",
    )


def test_tls_1_2_passes() -> None:
    assert RULE.check(make_evidence(attempt(replace(completed(version=0x0303), version="TLS 1.2")))) == PASSED


def test_where_no_version_was_told_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(alert(70)))), NotApplicable)


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
