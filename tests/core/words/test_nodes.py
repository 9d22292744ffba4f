"""Addresses compared point by point."""

from dataclasses import replace

from core.model.prose import plain
from core.model.server_map import ServerMap
from core.words.nodes import ALPN, CHAIN, GROUPS, SUITES, VERSIONS, Difference, differences
from tests.core.rules.certificate_support import CA
from tests.core.rules.map_support import (
    ECDHE_AEAD,
    ECDHE_CBC,
    FINE,
    MODERN,
    RC4,
    SSL3,
    TLS13,
    V10,
    V12,
    V13,
    server,
    surveyed,
)
from tests.core.rules.support import presentation_for

LEGACY = server({**MODERN, V10: ECDHE_CBC})


def compared(*maps: ServerMap | None) -> tuple[Difference, ...]:
    return differences(surveyed(*maps).working)


def odd(*maps: ServerMap | None) -> list[tuple[str, list[str]]]:
    """Each point that differs, with the odd addresses."""
    return [(d.point.name, [str(e.address) for e in d.endpoints]) for d in compared(*maps)]


def test_addresses_alike_do_not_differ() -> None:
    assert compared(server(), server(), server()) == ()


def test_the_minority_is_odd() -> None:
    assert odd(server(), LEGACY, server())[0] == (VERSIONS.name, ["192.0.2.2"])
    assert odd(LEGACY, server(), LEGACY)[0] == (VERSIONS.name, ["192.0.2.2"])


def test_of_two_the_worse_one_is_odd() -> None:
    assert odd(LEGACY, server())[0] == (VERSIONS.name, ["192.0.2.1"])
    assert odd(server({V12: ECDHE_AEAD}), server())[0] == (VERSIONS.name, ["192.0.2.1"])
    assert odd(server({V13: TLS13, V12: (*ECDHE_AEAD, RC4)}), server()) == [(SUITES.name, ["192.0.2.1"])]
    assert odd(server(groups=[29]), server()) == [(GROUPS.name, ["192.0.2.1"])]
    assert odd(server(), server(features=replace(FINE, alpn=("http/1.1",)))) == [(ALPN.name, ["192.0.2.2"])]


def test_the_lines_say_what_is_more_and_what_is_less() -> None:
    (difference,) = compared(server(), server({V13: TLS13, V12: (*ECDHE_AEAD[:3], RC4)}), server())
    assert [plain(line) for line in difference.lines()] == [
        (
            "cipher suites at 192.0.2.1, 192.0.2.3 → TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, "
            "TLS_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
        ),
        "cipher suites at 192.0.2.2 → also TLS_RSA_WITH_RC4_128_SHA; without TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    ]
    assert [plain(line) for line in compared(server(), LEGACY, server())[0].lines()] == [
        "TLS versions at 192.0.2.1, 192.0.2.3 → TLS 1.3 and TLS 1.2",
        "TLS versions at 192.0.2.2 → TLS 1.3, TLS 1.2 and TLS 1.0",
    ]


def test_what_is_not_known_of_both_is_not_compared() -> None:
    assert compared(server(), None) == ()
    assert compared(server(), server(unknown=[SSL3])) == ()
    assert compared(server(), server({V13: TLS13, V12: ECDHE_CBC}, complete=False)) == ()
    assert compared(server(), server(groups=[29], groups_complete=False)) == ()
    assert compared(server(), server(features=replace(FINE, alpn=None))) == ()


def test_chains_are_compared_by_their_intermediates() -> None:
    leaf = CA.issue()
    whole, alone = (presentation_for(ders) for ders in (leaf.sent_ders, leaf.sent_ders[:1]))
    evidence = surveyed(None, None, None)
    served = (whole, alone, whole)
    endpoints = [replace(e, presentation=p) for e, p in zip(evidence.endpoints, served, strict=True)]
    (difference,) = differences(endpoints)
    assert difference.point is CHAIN
    assert [plain(line) for line in difference.lines()] == [
        "certificate chain at 192.0.2.1, 192.0.2.3 → 1 intermediate sent",
        "certificate chain at 192.0.2.2 → 0 intermediates sent",
    ]


def test_a_list_of_suites_counts_only_when_every_version_was_asked_to_its_end() -> None:
    half = server({V13: TLS13, V12: ECDHE_CBC})
    half = replace(half, versions=tuple(replace(v, complete=v.version == V13) for v in half.versions))
    assert compared(server(), half) == ()
