"""`cipher-list-intolerant`: one part of the strained hello fails alone."""

import pytest

from core.model.evidence import Evidence
from core.model.observation import Outcome, Profile
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.cipher_list_intolerant import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.strained_support import BEARS_ALL, HALF_ASKED, MOODY, NOT_ASKED, stumbling
from tests.core.rules.support import SHELLO, alert, attempt, make_evidence, only


def test_it_fires() -> None:
    assert told(only(RULE.check(stumbling(Profile.LONG_LIST)))) == (
        "cipher-list-intolerant",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: hellos with many cipher suites fail",
    )


def test_another_part_that_fails_is_not_its_matter() -> None:
    assert RULE.check(stumbling(Profile.GREASE)) == PASSED


def test_one_answer_to_the_strained_hello_clears_it() -> None:
    assert RULE.check(BEARS_ALL) == PASSED


def test_a_server_that_was_not_asked_is_not_judged() -> None:
    assert isinstance(RULE.check(NOT_ASKED), NotApplicable)


@pytest.mark.parametrize("evidence", [MOODY, HALF_ASKED], ids=["a plain small hello fails too", "parts not tried"])
def test_what_proves_nothing_stays_open(evidence: Evidence) -> None:
    assert isinstance(RULE.check(evidence), Undetermined)


def beside(large: Outcome) -> Evidence:
    """Our full handshake fails, as does a small hello with many suites; one with few is answered."""
    return make_evidence(
        attempt(alert(50)),
        attempt(SHELLO, Profile.SMALL),
        attempt(large, Profile.LARGE),
        attempt(alert(50), Profile.LONG_LIST),
    )


def test_it_accounts_for_the_failure_of_our_own_handshake_which_offers_many() -> None:
    finding = only(RULE.check(beside(SHELLO)))
    assert finding.accounts_for_failure
    assert "alert-decode-error" in finding.explains


def test_where_a_large_hello_with_few_suites_fails_too_it_is_the_size() -> None:
    assert isinstance(RULE.check(beside(alert(50))), NotApplicable)
