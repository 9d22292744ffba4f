"""`weak-cipher-enabled`: broken suites among sound ones."""

from dataclasses import replace

from core.model.finding import Severity
from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable
from core.rules.weak_cipher_enabled import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import (
    ANON,
    ECDHE_AEAD,
    MODERN,
    NULL,
    RC4,
    RSA_CBC,
    TRIPLE_DES,
    V10,
    V12,
    fired,
    server,
    verdict,
    why_open,
)
from tests.core.rules.support import TARGET, said

MIXED = server({**MODERN, V12: (*ECDHE_AEAD, RC4, TRIPLE_DES), V10: (TRIPLE_DES,)})


def test_it_fires_and_says_which_version_takes_which() -> None:
    finding = fired(RULE, MIXED)
    assert told(finding) == (
        "weak-cipher-enabled",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: it accepts broken cipher suites besides sound ones (RC4 and 3DES)",
    )
    assert "TLS 1.2 accepts TLS_RSA_WITH_RC4_128_SHA, TLS_RSA_WITH_3DES_EDE_CBC_SHA\n" in said(finding)
    assert "TLS 1.0 accepts TLS_RSA_WITH_3DES_EDE_CBC_SHA\n" in said(finding)


def test_between_mail_servers_it_is_advice() -> None:
    finding = fired(RULE, MIXED, target=replace(TARGET, port=25, starttls=Starttls.SMTP))
    assert finding.severity is Severity.ADVICE


def test_cbc_and_static_rsa_are_old_and_not_broken() -> None:
    assert verdict(RULE, server({V12: (*ECDHE_AEAD, *RSA_CBC)})) == PASSED


def test_null_and_anonymous_suites_have_rules_of_their_own() -> None:
    assert verdict(RULE, server({V12: (*ECDHE_AEAD, NULL, ANON)})) == PASSED


def test_where_nothing_else_is_accepted_weak_cipher_only_says_it() -> None:
    assert verdict(RULE, server({V12: (RC4,)})) == NotApplicable("no other suite is accepted")


def test_a_list_cut_short_is_no_pass() -> None:
    assert why_open(RULE, server(complete=False)) == "not every cipher suite of TLS 1.3 could be asked"


def test_what_was_seen_counts_though_the_list_was_cut_short() -> None:
    assert fired(RULE, server({V12: (*ECDHE_AEAD, RC4)}, complete=False)).code == "weak-cipher-enabled"
