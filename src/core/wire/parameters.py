"""What is known of a TLS number: cipher suite, group, signature scheme. Values; `core.wire.registry` makes them."""

from dataclasses import dataclass
from enum import StrEnum


class Weakness(StrEnum):
    """Why a cipher suite must not be offered today."""

    NULL = "no encryption"
    ANONYMOUS = "no authentication"
    EXPORT = "export-grade key"  # RFC 4346 appendix A.5: 40 or 56 bits
    RC4 = "RC4"  # RFC 7465
    RC2 = "RC2"
    DES = "single DES"  # RFC 5469
    TRIPLE_DES = "3DES"  # 64-bit blocks, CVE-2016-2183 (Sweet32)
    IDEA = "IDEA"  # 64-bit blocks, RFC 5469
    MD5 = "MD5 MAC"  # RFC 6151


@dataclass(frozen=True, slots=True, kw_only=True)
class CipherSuite:
    """One cipher suite. Facts are None for an unknown number.

    `key_exchange`: "ECDHE", "DHE", "RSA", "ECDH", "DH", "AECDH", "ADH", "PSK", "SRP" …; None also for TLS 1.3 suites,
    where group and signature are negotiated apart (`tls13` tells them from unknown ones). `bulk`: "AES_128" …, None
    for no encryption. `mode`: "GCM", "CBC" …, None for stream ciphers. `since`: the version that brought it, as a wire
    number.
    """

    code: int
    iana: str
    openssl: str | None = None
    known: bool = True
    tls13: bool = False
    key_exchange: str | None = None
    authentication: str | None = None
    bulk: str | None = None
    mode: str | None = None
    mac: str | None = None
    aead: bool | None = None
    forward_secret: bool | None = None
    weaknesses: tuple[Weakness, ...] = ()
    since: int | None = None

    def __str__(self) -> str:
        return self.iana


class GroupKind(StrEnum):
    """What the key exchange in this group rests on."""

    EC = "elliptic curve"
    FF = "finite field"
    KEM = "post-quantum KEM"
    HYBRID = "classical and post-quantum hybrid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGroup:
    """A key-exchange group. `bits`: size of the field of a classical group; `post_quantum` None when unknown."""

    code: int
    name: str
    known: bool = True
    kind: GroupKind = GroupKind.UNKNOWN
    bits: int | None = None
    post_quantum: bool | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureScheme:
    """A signature scheme (TLS 1.3) or hash and signature pair (TLS 1.2): IANA's name."""

    code: int
    name: str
    known: bool = True
    hash: str | None = None
    algorithm: str | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class WellKnownPrime:
    """A published prime of finite-field Diffie-Hellman. ``common``: it came with a product, not with a standard."""

    name: str
    common: bool
