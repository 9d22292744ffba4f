"""`staple-invalid`: every way in which a staple says nothing of this certificate, and how much each matters."""

from datetime import timedelta

import pytest

from core.model.observation import Ending, HttpAnswer
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.staple_invalid import RULE
from tests.core.rules.certificate_support import OWN
from tests.core.rules.revocation_support import CA, DAY, NOW, ROOT, judged, told
from tests.core.rules.support import attempt, completed, examined, only
from tests.support import revocation as made
from tests.support.pki import Leaf

LEAF = CA.issue()
STRICT = CA.issue(must_staple=True)
OTHER = CA.issue(dns=["other.test"])
STRANGER = ROOT.intermediate("Stranger CA")
DELEGATE = CA.issue(dns=["ocsp.test"], eku=(made.OCSP_SIGNING,))


@pytest.mark.parametrize(
    ("staple", "severity", "what"),
    [
        (b"no response", "broken", "cannot be read"),
        (made.spoiled(made.answer(LEAF)), "broken", "has a wrong signature"),
        (made.answer(LEAF, status=made.UNKNOWN), "broken", "says that the responder does not know the certificate"),
        (made.answer(LEAF, this=NOW + DAY), "broken", "is from the future"),
        (made.answer(OTHER), "at_risk", "is about another certificate"),
        (made.refusal(), "at_risk", "is an error message of the responder"),
        (made.answer(LEAF, responder=OTHER), "at_risk", "is signed by somebody who may not answer for the issuer"),
    ],
)
def test_a_useless_staple(staple: bytes, severity: str, what: str) -> None:
    found = only(RULE.check(judged(LEAF, staple=staple)))
    state = severity.replace("_", " ")
    headline = f"a.test:443 is {state}: the stapled OCSP response {what}"
    assert told(found) == ("staple-invalid", severity, "server", "measured", headline)


def test_of_a_must_staple_certificate_any_useless_staple_breaks() -> None:
    assert only(RULE.check(judged(STRICT, staple=made.answer(OTHER)))).severity.value == "broken"


@pytest.mark.parametrize(
    "staple",
    [
        made.answer(LEAF),
        made.answer(LEAF, responder=DELEGATE),
        made.answer(LEAF, status=made.REVOKED),
        made.answer(LEAF, this=NOW - 9 * DAY, until=NOW - DAY),
    ],
    ids=["good", "delegated", "revoked", "old"],
)
def test_a_right_revoked_or_old_staple_is_not_invalid(staple: bytes) -> None:
    assert RULE.check(judged(LEAF, staple=staple)) == PASSED


def test_no_staple_is_no_invalid_staple() -> None:
    assert isinstance(RULE.check(judged(LEAF)), NotApplicable)


def test_a_staple_from_the_future_tells_of_our_clock_when_the_server_agrees_with_it() -> None:
    ending = Ending(answered=True, http=HttpAnswer(200, date=NOW + timedelta(days=2)))
    seen = attempt(completed(LEAF.sent_ders, ending, staple=made.answer(LEAF, this=NOW + DAY)))
    assert isinstance(RULE.check(examined(seen, stores=OWN)), Undetermined)


def test_without_the_issuer_no_signature_is_judged() -> None:
    alone = Leaf(cert=LEAF.cert, key=LEAF.key, chain=())
    assert isinstance(RULE.check(judged(alone, staple=made.answer(LEAF))), Undetermined)
