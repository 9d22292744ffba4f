"""`null-cipher`: suites without encryption."""

from core.model.verdict import PASSED
from core.rules.null_cipher import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ANON, ECDHE_AEAD, NULL, RC4, V12, V13, fired, server, verdict, why_open

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
