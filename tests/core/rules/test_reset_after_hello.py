"""`reset-after-hello`: RST in answer to the ClientHello."""

from core.model.observation import Profile, Refused
from core.model.verdict import PASSED, NotApplicable
from core.rules.reset_after_hello import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, HELLO_RST, attempt, make_evidence, only


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(HELLO_RST))))
    assert told(finding) == (
        "reset-after-hello",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: the ClientHello is answered by a TCP reset",
    )


def test_a_close_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_FIN))) == PASSED


def test_a_reset_unasked_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_RST), attempt(HELLO_RST, Profile.BANNER))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
