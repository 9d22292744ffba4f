"""`intermediate-revoked`: by the list of the CA above; milder when another path leads past it."""

from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.intermediate_revoked import RULE
from tests.core.rules.revocation_support import CRL_URL, DAY, NOW, ROOT, judged, told
from tests.core.rules.support import only
from tests.support import revocation as made
from tests.support.pki import Leaf

FALLEN = ROOT.intermediate("Fallen CA", crl=CRL_URL)
LEAF = FALLEN.issue()


def test_a_listed_intermediate_breaks_all_below_it() -> None:
    found = only(RULE.check(judged(LEAF, {CRL_URL: made.crl(ROOT, FALLEN, since=NOW - DAY)})))
    headline = "a.test:443 is broken: the intermediate Fallen CA is revoked since 2026-05-31 12:00:00 UTC"
    assert told(found) == ("intermediate-revoked", "broken", "server", "measured", headline)


def test_another_path_past_it_makes_it_a_risk() -> None:
    renewed = ROOT.cross_sign(FALLEN, not_before=NOW - 2 * DAY)
    both = Leaf(cert=LEAF.cert, key=LEAF.key, chain=(FALLEN.cert, renewed.cert), issued_by=FALLEN)
    replies = {CRL_URL: made.crl(ROOT, FALLEN)}
    assert only(RULE.check(judged(both, replies))).severity.value == "at_risk"


def test_a_list_without_it_passes() -> None:
    assert RULE.check(judged(LEAF, {CRL_URL: made.crl(ROOT, 7)})) == PASSED


def test_a_list_signed_by_the_intermediate_itself_proves_nothing() -> None:
    verdict = RULE.check(judged(LEAF, {CRL_URL: made.crl(FALLEN, FALLEN)}))
    assert isinstance(verdict, Undetermined)


def test_an_unreachable_list_leaves_it_open() -> None:
    assert isinstance(RULE.check(judged(LEAF, {CRL_URL: "HTTP status 500"})), Undetermined)


def test_it_does_not_apply_without_a_list_or_without_an_intermediate() -> None:
    bare = ROOT.intermediate("Bare CA").issue()
    assert isinstance(RULE.check(judged(bare, {})), NotApplicable)
    assert isinstance(RULE.check(judged(ROOT.issue(), {})), NotApplicable)
