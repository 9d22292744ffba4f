"""`rate-limited`: the server stops answering after some connections."""

from core.model.verdict import PASSED, NotApplicable
from core.rules.rate_limited import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import V12, fired, server, verdict
from tests.core.rules.support import said

WORDS = "it answered 12 of 19 connections and none of the last ones (closed with RST)"


def test_it_fires_and_says_after_how_many() -> None:
    finding = fired(RULE, server(unknown=[V12], limited=WORDS))
    assert told(finding) == (
        "rate-limited",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: it stops answering after some connections",
    )
    assert f"Of these connections, {WORDS}" in said(finding)


def test_of_two_addresses_the_limited_one_is_named() -> None:
    finding = fired(RULE, server(), server(limited=WORDS))
    assert told(finding)[4] == "a.test:443 is at risk at 192.0.2.2: it stops answering after some connections"


def test_a_server_that_answers_to_the_end_passes() -> None:
    assert verdict(RULE, server()) == PASSED


def test_a_gap_without_a_limit_is_no_limit() -> None:
    assert verdict(RULE, server(unknown=[V12])) == PASSED


def test_without_a_survey_there_is_no_question() -> None:
    assert verdict(RULE, None) == NotApplicable("the server was not surveyed")
