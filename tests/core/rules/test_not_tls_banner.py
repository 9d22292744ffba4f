"""`not-tls-banner`: another protocol greets."""

from core.model.observation import NotTls, Profile, Refused, Spoke
from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable
from core.rules.not_tls_banner import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, attempt, make_evidence, only

SSH = NotTls("ssh", "SSH-2.0-OpenSSH_9.9", b"SSH-2.0-OpenSSH_9.9")
SMTP = NotTls("smtp", "220 mx.a.test ESMTP", b"220 mx.a.test ESMTP", Starttls.SMTP)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(SSH))))
    assert told(finding) == (
        "not-tls-banner",
        "broken",
        "client",
        "measured",
        "a.test:443 is broken: port 443 speaks ssh, not TLS",
    )


def test_a_protocol_with_starttls_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(SMTP))) == PASSED


def test_an_unknown_banner_is_no_protocol() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_FIN), attempt(Spoke("unknown", "hello"), Profile.BANNER))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
