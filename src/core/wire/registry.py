"""Names and facts for the numbers of TLS.

Law: a number is never a reason to raise. What IANA, OpenSSL and the experiments we know of never named comes back as
an "unknown (0x1234)" value whose facts are None, which is neither good nor bad. Tables are read once, on first use.

Data: `data/*.json`, compiled from CryptoDataHub (MPL-2.0, see data/NOTICE) by tools/compile_registries.py.
The enums of `core.wire.codes` are re-exported here: this module is the one to import.
"""

import hashlib
import importlib.resources
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from core.wire.codes import (
    EMPTY_RENEGOTIATION_INFO_SCSV,
    FALLBACK_SCSV,
    AlertDescription,
    AlertLevel,
    ContentType,
    ExtensionType,
    HandshakeType,
    Version,
    alert_name,
    grease_or_unknown,
    handshake_name,
    is_grease,
    unknown,
    version_name,
)
from core.wire.parameters import CipherSuite, GroupKind, NamedGroup, SignatureScheme, Weakness, WellKnownPrime

__all__ = [
    "EMPTY_RENEGOTIATION_INFO_SCSV",
    "FALLBACK_SCSV",
    "AlertDescription",
    "AlertLevel",
    "CipherSuite",
    "ContentType",
    "ExtensionType",
    "GroupKind",
    "HandshakeType",
    "NamedGroup",
    "SignatureScheme",
    "Version",
    "Weakness",
    "WellKnownPrime",
    "alert_name",
    "cipher",
    "cipher_by_iana_name",
    "cipher_by_openssl_name",
    "ciphers",
    "dh_prime",
    "extension_name",
    "group",
    "group_by_name",
    "groups",
    "handshake_name",
    "is_grease",
    "signature_scheme",
    "ssl2_cipher",
    "ssl2_ciphers",
    "suite",
    "unknown",
    "version_name",
]


_VERSIONS: Final = {
    "SSL2": Version.SSL2,
    "SSL3": Version.SSL3,
    "TLS1": Version.TLS1_0,
    "TLS1_2": Version.TLS1_2,
    "TLS1_3": Version.TLS1_3,
}
_EPHEMERAL: Final = frozenset({"ECDHE", "DHE", "AECDH", "ADH", "SRP", "CECPQ1", "SM9DHE"})
_BULK_WEAKNESS: Final = (
    ("RC4", Weakness.RC4),
    ("RC2", Weakness.RC2),
    ("TRIPLE_DES", Weakness.TRIPLE_DES),
    ("DES", Weakness.DES),
    ("IDEA", Weakness.IDEA),
)
# OpenSSL's and NIST's spellings of groups whose IANA name differs (RFC 8422 appendix A).
_GROUP_ALIASES: Final = {
    "prime192v1": "secp192r1",
    "p-192": "secp192r1",
    "p-224": "secp224r1",
    "prime256v1": "secp256r1",
    "p-256": "secp256r1",
    "p-384": "secp384r1",
    "p-521": "secp521r1",
    "ecdh_x25519": "x25519",
    "sm2": "curvesm2",
}


def extension_name(code: int) -> str:
    """0 -> "server_name"; GREASE and unknown numbers are named as such."""
    return _extensions().get(code) or grease_or_unknown(code)


@lru_cache(maxsize=1024)
def cipher(code: int) -> CipherSuite:
    """The cipher suite with this two-byte number."""
    row = _rows("ciphers.json").get(code)
    return _suite(row) if row else CipherSuite(code=code, iana=grease_or_unknown(code), known=False)


def ssl2_cipher(code: int) -> CipherSuite:
    """The SSL 2.0 cipher kind with this three-byte number."""
    row = _rows("ssl2-ciphers.json").get(code)
    return _suite(row) if row else CipherSuite(code=code, iana=unknown(code, 6), known=False)


def suite(version: int, code: int) -> CipherSuite:
    """What this number names in this version: SSL 2.0 has kinds of its own."""
    return ssl2_cipher(code) if version == Version.SSL2 else cipher(code)


def cipher_by_openssl_name(name: str) -> CipherSuite | None:
    """ "ECDHE-RSA-AES128-GCM-SHA256" -> its suite; None when OpenSSL's name is not in the table."""
    code = _openssl_names().get(name.upper())
    return None if code is None else cipher(code)


def cipher_by_iana_name(name: str) -> CipherSuite | None:
    """ "TLS_AES_128_GCM_SHA256" -> its suite; None when there is none of that name."""
    code = _iana_names().get(name.upper())
    return None if code is None else cipher(code)


def ssl2_ciphers() -> tuple[CipherSuite, ...]:
    """Every SSL 2.0 cipher kind of the table, by number."""
    return tuple(ssl2_cipher(code) for code in _rows("ssl2-ciphers.json"))


def groups() -> tuple[NamedGroup, ...]:
    """Every group of the table, by number."""
    return tuple(group(code) for code in _rows("groups.json"))


def ciphers() -> tuple[CipherSuite, ...]:
    """Every suite of the table, by number (without SSL 2.0)."""
    return tuple(cipher(code) for code in _rows("ciphers.json"))


@lru_cache(maxsize=512)
def group(code: int) -> NamedGroup:
    """The group with this number."""
    row = _rows("groups.json").get(code)
    if row is None:
        return NamedGroup(code=code, name=grease_or_unknown(code), known=False)
    kind = GroupKind[row[2].upper()]
    return NamedGroup(
        code=code, name=row[1], kind=kind, bits=row[3], post_quantum=kind in (GroupKind.KEM, GroupKind.HYBRID)
    )


def group_by_name(name: str) -> NamedGroup | None:
    """By IANA's or OpenSSL's spelling, in any case: x25519, prime256v1, X25519MLKEM768; None for other names."""
    lowered = name.lower()
    code = _group_names().get(_GROUP_ALIASES.get(lowered, lowered))
    return None if code is None else group(code)


@lru_cache(maxsize=512)
def signature_scheme(code: int) -> SignatureScheme:
    """The signature scheme with this number."""
    row = _rows("signature-schemes.json").get(code)
    if row is None:
        return SignatureScheme(code=code, name=grease_or_unknown(code), known=False)
    return SignatureScheme(code=code, name=row[1], hash=row[2], algorithm=row[3])


def dh_prime(prime: bytes) -> WellKnownPrime | None:
    """The published prime with these octets (big-endian); None for one of somebody's own."""
    row = _rows("dh-primes.json").get(hashlib.sha256(prime.lstrip(b"\0")).hexdigest())
    return WellKnownPrime(name=row[1], common=row[2]) if row else None


def _suite(row: list[Any]) -> CipherSuite:
    code, iana, openssl, key_exchange, authentication, bulk, mode, mac, aead, first_version = row
    tls13 = key_exchange is None and first_version == "TLS1_3"
    return CipherSuite(
        code=code,
        iana=iana,
        openssl=openssl,
        tls13=tls13,
        key_exchange=key_exchange,
        authentication=authentication,
        bulk=bulk,
        mode=mode,
        mac=mac,
        aead=aead,
        forward_secret=tls13 or key_exchange in _EPHEMERAL,
        weaknesses=tuple(_weaknesses(iana, authentication, bulk, mac)),
        since=_VERSIONS.get(first_version),
    )


def _weaknesses(iana: str, authentication: str | None, bulk: str | None, mac: str | None) -> Iterable[Weakness]:
    if bulk is None:
        yield Weakness.NULL
    if authentication == "anonymous":
        yield Weakness.ANONYMOUS
    if "EXPORT" in iana:
        yield Weakness.EXPORT
    yield from (weakness for prefix, weakness in _BULK_WEAKNESS if bulk and bulk.startswith(prefix))
    if mac == "MD5":
        yield Weakness.MD5


@lru_cache(maxsize=8)
def _rows(name: str) -> dict[Any, list[Any]]:
    text = importlib.resources.files("core.wire").joinpath("data", name).read_text(encoding="utf-8")
    return {row[0]: row for row in json.loads(text)}


@lru_cache(maxsize=1)
def _extensions() -> dict[int, str]:
    return {code: row[1] for code, row in _rows("extensions.json").items()}


@lru_cache(maxsize=1)
def _openssl_names() -> dict[str, int]:
    return {row[2].upper(): code for code, row in _rows("ciphers.json").items() if row[2]}


@lru_cache(maxsize=1)
def _iana_names() -> dict[str, int]:
    return {row[1].upper(): code for code, row in _rows("ciphers.json").items()}


@lru_cache(maxsize=1)
def _group_names() -> dict[str, int]:
    return {row[1].lower(): code for code, row in _rows("groups.json").items()}
