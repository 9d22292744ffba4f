"""A report boiled down: what was not asked is not gone, and the path's end is the one that clients walk."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from core.codec import decode, encode
from core.diagnose import diagnose
from core.examine import examine
from core.model.certificate import CertificateFacts, KeyKind, PublicKeyFacts
from core.model.finding import Severity
from core.model.observation import Depth, Observation
from core.model.report import AddressSummary, Open, Report
from core.model.resolution import NxDomain
from core.model.target import Target
from core.model.trust import Store, StoreVerdict, TrustStores
from core.model.watch import Facts, Serving
from core.rules import catalogue
from core.table import MOST_BYTES
from core.watching.certificates import MOST_NAMES, surprises
from core.watching.facts import facts_of
from tests.core.render.test_slack import broken
from tests.support.reports import healthy_report, reports

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def certificate(name: str, issuer: str, days: int = 60, **other: object) -> CertificateFacts:
    plain = CertificateFacts(
        der=b"", sha256=name, version=3, serial="01", subject=f"CN={name}", issuer=f"CN={issuer},O=Trust Inc.",
        subject_id=name, issuer_id=issuer, common_name=name, organisation=None, not_before=NOW - 30 * DAY,
        not_after=NOW + timedelta(days=days), key=PublicKeyFacts(kind=KeyKind.EC, bits=256, curve="secp256r1"),
        signature_oid="1.2.840.10045.4.3.2", signature_hash="sha256", self_issued=name == issuer,
        self_signed=name == issuer, dns_names=(f"{name}.example",),
    )  # fmt: skip
    return replace(plain, **other)  # type: ignore[arg-type]


LEAF = certificate("leaf", "R12")
ISSUER = certificate("R12", "X1", 900)
CROSS = certificate("X1", "Old Root", 3)
VERDICT = StoreVerdict(store=Store.MOZILLA, trusted=True, anchor="X1", because="")


def report(*certificates: CertificateFacts, **other: object) -> Report:
    leaf = certificates[0].sha256 if certificates else None
    addresses = (AddressSummary("192.0.2.1", "completed TLSv1.3", ok=True, leaf_sha256=leaf),)
    base = replace(healthy_report(), certificates=certificates, addresses=addresses, judged_at=NOW, negotiated=None)
    return replace(base, **other)  # type: ignore[arg-type]


def test_the_leaf_its_issuers_and_where_it_is_served() -> None:
    facts = facts_of(report(LEAF, ISSUER, certificate("X1", "X1", 5000)))
    assert facts.leaf is not None
    assert (facts.leaf.sha256, facts.leaf.chain, facts.leaf.key) == ("leaf", ("R12",), "EC secp256r1")
    assert facts.leaf.names == ("leaf.example",)
    assert facts.serving == (Serving("leaf", ("192.0.2.1",)),)
    assert facts.earliest == LEAF.not_after


def test_the_certificate_of_most_addresses_is_the_leaf() -> None:
    other = certificate("other", "R12")
    addresses = tuple(
        AddressSummary(f"192.0.2.{n}", "completed TLSv1.3", ok=True, leaf_sha256=sha)
        for n, sha in enumerate(["leaf", "other", "other", None])
    )
    facts = facts_of(report(LEAF, ISSUER, other, addresses=addresses))
    assert facts.leaf is not None
    assert (facts.leaf.sha256, [o.sha256 for o in facts.others]) == ("other", ["leaf"])
    assert facts.serving == (Serving("other", ("192.0.2.1", "192.0.2.2")), Serving("leaf", ("192.0.2.0",)))


@pytest.mark.parametrize(
    ("sent", "trust", "ends"),
    [
        ((LEAF, replace(ISSUER, not_after=NOW + 9 * DAY)), (VERDICT,), 9),
        ((LEAF, ISSUER, CROSS), (VERDICT,), 60),
        ((LEAF, ISSUER, CROSS), (VERDICT, replace(VERDICT, store=Store.JAVA, anchor="Old Root")), 3),
        ((LEAF, ISSUER, CROSS), (), 3),
        ((LEAF, ISSUER, replace(CROSS, not_after=NOW - 9 * DAY)), (), 60),
        ((LEAF, ISSUER, certificate("unrelated", "nobody", 1)), (VERDICT,), 60),
    ],
    ids=["intermediate", "cross-sign of a root", "still needed", "no verdict", "expired, walked around", "unrelated"],
)
def test_the_end_of_the_path(sent: tuple[CertificateFacts, ...], trust: tuple[StoreVerdict, ...], ends: int) -> None:
    assert facts_of(report(*sent, trust=trust)).earliest == NOW + timedelta(days=ends)


def test_an_expired_intermediate_without_a_way_around_ends_the_path() -> None:
    finding = replace(broken().findings[0], code="intermediate-expired")
    gone = replace(ISSUER, not_after=NOW - DAY)
    assert facts_of(report(LEAF, gone, findings=(finding,), trust=(VERDICT,))).earliest == NOW - DAY


def test_notes_are_no_problems() -> None:
    finding = broken().findings[0]
    found = facts_of(report(LEAF, findings=(finding, replace(finding, code="note", severity=Severity.NOTE))))
    assert [p.code for p in found.problems] == [finding.code]


def test_what_a_quick_check_does_not_ask_is_undetermined() -> None:
    open_ = (Open("no-tls13", "a quick check has no survey of the server"), Open("starttls-needed", "it speaks TLS"))
    assert facts_of(report(LEAF, not_applicable=open_, depth=Depth.QUICK)).undetermined == ("no-tls13",)
    assert facts_of(report(LEAF, not_applicable=open_, depth=Depth.FULL)).undetermined == ()


def test_without_a_certificate_nothing_about_certificates_is_known() -> None:
    open_ = (Open("cert-expired", "no certificate was seen"),)
    found = facts_of(report(not_applicable=open_, undetermined=(Open("no-caa", "x"),)))
    assert found.undetermined == ("cert-expired", "no-caa")


def test_the_words_that_a_quick_check_is_known_by_are_the_reports_own() -> None:
    """The real diagnosis of a quick check of a name that does not exist."""
    nowhere = Observation(
        target=Target("gone.example"), observed_at=NOW, resolution=NxDomain("gone.example"), depth=Depth.QUICK
    )
    stores = TrustStores(as_of=NOW.date(), by_subject={}, by_sha256={})
    found = diagnose(examine(nowhere, stores), catalogue())
    unasked = {o.code for o in found.not_applicable if "a quick check has no" in o.because}
    facts = facts_of(replace(found, certificates=(LEAF,)))
    assert len(unasked) > 20
    assert unasked <= set(facts.undetermined)
    assert not facts_of(found).reached
    assert [p.code for p in facts_of(found).problems] == ["dns-nxdomain"]


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [
        ("completed TLSv1.3 TLS_AES_128_GCM_SHA256", True),
        ("alert 40 handshake_failure after the ClientHello", True),
        ("malformed handshake message: x", True),
        ("connection refused (RST to SYN)", False),
        ("silent after the ClientHello for 5.0 s", False),
        ("no TLS: http HTTP/1.1 400", False),
        ("not contacted: private address", False),
    ],
)
def test_reached_is_who_answers_in_tls(outcome: str, reached: bool) -> None:
    assert facts_of(report(addresses=(AddressSummary("192.0.2.1", outcome, ok=False),))).reached is reached


def test_a_certificate_with_thousands_of_names_stays_small() -> None:
    many = replace(LEAF, dns_names=tuple(f"h{n}.example" for n in range(5000)))
    facts = facts_of(report(many))
    assert facts.leaf is not None
    assert len(facts.leaf.names) == MOST_NAMES


@settings(max_examples=25)
@given(reports)
def test_any_report_has_facts_that_can_be_stored(any_report: Report) -> None:
    facts = facts_of(any_report)
    assert decode(Facts, encode(facts)) == facts


def test_eight_certificates_full_of_the_longest_names_fit_into_one_record() -> None:
    names = tuple(f"{number:03}{'.'.join(['a' * 60] * 4)}.example" for number in range(400))
    leaves = [
        certificate(f"leaf{n}", "\N{SNOWMAN}" * 200, dns_names=names, serial="f" * 9000, common_name="C" * 9000)
        for n in range(8)
    ]
    addresses = tuple(
        AddressSummary(f"192.0.2.{n}", "completed TLSv1.3", ok=True, leaf_sha256=f"leaf{n}") for n in range(8)
    )
    facts = facts_of(report(*leaves, addresses=addresses))
    assert len(facts.others) == 7
    assert len(json.dumps(encode(facts))) < MOST_BYTES - 50_000


def test_names_that_were_not_kept_are_not_missed() -> None:
    """One name more comes before the others, so that the last of them is kept no longer."""
    names = tuple(f"{number:03}{'.'.join(['a' * 60] * 4)}.example" for number in range(100))
    old, new = (facts_of(report(certificate("leaf", "R12", dns_names=n))).leaf for n in (names, ("0.example", *names)))
    assert old is not None
    assert new is not None
    assert len(old.names) < 100
    assert surprises(old, new) == ()
