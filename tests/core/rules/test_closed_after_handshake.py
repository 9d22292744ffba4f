"""`closed-after-handshake`: complete, then killed."""

from core.model.observation import CloseKind, Ending, Refused
from core.model.verdict import PASSED, NotApplicable
from core.rules.closed_after_handshake import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import attempt, completed, make_evidence, only


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(completed(ending=Ending(closed=CloseKind.FIN))))))
    assert told(finding) == (
        "closed-after-handshake",
        "at_risk",
        "server",
        "measured",
        "a.test:443 completes the handshake and then closes the connection without an answer",
    )


def test_a_goodbye_in_tls_is_no_killing() -> None:
    assert (
        RULE.check(make_evidence(attempt(completed(ending=Ending(closed=CloseKind.FIN, close_notify=True))))) == PASSED
    )


def test_closing_after_an_answer_is_http() -> None:
    assert RULE.check(make_evidence(attempt(completed(ending=Ending(closed=CloseKind.FIN, answered=True))))) == PASSED


def test_an_alert_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(completed(ending=Ending(alert=116))))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
