"""`cert-expiring-soon`: in relation to the lifetime, at most 30 days before the end."""

from datetime import timedelta

import pytest

from core.model.prose import plain
from core.model.verdict import PASSED
from core.rules.cert_expiring_soon import RULE
from tests.core.rules.certificate_support import CA, DAY, NOW, SECOND, served, told
from tests.core.rules.support import only


def test_twenty_days_left_of_ninety_is_at_risk() -> None:
    found = only(RULE.check(served(CA.issue(not_before=NOW - 70 * DAY, not_after=NOW + 20 * DAY))))
    headline = "a.test:443 is at risk: the certificate expires in 20 days"
    assert told(found) == ("cert-expiring-soon", "at_risk", "server", "measured", headline)


def test_a_third_of_the_lifetime_is_the_border() -> None:
    leaf = CA.issue(not_before=NOW - 60 * DAY, not_after=NOW + 30 * DAY - SECOND)
    assert only(RULE.check(served(leaf, at=NOW))).code == "cert-expiring-soon"
    assert RULE.check(served(leaf, at=NOW - 2 * SECOND)) == PASSED


def test_a_year_long_certificate_is_reported_at_thirty_days() -> None:
    leaf = CA.issue(not_before=NOW - 335 * DAY, not_after=NOW + 30 * DAY)
    assert only(RULE.check(served(leaf, at=NOW))).code == "cert-expiring-soon"
    assert RULE.check(served(leaf, at=NOW - SECOND)) == PASSED


def test_a_fresh_six_day_certificate_is_fine() -> None:
    assert RULE.check(served(CA.issue(not_before=NOW - DAY, not_after=NOW + 5 * DAY))) == PASSED


@pytest.mark.parametrize("left", [timedelta(hours=24), timedelta(days=13)])
def test_the_last_day_or_fifteen_percent_are_urgent(left: timedelta) -> None:
    leaf = CA.issue(not_before=NOW + left - 90 * DAY, not_after=NOW + left)
    assert plain(only(RULE.check(served(leaf))).headline).endswith(": renew it now")


def test_expired_is_not_expiring() -> None:
    assert RULE.check(served(CA.issue(not_after=NOW - SECOND))) == PASSED
    assert only(RULE.check(served(CA.issue(not_after=NOW)))).code == "cert-expiring-soon"
