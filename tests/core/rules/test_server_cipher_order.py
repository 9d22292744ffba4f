"""`server-cipher-order`: the client may choose something worse."""

from core.model.server_map import Preference
from core.model.verdict import PASSED, NotApplicable
from core.rules.server_cipher_order import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import (
    ECDHE_AEAD,
    ECDHE_CBC,
    RSA_CBC,
    TLS13,
    V12,
    V13,
    fired,
    server,
    verdict,
    why_open,
)
from tests.core.rules.support import said

UNEVEN = {V12: (*ECDHE_AEAD, *ECDHE_CBC, *RSA_CBC)}


def test_it_fires_and_shows_best_and_worst() -> None:
    finding = fired(RULE, server(UNEVEN, preference=Preference.CLIENT))
    assert told(finding) == (
        "server-cipher-order",
        "advice",
        "server",
        "measured",
        "a.test:443: the client's order decides between cipher suites of different quality",
    )
    assert (
        "TLS 1.2 accepts TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "
        "and TLS_RSA_WITH_AES_256_CBC_SHA from who asks for it first"
    ) in said(finding)


def test_equally_good_suites_need_no_order() -> None:
    assert verdict(RULE, server({V12: ECDHE_AEAD}, preference=Preference.CLIENT)) == PASSED


def test_the_servers_order_passes() -> None:
    for preference in (Preference.SERVER, Preference.CHACHA_BY_CLIENT):
        assert verdict(RULE, server(UNEVEN, preference=preference)) == PASSED


def test_unknown_is_open_where_it_matters() -> None:
    assert why_open(RULE, server(UNEVEN, preference=Preference.UNKNOWN)) == "the survey could not find it out"
    assert verdict(RULE, server({V12: ECDHE_AEAD}, preference=Preference.UNKNOWN)) == PASSED


def test_tls_1_3_alone_has_no_question() -> None:
    assert isinstance(verdict(RULE, server({V13: TLS13}, preference=Preference.CLIENT)), NotApplicable)
