"""`intermediate-expired`: only when no path without it is left."""

from datetime import timedelta

import pytest

from core.model.verdict import PASSED
from core.rules.intermediate_expired import RULE
from tests.core.rules.certificate_support import DAY, GOOD, NOW, ROOT, SECOND, served, told
from tests.core.rules.support import only

OLD = ROOT.intermediate("Old CA", not_after=NOW)
RENEWED = ROOT.cross_sign(OLD)


def test_an_expired_intermediate_breaks_every_path() -> None:
    found = only(RULE.check(served(OLD.issue(), at=NOW + 3 * DAY)))
    headline = "a.test:443 is broken: the intermediate Old CA expired 3 days ago"
    assert told(found) == ("intermediate-expired", "broken", "server", "measured", headline)


@pytest.mark.parametrize(("offset", "expired"), [(-SECOND, False), (timedelta(), False), (SECOND, True)])
def test_its_last_second_is_still_valid(offset: timedelta, expired: bool) -> None:
    assert (RULE.check(served(OLD.issue(), at=NOW + offset)) != PASSED) == expired


def test_beside_its_renewed_form_it_is_only_a_dead_end() -> None:
    leaf = OLD.issue()
    assert RULE.check(served([leaf.der, OLD.der, RENEWED.der], at=NOW + DAY)) == PASSED


def test_a_sound_chain_passes() -> None:
    assert RULE.check(served(GOOD)) == PASSED
