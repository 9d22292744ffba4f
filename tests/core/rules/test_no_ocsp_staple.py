"""`no-ocsp-staple`: advice, and only where the certificate names a responder."""

from core.model.verdict import PASSED, NotApplicable
from core.rules.no_ocsp_staple import RULE
from tests.core.rules.revocation_support import CA, OCSP_URL, judged, told
from tests.core.rules.support import only
from tests.support import revocation as made

ASKED = CA.issue(ocsp=OCSP_URL)


def test_a_responder_is_named_and_nothing_stapled() -> None:
    found = only(RULE.check(judged(ASKED)))
    assert told(found) == ("no-ocsp-staple", "advice", "server", "measured", "a.test:443: no OCSP response is stapled")


def test_a_staple_passes() -> None:
    assert RULE.check(judged(ASKED, staple=made.answer(ASKED))) == PASSED


def test_without_a_responder_there_is_nothing_to_staple() -> None:
    assert isinstance(RULE.check(judged(CA.issue())), NotApplicable)


def test_must_staple_is_another_findings_matter() -> None:
    assert isinstance(RULE.check(judged(CA.issue(ocsp=OCSP_URL, must_staple=True))), NotApplicable)
