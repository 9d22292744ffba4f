"""`not-tls`: bytes that are no TLS and nothing we know."""

from core.model.observation import NotTls, Refused
from core.model.verdict import PASSED, NotApplicable
from core.rules.not_tls import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_SILENCE, attempt, make_evidence, only

SSH = NotTls("ssh", "SSH-2.0-OpenSSH_9.9", b"SSH-2.0-OpenSSH_9.9")


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(NotTls("unknown", "\\x07", b"\x07\xfe")))))
    assert told(finding) == (
        "not-tls",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: port 443 answers with bytes that are no TLS",
    )


def test_a_known_protocol_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(SSH))) == PASSED


def test_silence_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_SILENCE))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
