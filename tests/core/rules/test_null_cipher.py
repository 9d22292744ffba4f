"""`null-cipher`: suites without encryption."""

from core.model.verdict import PASSED
from core.rules.null_cipher import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ANON, ECDHE_AEAD, NULL, RC4, V12, V13, fired, server, verdict, why_open
from tests.core.rules.support import alert

SHA256_SHA256 = 0xC0B4


def test_it_fires() -> None:
    finding = fired(RULE, server({V12: (*ECDHE_AEAD, NULL)}))
    assert told(finding) == (
        "null-cipher",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it accepts suites without encryption (TLS_RSA_WITH_NULL_SHA256)",
    )
    assert not finding.accounts_for_failure


def test_the_integrity_only_suites_of_tls_1_3_are_meant_too() -> None:
    assert fired(RULE, server({V13: (0x1301, SHA256_SHA256)})).code == "null-cipher"


def test_other_bad_suites_are_not_meant() -> None:
    assert verdict(RULE, server({V12: (*ECDHE_AEAD, RC4, ANON)})) == PASSED


def test_a_list_cut_short_is_no_pass() -> None:
    assert why_open(RULE, server(complete=False, limited="it limits us")) == "it limits us"


def test_where_nothing_else_is_accepted_it_is_the_cause_of_the_alert() -> None:
    finding = fired(RULE, server({V12: (NULL,)}), outcome=alert(40))
    assert told(finding)[4].endswith("_SHA256), and nothing that current clients offer")
    assert finding.accounts_for_failure
    assert "alert-handshake-failure" in finding.explains
    assert len(finding.impact) == 9


def test_beside_others_it_explains_no_alert() -> None:
    finding = fired(RULE, server({V12: (*ECDHE_AEAD, NULL)}), outcome=alert(40))
    assert not finding.explains
    assert not finding.accounts_for_failure
