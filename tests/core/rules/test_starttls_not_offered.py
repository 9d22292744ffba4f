"""`starttls-not-offered`, `starttls-refused`: the upgrade is not to be had."""

from dataclasses import replace

from core.model.observation import Stage, StarttlsFailed, TimedOut
from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable
from core.rules.starttls_not_offered import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import TARGET, attempt, completed, make_evidence, only

MAIL = replace(TARGET, port=587, starttls=Starttls.SUBMISSION)


def test_it_fires() -> None:
    finding = only(
        RULE.check(make_evidence(attempt(StarttlsFailed(offered=False, reply="250 HELP"), target=MAIL), target=MAIL))
    )
    assert told(finding) == (
        "starttls-not-offered",
        "broken",
        "server",
        "stated",
        "a.test:587 is broken: the submission server does not offer STARTTLS",
    )


def test_offered_and_declined() -> None:
    finding = only(
        RULE.check(make_evidence(attempt(StarttlsFailed(offered=True, reply="454 later"), target=MAIL), target=MAIL))
    )
    assert told(finding) == (
        "starttls-refused",
        "broken",
        "server",
        "stated",
        "a.test:587 is broken: the submission server offers STARTTLS and then declines it",
    )


def test_a_silent_dialogue_is_inferred() -> None:
    finding = only(RULE.check(make_evidence(attempt(TimedOut(Stage.STARTTLS, 4000.0), target=MAIL), target=MAIL)))
    assert told(finding) == (
        "starttls-not-offered",
        "broken",
        "server",
        "inferred",
        "a.test:587 is broken: the port does not talk submission in plain text, so STARTTLS cannot be asked for",
    )


def test_an_upgrade_that_works_passes() -> None:
    assert RULE.check(make_evidence(attempt(completed(), target=MAIL), target=MAIL)) == PASSED


def test_nobody_asked_for_starttls() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(completed()))), NotApplicable)
