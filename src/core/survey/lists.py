"""What a survey asks for: every suite, group and signature scheme worth a question, cut into lanes.

Law: pure and computed once. A lane is a list that is asked by elimination, one connection at a time; lanes run side by
side. No lane holds more than 64 suites: some servers do not look past the 64th. In every offer the weak stand first: a
server that insists on its own order then shows it by passing over what stood before its choice.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from core.wire.codes import Version
from core.wire.parameters import CipherSuite, GroupKind
from core.wire.registry import cipher, ciphers, groups, ssl2_ciphers

CHUNK: Final = 64
VERSIONS: Final = (Version.TLS1_3, Version.TLS1_2, Version.TLS1_1, Version.TLS1_0, Version.SSL3, Version.SSL2)

_SIGNALS: Final = frozenset({0x0000, 0x00FF, 0x5600})  # NULL_WITH_NULL_NULL and the signalling values ask nothing
_BULK_RANK: Final = ("AES_256", "CHACHA20", "AES_128", "ARIA", "CAMELLIA", "SM4", "SEED", "IDEA", "TRIPLE_DES")
_EXCHANGE_RANK: Final = ("ECDHE", "DHE", "ECDH", "RSA")

SIGNATURES: Final = (
    *(0x0403, 0x0503, 0x0603, 0x0303, 0x0203),  # ECDSA
    *(0x0807, 0x0808, 0x081A, 0x081B, 0x081C),  # Ed25519, Ed448, brainpool
    *(0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B),  # RSA-PSS
    *(0x0401, 0x0501, 0x0601, 0x0301, 0x0201, 0x0101),  # RSA PKCS#1 v1.5
    *(0x0402, 0x0502, 0x0602, 0x0302, 0x0202),  # DSA
    *(0x0904, 0x0905, 0x0906),  # ML-DSA
    *(0x0708, 0x0840, 0x0841),  # SM2, GOST
)
"""Signature schemes of an offer, RFC 8446 section 4.2.3 and the pairs of RFC 5246 section 7.4.1.4.1."""


def strength(suite: CipherSuite) -> tuple[object, ...]:
    """Conventional order of preference: the smaller, the better."""
    bulk = suite.bulk or ""
    family = next((rank for rank, prefix in enumerate(_BULK_RANK) if bulk.startswith(prefix)), len(_BULK_RANK))
    exchange = suite.key_exchange or "ECDHE"
    return (
        len(suite.weaknesses),
        not suite.forward_secret,
        not suite.aead,
        _EXCHANGE_RANK.index(exchange) if exchange in _EXCHANGE_RANK else len(_EXCHANGE_RANK),
        family,
        "CCM_8" in suite.iana,
        suite.code,
    )


def weak_first(suites: Iterable[int]) -> tuple[int, ...]:
    """The order in which suites are offered."""
    return tuple(sorted(suites, key=_rank, reverse=True))


@lru_cache(maxsize=1024)
def _rank(code: int) -> tuple[object, ...]:
    return strength(cipher(code))


def chacha_of(suites: Iterable[int]) -> frozenset[int]:
    """The ChaCha20 suites, which some servers choose for clients that have them first."""
    return frozenset(suite for suite in suites if "CHACHA20" in cipher(suite).iana)


def chacha_last(suites: Sequence[int]) -> tuple[int, ...]:
    """The same order with the ChaCha20 suites behind the others: then they hide no choice among those."""
    chacha = chacha_of(suites)
    return tuple(sorted(suites, key=lambda suite: suite in chacha))


@lru_cache(maxsize=8)
def suites_of(version: int) -> tuple[int, ...]:
    """Every suite that can be asked in this version; SSL 2.0: three-byte kinds."""
    match version:
        case Version.SSL2:
            return tuple(s.code for s in ssl2_ciphers() if s.code)
        case Version.TLS1_3:
            return weak_first(s.code for s in ciphers() if s.since == version)
        case Version.TLS1_2:
            return weak_first(s.code for s in ciphers() if s.since != Version.TLS1_3 and s.code not in _SIGNALS)
        case Version.SSL3:  # its own suites, and those of TLS 1.0 that servers brought back to it
            return weak_first(s.code for s in ciphers() if s.code not in _SIGNALS and _met_in_ssl3(s))
        case _:
            older = (s for s in ciphers() if s.since in (Version.SSL3, Version.TLS1_0))
            return weak_first(s.code for s in older if s.code not in _SIGNALS)


def _met_in_ssl3(suite: CipherSuite) -> bool:
    if suite.key_exchange in ("KRB5", "FORTEZZA_KEA", "DH"):
        return False
    common = suite.key_exchange in ("RSA", "DHE", "ECDHE") and suite.authentication in ("RSA", "ECDSA")
    older = str(suite.bulk).startswith(("AES", "CAMELLIA", "SEED", "RC4", "TRIPLE_DES"))
    return suite.since == Version.SSL3 or (suite.since == Version.TLS1_0 and common and older and suite.mac == "SHA1")


@lru_cache(maxsize=8)
def lanes_of(version: int) -> tuple[tuple[int, ...], ...]:
    """The suites of TLS 1.2 or older in lanes: what servers commonly accept is dealt out, the rest fills up."""
    known = suites_of(version)
    lanes: list[list[int]] = [[] for _ in range(-(-len(known) // CHUNK))]
    common = frozenset(code for code in known if _is_common(cipher(code)))
    for hand in _hands(common):
        for lane, code in enumerate(hand, _FIRST_LANE[str(cipher(hand[0]).key_exchange)]):
            lanes[lane % len(lanes)].append(code)
    for code in (code for code in known if code not in common):
        min(lanes, key=len).append(code)
    return tuple(weak_first(lane) for lane in lanes)


_FIRST_LANE: Final = {"ECDHE": 0, "DHE": 3, "RSA": 5}
"""Where the first suite of an exchange goes, so that the usual ones of all three lie apart."""


def _hands(common: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Suites of one kind of exchange and key, which a server accepts together or not at all; the usual first."""
    kinds: dict[tuple[object, object], list[int]] = {}
    for code in sorted(common, key=_usual):
        kinds.setdefault((cipher(code).key_exchange, cipher(code).authentication), []).append(code)
    return map(tuple, kinds.values())


def _usual(code: int) -> tuple[object, ...]:
    suite = cipher(code)
    modest = str(suite.mode).startswith("CCM") or not str(suite.bulk).startswith(("AES", "CHACHA"))
    return modest or suite.openssl is None, strength(suite)


def _is_common(suite: CipherSuite) -> bool:
    return suite.authentication in ("RSA", "ECDSA") and suite.key_exchange in _FIRST_LANE


# --- groups ----------------------------------------------------------------------------------------------------------

USUAL_CURVES: Final = (0x001D, 0x0017, 0x0018, 0x0019, 0x001E)
_OTHER_CURVES: Final = (0x001F, 0x0020, 0x0021, 0x0029, *range(0x22, 0x29))
_MORE_CURVES: Final = (0x0016, 0x001A, 0x001B, 0x001C)  # not for TLS 1.3, yet met there
_DRAFT_HYBRIDS: Final = (0x6399, 0x639A, 0xFE30, 0xFE31, 0x4138)
FFDHE: Final = (0x0100, 0x0101, 0x0102, 0x0103, 0x0104)  # RFC 7919


@lru_cache(maxsize=1)
def group_lanes() -> tuple[tuple[int, ...], ...]:
    """The groups of TLS 1.3, those that servers accept together spread; the curves of each lane are found first.

    ML-KEM: final code points, drafts, experiments.
    """
    lattice = [g.code for g in groups() if "MLKEM" in g.name.replace("_", "").upper()]
    return (
        (0x001D, 0x0019, 0x0100, *_MORE_CURVES, 0x0104),
        (0x0017, 0x001E, 0x0101, *_OTHER_CURVES),
        (0x0018, *sorted(lattice, key=_standard_first, reverse=True), *_DRAFT_HYBRIDS, 0x0102, 0x0103),
    )


def _standard_first(code: int) -> tuple[bool, int]:
    return code >> 8 != 0x11, code


@lru_cache(maxsize=1)
def groups_of_tls13() -> tuple[int, ...]:
    """Every group of `group_lanes`."""
    return tuple(itertools.chain.from_iterable(group_lanes()))


@lru_cache(maxsize=1)
def curves() -> tuple[int, ...]:
    """The groups of ECDHE in TLS 1.2 and older, common ones first."""
    named = [g.code for g in groups() if g.kind is GroupKind.EC and g.code < 0xFF00]
    return (*USUAL_CURVES, *(code for code in named if code not in USUAL_CURVES and code not in range(0x1F, 0x22)))


def without(known: Sequence[int], *seen: Iterable[int]) -> tuple[int, ...]:
    """Those of `known` that are in none of `seen`."""
    gone = set(itertools.chain.from_iterable(seen))
    return tuple(code for code in known if code not in gone)


def pairs(order: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbours."""
    return itertools.pairwise(order)
