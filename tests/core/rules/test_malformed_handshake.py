"""`malformed-handshake`: a message that breaks the grammar."""

from core.model.observation import Fault, PeerFault, Refused, ServerFlight, Stage
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.malformed_handshake import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import attempt, make_evidence, only

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90)
SIGNATURE = PeerFault(Stage.SERVER_FLIGHT, Fault.BAD_SIGNATURE, "bad signature", BEGUN)


def test_it_fires() -> None:
    finding = only(
        RULE.check(make_evidence(attempt(PeerFault(Stage.SERVER_FLIGHT, Fault.MALFORMED_HANDSHAKE, "words", BEGUN))))
    )
    assert told(finding) == (
        "malformed-handshake",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it sends a handshake that cannot be read",
    )


def test_a_bad_signature_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(SIGNATURE))) == PASSED


def test_what_our_library_cannot_do_is_open() -> None:
    assert isinstance(
        RULE.check(make_evidence(attempt(PeerFault(Stage.SERVER_FLIGHT, Fault.UNSUPPORTED, "words", BEGUN)))),
        Undetermined,
    )


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
