"""`root-distrust`: a store's own date for a root, before and after this certificate was issued."""

from dataclasses import replace
from datetime import date, timedelta

from core.model.trust import Limit, Store, TrustStores
from core.model.verdict import PASSED, NotApplicable
from core.rules.root_distrust import RULE
from tests.core.rules.certificate_support import CA, DAY, GOOD, NOW, OWN, PUBLIC, served, told
from tests.core.rules.support import only


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
