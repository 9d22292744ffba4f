"""What a survey asks for: everything we know, in lanes of at most 64, the weak first."""

from itertools import chain

import pytest

from core.survey.lists import CHUNK, SIGNATURES, VERSIONS, curves, group_lanes, groups_of_tls13, lanes_of, suites_of
from core.survey.lists import weak_first as sorted_weak_first
from core.wire.codes import Version
from core.wire.registry import cipher, cipher_by_openssl_name, ciphers, groups, signature_scheme

CLASSIC = VERSIONS[1:5]
MODERN_BULKS = ("AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-GCM-SHA256")
ASKED_NOTHING = {0x0000}  # TLS_NULL_WITH_NULL_NULL is never negotiated


def number(name: str) -> int:
    found = cipher_by_openssl_name(name)
    assert found is not None
    return found.code


def test_every_suite_that_is_known_is_asked_in_some_version() -> None:
    asked = set(chain.from_iterable(suites_of(version) for version in VERSIONS))
    assert {s.code for s in ciphers()} - asked == ASKED_NOTHING


@pytest.mark.parametrize("version", CLASSIC)
def test_lanes_are_short_and_share_the_suites_of_a_version(version: int) -> None:
    lanes = lanes_of(version)
    assert max(map(len, lanes)) <= CHUNK
    assert sorted(chain.from_iterable(lanes)) == sorted(suites_of(version))


@pytest.mark.parametrize(
    "together",
    [
        [f"{kind}-RSA-{bulk}" for kind in ("ECDHE", "DHE") for bulk in MODERN_BULKS],
        [f"ECDHE-ECDSA-{bulk}" for bulk in MODERN_BULKS],
        ["AES128-SHA", "AES256-SHA", "AES128-SHA256", "AES256-SHA256", "AES128-GCM-SHA256", "AES256-GCM-SHA384"],
    ],
)
def test_suites_that_servers_accept_together_are_spread(together: list[str]) -> None:
    lanes = lanes_of(Version.TLS1_2)
    homes = [next(n for n, lane in enumerate(lanes) if number(name) in lane) for name in together]
    assert len(set(homes)) == len(together)


def test_tls_1_3_suites_are_asked_in_tls_1_3_alone() -> None:
    assert {0x1301, 0x1302, 0x1303, 0x1304, 0x1305} <= set(suites_of(Version.TLS1_3))
    assert not set(suites_of(Version.TLS1_3)) & set(suites_of(Version.TLS1_2))


def test_old_versions_are_not_asked_for_what_they_cannot_do() -> None:
    assert not any(cipher(code).aead for code in suites_of(Version.TLS1_0))


def test_the_weak_stand_first() -> None:
    names = ("ECDHE-RSA-AES256-GCM-SHA384", "AES128-SHA", "RC4-SHA", "ECDHE-RSA-AES128-SHA", "NULL-SHA")
    best = sorted_weak_first(map(number, names))[::-1]
    assert [cipher(code).openssl for code in best[:3]] == [names[0], names[3], names[1]]
    assert {cipher(code).openssl for code in best[3:]} == {"RC4-SHA", "NULL-SHA"}


def test_the_ten_groups_of_openssl_take_four_questions_a_lane_at_most() -> None:
    openssl = {0x001D, 0x0017, 0x001E, 0x0019, 0x0018, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104}
    known = 0x001D  # of the full handshake
    assert max(len(openssl.intersection(lane) - {known}) for lane in group_lanes()) == 3  # and a refusal


def test_the_lanes_of_groups_do_not_overlap_and_hold_all_ml_kem() -> None:
    assert len(groups_of_tls13()) == len(set(groups_of_tls13())) == sum(map(len, group_lanes()))
    lattice = {g.code for g in groups() if "MLKEM" in g.name.replace("_", "").upper()}
    assert {0x11EB, 0x11EC, 0x11ED, 0x0200, 0x0201, 0x0202} <= lattice <= set(groups_of_tls13())
    assert {0x0100, 0x0101, 0x0102, 0x0103, 0x0104, 0x001D, 0x001E, 0x0017} <= set(groups_of_tls13())


def test_ecdhe_is_asked_with_every_curve_that_has_a_name() -> None:
    assert {0x001D, 0x001E, *range(0x0001, 0x001D)} <= set(curves())
    assert not {0xFF01, 0xFF02, 0x11EC, 0x0100} & set(curves())


def test_signature_schemes_are_named_once_each() -> None:
    assert len(SIGNATURES) == len(set(SIGNATURES))
    assert all(signature_scheme(s).known for s in SIGNATURES if s not in (0x0840, 0x0841))
