"""`dns-no-address`: the name exists and has no address."""

from core.model.observation import Refused
from core.model.resolution import NoAddress, NotResolved, NxDomain, Resolved, ResolverSilent
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.dns_no_address import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import V4, attempt, make_evidence, only


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(resolution=NoAddress("a.test"))))
    assert told(finding) == (
        "dns-no-address",
        "broken",
        "server",
        "stated",
        "a.test:443 is broken: the name exists and has no address",
    )


def test_a_missing_name_is_another_matter() -> None:
    assert RULE.check(make_evidence(resolution=NxDomain("a.test"))) == PASSED


def test_a_resolved_name_passes() -> None:
    assert RULE.check(make_evidence(attempt(Refused()), resolution=Resolved((V4,)))) == PASSED


def test_an_address_has_no_name_to_resolve() -> None:
    assert isinstance(RULE.check(make_evidence(resolution=NotResolved(V4))), NotApplicable)


def test_a_silent_resolver_leaves_it_open() -> None:
    assert isinstance(RULE.check(make_evidence(resolution=ResolverSilent("a.test", ()))), Undetermined)
