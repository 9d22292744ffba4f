"""`sslv2-enabled`: SSL 2.0 is answered."""

from core.model.verdict import PASSED
from core.rules.sslv2_enabled import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import MODERN, SSL2, fired, server, verdict, why_open
from tests.core.rules.support import said

KINDS = (0x010080, 0x020080)


def test_it_fires_and_names_the_cipher_kinds() -> None:
    finding = fired(RULE, server({**MODERN, SSL2: KINDS}))
    assert told(finding) == (
        "sslv2-enabled",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: it still answers SSL 2.0",
    )
    assert "SSL 2.0 accepts SSL_CK_RC4_128_WITH_MD5, SSL_CK_RC4_128_EXPORT40_WITH_MD5" in said(finding)
    assert "Replace the RSA key" in said(finding)


def test_refused_it_passes() -> None:
    assert verdict(RULE, server()) == PASSED


def test_silence_is_not_a_refusal() -> None:
    assert why_open(RULE, server(unknown=[SSL2])) == "silence"
