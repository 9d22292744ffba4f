"""`malformed-cert`: a certificate that cannot be read."""

from core.model.observation import Fault, PeerFault, Refused, ServerFlight, Stage
from core.model.verdict import PASSED, NotApplicable
from core.rules.malformed_cert import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, attempt, completed, examined, make_evidence, only
from tests.support.pki import Authority

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90)


def test_it_fires() -> None:
    finding = only(
        RULE.check(make_evidence(attempt(PeerFault(Stage.SERVER_FLIGHT, Fault.MALFORMED_CERTIFICATE, "words", BEGUN))))
    )
    assert told(finding) == (
        "malformed-cert",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: its certificate cannot be read",
    )


def test_an_unreadable_intermediate_is_at_risk() -> None:
    leaf = Authority.root().intermediate().issue(dns=["a.test"])
    finding = only(RULE.check(examined(attempt(completed((leaf.der, b"<html>"))))))
    assert told(finding)[1] == "at_risk"


def test_readable_certificates_pass() -> None:
    leaf = Authority.root().intermediate().issue(dns=["a.test"])
    assert RULE.check(examined(attempt(completed(leaf.sent_ders)))) == PASSED


def test_without_a_certificate_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(HELLO_FIN))), NotApplicable)


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
