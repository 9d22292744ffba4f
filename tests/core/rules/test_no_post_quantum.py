"""`no-post-quantum`: classical groups only."""

import pytest

from core.model.verdict import PASSED, NotApplicable
from core.rules.no_post_quantum import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ECDHE_AEAD, V12, V13, fired, server, verdict, why_open
from tests.core.rules.support import said

CLASSICAL = (29, 23, 24)


def test_it_fires_and_lists_the_groups() -> None:
    finding = fired(RULE, server(groups=CLASSICAL))
    assert told(finding) == (
        "no-post-quantum",
        "advice",
        "server",
        "measured",
        "a.test:443: no post-quantum key exchange is accepted",
    )
    assert "Groups that the server accepts: x25519, secp256r1, secp384r1" in said(finding)
    assert RULE.advisory


@pytest.mark.parametrize("group", [0x11EC, 0x11EB, 0x11ED, 0x0201])
def test_a_hybrid_or_pure_group_passes(group: int) -> None:
    assert verdict(RULE, server(groups=[*CLASSICAL, group])) == PASSED


def test_without_tls_1_3_no_tls13_says_it() -> None:
    assert verdict(RULE, server({V12: ECDHE_AEAD}, groups=CLASSICAL)) == NotApplicable(
        "it exists in TLS 1.3 only, which is not accepted"
    )


def test_a_list_cut_short_leaves_it_open() -> None:
    assert why_open(RULE, server(groups=CLASSICAL, groups_complete=False)) == "not every group could be asked"


def test_tls_1_3_unknown_leaves_it_open() -> None:
    assert why_open(RULE, server({V12: ECDHE_AEAD}, unknown=[V13], groups=CLASSICAL)) == "silence"
