"""Refused, timed out, unreachable, one address of several, IPv6 alone."""

from dataclasses import replace
from datetime import timedelta
from types import ModuleType

import pytest

from core.model.finding import Blame, Severity
from core.model.observation import Outcome, Profile, Refused, Stage, TimedOut, Unreachable
from core.model.prose import plain
from core.model.resolution import AddressRefused, NotResolved, NxDomain, Resolved
from core.model.verdict import PASSED, NotApplicable, Rule, Undetermined
from core.rules import address_partial, ipv6_broken, net_unreachable, tcp_refused, tcp_timeout
from tests.core.rules.support import (
    HELLO_RST,
    TARGET,
    V4,
    V4_OTHER,
    V6,
    alert,
    attempt,
    completed,
    examined,
    make_evidence,
    only,
    said,
    stores_of,
)
from tests.support.pki import NOW, Authority

LOCAL = Unreachable("ENETUNREACH", "Network is unreachable", local=True)
REMOTE = Unreachable("EHOSTUNREACH", "No route to host")
SILENT = TimedOut(Stage.CONNECT, 4000.0)
TCP_RULES = [tcp_refused.RULE, tcp_timeout.RULE, net_unreachable.RULE]


def test_refused_everywhere() -> None:
    finding = only(tcp_refused.check(make_evidence(attempt(Refused()))))
    assert (finding.code, finding.severity, finding.blame) == ("tcp-refused", Severity.BROKEN, Blame.SERVER)
    assert plain(finding.headline) == "a.test:443 is broken: the connection to port 443 is refused"
    assert [plain(line) for line in finding.evidence] == ["Full handshake → RST to our SYN: connection refused"]
    assert finding.verify == "nc -vz 192.0.2.1 443"
    assert finding.accounts_for_failure


@pytest.mark.parametrize(
    ("rule", "outcome"), [(tcp_refused, Refused()), (tcp_timeout, SILENT), (net_unreachable, REMOTE)]
)
def test_addresses_that_were_left_untried_are_counted(rule: ModuleType, outcome: Outcome) -> None:
    two = only(rule.check(make_evidence(attempt(outcome), untried=(V4_OTHER, V6))))
    one = only(rule.check(make_evidence(attempt(outcome), untried=(V6,))))
    assert plain(two.evidence[-1]) == "2 more addresses of this name were not tried"
    assert plain(one.evidence[-1]) == "1 more address of this name was not tried"


def test_refused_at_first_is_at_risk() -> None:
    finding = only(tcp_refused.check(make_evidence(attempt(Refused()), attempt(completed(), Profile.FULL_AGAIN))))
    assert finding.severity is Severity.AT_RISK
    assert "and a second attempt succeeds" in plain(finding.headline)


def test_one_refusing_address_of_two_is_left_to_address_partial() -> None:
    evidence = make_evidence(attempt(completed()), attempt(Refused(), address=V4_OTHER))
    assert tcp_refused.check(evidence) == PASSED
    finding = only(address_partial.check(evidence))
    assert (finding.code, finding.severity) == ("address-partial", Severity.AT_RISK)
    assert plain(finding.headline) == (
        "a.test:443 fails at 192.0.2.2, 1 of its 2 addresses: RST to our SYN: connection refused"
    )


def test_each_failing_address_is_named_when_they_fail_differently() -> None:
    finding = only(tcp_refused.check(make_evidence(attempt(Refused()), attempt(SILENT, address=V4_OTHER))))
    assert plain(finding.headline) == "a.test:443 is broken at 192.0.2.1: the connection to port 443 is refused"


def test_timed_out() -> None:
    finding = only(tcp_timeout.check(make_evidence(attempt(SILENT))))
    assert (finding.code, finding.blame) == ("tcp-timeout", Blame.NETWORK)
    assert plain(finding.headline) == ("a.test:443 is broken: port 443 does not answer: no connection within 4.0 s")
    assert plain(finding.evidence[0]) == "Full handshake → no answer to our SYN for 4.0 s"


@pytest.mark.parametrize(("after_ms", "told"), [(1999.0, False), (2000.0, True)])
def test_a_wait_that_our_limit_cut_counts_from_two_seconds(after_ms: float, told: bool) -> None:
    verdict = tcp_timeout.check(make_evidence(attempt(TimedOut(Stage.CONNECT, after_ms, budget=True))))
    assert isinstance(verdict, Undetermined) is not told


def test_silence_after_the_hello_is_not_a_tcp_timeout() -> None:
    assert tcp_timeout.check(make_evidence(attempt(TimedOut(Stage.HELLO, 4000.0)))) == PASSED


def test_no_route() -> None:
    finding = only(net_unreachable.check(make_evidence(attempt(REMOTE))))
    assert (finding.code, finding.blame) == ("net-unreachable", Blame.NETWORK)
    assert plain(finding.headline) == "a.test:443 is broken: there is no route to 192.0.2.1"


@pytest.mark.parametrize("rule", TCP_RULES, ids=lambda rule: rule.codes[0])
def test_a_vantage_without_ipv6_blames_nobody(rule: Rule) -> None:
    verdict = rule.check(make_evidence(attempt(LOCAL, address=V6)))
    assert verdict == Undetermined("this machine has no IPv6, and the target has no other address")
    assert rule.check(make_evidence(attempt(completed()), attempt(LOCAL, address=V6))) == PASSED


@pytest.mark.parametrize("rule", TCP_RULES, ids=lambda rule: rule.codes[0])
def test_a_refused_address_leaves_the_question_open(rule: Rule) -> None:
    refused = AddressRefused(V4, "private (RFC 1918)")
    verdict = rule.check(make_evidence(resolution=Resolved((V4,)), refused=[refused]))
    assert verdict == Undetermined("our address policy refuses 192.0.2.1: private (RFC 1918)")


@pytest.mark.parametrize("rule", TCP_RULES, ids=lambda rule: rule.codes[0])
def test_a_refusal_at_the_last_moment_leaves_it_open_too(rule: Rule) -> None:
    refused = Unreachable("EACCES", "our own address policy: loopback", local=True)
    assert rule.check(make_evidence(attempt(refused))) == Undetermined("our own address policy: loopback")


@pytest.mark.parametrize("rule", TCP_RULES, ids=lambda rule: rule.codes[0])
def test_no_address_no_question(rule: Rule) -> None:
    assert isinstance(rule.check(make_evidence(resolution=NxDomain("a.test"))), NotApplicable)


@pytest.mark.parametrize("rule", TCP_RULES, ids=lambda rule: rule.codes[0])
def test_no_time_for_any_connection(rule: Rule) -> None:
    assert isinstance(rule.check(make_evidence(resolution=Resolved((V4,)), out_of_time=True)), Undetermined)


def test_ipv6_fails_where_ipv4_works() -> None:
    evidence = make_evidence(attempt(completed()), attempt(Refused(), address=V6))
    finding = only(ipv6_broken.check(evidence))
    assert (finding.code, finding.severity) == ("ipv6-broken", Severity.AT_RISK)
    assert plain(finding.headline) == (
        "a.test:443 works over IPv4 and fails over IPv6: RST to our SYN: connection refused"
    )
    assert finding.verify == "openssl s_client -connect '[2001:db8::1]:443' -servername a.test </dev/null"
    assert address_partial.check(evidence) == PASSED


def test_ipv6_that_works_somewhere_is_not_broken() -> None:
    other = replace(attempt(Refused(), address=V6), probe=replace(attempt(Refused(), address=V6).probe))
    assert ipv6_broken.check(make_evidence(attempt(completed()), attempt(completed(), address=V6))) == PASSED
    assert isinstance(ipv6_broken.check(make_evidence(attempt(Refused()), other)), NotApplicable)


def test_a_blind_vantage_says_nothing_about_ipv6() -> None:
    verdict = ipv6_broken.check(make_evidence(attempt(completed()), attempt(LOCAL, address=V6)))
    assert verdict == NotApplicable("this machine has no IPv6, so nothing is said about it")


def test_the_odd_address_is_described_by_its_tls_outcome() -> None:
    evidence = make_evidence(attempt(completed()), attempt(HELLO_RST, address=V4_OTHER))
    text = said(only(address_partial.check(evidence)))
    assert "Full handshake at 192.0.2.2 → closed with RST in answer to the ClientHello" in text
    assert "Full handshake at 192.0.2.1 → completed TLS 1.3" in text


def test_all_failing_addresses_are_not_partial() -> None:
    evidence = make_evidence(attempt(alert(40)), attempt(alert(40), address=V4_OTHER))
    assert address_partial.check(evidence) == NotApplicable("no address works")
    assert address_partial.check(make_evidence(attempt(alert(40)))) == NotApplicable("one address only")


def test_an_address_with_an_old_certificate_is_the_odd_one() -> None:
    root = Authority.root()
    issuing = root.intermediate()
    good = issuing.issue(dns=["a.test"])
    old = issuing.issue(dns=["a.test"], not_after=NOW - timedelta(days=3))
    evidence = examined(
        attempt(completed(good.sent_ders)),
        attempt(completed(old.sent_ders), address=V4_OTHER),
        stores=stores_of(root),
    )
    finding = only(address_partial.check(evidence))
    assert plain(finding.headline) == (
        "a.test:443 serves an older certificate at 192.0.2.2 than at its other addresses"
    )


def test_two_sound_certificates_are_a_note() -> None:
    root = Authority.root()
    chains = [root.intermediate().issue(dns=["a.test"]).sent_ders for _ in range(2)]
    evidence = examined(
        attempt(completed(chains[0])), attempt(completed(chains[1]), address=V4_OTHER), stores=stores_of(root)
    )
    finding = only(address_partial.check(evidence))
    assert (finding.severity, plain(finding.headline)) == (
        Severity.NOTE, "a.test:443 serves another certificate at 192.0.2.2 than at its other addresses",
    )  # fmt: skip


def test_the_same_certificate_everywhere_passes() -> None:
    root = Authority.root()
    chain = root.intermediate().issue(dns=["a.test"]).sent_ders
    evidence = examined(attempt(completed(chain)), attempt(completed(chain), address=V4_OTHER), stores=stores_of(root))
    assert address_partial.check(evidence) == PASSED


def test_the_proof_command_asks_the_pinned_address() -> None:
    target = replace(TARGET, pinned=V4)
    evidence = make_evidence(attempt(Refused(), target=target), target=target, resolution=NotResolved(V4))
    assert only(tcp_refused.check(evidence)).verify == "nc -vz 192.0.2.1 443"
