"""`no-shared-group`: groups that no browser has."""

import pytest

from core.model.verdict import PASSED, NotApplicable
from core.rules.no_shared_group import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import (
    ECDHE_AEAD,
    ECDHE_CBC,
    RSA_GCM,
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
from tests.core.rules.support import alert, said

X25519, P256, P384, P521, X448, BRAINPOOL, FFDHE2048, P256_HYBRID = 29, 23, 24, 25, 30, 26, 256, 0x11EB
BORINGSSL_AND_SCHANNEL = "Chrome, Edge, Android 16 and .NET on Windows Server 2022"


def test_p521_alone_shuts_chrome_out() -> None:
    finding = fired(RULE, server(groups=[P521]))
    assert told(finding) == (
        "no-shared-group",
        "broken",
        "server",
        "measured",
        f"a.test:443 is broken: it has no key-exchange group in common with {BORINGSSL_AND_SCHANNEL}, only secp521r1",
    )
    assert clients(finding) == ["Chrome"]
    assert f"Offered by {BORINGSSL_AND_SCHANNEL}: X25519MLKEM768, x25519, secp256r1, secp384r1" in said(finding)
    assert not finding.accounts_for_failure


def test_brainpool_alone_shuts_everybody_out() -> None:
    finding = fired(RULE, server({V12: ECDHE_AEAD}, groups=[BRAINPOOL]), outcome=alert(40))
    assert len(clients(finding)) == 9
    assert finding.accounts_for_failure
    assert "ssl_ecdh_curve" not in said(finding)


@pytest.mark.parametrize("group", [X25519, P256, P384])
def test_a_group_of_browsers_is_enough(group: int) -> None:
    assert verdict(RULE, server(groups=[BRAINPOOL, group])) == PASSED


def test_a_group_of_browsers_alone_is_a_risk_for_the_libraries_that_lack_it() -> None:
    finding = fired(RULE, server(groups=[0x11EC]))
    assert told(finding)[1] == "at_risk"
    assert "Chrome" not in told(finding)[4]
    assert "Java 25, Java 21, Java 17, Python 3.13 with OpenSSL 3.0, Node 20 and 7 more" in told(finding)[4]


def test_suites_of_tls_1_2_do_not_save_who_gets_tls_1_3() -> None:
    """The version is settled before the group (RFC 8446 section 4.2.1)."""
    finding = fired(RULE, server({V13: TLS13, V12: (*ECDHE_AEAD, *RSA_GCM)}, groups=[X448]))
    assert told(finding)[1] == "broken"
    assert "in common with Chrome, Edge, Firefox, Safari, Android 16 and" in told(finding)[4]


def test_finite_fields_in_tls_1_3_shut_chrome_and_safari_and_go_out() -> None:
    finding = fired(RULE, server({V13: TLS13}, groups=[FFDHE2048]))
    assert clients(finding) == ["Chrome", "Safari", "Go"]


def test_a_shared_suite_that_takes_no_group_keeps_them_in() -> None:
    finding = fired(RULE, server({V12: (*ECDHE_AEAD, *RSA_GCM)}, groups=[BRAINPOOL]))
    assert told(finding)[4].endswith(
        "in common with Java 25, Python 3.13 with OpenSSL 3.0 and Go 1.25, only brainpoolP256r1"
    )


def test_a_list_cut_short_proves_nothing() -> None:
    assert why_open(RULE, server(groups=[P521], groups_complete=False)) == "not every group could be asked"
    assert why_open(RULE, server(groups=[], groups_complete=True)) == "not every group could be asked"


def test_old_versions_alone_are_protocol_too_olds_matter() -> None:
    assert isinstance(verdict(RULE, server({V10: ECDHE_CBC}, groups=[BRAINPOOL])), NotApplicable)
