"""`ipv6-broken`: IPv4 works, IPv6 does not."""

from core.model.observation import Refused, Unreachable
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.ipv6_broken import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import V6, attempt, completed, make_evidence, only

LOCAL = Unreachable("ENETUNREACH", "Network is unreachable", local=True)


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(completed()), attempt(Refused(), address=V6))))
    assert told(finding) == (
        "ipv6-broken",
        "at_risk",
        "server",
        "measured",
        "a.test:443 works over IPv4 and fails over IPv6: RST to our SYN: connection refused",
    )


def test_ipv6_that_works_passes() -> None:
    assert RULE.check(make_evidence(attempt(completed()), attempt(completed(), address=V6))) == PASSED


def test_where_ipv4_fails_too_there_is_nothing_to_compare() -> None:
    assert isinstance(RULE.check(make_evidence(attempt(Refused()), attempt(Refused(), address=V6))), NotApplicable)


def test_a_blind_vantage_says_nothing() -> None:
    assert RULE.check(make_evidence(attempt(completed()), attempt(LOCAL, address=V6))) == NotApplicable(
        "this machine has no IPv6, so nothing is said about it"
    )


def test_ipv6_alone_from_a_blind_vantage_is_open() -> None:
    assert RULE.check(make_evidence(attempt(LOCAL, address=V6))) == Undetermined(
        "this machine has no IPv6, and the target has no other address"
    )
