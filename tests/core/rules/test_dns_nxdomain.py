"""`dns-nxdomain`: the name does not exist."""

from core.model.observation import Refused
from core.model.resolution import NoAddress, NotResolved, NxDomain, Resolved, ServFail
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.dns_nxdomain import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import V4, attempt, make_evidence, only


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(resolution=NxDomain("a.test"))))
    assert told(finding) == (
        "dns-nxdomain",
        "broken",
        "client",
        "stated",
        "a.test:443 is broken: the name does not exist",
    )


def test_a_dangling_cname_is_the_zones_fault() -> None:
    finding = only(RULE.check(make_evidence(resolution=NxDomain("a.test", aliases=("gone.example",)))))
    assert told(finding) == (
        "dns-nxdomain",
        "broken",
        "server",
        "stated",
        "a.test:443 is broken: its CNAME leads to a name that does not exist",
    )


def test_a_name_without_address_exists() -> None:
    assert RULE.check(make_evidence(resolution=NoAddress("a.test"))) == PASSED


def test_a_resolved_name_passes() -> None:
    assert RULE.check(make_evidence(attempt(Refused()), resolution=Resolved((V4,)))) == PASSED


def test_an_address_has_no_name_to_resolve() -> None:
    assert isinstance(RULE.check(make_evidence(resolution=NotResolved(V4))), NotApplicable)


def test_a_failing_resolver_leaves_it_open() -> None:
    assert isinstance(RULE.check(make_evidence(resolution=ServFail("a.test", "SERVFAIL", "192.0.2.53"))), Undetermined)
