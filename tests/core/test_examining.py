"""A chain is judged once for one question, and anew for another."""

from datetime import timedelta

import pytest

from core.examine import examine
from core.model.observation import Observation
from core.model.path import PathAnalysis
from core.model.trust import TrustStores
from tests.core.rules.support import NO_STORES, attempt, completed, make_observation, stores_of
from tests.support.pki import Authority

ROOT = Authority.root()
LEAF = ROOT.intermediate().issue(dns=["a.test"])
STORES = stores_of(ROOT)


@pytest.fixture
def seen() -> Observation:
    return make_observation(attempt(completed(LEAF.sent_ders)))


def paths(seen: Observation, *, stores: TrustStores = STORES, later: timedelta = timedelta()) -> PathAnalysis:
    (presentation,) = examine(seen, stores, seen.observed_at + later).presentations
    assert presentation.paths is not None
    return presentation.paths


def test_the_same_question_is_answered_once(seen: Observation) -> None:
    assert paths(seen) is paths(seen)


def test_another_instant_is_another_question(seen: Observation) -> None:
    assert paths(seen).best.problems == ()
    assert paths(seen, later=timedelta(days=20_000)).best.problems != ()


def test_other_stores_are_another_question(seen: Observation) -> None:
    assert paths(seen).best.anchor is not None
    assert paths(seen, stores=NO_STORES).best.anchor is None
