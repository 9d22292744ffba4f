"""`dns-servfail`: the resolver answers that it cannot resolve."""

from core.model.observation import Refused
from core.model.resolution import NotResolved, NxDomain, Resolved, ResolverSilent, ServFail
from core.model.verdict import PASSED, NotApplicable, Undetermined
from core.rules.dns_servfail import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.support import V4, attempt, make_evidence, only


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(resolution=ServFail("a.test", "SERVFAIL", "192.0.2.53"))))
    assert told(finding) == (
        "dns-servfail",
        "broken",
        "server",
        "inferred",
        "a.test:443 is broken: the resolver cannot resolve the name",
    )


def test_with_checking_disabled_it_is_answered() -> None:
    finding = only(
        RULE.check(make_evidence(resolution=ServFail("a.test", "SERVFAIL", "192.0.2.53", dnssec_suspected=True)))
    )
    assert told(finding) == (
        "dns-servfail",
        "broken",
        "server",
        "measured",
        "a.test:443 is broken: its DNSSEC signatures do not validate",
    )


def test_a_missing_name_is_another_matter() -> None:
    assert RULE.check(make_evidence(resolution=NxDomain("a.test"))) == PASSED


def test_a_resolved_name_passes() -> None:
    assert RULE.check(make_evidence(attempt(Refused()), resolution=Resolved((V4,)))) == PASSED


def test_an_address_has_no_name_to_resolve() -> None:
    assert isinstance(RULE.check(make_evidence(resolution=NotResolved(V4))), NotApplicable)


def test_a_silent_resolver_leaves_it_open() -> None:
    assert isinstance(RULE.check(make_evidence(resolution=ResolverSilent("a.test", ()))), Undetermined)
