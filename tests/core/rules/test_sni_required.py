"""`sni-required`: works with the name, refused without."""

import pytest

from core.model.observation import Outcome, Profile, Refused, Stage, TimedOut
from core.model.target import Target
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.sni_required import RULE
from tests.core.rules.certificate_support import GOOD, served, told
from tests.core.rules.support import HELLO_FIN, HELLO_RST, HELLO_SILENCE, alert, attempt, completed, make_evidence, only


@pytest.mark.parametrize("outcome", [alert(112), alert(40), HELLO_FIN, HELLO_RST, HELLO_SILENCE])
def test_a_refusal_without_sni_is_a_note(outcome: Outcome) -> None:
    found = only(RULE.check(served(GOOD, attempt(outcome, Profile.NO_SNI))))
    headline = "a.test:443 refuses clients that send no server name (SNI)"
    assert told(found) == ("sni-required", "note", "server", "measured", headline)


def test_an_answer_without_sni_passes() -> None:
    assert RULE.check(served(GOOD, attempt(completed(GOOD.sent_ders), Profile.NO_SNI))) == PASSED


def test_a_control_that_our_time_limit_cut_proves_nothing() -> None:
    cut = TimedOut(Stage.HELLO, 900.0, budget=True)
    assert isinstance(RULE.check(served(GOOD, attempt(cut, Profile.NO_SNI))), Undetermined)


def test_without_the_control_it_is_open() -> None:
    assert isinstance(RULE.check(served(GOOD)), Undetermined)


def test_an_address_has_no_name_to_send() -> None:
    target = Target(host="192.0.2.1")
    assert isinstance(RULE.check(served(GOOD, target=target)), NotApplicable)
    assert isinstance(RULE.check(make_evidence(attempt(Refused()))), NotApplicable)
