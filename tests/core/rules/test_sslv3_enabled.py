"""`sslv3-enabled`: SSL 3.0 besides newer versions."""

from core.model.verdict import PASSED, NotApplicable
from core.rules.sslv3_enabled import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import MODERN, RSA_CBC, SSL3, fired, server, verdict, why_open
from tests.core.rules.support import said


def test_it_fires() -> None:
    finding = fired(RULE, server({**MODERN, SSL3: RSA_CBC}))
    assert told(finding) == (
        "sslv3-enabled",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: it still accepts SSL 3.0",
    )
    assert "SSL 3.0 accepts TLS_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_AES_256_CBC_SHA" in said(finding)


def test_refused_it_passes() -> None:
    assert verdict(RULE, server()) == PASSED


def test_silence_is_not_a_refusal() -> None:
    assert why_open(RULE, server(unknown=[SSL3])) == "silence"


def test_alone_it_is_protocol_too_olds_matter() -> None:
    assert verdict(RULE, server({SSL3: RSA_CBC})) == NotApplicable("nothing newer than SSL 3.0 is accepted")
