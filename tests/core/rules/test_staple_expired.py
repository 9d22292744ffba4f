"""`staple-expired`: one second after nextUpdate, not before; a missing staple is another matter."""

from datetime import timedelta

import pytest

from core.model.verdict import PASSED, NotApplicable
from core.rules.staple_expired import RULE
from tests.core.rules.revocation_support import CA, DAY, NOW, SECOND, judged, told
from tests.core.rules.support import only
from tests.support import revocation as made
from tests.support.pki import Leaf

LEAF = CA.issue()
STRICT = CA.issue(must_staple=True)


def old(leaf: Leaf) -> bytes:
    return made.answer(leaf, this=NOW - 5 * DAY, until=NOW - 2 * DAY)


def test_an_old_staple_is_a_risk() -> None:
    found = only(RULE.check(judged(LEAF, staple=old(LEAF))))
    headline = "a.test:443 is at risk: the stapled OCSP response went out of date 2 days ago"
    assert told(found) == ("staple-expired", "at_risk", "server", "measured", headline)


def test_of_a_must_staple_certificate_it_is_broken() -> None:
    assert only(RULE.check(judged(STRICT, staple=old(STRICT)))).severity.value == "broken"


@pytest.mark.parametrize(("offset", "late"), [(-SECOND, False), (timedelta(), False), (SECOND, True)])
def test_the_last_second_still_counts(offset: timedelta, late: bool) -> None:
    staple = made.answer(LEAF, this=NOW - DAY, until=NOW)
    assert (RULE.check(judged(LEAF, staple=staple, now=NOW + offset)) != PASSED) == late


def test_no_staple_is_no_old_staple() -> None:
    assert RULE.check(judged(LEAF)) == NotApplicable("the server sends no OCSP staple")


def test_at_another_time_that_a_person_chose_it_says_nothing() -> None:
    verdict = RULE.check(judged(LEAF, staple=made.answer(LEAF), at=NOW + 30 * DAY))
    assert isinstance(verdict, NotApplicable)


def test_an_old_staple_with_a_wrong_signature_is_invalid_rather_than_old() -> None:
    assert RULE.check(judged(LEAF, staple=made.spoiled(old(LEAF)))) == PASSED
