"""`oversized-chain`: more certificates than clients accept."""

from core.model.observation import Fault, PeerFault, Refused, ServerFlight, Stage
from core.model.verdict import PASSED, NotApplicable
from core.rules.oversized_chain import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, attempt, completed, examined, make_evidence, only
from tests.support.pki import Authority

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(PeerFault(Stage.SERVER_FLIGHT, Fault.TOO_LARGE, "words", BEGUN)))))
    assert told(finding) == (
        "oversized-chain",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it sends more bytes of certificates than clients accept",
    )


def test_eleven_certificates_are_one_too_many_for_java() -> None:
    leaf = Authority.root().intermediate().issue(dns=["a.test"])
    finding = only(RULE.check(examined(attempt(completed((leaf.der,) * 11)))))
    assert told(finding)[1] == "at_risk"
    assert told(finding)[4] == "a.test:443 is at risk: it sends more certificates than clients accept"
    assert RULE.check(examined(attempt(completed((leaf.der,) * 10)))) == PASSED


def test_without_a_certificate_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(HELLO_FIN))), NotApplicable)


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
