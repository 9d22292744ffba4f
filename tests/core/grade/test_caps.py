"""The letter by the rules of SSL Server Rating Guide 2009r: one cap a test, and what lies just beside it."""

from dataclasses import replace

import pytest

from core.grade import grade
from core.model.grade import Letter
from core.model.server_map import DhParameters, Features, Preference, Tri
from core.wire.registry import Version
from tests.core.grade.support import cap, rules, surveyed
from tests.core.rules.certificate_support import CA
from tests.support.server_maps import RSA_12, SAFE, server, spoken, tls12, tls13

AES_SHA = ("ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA")


def test_tls13_and_12_with_aead_and_hsts_is_a_plus_and_needs_no_reason() -> None:
    found = grade(surveyed())
    assert (found.letter, found.strength, found.caps, found.trusted) == (Letter.A_PLUS, Letter.A_PLUS, (), True)


def test_tls13_alone_is_a_plus_though_there_is_no_fallback_signal() -> None:
    features = replace(SAFE, fallback_scsv=Tri.UNKNOWN, secure_renegotiation=Tri.UNKNOWN)
    assert grade(surveyed(server(tls13(), features=features))).letter is Letter.A_PLUS


def test_ssl2_is_f() -> None:
    found = grade(surveyed(server(tls13(), tls12(), spoken(Version.SSL2))))
    assert (found.letter, rules(found)[0]) == (Letter.F, "F SSL 2.0: F (2009c)")


def test_ssl3_as_the_best_protocol_is_f() -> None:
    assert (
        rules(grade(surveyed(server(spoken(Version.SSL3, "AES128-SHA")))))[0]
        == "F SSL 3.0 as the best protocol: F (2009i)"
    )


def test_ssl3_with_cbc_beside_better_ones_is_c() -> None:
    found = grade(surveyed(server(tls13(), tls12(), spoken(Version.SSL3, "AES128-SHA"))))
    assert (found.letter, rules(found)) == (Letter.C, ["C POODLE: C (2009g)"])


def test_ssl3_without_cbc_is_b() -> None:
    found = grade(surveyed(server(tls13(), tls12(), spoken(Version.SSL3, "RC4-SHA"))))
    assert (found.letter, rules(found)) == (Letter.B, ["B SSL 3.0 offered: B (2009h)", "B RC4 offered: B (2009i)"])


@pytest.mark.parametrize(
    ("version", "said"), [(Version.TLS1_0, "TLS 1.0 is spoken"), (Version.TLS1_1, "TLS 1.1 is spoken")]
)
def test_tls10_or_11_is_b(version: int, said: str) -> None:
    found = grade(surveyed(server(tls13(), tls12(), spoken(version, *AES_SHA))))
    assert (found.letter, [c.reason for c in found.caps]) == (Letter.B, [said])


def test_without_tls12_it_is_c() -> None:
    found = grade(surveyed(server(spoken(Version.TLS1_1, *AES_SHA))))
    assert found.letter is Letter.C
    assert cap(found, "no TLS 1.2").reason == "TLS 1.2 is not spoken"


def test_without_tls13_it_is_a_minus() -> None:
    found = grade(surveyed(server(tls12())))
    assert (found.letter, rules(found)) == (Letter.A_MINUS, ["A- no TLS 1.3: A- (2009r)"])


@pytest.mark.parametrize(
    ("suite", "why"),
    [
        ("NULL-SHA", "no encryption"),
        ("ADH-AES128-SHA", "no authentication"),
        ("EXP-RC4-MD5", "MD5 MAC"),
        ("DES-CBC-SHA", "single DES"),
    ],
)
def test_insecure_suites_are_f(suite: str, why: str) -> None:
    found = grade(surveyed(server(tls13(), tls12(*RSA_12, suite))))
    assert found.letter is Letter.F
    assert suite in cap(found, "insecure suites").reason
    assert why in cap(found, "insecure suites").reason or why == "MD5 MAC"


def test_rc4_behind_better_ciphers_is_b() -> None:
    assert rules(grade(surveyed(server(tls13(), tls12(*RSA_12, "ECDHE-RSA-RC4-SHA"))))) == ["B RC4 offered: B (2009i)"]


def test_rc4_first_in_tls12_is_c() -> None:
    found = grade(surveyed(server(tls13(), tls12("ECDHE-RSA-RC4-SHA", *RSA_12))))
    assert (found.letter, rules(found)) == (Letter.C, ["C RC4 with TLS 1.1 or newer: C (2009j)"])


def test_nothing_but_rc4_is_f() -> None:
    found = grade(surveyed(server(spoken(Version.TLS1_2, "ECDHE-RSA-RC4-SHA", "RC4-SHA"))))
    assert found.letter is Letter.F
    assert cap(found, "only RC4").letter is Letter.F


def test_3des_at_the_end_of_the_list_is_no_cap() -> None:
    assert grade(surveyed(server(tls13(), tls12(*RSA_12, "ECDHE-RSA-DES-CBC3-SHA")))).letter is Letter.A_PLUS


def test_3des_first_in_tls12_is_c() -> None:
    found = grade(surveyed(server(tls13(), tls12("ECDHE-RSA-DES-CBC3-SHA", *RSA_12))))
    assert rules(found) == ["C 3DES negotiated with TLS 1.1 or newer: C (2017-04)"]


def test_3des_before_aes_cbc_is_c_where_a_client_ends_with_it() -> None:
    order = ("ECDHE-RSA-AES128-GCM-SHA256", "DES-CBC3-SHA", "AES128-SHA")
    found = grade(surveyed(server(tls13(), tls12(*order)), CA.issue(key="rsa2048")))
    assert "C 3DES negotiated with TLS 1.1 or newer: C (2017-04)" in rules(found)


def test_without_aead_it_is_b() -> None:
    found = grade(surveyed(server(tls12(*AES_SHA))))
    assert (found.letter, rules(found)[0]) == (Letter.B, "B no AEAD: B (2018-03)")


def test_rsa_key_exchange_alone_has_no_forward_secrecy_and_is_b() -> None:
    found = grade(surveyed(server(tls12("AES128-GCM-SHA256"))))
    assert rules(found)[0] == "B no forward secrecy with reference browsers: B (2018-03)"
    assert cap(found, "no forward secrecy").reason.startswith("no forward secrecy with Chrome (current), Edge")


@pytest.mark.parametrize(
    ("bits", "letter"), [(2048, Letter.A_PLUS), (2047, Letter.B), (1024, Letter.B), (1023, Letter.F)]
)
def test_diffie_hellman_below_2048_is_b_and_below_1024_f(bits: int, letter: Letter) -> None:
    assert grade(surveyed(server(dh=DhParameters(bits=bits)))).letter is letter


def test_an_rsa_key_of_1024_bits_is_b() -> None:
    found = grade(surveyed(server(tls13(), tls12(*RSA_12)), CA.issue(key="rsa1024")))
    assert (found.letter, cap(found, "key below").rule) == (Letter.B, "key below 2048 bits: B (2009e)")


def test_tls_compression_is_c() -> None:
    found = grade(surveyed(server(features=replace(SAFE, compression=Tri.YES))))
    assert (found.letter, rules(found)) == (Letter.C, ["C CRIME: C (2009j)"])


def test_without_rfc5746_there_is_a_warning_and_a_minus() -> None:
    found = grade(surveyed(server(features=replace(SAFE, secure_renegotiation=Tri.NO))))
    assert (found.letter, rules(found)) == (Letter.A_MINUS, ["A- a warning: A-"])


@pytest.mark.parametrize(
    ("header", "letter"),
    [
        ("max-age=15768000", Letter.A_PLUS),
        ("max-age=15767999", Letter.A),
        ("max-age=0", Letter.A),
        ("max-age=banana", Letter.A),
        (None, Letter.A),
    ],
)
def test_a_plus_needs_half_a_year_of_hsts(header: str | None, letter: Letter) -> None:
    assert grade(surveyed(hsts=header)).letter is letter


def test_a_plus_needs_the_fallback_signal_where_there_is_something_to_fall_back_to() -> None:
    found = grade(surveyed(server(features=replace(SAFE, fallback_scsv=Tri.NO))))
    assert (found.letter, rules(found)) == (Letter.A, ["A A+ needs TLS_FALLBACK_SCSV (2009h)"])


def test_what_is_not_known_of_the_bonus_costs_the_plus_and_is_said() -> None:
    found = grade(surveyed(server(features=replace(SAFE, fallback_scsv=Tri.UNKNOWN)), http=False))
    assert found.letter is Letter.A
    assert [c.reason for c in found.caps] == [
        "no HTTP answer was seen, so HSTS is not known",
        "whether downgrades are prevented (TLS_FALLBACK_SCSV) is not known",
    ]


def test_unknown_features_are_assumptions_and_no_caps() -> None:
    found = grade(surveyed(server(features=Features(fallback_scsv=Tri.YES))))
    assert found.letter is Letter.A_PLUS
    assert {"TLS compression is off", "secure renegotiation (RFC 5746) is supported"} <= set(found.assumes)


def test_the_worst_cap_counts_and_all_are_listed() -> None:
    found = grade(
        surveyed(server(tls12(*AES_SHA, preference=Preference.CLIENT), features=replace(SAFE, compression=Tri.YES)))
    )
    assert (found.letter, [c.letter.value for c in found.caps]) == (Letter.C, ["C", "B", "A-"])
