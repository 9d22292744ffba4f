"""`anon-cipher`: suites without authentication."""

from dataclasses import replace

from core.model.finding import Severity
from core.model.target import Starttls
from core.model.verdict import PASSED
from core.rules.anon_cipher import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import ANON, ECDHE_AEAD, NULL, V12, fired, server, verdict, why_open
from tests.core.rules.support import TARGET, alert, said

OPEN = server({V12: (*ECDHE_AEAD, ANON)})


def test_it_fires() -> None:
    assert told(fired(RULE, OPEN)) == (
        "anon-cipher",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: it accepts suites without authentication (TLS_DH_anon_WITH_AES_128_CBC_SHA)",
    )


def test_between_mail_servers_it_is_usual_and_a_note() -> None:
    finding = fired(RULE, OPEN, target=replace(TARGET, port=25, starttls=Starttls.SMTP))
    assert finding.severity is Severity.NOTE
    assert "Between mail servers that is usual" in said(finding)


def test_where_passwords_are_sent_it_is_not() -> None:
    finding = fired(RULE, OPEN, target=replace(TARGET, port=587, starttls=Starttls.SUBMISSION))
    assert finding.severity is Severity.BROKEN


def test_other_bad_suites_are_not_meant() -> None:
    assert verdict(RULE, server({V12: (*ECDHE_AEAD, NULL)})) == PASSED


def test_a_list_cut_short_is_no_pass() -> None:
    assert why_open(RULE, server(complete=False)) == "not every cipher suite of TLS 1.3 could be asked"


def test_where_nothing_else_is_accepted_it_is_the_cause_of_the_alert() -> None:
    """NULL suites beside it change nothing: current clients offer neither."""
    for suites in ((ANON,), (NULL, ANON)):
        finding = fired(RULE, server({V12: suites}), outcome=alert(40))
        assert told(finding)[4].endswith("_SHA), and nothing that current clients offer")
        assert finding.accounts_for_failure
        assert {"alert-handshake-failure", "null-cipher"} <= finding.explains
        assert len(finding.impact) == 9


def test_alone_it_is_not_usual_between_mail_servers_either() -> None:
    finding = fired(RULE, server({V12: (ANON,)}), target=replace(TARGET, port=25, starttls=Starttls.SMTP))
    assert finding.severity is Severity.BROKEN


def test_beside_others_it_explains_no_alert() -> None:
    finding = fired(RULE, OPEN, outcome=alert(40))
    assert not finding.explains
    assert not finding.accounts_for_failure
