"""`address-partial`: one address of several is not like the others."""

from datetime import timedelta
from ipaddress import ip_address

from core.model.evidence import Evidence
from core.model.finding import Severity
from core.model.observation import Refused
from core.model.prose import plain
from core.model.verdict import PASSED, NotApplicable
from core.rules.address_partial import RULE
from tests.core.rules.certificate_support import CA, NOW, OWN, told
from tests.core.rules.map_support import ECDHE_AEAD, ECDHE_CBC, MODERN, TLS13, V10, V12, V13, fired, server, verdict
from tests.core.rules.support import (
    HELLO_RST,
    V4,
    V4_OTHER,
    V6,
    attempt,
    completed,
    examined,
    make_evidence,
    only,
    said,
)
from tests.support.pki import Leaf

V4_THIRD = ip_address("192.0.2.3")


def test_it_fires() -> None:
    finding = only(RULE.check(make_evidence(attempt(completed()), attempt(HELLO_RST, address=V4_OTHER))))
    assert told(finding) == (
        "address-partial",
        "at_risk",
        "server",
        "measured",
        (
            "a.test:443 fails at 192.0.2.2, 1 of its 2 addresses: "
            "closed with RST in answer to the ClientHello, before any other byte"
        ),
    )


def test_all_ipv6_addresses_are_ipv6_brokens_matter() -> None:
    assert RULE.check(make_evidence(attempt(completed()), attempt(Refused(), address=V6))) == PASSED


def test_addresses_alike_pass() -> None:
    assert RULE.check(make_evidence(attempt(completed()), attempt(completed(), address=V4_OTHER))) == PASSED


def test_a_single_address_has_no_others() -> None:
    assert RULE.check(make_evidence(attempt(completed()))) == NotApplicable("one address only")


def test_none_works() -> None:
    assert RULE.check(make_evidence(attempt(Refused()), attempt(Refused(), address=V4_OTHER))) == NotApplicable(
        "no address works"
    )


def test_a_node_with_another_version_is_named_and_at_risk() -> None:
    finding = fired(RULE, server(), server({**MODERN, V10: ECDHE_CBC}), server())
    assert told(finding)[1:] == (
        "at_risk",
        "server",
        "measured",
        "a.test:443 is set up differently at 192.0.2.2 than at its other addresses: TLS versions and cipher suites",
    )
    assert "TLS versions at 192.0.2.2 → TLS 1.3, TLS 1.2 and TLS 1.0" in said(finding)
    assert "Take 192.0.2.2 out of the DNS" in said(finding)
    assert "as weak as its weakest node" in said(finding)


def test_other_suites_with_the_same_versions_are_a_note() -> None:
    finding = fired(RULE, server(), server({V13: TLS13, V12: ECDHE_AEAD[:2]}), server())
    assert finding.severity is Severity.NOTE
    assert plain(finding.headline).endswith("at 192.0.2.2 than at its other addresses: cipher suites")


def test_nodes_that_are_mapped_alike_pass() -> None:
    assert verdict(RULE, server(), server()) == PASSED


def at_each(*leaves: Leaf) -> Evidence:
    """One address a certificate."""
    addresses = (V4, V4_OTHER, V4_THIRD)
    return examined(
        *(attempt(completed(leaf.sent_ders), address=a) for leaf, a in zip(leaves, addresses, strict=False)),
        stores=OWN,
    )


def test_of_two_certificates_the_older_one_is_stale() -> None:
    old, new = CA.issue(not_before=NOW - timedelta(days=60)), CA.issue(not_before=NOW - timedelta(days=2))
    for evidence, stale in ((at_each(old, new), V4), (at_each(new, old), V4_OTHER)):
        finding = only(RULE.check(evidence))
        assert finding.severity is Severity.NOTE
        assert plain(finding.headline) == (
            f"a.test:443 serves an older certificate at {stale} than at its other addresses"
        )


def test_of_three_the_one_that_is_ahead_is_named_as_newer() -> None:
    old, new = CA.issue(not_before=NOW - timedelta(days=60)), CA.issue(not_before=NOW - timedelta(days=2))
    finding = only(RULE.check(at_each(old, new, old)))
    assert plain(finding.headline) == f"a.test:443 serves a newer certificate at {V4_OTHER} than at its other addresses"


def test_one_that_is_worse_is_odd_though_it_is_newer() -> None:
    good, wrong = CA.issue(not_before=NOW - timedelta(days=60)), CA.issue(dns=("b.test",))
    finding = only(RULE.check(at_each(good, wrong)))
    assert finding.severity is Severity.AT_RISK
    assert plain(finding.headline) == f"a.test:443 serves a newer certificate at {V4_OTHER} than at its other addresses"
