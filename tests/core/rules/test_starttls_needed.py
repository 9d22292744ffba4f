"""`starttls-needed`: the port wants STARTTLS first."""

import pytest

from core.model.observation import (
    AlertReceived,
    Closed,
    CloseKind,
    NotTls,
    Outcome,
    Profile,
    Refused,
    Spoke,
    Stage,
    StarttlsFailed,
    TimedOut,
)
from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable
from core.rules.starttls_needed import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_SILENCE, SHELLO, SHELLO_12, alert, attempt, make_evidence, only

UPGRADED = Profile.UPGRADED
SSH = NotTls("ssh", "SSH-2.0-OpenSSH_9.9", b"SSH-2.0-OpenSSH_9.9")
SMTP = NotTls("smtp", "220 mx.a.test ESMTP", b"220 mx.a.test ESMTP", Starttls.SMTP)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(SMTP), attempt(SHELLO, UPGRADED, starttls=Starttls.SMTP))))
    assert told(finding) == (
        "starttls-needed",
        "broken",
        "client",
        "measured",
        "a.test:443 is broken: port 443 speaks smtp in plain text and wants STARTTLS before TLS",
    )


def test_a_silent_listen_proves_it() -> None:
    finding = only(
        RULE.check(
            make_evidence(
                attempt(HELLO_SILENCE),
                attempt(Spoke("imap", "* OK", Starttls.IMAP), Profile.BANNER),
                attempt(SHELLO_12, UPGRADED, starttls=Starttls.IMAP),
            )
        )
    )
    assert told(finding) == (
        "starttls-needed",
        "broken",
        "client",
        "measured",
        "a.test:443 is broken: port 443 speaks imap in plain text and wants STARTTLS before TLS",
    )


@pytest.mark.parametrize("number", [40, 112])
def test_an_alert_behind_the_go_ahead_is_tls_too(number: int) -> None:
    upgraded = attempt(alert(number), UPGRADED, starttls=Starttls.SMTP)
    assert only(RULE.check(make_evidence(attempt(SMTP), upgraded))).code == "starttls-needed"


@pytest.mark.parametrize(
    "upgrade",
    [
        StarttlsFailed(offered=False, reply="250 HELP"),
        StarttlsFailed(offered=True, reply="454 no"),
        TimedOut(Stage.STARTTLS, 3000.0),
        Closed(Stage.STARTTLS, CloseKind.FIN),
        TimedOut(Stage.HELLO, 3000.0),
        AlertReceived(Stage.STARTTLS, 2, 70),
        Refused(),
    ],
)
def test_an_upgrade_that_fails_proves_no_need(upgrade: Outcome) -> None:
    control = attempt(upgrade, UPGRADED, starttls=Starttls.SMTP)
    assert RULE.check(make_evidence(attempt(SMTP), control)) == PASSED


def test_ssh_has_no_starttls() -> None:
    assert RULE.check(make_evidence(attempt(SSH))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
