"""`legacy-renegotiation`: no RFC 5746."""

from dataclasses import replace

from core.model.finding import Severity
from core.model.server_map import Tri
from core.model.verdict import PASSED, NotApplicable
from core.rules.legacy_renegotiation import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import (
    ECDHE_AEAD,
    FINE,
    LIMITED,
    SSL2,
    TLS13,
    V12,
    V13,
    clients,
    fired,
    server,
    verdict,
    why_open,
)

OLD = replace(FINE, secure_renegotiation=Tri.NO)


def test_openssl_3_refuses_it() -> None:
    finding = fired(RULE, server({V12: ECDHE_AEAD}, features=OLD))
    assert told(finding) == (
        "legacy-renegotiation",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it does not know secure renegotiation (RFC 5746), and OpenSSL 3 refuses that",
    )
    assert clients(finding) == ["curl", "OpenSSL", "Python", "Node"]


def test_with_tls_1_3_openssl_3_connects() -> None:
    finding = fired(RULE, server(features=OLD))
    assert finding.severity is Severity.AT_RISK
    assert finding.impact == ()


def test_a_server_that_knows_it_passes() -> None:
    assert verdict(RULE, server()) == PASSED


def test_tls_1_3_has_no_renegotiation() -> None:
    assert verdict(RULE, server({V13: TLS13}, features=OLD)) == NotApplicable("nothing older than TLS 1.3 is accepted")


def test_unknown_is_open() -> None:
    unknown = replace(FINE, secure_renegotiation=Tri.UNKNOWN)
    assert why_open(RULE, server(features=unknown)) == "the survey could not find it out"
    assert why_open(RULE, server(features=unknown, limited=LIMITED)) == LIMITED


def test_one_address_without_tls_1_3_is_enough_to_lock_openssl_out() -> None:
    finding = fired(RULE, server(features=OLD), server({V12: ECDHE_AEAD}, features=OLD))
    assert finding.severity is Severity.BROKEN


def test_ssl_2_has_no_extensions_to_look_for() -> None:
    assert isinstance(verdict(RULE, server({V13: TLS13, SSL2: ()}, features=OLD)), NotApplicable)
