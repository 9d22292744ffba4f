"""What one certificate says, read once: values only, no judgement and no TLS library.

Text comes from strangers. Control and formatting characters are gone and the length is capped; nothing is escaped,
because only a renderer knows for what. `None` means "not stated" and is never the same as empty.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

SERVER_AUTH_OID = "1.3.6.1.5.5.7.3.1"
ANY_EKU_OID = "2.5.29.37.0"


class KeyKind(StrEnum):
    """Kinds of public key; the rest is OTHER and told by its algorithm OID."""

    RSA = "RSA"
    EC = "EC"
    ED25519 = "Ed25519"
    ED448 = "Ed448"
    DSA = "DSA"
    OTHER = "other"


class KeyUsage(StrEnum):
    """The bits of the key usage extension, RFC 5280 section 4.2.1.3."""

    DIGITAL_SIGNATURE = "digitalSignature"
    CONTENT_COMMITMENT = "contentCommitment"
    KEY_ENCIPHERMENT = "keyEncipherment"
    DATA_ENCIPHERMENT = "dataEncipherment"
    KEY_AGREEMENT = "keyAgreement"
    KEY_CERT_SIGN = "keyCertSign"
    CRL_SIGN = "cRLSign"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKeyFacts:
    """The subject's key; `bits` is the modulus or field size, 0 where it could not be told."""

    kind: KeyKind
    bits: int
    curve: str | None = None
    oid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameConstraints:
    """RFC 5280 section 4.2.1.10. `other` lists the kinds that we show and do not evaluate."""

    permitted_dns: tuple[str, ...] = ()
    excluded_dns: tuple[str, ...] = ()
    permitted_ips: tuple[IPNetwork, ...] = ()
    excluded_ips: tuple[IPNetwork, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """One readable certificate. What in it could not be read is in `unreadable`, a sentence each."""

    der: bytes
    sha256: str
    version: int
    serial: str
    subject: str
    issuer: str
    subject_id: str
    issuer_id: str
    common_name: str | None
    organisation: str | None
    not_before: datetime
    not_after: datetime
    key: PublicKeyFacts
    signature_oid: str
    signature_hash: str | None
    self_issued: bool
    self_signed: bool
    san_present: bool = False
    dns_names: tuple[str, ...] = ()
    ip_names: tuple[IPAddress, ...] = ()
    other_names: tuple[str, ...] = ()
    malformed_names: tuple[str, ...] = ()
    is_ca: bool = False
    path_length: int | None = None
    key_usage: frozenset[KeyUsage] | None = None
    extended_key_usage: tuple[str, ...] | None = None
    subject_key_id: str | None = None
    authority_key_id: str | None = None
    ca_issuer_urls: tuple[str, ...] = ()
    ocsp_urls: tuple[str, ...] = ()
    crl_urls: tuple[str, ...] = ()
    sct_count: int = 0
    must_staple: bool = False
    critical_unknown: tuple[str, ...] = ()
    name_constraints: NameConstraints | None = None
    policy_oids: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def lifetime(self) -> timedelta:
        """notBefore through notAfter, both included (CA/Browser Forum BR section 1.6.1, "validity period")."""
        return self.not_after - self.not_before + timedelta(seconds=1)

    @property
    def names(self) -> tuple[str, ...]:
        """All names a client may match, as text: DNS first, then addresses."""
        return (*self.dns_names, *(str(ip) for ip in self.ip_names))

    @property
    def display(self) -> str:
        """The shortest name a person recognises."""
        return self.common_name or (self.dns_names[0] if self.dns_names else "") or self.subject or f"#{self.serial}"

    def expired_at(self, at: datetime) -> bool:
        """Whether `at` (aware) is past notAfter, which itself is still valid (RFC 5280 section 4.1.2.5)."""
        return at.replace(microsecond=0) > self.not_after

    def premature_at(self, at: datetime) -> bool:
        """Whether `at` (aware) is before notBefore, which itself is already valid."""
        return at < self.not_before


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableCertificate:
    """Bytes sent as a certificate that are none; `offset` is where the DER structure breaks, if it does."""

    reason: str
    offset: int | None
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Matches:
    """The certificate is for the name asked for; `by` is the entry that says so."""

    by: str


class Why(StrEnum):
    """Why no name of the certificate fits."""

    WRONG_NAME = "wrong-name"
    WILDCARD_DEPTH = "wildcard-depth"
    NO_SAN_CN_ONLY = "no-san-cn-only"
    NO_NAMES = "no-names"
    IP_NOT_IN_SAN = "ip-not-in-san"
    IP_IN_DNS_SAN = "ip-in-dns-san"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """No entry fits. `nearest` is the entry most like the name asked for; `common_name_fits` would have been enough
    for clients before RFC 6125 and is for none today."""

    why: Why
    names: tuple[str, ...]
    nearest: str | None = None
    common_name_fits: bool = False


NameMatch = Matches | Mismatch
