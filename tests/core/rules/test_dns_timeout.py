"""`dns-timeout`: no resolver answers."""

from core.model.observation import Refused
from core.model.resolution import NotResolved, Resolved, ResolverSilent, ServFail
from core.model.verdict import PASSED, NotApplicable
from core.rules.dns_timeout import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import V4, attempt, make_evidence, only


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(resolution=ResolverSilent("a.test", ("192.0.2.53",), ms=5000.0))))
    assert told(finding) == (
        "dns-timeout",
        "broken",
        "network",
        "measured",
        "a.test:443 is broken from here: no resolver answers for the name",
    )


def test_a_resolver_that_says_no_has_answered() -> None:
    assert RULE.check(make_evidence(resolution=ServFail("a.test", "REFUSED", "192.0.2.53"))) == PASSED


def test_a_resolved_name_passes() -> None:
    assert RULE.check(make_evidence(attempt(Refused()), resolution=Resolved((V4,)))) == PASSED


def test_an_address_has_no_name_to_resolve() -> None:
    assert isinstance(RULE.check(make_evidence(resolution=NotResolved(V4))), NotApplicable)
