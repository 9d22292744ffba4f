"""`protocol-too-old`: nothing newer than TLS 1.1."""

from dataclasses import replace

from core.model.observation import HelloAnswered, Profile, Refused, ServerFlight
from core.model.verdict import PASSED, NotApplicable
from core.rules.protocol_too_old import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ECDHE_CBC, RSA_CBC, SSL2, SSL3, V10, V12, fired, server, verdict
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


def test_the_survey_tells_the_best_version_where_the_handshake_tells_none() -> None:
    finding = fired(RULE, server({V10: ECDHE_CBC, SSL3: RSA_CBC}), outcome=alert(40))
    assert told(finding)[4] == "a.test:443 is broken for current clients: it speaks nothing newer than TLS 1.0"


def test_ssl_2_alone_is_too_old_as_well() -> None:
    finding = fired(RULE, server({SSL2: (0x010080,)}), outcome=alert(40))
    assert told(finding)[4] == "a.test:443 is broken for current clients: it speaks nothing newer than SSL 2.0"


def test_a_current_version_that_is_unknown_proves_nothing() -> None:
    assert isinstance(verdict(RULE, server({V10: ECDHE_CBC}, unknown=[V12]), outcome=alert(40)), NotApplicable)
