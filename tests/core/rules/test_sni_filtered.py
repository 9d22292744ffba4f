"""`sni-filtered`: killed for this server name only."""

from core.model.observation import Profile, Refused
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.sni_filtered import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import HELLO_FIN, HELLO_RST, SHELLO, SHELLO_12, alert, attempt, make_evidence, only


def test_it_fires() -> None:
    finding = only(
        RULE.check(
            make_evidence(attempt(HELLO_RST), attempt(SHELLO, Profile.OTHER_SNI), attempt(SHELLO, Profile.NO_SNI))
        )
    )
    assert told(finding) == (
        "sni-filtered",
        "broken",
        "network",
        "measured",
        "a.test:443 is broken from here: connections for the name a.test are killed, another name passes",
    )


def test_any_name_is_killed() -> None:
    finding = only(
        RULE.check(
            make_evidence(attempt(HELLO_FIN), attempt(HELLO_FIN, Profile.OTHER_SNI), attempt(SHELLO, Profile.NO_SNI))
        )
    )
    assert told(finding) == (
        "sni-filtered",
        "broken",
        "server",
        "inferred",
        "a.test:443 is broken from here: connections for the name a.test are killed, without a name they pass",
    )


def test_another_name_that_is_killed_too_disproves_it() -> None:
    assert (
        RULE.check(
            make_evidence(attempt(HELLO_RST), attempt(HELLO_RST, Profile.OTHER_SNI), attempt(HELLO_RST, Profile.NO_SNI))
        )
        == PASSED
    )


def test_an_alert_is_no_filter() -> None:
    assert RULE.check(make_evidence(attempt(alert(112)), attempt(SHELLO, Profile.OTHER_SNI))) == PASSED


def test_the_same_name_in_an_older_hello_that_is_answered_disproves_it() -> None:
    assert (
        RULE.check(
            make_evidence(
                attempt(HELLO_RST), attempt(SHELLO_12, Profile.TLS12_ONLY), attempt(SHELLO, Profile.OTHER_SNI)
            )
        )
        == PASSED
    )


def test_without_the_controls_it_is_open() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(HELLO_RST))), Undetermined)


def test_without_tcp_there_is_no_question() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
