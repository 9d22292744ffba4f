"""Trust beside strength, what gives no letter, several addresses, and the score."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from core.grade import grade
from core.grade.scores import letter_for
from core.model.evidence import Evidence
from core.model.grade import Axis, Letter, Scores
from core.model.observation import Fault, PeerFault, Stage
from core.model.revocation import CertificateStatus, Revocation, Source, Standing, StatusAnswer
from core.model.server_map import Tri
from core.model.target import Starttls
from core.wire.registry import Version
from tests.core.grade.support import cap, rules, surveyed, with_map
from tests.core.rules.certificate_support import CA, DAY, NOBODY, NOW, OWN, SECOND
from tests.core.rules.support import V4_OTHER, attempt
from tests.support.pki import CLIENT_AUTH, RawExtension, self_signed
from tests.support.server_maps import RSA_12, server, spoken, tls12, tls13


def test_a_wrong_name_is_m_and_the_strength_stands_beside() -> None:
    found = grade(surveyed(leaf=CA.issue(dns=("b.test",), scts=2)))
    assert (found.letter, found.strength, found.trusted) == (Letter.M, Letter.A_PLUS, False)
    assert found.trust == ("the certificate is for other names",)


def test_an_unknown_root_is_t() -> None:
    found = grade(surveyed(stores=NOBODY))
    assert (found.letter, found.strength) == (Letter.T, Letter.A_PLUS)
    assert found.caps[0].axis is Axis.TRUST


def test_a_self_signed_certificate_is_t() -> None:
    assert rules(grade(surveyed(leaf=self_signed(dns=("a.test",)))))[0] == "T not trusted: T"


def test_expired_by_a_second_is_t_and_the_last_second_is_not() -> None:
    assert grade(surveyed(leaf=CA.issue(not_after=NOW - SECOND, scts=2))).letter is Letter.T
    assert grade(surveyed(leaf=CA.issue(not_after=NOW, scts=2))).letter is Letter.A_PLUS


def test_not_yet_valid_is_t() -> None:
    assert "T not yet valid: T" in rules(grade(surveyed(leaf=CA.issue(not_before=NOW + DAY))))


@pytest.mark.parametrize("use", [CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
def test_a_certificate_without_server_auth_is_t(use: ObjectIdentifier) -> None:
    assert grade(surveyed(leaf=CA.issue(eku=(use,), scts=2))).letter is Letter.T


def test_a_critical_extension_that_nobody_knows_is_t() -> None:
    leaf = CA.issue(extra=(RawExtension("1.3.6.1.4.1.99999.1", b"\x05\x00", critical=True),), scts=2)
    assert grade(surveyed(leaf=leaf)).letter is Letter.T


def test_a_handshake_that_breaks_off_gives_no_letter() -> None:
    evidence = surveyed()
    (endpoint,) = evidence.endpoints
    broken = replace(endpoint, attempts=(attempt(PeerFault(Stage.SERVER_FLIGHT, Fault.BAD_SIGNATURE, "bad")),))
    found = grade(replace(evidence, endpoints=(broken,)))
    assert (found.letter, found.ungraded) == (None, "our own handshake with the server does not complete")


def test_the_users_own_ca_is_trust_and_is_named() -> None:
    found = grade(surveyed(stores=OWN))
    assert (found.letter, found.trust) == (Letter.A_PLUS, ("trusted by your CA file",))


def test_an_incomplete_chain_is_b() -> None:
    found = grade(surveyed(leaf=(CA.issue(scts=2).der,)))
    assert "B incomplete chain: B (2009i)" in rules(found)


def test_starttls_is_judged_like_any_other_and_cannot_have_hsts() -> None:
    found = grade(surveyed(starttls=Starttls.SMTP, http=False))
    assert (found.letter, found.trusted) == (Letter.A, True)
    assert found.caps[0].reason == "A+ rests on HSTS, which only HTTP has"


@pytest.mark.parametrize(
    ("mapped", "why"),
    [
        (server(tls13(), tls12(), unknown=[Version.TLS1_0]), "whether the server speaks TLS 1.0 was not found out"),
        (
            server(tls13(), spoken(Version.TLS1_2, *RSA_12, complete=False)),
            "the cipher suites of TLS 1.2 were not asked to the end",
        ),
        (
            server(limited="closed after 20 connections"),
            "the server limited our questions: closed after 20 connections",
        ),
    ],
)
def test_an_incomplete_map_gives_no_letter(mapped: object, why: str) -> None:
    found = grade(surveyed(mapped))  # type: ignore[arg-type]
    assert (found.letter, found.ungraded, found.caps) == (None, why, ())


def test_without_a_survey_there_is_no_letter() -> None:
    found = grade(with_map(surveyed(), None))
    assert (found.letter, found.ungraded) == (None, "the server was not surveyed")


def test_ssl2_that_was_not_decided_is_an_assumption() -> None:
    assert "SSL 2.0 is off" in grade(surveyed(server(unknown=[Version.SSL2]))).assumes


def test_of_two_addresses_the_worse_counts_and_is_named() -> None:
    one = surveyed()
    (first,) = one.endpoints
    two = replace(one, endpoints=(first, replace(first, address=V4_OTHER)))
    found = grade(with_map(two, server(), server(tls12())))
    assert (found.letter, found.address) == (Letter.A_MINUS, str(V4_OTHER))


def test_addresses_that_were_not_surveyed_are_assumed_alike() -> None:
    one = surveyed()
    (first,) = one.endpoints
    other = replace(first, address=ip_address("192.0.2.9"), map=None)
    found = grade(replace(one, endpoints=(first, other)))
    assert found.assumes[-1] == "192.0.2.9 is like the surveyed addresses"


def test_the_score_is_30_30_40() -> None:
    mapped = server(tls13(), tls12("ECDHE-RSA-AES256-GCM-SHA384"), groups=("secp384r1",))
    found = grade(surveyed(mapped, CA.issue(key="rsa4096", scts=2)))
    assert found.scores == Scores(protocol=100, key_exchange=100, cipher=90, total=96)


def test_zero_in_one_category_is_zero_in_all() -> None:
    found = grade(surveyed(server(tls12(*RSA_12, "ADH-AES128-GCM-SHA256"))))
    assert found.scores is not None
    assert (found.scores.key_exchange, found.scores.total, found.letter) == (0, 0, Letter.F)


@pytest.mark.parametrize(
    ("total", "letter"),
    [(80, "A"), (79, "B"), (65, "B"), (64, "C"), (50, "C"), (49, "D"), (35, "D"), (34, "E"), (20, "E"), (19, "F")],
)
def test_the_letters_of_the_score(total: int, letter: str) -> None:
    assert letter_for(total).value == letter


def test_letters_rank_from_the_best() -> None:
    assert [x.value for x in sorted(Letter, key=lambda x: x.rank)][:3] == ["A+", "A", "A-"]


def test_a_certificate_that_cannot_be_traced_gives_no_letter() -> None:
    """The issuer is to be had by AIA and was not got: the chain may well be good."""
    leaf = CA.issue(aia="http://a.test/ca", scts=2)
    found = grade(surveyed(leaf=(leaf.der,), stores=NOBODY))
    assert found.letter is None
    assert found.ungraded.startswith("whether the certificate is trusted cannot be told: ")


def test_what_needs_attacks_is_assumed_and_said() -> None:
    assert "Heartbleed" in grade(surveyed()).assumes[0]


def test_compression_unknown_in_tls13_alone_is_no_matter() -> None:
    found = grade(surveyed(server(tls13())))
    assert found.assumes[1:] == ("the certificate is not revoked",)


def test_fallback_yes_is_no_cap() -> None:
    assert server().features.fallback_scsv is Tri.YES
    assert grade(surveyed(leaf=CA.issue(not_after=NOW + timedelta(days=80), scts=2))).caps == ()


def with_status(*answers: StatusAnswer, depth: int = 0, exempt: str | None = None) -> Evidence:
    """A good server whose certificate at this depth has these answers about its revocation."""
    evidence = surveyed()
    (shown,) = evidence.presentations
    chain = (shown.leaf, *shown.intermediates)
    statuses = tuple(
        CertificateStatus(certificate=c, depth=n, exempt=exempt, answers=answers if n == depth else ())
        for n, c in enumerate(chain)
        if c
    )
    told = replace(shown, revocation=Revocation(statuses=statuses))
    endpoints = tuple(replace(e, presentation=told) for e in evidence.endpoints)
    return replace(evidence, presentations=(told,), endpoints=endpoints)


REVOKED = StatusAnswer(source=Source.CRL, standing=Standing.REVOKED)
GOOD_STANDING = StatusAnswer(source=Source.CRL, standing=Standing.GOOD)


@pytest.mark.parametrize(
    ("depth", "reason"), [(0, "the certificate is revoked"), (1, "an intermediate certificate is revoked")]
)
def test_a_revoked_certificate_is_t(depth: int, reason: str) -> None:
    found = grade(with_status(REVOKED, depth=depth))
    assert (found.letter, cap(found, "revoked").reason) == (Letter.T, reason)


def test_a_known_status_is_not_assumed() -> None:
    assumed = "the certificate is not revoked"
    assert assumed not in grade(with_status(GOOD_STANDING)).assumes
    assert assumed in grade(with_status(exempt="it names no place where a revocation would be published")).assumes
    assert assumed in grade(with_status()).assumes
