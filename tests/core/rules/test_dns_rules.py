"""The four DNS rules: each speaks for its own answer only."""

from ipaddress import ip_address

import pytest

from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import Refused
from core.model.prose import plain
from core.model.resolution import (
    NoAddress,
    NotResolved,
    NxDomain,
    Resolution,
    Resolved,
    ResolverSilent,
    ServFail,
)
from core.model.verdict import PASSED, NotApplicable, Rule, Undetermined
from core.rules import dns_no_address, dns_nxdomain, dns_servfail, dns_timeout
from tests.core.rules.support import V4, attempt, make_evidence, only, said

RULES = [dns_nxdomain.RULE, dns_no_address.RULE, dns_servfail.RULE, dns_timeout.RULE]


def finding(rule: Rule, resolution: Resolution) -> Finding:
    return only(rule.check(make_evidence(resolution=resolution)))


def test_a_missing_name_is_the_clients_matter_and_names_its_neighbours() -> None:
    found = finding(dns_nxdomain.RULE, NxDomain("a.test", neighbours=("www.a.test", "b.test"), ms=120))
    assert (found.code, found.severity, found.blame, found.confidence) == (
        "dns-nxdomain", Severity.BROKEN, Blame.CLIENT, Confidence.STATED,
    )  # fmt: skip
    assert plain(found.headline) == "a.test:443 is broken: the name does not exist"
    assert [plain(line) for line in found.evidence] == [
        "A and AAAA of a.test → NXDOMAIN after 0.1 s",
        "Similar names that do resolve: www.a.test, b.test",
    ]
    assert found.verify == "dig +noall +comments +answer a.test"
    assert len(found.impact) == 9


def test_a_dangling_cname_is_the_zones_fault() -> None:
    found = finding(dns_nxdomain.RULE, NxDomain("a.test", aliases=("gone.example",)))
    assert found.blame is Blame.SERVER
    assert plain(found.headline) == "a.test:443 is broken: its CNAME leads to a name that does not exist"
    assert "gone.example" in plain(found.fix[0])


def test_a_name_without_address() -> None:
    found = finding(dns_no_address.RULE, NoAddress("a.test", neighbours=("www.a.test",)))
    assert (found.code, found.severity, found.blame) == ("dns-no-address", Severity.BROKEN, Blame.SERVER)
    assert plain(found.fix[0]) == "Use the name that has an address: www.a.test"


def test_broken_dnssec_is_measured_by_the_cd_bit() -> None:
    found = finding(dns_servfail.RULE, ServFail("a.test", "SERVFAIL", "192.0.2.53", dnssec_suspected=True))
    assert (found.code, found.confidence) == ("dns-servfail", Confidence.MEASURED)
    assert plain(found.headline) == "a.test:443 is broken: its DNSSEC signatures do not validate"
    assert "CD=1" in said(found)


def test_a_failing_resolver_without_dnssec_is_inferred() -> None:
    found = finding(dns_servfail.RULE, ServFail("a.test", "REFUSED", "192.0.2.53"))
    assert found.confidence is Confidence.INFERRED
    assert "REFUSED" in plain(found.evidence[0])
    assert "DNSSEC" not in said(found)


def test_a_silent_resolver_is_the_networks_matter() -> None:
    found = finding(dns_timeout.RULE, ResolverSilent("a.test", ("192.0.2.53",), ms=5000))
    assert (found.code, found.blame) == ("dns-timeout", Blame.NETWORK)
    assert "A and AAAA of a.test → no answer after 5.0 s" in said(found)


def test_text_from_the_dns_stays_a_quote() -> None:
    """A CNAME may hold anything: it must not become our own words."""
    found = finding(dns_nxdomain.RULE, NxDomain("a.test", aliases=("<!channel>\n.example",)))
    pieces = [piece for line in (*found.evidence, *found.fix) for piece in line.pieces if "<!channel>" in str(piece)]
    assert pieces
    assert {type(piece).__name__ for piece in pieces} == {"Quote"}
    assert "\n" not in "".join(map(plain, found.evidence))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.codes[0])
def test_a_resolved_name_passes(rule: Rule) -> None:
    assert rule.check(make_evidence(attempt(Refused()), resolution=Resolved((V4,)))) == PASSED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.codes[0])
def test_an_address_has_no_name_to_resolve(rule: Rule) -> None:
    verdict = rule.check(make_evidence(resolution=NotResolved(ip_address("192.0.2.1"))))
    assert isinstance(verdict, NotApplicable)


@pytest.mark.parametrize("rule", RULES[:3], ids=lambda rule: rule.codes[0])
def test_a_silent_resolver_leaves_the_other_questions_open(rule: Rule) -> None:
    assert isinstance(rule.check(make_evidence(resolution=ResolverSilent("a.test", ()))), Undetermined)
