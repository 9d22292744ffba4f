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


def test_p521_alone_shuts_chrome_out() -> None:
    finding = fired(RULE, server(groups=[P521]))
    assert told(finding) == (
        "no-shared-group",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it has no key-exchange group in common with Chrome, only secp521r1",
    )
    assert clients(finding) == ["Chrome"]
    assert "Offered by Chrome: X25519MLKEM768, x25519, secp256r1, secp384r1" in said(finding)
    assert not finding.accounts_for_failure


def test_brainpool_alone_shuts_everybody_out() -> None:
    finding = fired(RULE, server({V12: ECDHE_AEAD}, groups=[BRAINPOOL]), outcome=alert(40))
    assert len(clients(finding)) == 9
    assert finding.accounts_for_failure
    assert "ssl_ecdh_curve" not in said(finding)


@pytest.mark.parametrize("group", [X25519, P256, P384, 0x11EC])
def test_a_group_of_browsers_is_enough(group: int) -> None:
    assert verdict(RULE, server(groups=[BRAINPOOL, group])) == PASSED


def test_finite_fields_in_tls_1_3_shut_chrome_and_safari_and_go_out() -> None:
    assert clients(fired(RULE, server({V13: TLS13}, groups=[FFDHE2048]))) == ["Chrome", "Safari", "Go"]


def test_a_shared_suite_that_takes_no_group_keeps_them_in() -> None:
    assert verdict(RULE, server({V12: (*ECDHE_AEAD, *RSA_GCM)}, groups=[BRAINPOOL])) == PASSED


def test_a_list_cut_short_proves_nothing() -> None:
    assert why_open(RULE, server(groups=[P521], groups_complete=False)) == "not every group could be asked"
    assert why_open(RULE, server(groups=[], groups_complete=True)) == "not every group could be asked"


def test_old_versions_alone_are_protocol_too_olds_matter() -> None:
    assert isinstance(verdict(RULE, server({V10: ECDHE_CBC}, groups=[BRAINPOOL])), NotApplicable)
