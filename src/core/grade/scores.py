"""The numbers behind the letter: "SSL Server Rating Guide", sections "Protocol Support", "Key Exchange" and "Cipher
Strength", as in 2009r.

Law: (best + worst) / 2 for protocols and ciphers, the weaker of certificate key and ephemeral exchange for key
exchange; TLS 1.3 is not in the guide and counts as TLS 1.2 does. Percent, rounded down.
"""

from core.grade.sight import Sight, as_rsa, rsa_equivalent
from core.model.grade import Letter, Scores
from core.wire.registry import CipherSuite, GroupKind, Version, Weakness, group

_PROTOCOL = {Version.SSL2: 0, Version.SSL3: 80, Version.TLS1_0: 90, Version.TLS1_1: 95}
_LETTERS = ((80, Letter.A), (65, Letter.B), (50, Letter.C), (35, Letter.D), (20, Letter.E))
_SMALL = {"RC4_40": 40, "RC2_40": 40, "DES40": 40, "DES": 56, "RC4_56": 56, "RC2_56": 56, "TRIPLE_DES_EDE": 112}


def scores(sight: Sight) -> Scores:
    protocol = protocol_score(sight)
    exchange = key_exchange_score(sight)
    strength = cipher_score(sight)
    total = 0 if 0 in (protocol, exchange, strength) else (protocol * 30 + exchange * 30 + strength * 40) // 100
    return Scores(protocol=protocol, key_exchange=exchange, cipher=strength, total=total)


def letter_for(total: int) -> Letter:
    return next((letter for least, letter in _LETTERS if total >= least), Letter.F)


def protocol_score(sight: Sight) -> int:
    found = [_PROTOCOL.get(Version(v.version), 100) for v in sight.server.supported]
    return (max(found) + min(found)) // 2 if found else 0


def key_exchange_score(sight: Sight) -> int:
    """The weakest of certificate key, DH group and curves; anonymous exchange is zero, export 40."""
    if any(Weakness.ANONYMOUS in suite.weaknesses for suite in sight.suites):
        return 0
    leaf = sight.leaf
    sizes = [rsa_equivalent(leaf.key) if leaf else None, *_ephemeral(sight)]
    found = [_by_size(size) for size in sizes if size]
    if any(Weakness.EXPORT in suite.weaknesses for suite in sight.suites):
        found.append(40)
    return min(found, default=0)


def _ephemeral(sight: Sight) -> tuple[int, ...]:
    dh = (sight.server.dh.bits,) if sight.server.dh else ()
    curves = [group(code) for code in sight.server.groups]
    weakest = min((g.bits or 0 for g in curves if g.kind is GroupKind.EC and g.bits), default=0)
    return (*dh, as_rsa(weakest)) if weakest else dh


def _by_size(bits: int) -> int:
    limits = ((512, 20), (1024, 40), (2048, 80), (4096, 90))
    return next((score for below, score in limits if bits < below), 100)


def cipher_score(sight: Sight) -> int:
    found = [_by_strength(strength(suite)) for suite in sight.suites]
    return (max(found) + min(found)) // 2 if found else 0


def _by_strength(bits: int) -> int:
    if bits == 0:
        return 0
    return 20 if bits < 128 else 80 if bits < 256 else 100


def strength(suite: CipherSuite) -> int:
    """Bits of the symmetric key as the guide counts them."""
    if suite.bulk is None:
        return 0
    if "EXPORT" in suite.iana and suite.bulk not in _SMALL:
        return 40
    if suite.bulk in _SMALL:
        return _SMALL[suite.bulk]
    return 256 if "256" in suite.bulk or suite.bulk == "CHACHA20" else 128
