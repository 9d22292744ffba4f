"""`cross-sign-expired`: an expired path is sent, another one works."""

from core.model.verdict import PASSED
from core.rules.cross_sign_expired import RULE
from tests.core.rules.certificate_support import DAY, GOOD, NOW, ROOT, served, told
from tests.core.rules.support import only

OLD = ROOT.intermediate("Old CA", not_after=NOW)
RENEWED = ROOT.cross_sign(OLD)
LEAF = OLD.issue()


def test_an_expired_certificate_beside_a_sound_path_is_at_risk() -> None:
    found = only(RULE.check(served([LEAF.der, OLD.der, RENEWED.der], at=NOW + DAY)))
    headline = "a.test:443 is at risk: one of its paths leads through Old CA, which has expired; another one works"
    assert told(found) == ("cross-sign-expired", "at_risk", "server", "measured", headline)
    assert all(impact.client not in {"Chrome", "Firefox", "Safari"} for impact in found.impact)


def test_before_its_end_it_is_fine() -> None:
    assert RULE.check(served([LEAF.der, OLD.der, RENEWED.der], at=NOW)) == PASSED


def test_expired_along_every_path_is_another_finding() -> None:
    assert RULE.check(served(LEAF, at=NOW + DAY)) == PASSED


def test_a_single_sound_path_passes() -> None:
    assert RULE.check(served(GOOD)) == PASSED
