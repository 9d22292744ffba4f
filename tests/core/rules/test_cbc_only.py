"""`cbc-only`: TLS 1.2 without authenticated encryption."""

from core.model.verdict import PASSED, NotApplicable
from core.rules.cbc_only import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import (
    ECDHE_CBC,
    RC4,
    RSA_CBC,
    RSA_GCM,
    TLS13,
    V10,
    V12,
    V13,
    fired,
    server,
    verdict,
    why_open,
)


def test_it_fires() -> None:
    assert told(fired(RULE, server({V12: (*ECDHE_CBC, *RSA_CBC), V10: ECDHE_CBC}))) == (
        "cbc-only",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: it accepts no cipher suite with authenticated encryption, only CBC ones",
    )


def test_one_suite_with_aead_is_enough() -> None:
    assert verdict(RULE, server({V12: (*ECDHE_CBC, RSA_GCM[0])})) == PASSED


def test_tls_1_3_has_nothing_else() -> None:
    assert verdict(RULE, server({V13: TLS13, V12: ECDHE_CBC})) == PASSED


def test_before_tls_1_2_there_is_nothing_else() -> None:
    assert verdict(RULE, server({V10: ECDHE_CBC})) == NotApplicable("TLS 1.2 is not accepted")


def test_broken_suites_alone_are_another_matter() -> None:
    assert verdict(RULE, server({V12: (RC4,)})) == NotApplicable("only broken suites are accepted")


def test_an_unknown_suite_leaves_it_open() -> None:
    assert why_open(RULE, server({V12: (*ECDHE_CBC, 0x9999)})) == "the server accepts a suite that we do not know"


def test_a_list_cut_short_leaves_it_open() -> None:
    assert why_open(RULE, server({V12: ECDHE_CBC}, complete=False)) == (
        "not every cipher suite of TLS 1.2 could be asked"
    )


def test_a_broken_suite_among_them_changes_nothing() -> None:
    assert fired(RULE, server({V12: (RC4, *ECDHE_CBC)})).code == RULE.codes[0]
