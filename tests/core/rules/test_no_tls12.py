"""`no-tls12`: TLS 1.3 alone is a note that names who is shut out."""

from core.model.verdict import PASSED, NotApplicable
from core.rules.no_tls12 import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import (
    ECDHE_AEAD,
    ECDHE_CBC,
    TLS13,
    V10,
    V12,
    V13,
    clients,
    fired,
    server,
    verdict,
    why_open,
)
from tests.core.rules.support import said


def test_it_fires() -> None:
    finding = fired(RULE, server({V13: TLS13}))
    assert told(finding) == (
        "no-tls12",
        "note",
        "server",
        "measured",
        "a.test:443: only TLS 1.3 is accepted, so clients from before 2018 cannot connect",
    )
    assert "Java before 8u261, OpenSSL before 1.1.1" in said(finding)
    assert "Chrome" in clients(finding)
    assert not finding.accounts_for_failure


def test_with_tls_1_2_it_passes() -> None:
    assert verdict(RULE, server()) == PASSED
    assert verdict(RULE, server({V12: ECDHE_AEAD})) == PASSED


def test_unknown_is_not_missing() -> None:
    assert why_open(RULE, server({V13: TLS13}, unknown=[V12])) == "silence"


def test_without_tls_1_3_another_rule_speaks() -> None:
    assert verdict(RULE, server({V10: ECDHE_CBC})) == NotApplicable("TLS 1.3 is not accepted either")
