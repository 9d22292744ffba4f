"""Servers with a certificate for each kind of key: the second one is judged too, as grave as who gets it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.model.certificate import KeyKind
from core.model.evidence import Evidence
from core.model.finding import Finding
from core.model.prose import plain
from core.model.server_map import ServerMap
from core.model.verdict import PASSED, Rule
from core.rules import cert_expired, hostname_mismatch, must_staple_missing
from core.summaries import certificates
from core.words.certificate_takers import named, takers_of
from tests.core.rules.certificate_support import CA, NOW
from tests.core.rules.map_support import TLS13, V12, V13, server, surveyed
from tests.core.rules.support import only, presentation_for, said
from tests.support.pki import Leaf

ECDSA_SUITE, RSA_SUITE = 0xC02B, 0xC02F
OLD: dict[str, Any] = {"not_before": NOW - timedelta(days=100), "not_after": NOW - timedelta(days=20)}
RSA: dict[str, Any] = {"key": "rsa2048", "ku": ("digital_signature", "key_encipherment")}
DUAL = server({V13: TLS13, V12: (ECDSA_SUITE, RSA_SUITE)})


def dual(first: Leaf, second: Leaf, mapped: ServerMap = DUAL) -> Evidence:
    """What a full handshake gets, and what only the survey got."""
    main = presentation_for(first.sent_ders)
    other = presentation_for(second.sent_ders)
    evidence = surveyed(mapped, presentations=[main])
    shown = replace(evidence.endpoints[0], presentation=main)
    assert other.leaf
    return replace(evidence, endpoints=(shown,), others=(replace(other, for_key=other.leaf.key.kind),))


def one(rule: Rule, evidence: Evidence) -> Finding:
    return only(rule.check(evidence))


def test_a_forgotten_second_renewal_is_a_risk_for_those_who_get_it() -> None:
    finding = one(cert_expired.RULE, dual(CA.issue(), CA.issue(**RSA, **OLD)))
    assert plain(finding.headline) == (
        "a.test:443 is at risk with its RSA certificate: the certificate expired 20 days ago"
    )
    assert finding.impact == ()  # no current client gets it
    assert "Asked for its RSA certificate, the server sends 2 certificates" in said(finding)
    assert "Of the clients that we know, it is what" in said(finding)
    assert "-sigalgs RSA-PSS+SHA256:RSA+SHA256 </dev/null" in finding.verify


def test_a_second_certificate_that_current_clients_get_breaks_them() -> None:
    """No browser takes Ed25519 signatures."""
    evidence = dual(CA.issue(key="ed25519"), CA.issue(**RSA, **OLD))
    finding = one(cert_expired.RULE, evidence)
    assert plain(finding.headline).startswith("a.test:443 is broken with its RSA certificate")
    assert finding.impact


def test_the_first_one_is_named_too() -> None:
    finding = one(cert_expired.RULE, dual(CA.issue(**OLD), CA.issue(**RSA)))
    assert plain(finding.headline).startswith("a.test:443 is broken with its ECDSA certificate: ")


def test_what_both_share_is_said_once() -> None:
    finding = one(cert_expired.RULE, dual(CA.issue(**OLD), CA.issue(**RSA, **OLD)))
    assert plain(finding.headline).startswith("a.test:443 is broken with its ECDSA certificate: ")
    assert "Likewise: a.test:443 is at risk with its RSA certificate" in said(finding)


def test_two_right_ones_pass() -> None:
    evidence = dual(CA.issue(), CA.issue(**RSA))
    assert cert_expired.RULE.check(evidence) == PASSED
    assert hostname_mismatch.RULE.check(evidence) == PASSED


def test_what_takes_a_full_handshake_to_see_is_asked_of_the_first_alone() -> None:
    evidence = dual(CA.issue(), CA.issue(**RSA, must_staple=True))
    assert must_staple_missing.RULE.check(evidence) == must_staple_missing.RULE.check(replace(evidence, others=()))


def test_both_are_listed() -> None:
    evidence = dual(CA.issue(), CA.issue(**RSA))
    kinds = [c.key.kind for c in certificates(evidence) if not c.is_ca]
    assert kinds == [KeyKind.EC, KeyKind.RSA]


def test_who_gets_it_follows_from_the_suites() -> None:
    both = dual(CA.issue(), CA.issue(**RSA))
    assert not [c.name for c in takers_of(both, both.others[0]) if c.current]
    first_only = replace(both, endpoints=(replace(both.endpoints[0], map=None),))
    assert takers_of(first_only, both.others[0]) == ()


def test_names_of_who_gets_it() -> None:
    both = dual(CA.issue(key="ed25519"), CA.issue(**RSA))
    takers = takers_of(both, both.others[0])
    assert named(()) == "none gets"
    assert named(takers[:1]) == "Chrome (current) gets"
    assert named(takers).endswith(" more get")
