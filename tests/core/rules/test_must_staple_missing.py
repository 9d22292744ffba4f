"""`must-staple-missing`: only for certificates that demand one, only when every handshake lacked it."""

from core.model.observation import Profile
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.must_staple_missing import RULE
from tests.core.rules.certificate_support import OWN
from tests.core.rules.revocation_support import CA, again, judged, told
from tests.core.rules.support import V4, V4_OTHER, alert, attempt, completed, examined, only, said
from tests.support import revocation as made

STRICT = CA.issue(must_staple=True)


def test_a_demand_that_the_server_does_not_meet() -> None:
    found = only(RULE.check(judged(STRICT)))
    headline = "a.test:443 is broken: its certificate demands an OCSP staple, and none is sent"
    assert told(found) == ("must-staple-missing", "broken", "server", "measured", headline)
    assert "192.0.2.1: no OCSP response in 1 handshake that asked for one" in said(found)


def test_a_staple_in_the_second_handshake_is_enough() -> None:
    assert RULE.check(judged(STRICT, None, again(STRICT, made.answer(STRICT)))) == PASSED


def test_the_address_that_lacks_it_is_named() -> None:
    stapled = attempt(completed(STRICT.sent_ders, staple=made.answer(STRICT)), address=V4)
    bare = attempt(completed(STRICT.sent_ders), address=V4_OTHER)
    found = only(RULE.check(examined(stapled, bare, stores=OWN)))
    assert (
        told(found)[4] == "a.test:443 is broken: at 192.0.2.2 its certificate demands an OCSP staple, and none is sent"
    )


def test_a_certificate_without_the_demand() -> None:
    assert RULE.check(judged(CA.issue())) == NotApplicable("the certificate does not demand a staple")


def test_a_handshake_that_ended_before_a_staple_could_come_proves_nothing() -> None:
    cut = attempt(alert(40, chain=STRICT.sent_ders), Profile.FULL)
    assert isinstance(RULE.check(examined(cut, stores=OWN)), Undetermined)
