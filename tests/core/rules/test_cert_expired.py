"""`cert-expired`: from the first second after notAfter."""

from datetime import timedelta

import pytest

from core.model.observation import Refused
from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.cert_expired import RULE
from tests.core.rules.certificate_support import CA, DAY, GOOD, NOW, OWN, PUBLIC, SECOND, served, told
from tests.core.rules.support import HELLO_RST, V4_OTHER, attempt, completed, examined, make_evidence, only, stores_of
from tests.support.pki import Authority


def test_a_certificate_past_its_date_is_broken() -> None:
    found = only(RULE.check(served(CA.issue(not_after=NOW - 3 * DAY))))
    headline = "a.test:443 is broken: the certificate expired 3 days ago"
    assert told(found) == ("cert-expired", "broken", "server", "measured", headline)
    assert [impact.client for impact in found.impact] == [
        "Chrome", "Firefox", "Safari", "curl", "OpenSSL", "Java", "Go", "Python", "Node",
    ]  # fmt: skip
    assert found.verify == (
        "openssl s_client -connect a.test:443 -servername a.test </dev/null 2>/dev/null | openssl x509 -noout -dates"
    )


@pytest.mark.parametrize(("offset", "expired"), [(-SECOND, False), (timedelta(), False), (SECOND, True)])
def test_the_last_second_is_still_valid(offset: timedelta, expired: bool) -> None:
    leaf = CA.issue(not_after=NOW)
    verdict = RULE.check(served(leaf, at=NOW + offset))
    assert (verdict != PASSED) == expired


def test_an_odd_address_is_named() -> None:
    stale = CA.issue(not_after=NOW - DAY)
    evidence = examined(
        attempt(completed(GOOD.sent_ders)), attempt(completed(stale.sent_ders), address=V4_OTHER), stores=OWN
    )
    assert plain(only(RULE.check(evidence)).headline).startswith(f"a.test:443 at {V4_OTHER} is broken")


def test_expired_is_kept_and_a_server_clock_far_behind_is_mentioned() -> None:
    found = only(RULE.check(served(CA.issue(not_after=NOW - DAY), clock=NOW - 3 * DAY)))
    assert "by that clock the certificate is still valid" in plain(found.means)


def test_with_a_clock_of_ours_that_is_surely_behind_valid_is_not_said() -> None:
    late = stores_of(Authority.root(), as_of=(NOW + 40 * DAY).date())
    assert isinstance(RULE.check(served(GOOD, stores=late)), Undetermined)


def test_no_tcp_no_question() -> None:
    assert RULE.check(make_evidence(attempt(Refused()))) == NotApplicable("no TCP connection")


def test_a_handshake_that_ends_before_the_certificate_leaves_it_open() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(HELLO_RST))), Undetermined)


def test_bytes_that_are_no_certificate_leave_it_open() -> None:
    verdict = RULE.check(served([b"\x30\x03abc"], stores=PUBLIC))
    assert isinstance(verdict, Undetermined)
    assert verdict.because.startswith("the certificate could not be read: ")
