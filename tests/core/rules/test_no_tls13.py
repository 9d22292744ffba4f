"""`no-tls13`: TLS 1.2 without TLS 1.3."""

from core.model.verdict import PASSED, NotApplicable
from core.rules.no_tls13 import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ECDHE_AEAD, ECDHE_CBC, TLS13, V10, V12, V13, fired, server, verdict, why_open


def test_it_fires() -> None:
    finding = fired(RULE, server({V12: ECDHE_AEAD}))
    assert told(finding) == ("no-tls13", "advice", "server", "measured", "a.test:443: TLS 1.3 is missing")


def test_a_modern_server_and_one_with_tls_1_3_alone_pass() -> None:
    assert verdict(RULE, server()) == PASSED
    assert verdict(RULE, server({V13: TLS13})) == PASSED


def test_unknown_is_not_missing() -> None:
    assert why_open(RULE, server({V12: ECDHE_AEAD}, unknown=[V13])) == "silence"


def test_without_tls_1_2_there_is_more_to_say_than_this() -> None:
    assert verdict(RULE, server({V10: ECDHE_CBC})) == NotApplicable("TLS 1.2 is not accepted either")


def test_it_never_touches_the_verdict() -> None:
    assert RULE.advisory
