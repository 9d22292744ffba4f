"""`no-shared-protocol`: the server refuses every version there is."""

from core.model.verdict import PASSED, NotApplicable
from core.rules.no_shared_protocol import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ECDHE_CBC, SSL3, V10, clients, fired, server, verdict, why_open
from tests.core.rules.support import alert, said

A70 = alert(70)


def test_it_fires_and_says_what_each_side_offers() -> None:
    finding = fired(RULE, server({}), outcome=A70)
    assert told(finding) == (
        "no-shared-protocol",
        "broken",
        "server",
        "stated",
        "a.test:443 is broken: it accepts no version of TLS at all",
    )
    assert (
        "Current clients offer TLS 1.2 and TLS 1.3; "
        "refused here, one by one: SSL 3.0, TLS 1.0, TLS 1.1, TLS 1.2 and TLS 1.3"
    ) in said(finding)
    assert len(clients(finding)) == 9
    assert finding.accounts_for_failure
    assert "alert-protocol-version" in finding.explains


def test_a_server_that_accepts_a_current_version_passes() -> None:
    assert verdict(RULE, server()) == PASSED


def test_an_old_server_is_protocol_too_olds_matter() -> None:
    assert isinstance(verdict(RULE, server({V10: ECDHE_CBC}), outcome=A70), NotApplicable)


def test_another_alert_is_not_about_the_version() -> None:
    assert verdict(RULE, server({}), outcome=alert(40)) == NotApplicable("the server does not object to the version")


def test_a_version_that_got_no_answer_leaves_it_open() -> None:
    assert why_open(RULE, server({}, unknown=[SSL3]), outcome=A70) == "silence"
