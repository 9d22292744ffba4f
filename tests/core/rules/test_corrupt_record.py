"""`corrupt-record`: a record is damaged."""

from core.model.observation import Fault, PeerFault, Refused, ServerFlight, Stage
from core.model.verdict import PASSED, NotApplicable
from core.rules.corrupt_record import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import attempt, make_evidence, only

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90)
SIGNATURE = PeerFault(Stage.SERVER_FLIGHT, Fault.BAD_SIGNATURE, "bad signature", BEGUN)


def test_it_fires() -> None:
    finding = only(
        RULE.check(make_evidence(attempt(PeerFault(Stage.SERVER_FLIGHT, Fault.CORRUPT_RECORD, "words", BEGUN))))
    )
    assert told(finding) == (
        "corrupt-record",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it sends TLS records that are damaged",
    )


def test_a_bad_signature_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(SIGNATURE))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
