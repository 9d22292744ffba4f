"""`starttls-needed`: the port wants STARTTLS first."""

from core.model.observation import NotTls, Profile, Refused, Spoke
from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable
from core.rules.starttls_needed import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_SILENCE, attempt, make_evidence, only

SSH = NotTls("ssh", "SSH-2.0-OpenSSH_9.9", b"SSH-2.0-OpenSSH_9.9")
SMTP = NotTls("smtp", "220 mx.a.test ESMTP", b"220 mx.a.test ESMTP", Starttls.SMTP)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(SMTP))))
    assert told(finding) == (
        "starttls-needed",
        "broken",
        "client",
        "measured",
        "a.test:443 is broken: port 443 speaks smtp in plain text and wants STARTTLS before TLS",
    )


def test_a_silent_listen_proves_it() -> None:
    finding = only(
        RULE.check(make_evidence(attempt(HELLO_SILENCE), attempt(Spoke("imap", "* OK", Starttls.IMAP), Profile.BANNER)))
    )
    assert told(finding) == (
        "starttls-needed",
        "broken",
        "client",
        "measured",
        "a.test:443 is broken: port 443 speaks imap in plain text and wants STARTTLS before TLS",
    )


def test_ssh_has_no_starttls() -> None:
    assert RULE.check(make_evidence(attempt(SSH))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
