"""`closed-mid-handshake`: a ServerHello, then the end."""

from core.model.observation import Closed, CloseKind, Refused, ServerFlight, Stage
from core.model.verdict import PASSED, NotApplicable
from core.rules.closed_mid_handshake import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, attempt, make_evidence, only

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(Closed(Stage.SERVER_FLIGHT, CloseKind.FIN, BEGUN)))))
    assert told(finding) == (
        "closed-mid-handshake",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: the server closes the connection after its ServerHello",
    )


def test_a_reset_after_our_finished() -> None:
    finding = only(RULE.check(make_evidence(attempt(Closed(Stage.FINISHED, CloseKind.RST, BEGUN)))))
    assert told(finding) == (
        "closed-mid-handshake",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: the server resets the connection after our Finished",
    )


def test_without_a_byte_it_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_FIN))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
