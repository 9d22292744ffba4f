"""`not-tls-http`: the port speaks plain HTTP."""

from core.model.observation import NotTls, Profile, Refused, Spoke
from core.model.verdict import PASSED, NotApplicable
from core.rules.not_tls_http import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_SILENCE, attempt, make_evidence, only

SSH = NotTls("ssh", "SSH-2.0-OpenSSH_9.9", b"SSH-2.0-OpenSSH_9.9")


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(NotTls("http", "HTTP/1.1 400 Bad Request", b"HTTP/1.1")))))
    assert told(finding) == (
        "not-tls-http",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: port 443 speaks plain HTTP, not TLS",
    )


def test_a_plain_text_control_proves_it() -> None:
    finding = only(
        RULE.check(make_evidence(attempt(HELLO_SILENCE), attempt(Spoke("http", "HTTP/1.1 200 OK"), Profile.PLAINTEXT)))
    )
    assert told(finding) == (
        "not-tls-http",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: port 443 speaks plain HTTP, not TLS",
    )


def test_a_400_to_plain_text_is_what_tls_servers_say() -> None:
    assert (
        RULE.check(
            make_evidence(attempt(HELLO_SILENCE), attempt(Spoke("http", "HTTP/1.1 400 Bad Request"), Profile.PLAINTEXT))
        )
        == PASSED
    )


def test_another_protocol_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(SSH))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
