"""`answers-vary`: one address answers differently from connection to connection."""

from dataclasses import replace

from core.model.verdict import PASSED, NotApplicable
from core.rules.answers_vary import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import fired, server, verdict
from tests.core.rules.support import said

VARYING = replace(server(), inconsistent="alert 70 (protocol_version) to TLS 1.3, which it spoke in another connection")


def test_it_fires_and_says_what_contradicts() -> None:
    finding = fired(RULE, VARYING)
    assert told(finding) == (
        "answers-vary",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: it answers differently from connection to connection",
    )
    assert "One connection got alert 70 (protocol_version) to TLS 1.3, which it spoke in another" in said(finding)


def test_of_two_addresses_the_varying_one_is_named() -> None:
    assert told(fired(RULE, server(), VARYING))[4].startswith("a.test:443 is at risk at 192.0.2.2: ")


def test_a_server_that_is_always_the_same_passes() -> None:
    assert verdict(RULE, server()) == PASSED


def test_without_a_survey_there_is_no_question() -> None:
    assert verdict(RULE, None) == NotApplicable("the server was not surveyed")
