"""`root-distrust`: a store's own date for a root, before and after this certificate was issued."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from core.model.evidence import Evidence
from core.model.trust import Limit, Store, TrustStores
from core.model.verdict import PASSED, NotApplicable
from core.rules.root_distrust import RULE
from tests.core.rules.certificate_support import CA, DAY, GOOD, NOW, OWN, PUBLIC, served, told
from tests.core.rules.support import only, stores_of
from tests.support.pki import Authority


def limited(day: date, *stores: Store) -> TrustStores:
    """The public stores, of which these narrow their trust in the root from a day on."""
    limits = tuple(Limit(store=store, distrust_after=day) for store in stores)
    anchors = {key: replace(anchor, limits=limits) for key, anchor in PUBLIC.by_sha256.items()}
    by_subject = {a.subject_id: (a,) for a in anchors.values()}
    return replace(PUBLIC, by_sha256=anchors, by_subject=by_subject)


ISSUED = (NOW - DAY).date()  # the notBefore of certificates made without further word


def test_a_certificate_issued_after_the_day_is_refused_by_that_store() -> None:
    found = only(RULE.check(served(GOOD, stores=limited(ISSUED - timedelta(days=1), Store.CHROME))))
    headline = "a.test:443 is at risk: its root is no longer trusted by Chrome: Test Root"
    assert told(found) == ("root-distrust", "at_risk", "ca", "measured", headline)


def test_issued_on_the_day_it_stays_good_and_the_next_one_will_not_be() -> None:
    found = only(RULE.check(served(GOOD, stores=limited(ISSUED, Store.CHROME, Store.MOZILLA))))
    assert told(found)[4] == "a.test:443 is at risk: its root is phased out by Mozilla, Chrome: Test Root"


def test_refused_by_every_store_is_broken() -> None:
    every = [store for store in Store if store is not Store.USER]
    assert only(RULE.check(served(GOOD, stores=limited(ISSUED - timedelta(days=1), *every)))).severity.value == "broken"


def test_without_a_limit_it_passes() -> None:
    assert RULE.check(served(GOOD, stores=PUBLIC)) == PASSED


def test_a_private_ca_is_not_asked() -> None:
    assert isinstance(RULE.check(served(CA.issue(), stores=OWN)), NotApplicable)


# --- forecast ---


def below(made: datetime, *, days: int = 60) -> Evidence:
    """A certificate that expires so many days from now, below a public root made on that day."""
    root = Authority.root("Old Root", not_before=made)
    leaf = root.intermediate().issue(not_after=NOW + timedelta(days=days), scts=2)
    return served(leaf, stores=stores_of(root))


def test_a_root_that_leaves_mozilla_within_a_year_gets_advice() -> None:
    found = only(RULE.check(below(datetime(2009, 12, 31, tzinfo=UTC))))
    headline = "a.test:443: its root is to leave Mozilla's store on 2027-04-15: Old Root"
    assert told(found) == ("root-distrust", "advice", "ca", "inferred", headline)


def test_one_that_leaves_before_the_certificate_expires_is_at_risk() -> None:
    found = only(RULE.check(below(datetime(2009, 6, 1, tzinfo=UTC), days=330)))
    assert told(found)[1] == "at_risk"


def test_one_that_leaves_later_is_no_matter_yet() -> None:
    assert RULE.check(below(datetime(2010, 1, 1, tzinfo=UTC))) == PASSED


def test_one_whose_day_is_over_has_an_exception() -> None:
    assert RULE.check(below(datetime(2007, 12, 31, tzinfo=UTC))) == PASSED


def test_a_younger_root_along_another_path_is_enough() -> None:
    old, young = Authority.root("Old Root", not_before=datetime(2009, 1, 1, tzinfo=UTC)), Authority.root("Young Root")
    crossed = old.cross_sign(young)
    leaf = young.intermediate().issue(not_after=NOW + timedelta(days=60), scts=2)
    evidence = served((*leaf.sent_ders, crossed.der), stores=stores_of(old, young))
    assert RULE.check(evidence) == PASSED
    assert only(RULE.check(served((*leaf.sent_ders, crossed.der), stores=stores_of(old)))).code == "root-distrust"
