"""`not-tls-banner`: another protocol greets."""

import pytest

from core.model.observation import NotTls, Outcome, Profile, Refused, Spoke, Stage, StarttlsFailed, TimedOut
from core.model.prose import plain
from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable
from core.rules.not_tls_banner import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, SHELLO, attempt, make_evidence, only, said

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


def test_a_protocol_with_starttls_that_upgrades_is_another_matter() -> None:
    assert RULE.check(make_evidence(attempt(SMTP), attempt(SHELLO, Profile.UPGRADED, starttls=Starttls.SMTP))) == PASSED


@pytest.mark.parametrize(
    ("upgrade", "line"),
    [
        (
            StarttlsFailed(offered=False, reply="250 HELP"),
            "Control: STARTTLS upgrade (smtp) → STARTTLS is not offered: 250 HELP",
        ),
        (
            StarttlsFailed(offered=True, reply="454 no"),
            "Control: STARTTLS upgrade (smtp) → STARTTLS is offered and then declined: 454 no",
        ),
        (
            TimedOut(Stage.STARTTLS, 3000.0),
            "Control: STARTTLS upgrade (smtp) → silence in the STARTTLS dialogue for 3.0 s",
        ),
    ],
)
def test_starttls_is_named_and_what_it_showed(upgrade: Outcome, line: str) -> None:
    finding = only(RULE.check(make_evidence(attempt(SMTP), attempt(upgrade, Profile.UPGRADED, starttls=Starttls.SMTP))))
    assert line in [plain(one) for one in finding.evidence]
    assert "Asked for STARTTLS in smtp's own words, the server did not come to TLS" in said(finding)
    assert "STARTTLS is that protocol's way to TLS" in plain(finding.means)
    assert "--starttls smtp" in said(finding)


def test_an_upgrade_that_was_not_tried_is_said() -> None:
    assert "There was no time left to ask for STARTTLS" in said(only(RULE.check(make_evidence(attempt(SMTP)))))


def test_a_protocol_without_starttls_gets_no_word_about_it() -> None:
    assert "STARTTLS" not in said(only(RULE.check(make_evidence(attempt(SSH)))))


def test_an_unknown_banner_is_no_protocol() -> None:
    assert RULE.check(make_evidence(attempt(HELLO_FIN), attempt(Spoke("unknown", "hello"), Profile.BANNER))) == PASSED


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
