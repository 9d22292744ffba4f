"""Bytes that began as TLS and could not be accepted."""

from dataclasses import replace

import pytest

from core.model.finding import Severity
from core.model.observation import Fault, PeerFault, Profile, ServerFlight, Stage
from core.model.prose import plain
from core.model.verdict import PASSED, Found, NotApplicable, Rule, Undetermined
from core.rules import corrupt_record, key_mismatch, malformed_cert, malformed_handshake, oversized_chain
from tests.core.rules.support import HELLO_FIN, attempt, completed, examined, make_evidence, only, said
from tests.support.pki import Authority

BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=300_000)
RULES = [key_mismatch.RULE, corrupt_record.RULE, malformed_handshake.RULE, malformed_cert.RULE, oversized_chain.RULE]


def fault(kind: Fault, detail: str = "words of the library", flight: ServerFlight = BEGUN) -> PeerFault:
    return PeerFault(Stage.SERVER_FLIGHT, kind, detail, flight)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Fault.BAD_SIGNATURE, "key-mismatch"),
        (Fault.CORRUPT_RECORD, "corrupt-record"),
        (Fault.MALFORMED_HANDSHAKE, "malformed-handshake"),
        (Fault.MALFORMED_CERTIFICATE, "malformed-cert"),
        (Fault.TOO_LARGE, "oversized-chain"),
    ],
)
def test_one_fault_one_code(kind: Fault, code: str) -> None:
    verdicts = [rule.check(make_evidence(attempt(fault(kind)))) for rule in RULES]
    findings = [finding for verdict in verdicts if isinstance(verdict, Found) for finding in verdict.findings]
    assert [finding.code for finding in findings] == [code]
    assert findings[0].severity is Severity.BROKEN
    assert findings[0].accounts_for_failure


def test_the_librarys_words_are_in_the_evidence() -> None:
    finding = only(key_mismatch.check(make_evidence(attempt(fault(Fault.BAD_SIGNATURE, "bad signature")))))
    assert plain(finding.headline) == "a.test:443 is broken: its private key does not belong to its certificate"
    assert plain(finding.evidence[0]) == (
        "Full handshake → handshake signature does not fit the certificate's key: bad signature"
    )


def test_a_flood_without_a_server_hello_is_a_malformed_handshake() -> None:
    flood = fault(Fault.TOO_LARGE, "300000 bytes and no end", replace(BEGUN, version=None))
    assert only(malformed_handshake.check(make_evidence(attempt(flood)))).code == "malformed-handshake"
    assert isinstance(oversized_chain.check(make_evidence(attempt(flood))), NotApplicable)


def test_what_our_library_cannot_do_is_undetermined() -> None:
    evidence = make_evidence(attempt(fault(Fault.UNSUPPORTED, "unsupported \x1b[31m curve")))
    verdict = malformed_handshake.check(evidence)
    assert isinstance(verdict, Undetermined)
    assert "unsupported" in verdict.because
    assert "\x1b" not in verdict.because


def test_a_bad_mac_has_clients_words_and_a_bad_header_only_the_common_ones() -> None:
    mac = only(corrupt_record.check(make_evidence(attempt(fault(Fault.CORRUPT_RECORD, "bad record mac")))))
    header = only(corrupt_record.check(make_evidence(attempt(fault(Fault.CORRUPT_RECORD, "wrong version number")))))
    assert len(mac.impact) == 9
    assert [impact.client for impact in header.impact] == ["Chrome", "Safari"]


def test_a_second_attempt_that_works_makes_it_at_risk() -> None:
    evidence = make_evidence(attempt(fault(Fault.CORRUPT_RECORD)), attempt(completed(), Profile.FULL_AGAIN))
    assert only(corrupt_record.check(evidence)).severity is Severity.AT_RISK


def test_an_unreadable_leaf_is_named_with_its_place() -> None:
    finding = only(malformed_cert.check(examined(attempt(fault(Fault.MALFORMED_CERTIFICATE, "ASN.1", replace(
        BEGUN, chain=(b"\xaa" * 600,)))))))  # fmt: skip
    assert (finding.severity, plain(finding.headline)) == (
        Severity.BROKEN, "a.test:443 is broken: its certificate cannot be read",
    )  # fmt: skip
    assert "Certificate the server's own (600 bytes): " in said(finding)


def test_an_unreadable_intermediate_is_at_risk() -> None:
    leaf = Authority.root().intermediate().issue(dns=["a.test"])
    finding = only(malformed_cert.check(examined(attempt(completed((leaf.der, b"<html>"))))))
    assert (finding.severity, finding.accounts_for_failure) == (Severity.AT_RISK, False)


def test_readable_certificates_pass() -> None:
    evidence = examined(attempt(completed(Authority.root().intermediate().issue(dns=["a.test"]).sent_ders)))
    assert malformed_cert.check(evidence) == PASSED
    assert oversized_chain.check(evidence) == PASSED


@pytest.mark.parametrize(("count", "told"), [(10, False), (11, True)])
def test_java_refuses_more_than_ten_certificates(count: int, told: bool) -> None:
    leaf = Authority.root().intermediate().issue(dns=["a.test"])
    verdict = oversized_chain.check(examined(attempt(completed((leaf.der,) * count))))
    assert isinstance(verdict, Found) is told
    if told:
        finding = only(verdict)
        assert (finding.severity, [i.client for i in finding.impact]) == (Severity.AT_RISK, ["Java"])


@pytest.mark.parametrize(
    ("size", "severity"),
    [
        (32_768 - 5, None),
        (32_768 - 4, Severity.AT_RISK),
        (102_400 - 5, Severity.AT_RISK),
        (102_400 - 4, Severity.BROKEN),
    ],
)
def test_bytes_count_as_in_the_certificate_message(size: int, severity: Severity | None) -> None:
    verdict = oversized_chain.check(examined(attempt(completed((bytes(size),)))))
    assert (only(verdict).severity if isinstance(verdict, Found) else None) is severity


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.codes[0])
def test_other_endings_are_not_theirs(rule: Rule) -> None:
    assert not isinstance(rule.check(make_evidence(attempt(HELLO_FIN))), Found)
    assert isinstance(rule.check(make_evidence()), NotApplicable)
