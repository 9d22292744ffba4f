"""`validity-too-long`: the limit in force on the day of issue, public roots only."""

from datetime import UTC, datetime, timedelta

import pytest

from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable
from core.rules.validity_too_long import RULE, limit_of
from tests.core.rules.certificate_support import CA, NOBODY, OWN, PUBLIC, SECOND, served, told
from tests.core.rules.support import only

ISSUED = datetime(2026, 4, 1, tzinfo=UTC)


def lasting(days: int, extra: timedelta = timedelta()) -> datetime:
    """The notAfter of a validity period of so many days, both ends included."""
    return ISSUED + timedelta(days=days) - SECOND + extra


def test_201_days_in_april_2026_are_at_risk() -> None:
    found = only(RULE.check(served(CA.issue(not_before=ISSUED, not_after=lasting(201)), stores=PUBLIC)))
    headline = "a.test:443 is at risk: its certificate lives 201 days, and 200 days are allowed"
    assert told(found) == ("validity-too-long", "at_risk", "ca", "measured", headline)
    assert [i.client for i in found.impact] == ["Chrome", "Safari"]


def test_200_days_pass_and_one_second_more_does_not() -> None:
    assert RULE.check(served(CA.issue(not_before=ISSUED, not_after=lasting(200)), stores=PUBLIC)) == PASSED
    longer = CA.issue(not_before=ISSUED, not_after=lasting(200, SECOND))
    assert only(RULE.check(served(longer, stores=PUBLIC))).code == "validity-too-long"


@pytest.mark.parametrize(
    ("year", "month", "day", "limit"),
    [(2018, 3, 1, 825), (2020, 9, 1, 398), (2026, 3, 15, 200), (2027, 3, 15, 100), (2029, 3, 15, 47)],
)
def test_the_limit_changes_at_midnight_of_its_day(year: int, month: int, day: int, limit: int) -> None:
    since = datetime(year, month, day, tzinfo=UTC)
    assert limit_of(since) == timedelta(days=limit)
    assert limit_of(since - SECOND) != timedelta(days=limit)


def test_a_private_ca_has_apples_limit_only() -> None:
    assert RULE.check(served(CA.issue(not_before=ISSUED, not_after=lasting(825)), stores=OWN)) == PASSED
    found = only(RULE.check(served(CA.issue(not_before=ISSUED, not_after=lasting(826)), stores=OWN)))
    assert [i.client for i in found.impact] == ["Safari"]


def test_below_a_root_that_nobody_trusts_it_is_no_question() -> None:
    leaf = CA.issue(not_before=ISSUED, not_after=lasting(3650))
    assert isinstance(RULE.check(served(leaf, stores=NOBODY)), NotApplicable)


def test_a_private_ca_may_count_825_days_as_openssl_does() -> None:
    """`openssl x509 -days 825` makes notAfter − notBefore exactly 825 days: with both ends, a second more."""
    made = CA.issue(not_before=ISSUED, not_after=ISSUED + timedelta(days=825))
    assert RULE.check(served(made, stores=OWN)) == PASSED
    longer = CA.issue(not_before=ISSUED, not_after=ISSUED + timedelta(days=825) + SECOND)
    assert only(RULE.check(served(longer, stores=OWN))).code == "validity-too-long"


def test_a_second_too_many_is_told_as_such() -> None:
    longer = CA.issue(not_before=ISSUED, not_after=lasting(200, SECOND))
    headline = plain(only(RULE.check(served(longer, stores=PUBLIC))).headline)
    assert headline.endswith("lives 200 days and 1 second, and 200 days are allowed")


def test_the_limit_in_force_and_the_next_one_are_shown() -> None:
    found = only(RULE.check(served(CA.issue(not_before=ISSUED, not_after=lasting(201)), stores=PUBLIC)))
    assert [plain(line) for line in found.evidence][2:] == [
        "Limit for certificates issued since 2026-03-15: 200 days",
        "From 2027-03-15 on: 100 days",
    ]


def test_a_certificate_is_held_to_the_limit_of_its_own_day() -> None:
    before = datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC)
    old = CA.issue(not_before=before, not_after=before + timedelta(days=398) - SECOND)
    assert RULE.check(served(old, stores=PUBLIC)) == PASSED
