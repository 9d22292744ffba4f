"""CAA policies: which name decides, who may issue (RFC 8659)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.posture import CaaAt, CaaRecord, Nothing, Records, Unanswered
from core.posture.ca_domains import domains_of
from core.posture.caa import (
    Allowed,
    Blocked,
    CaaPolicy,
    CaaUntold,
    NoCaa,
    Permission,
    judge,
    permission,
    relevant,
)

LE = ("letsencrypt.org",)


def at(name: str, *records: CaaRecord) -> CaaAt:
    return CaaAt(name, Records(name, records) if records else Nothing())


def issue(value: str) -> CaaRecord:
    return CaaRecord("issue", value)


def policy(*records: CaaRecord) -> CaaPolicy:
    found = relevant((at("a.test", *records), at("test")))
    assert isinstance(found, CaaPolicy)
    return found


# --- the climb ---


def test_the_nearest_name_with_records_decides() -> None:
    found = relevant((at("w.a.test"), at("a.test", issue("one.example")), at("test", issue("two.example"))))
    assert isinstance(found, CaaPolicy)
    assert (found.name, found.issue) == ("a.test", (Permission("one.example"),))


def test_a_policy_without_issue_decides_too() -> None:
    found = relevant((at("w.a.test", CaaRecord("iodef", "mailto:a@a.test")), at("a.test", issue("one.example"))))
    assert isinstance(found, CaaPolicy)
    assert (found.name, found.issue, found.iodef) == ("w.a.test", None, ("mailto:a@a.test",))


def test_a_climb_may_begin_higher() -> None:
    climb = (at("w.a.test", issue("one.example")), at("a.test"), at("test"))
    assert relevant(climb, "a.test") == NoCaa(("a.test", "test"))


def test_no_records_anywhere() -> None:
    assert relevant((at("a.test"), at("test"))) == NoCaa(("a.test", "test"))


def test_a_failed_lookup_below_the_records_leaves_it_untold() -> None:
    failed = CaaAt("a.test", Unanswered("SERVFAIL", unchecked_answers=True))
    assert relevant((failed, at("test", issue("x.example")))) == CaaUntold("a.test", "SERVFAIL", dnssec=True)


def test_a_failed_lookup_above_them_does_not() -> None:
    assert isinstance(relevant((at("a.test", issue("x.example")), CaaAt("test", Unanswered("late")))), CaaPolicy)


@pytest.mark.parametrize("climb", [(), (at("b.a.test"), at("a.test"))])
def test_a_climb_that_stopped_early_is_untold(climb: tuple[CaaAt, ...]) -> None:
    assert isinstance(relevant(climb), CaaUntold)


# --- one property ---


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("letsencrypt.org", Permission("letsencrypt.org")),
        ("  LetsEncrypt.ORG \t", Permission("letsencrypt.org")),
        ("ca.example; accounturi=https://x/1;validationmethods=dns-01", Permission(
            "ca.example", ("accounturi=https://x/1", "validationmethods=dns-01")
        )),
        (";", None),
        ("", None),
        ("; policy=ev", None),
        ("-ca.example", None),
        ("ca..example", None),
        ("ca.example other.example", None),
        ("cä.example", None),
    ],
)  # fmt: skip
def test_who_an_issue_property_names(value: str, expected: Permission | None) -> None:
    assert permission(value) == expected


@given(st.text(max_size=40))
def test_any_value_is_a_domain_or_nobody(value: str) -> None:
    found = permission(value)
    assert found is None or set(found.domain) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


# --- judging ---


def test_the_ca_that_is_named_may() -> None:
    assert judge(policy(issue("letsencrypt.org")), LE, wildcard=False) == Allowed(Permission("letsencrypt.org"))


def test_another_may_not() -> None:
    assert judge(policy(issue("digicert.com")), LE, wildcard=False) == Blocked(("digicert.com",))


def test_nobody_may() -> None:
    assert judge(policy(issue(";")), LE, wildcard=False) == Blocked(())


def test_without_issue_anybody_may() -> None:
    assert judge(policy(CaaRecord("iodef", "x")), LE, wildcard=False) == Allowed(None)


def test_issuewild_is_for_wildcards_alone() -> None:
    mixed = policy(issue("letsencrypt.org"), CaaRecord("issuewild", ";"))
    assert judge(mixed, LE, wildcard=True) == Blocked(())
    assert isinstance(judge(mixed, LE, wildcard=False), Allowed)


def test_issuewild_alone_says_nothing_of_plain_names() -> None:
    only_wild = policy(CaaRecord("issuewild", "digicert.com"))
    assert judge(only_wild, LE, wildcard=False) == Allowed(None)
    assert judge(only_wild, LE, wildcard=True) == Blocked(("digicert.com",))


def test_wildcards_follow_issue_without_issuewild() -> None:
    assert judge(policy(issue("digicert.com")), LE, wildcard=True) == Blocked(("digicert.com",))


def test_a_critical_property_that_nobody_knows_blocks() -> None:
    odd = policy(issue("letsencrypt.org"), CaaRecord("tbs", "x", critical=True))
    assert judge(odd, LE, wildcard=False) == Blocked(("letsencrypt.org",), ("tbs",))


def test_an_unknown_property_that_is_not_critical_is_passed_over() -> None:
    assert isinstance(judge(policy(issue("letsencrypt.org"), CaaRecord("tbs", "x")), LE, wildcard=False), Allowed)


def test_a_permission_without_conditions_is_preferred() -> None:
    bound = issue("letsencrypt.org; accounturi=https://x/1")
    found = judge(policy(bound, issue("letsencrypt.org")), LE, wildcard=False)
    assert found == Allowed(Permission("letsencrypt.org"))


# --- which domain a CA goes by ---


@pytest.mark.parametrize(
    ("organisation", "first"),
    [
        ("Let's Encrypt", "letsencrypt.org"),
        ("Internet Security Research Group", "letsencrypt.org"),
        ("Google Trust Services LLC", "pki.goog"),
        ("DigiCert Inc", "digicert.com"),
        ("Sectigo Limited", "sectigo.com"),
        ("GlobalSign nv-sa", "globalsign.com"),
        ("Amazon", "amazon.com"),
        ("GoDaddy.com, Inc.", "godaddy.com"),
        ("Microsoft Corporation", "microsoft.com"),
        ("SSL Corporation", "ssl.com"),
        ("ZeroSSL", "sectigo.com"),
    ],
)
def test_known_cas(organisation: str, first: str) -> None:
    found = domains_of(organisation)
    assert found is not None
    assert found[0] == first


@pytest.mark.parametrize("organisation", [None, "", "Our Own CA", "Not Let's Encrypt"])
def test_a_ca_that_is_not_listed_is_unknown(organisation: str | None) -> None:
    assert domains_of(organisation) is None
