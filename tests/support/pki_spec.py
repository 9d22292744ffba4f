"""What a test certificate may be asked to be (`Spec`), and the one function that builds it."""

import ipaddress
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, TypedDict

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from OpenSSL import crypto

NOW = datetime(2026, 6, 1, 12, 0, 0, tzinfo=UTC)
SERVER_AUTH = ExtendedKeyUsageOID.SERVER_AUTH
CLIENT_AUTH = ExtendedKeyUsageOID.CLIENT_AUTH
SCT_LIST_OID = "1.3.6.1.4.1.11129.2.4.2"  # RFC 6962 section 3.3

KeyKind = Literal["p256", "p384", "p521", "rsa1024", "rsa2048", "rsa3072", "rsa4096", "ed25519", "ed448", "dsa2048"]
PrivateKey = CertificateIssuerPrivateKeyTypes
Usage = Literal[
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign",
]  # fmt: skip


class RawExtension(NamedTuple):
    """An extension as bytes: the way to say what a builder refuses to say."""

    oid: str
    value: bytes
    critical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """All that can be asked of a certificate; `None` leaves the extension out, where that is not said otherwise."""

    dns: Sequence[str] = ()
    ips: Sequence[str] = ()
    cn: str | None = None
    org: str | None = None
    subject: x509.Name | None = None
    issuer: x509.Name | None = None  # None: the authority's subject
    not_before: datetime | None = None  # None: a day before `at`
    not_after: datetime | None = None  # None: 89 days after `at` (authorities: ten years)
    key: KeyKind | PrivateKey = "p256"
    signed_by: PrivateKey | None = None  # a forger's key; None: the authority's own
    sig_hash: hashes.HashAlgorithm | None = field(default_factory=hashes.SHA256)
    serial: int | None = None
    san: bool = True
    other_names: Sequence[x509.GeneralName] = ()
    ca: bool | None = False
    pathlen: int | None = None
    ku: Sequence[Usage] | None = ("digital_signature",)
    eku: Sequence[ObjectIdentifier] | None = (SERVER_AUTH,)
    ski: bytes | bool = True
    aki: bytes | bool = True
    aia: str | None = None
    ocsp: str | None = None
    crl: str | None = None
    permitted: Sequence[x509.GeneralName] = ()
    excluded: Sequence[x509.GeneralName] = ()
    must_staple: bool = False
    scts: int = 0
    policies: Sequence[str] = ()
    extra: Sequence[RawExtension] = ()


class Overrides(TypedDict, total=False):
    """The keywords that `root`, `intermediate` and `issue` take: the fields of `Spec`."""

    dns: Sequence[str]
    ips: Sequence[str]
    cn: str | None
    org: str | None
    subject: x509.Name
    issuer: x509.Name
    not_before: datetime
    not_after: datetime
    key: KeyKind | PrivateKey
    signed_by: PrivateKey
    sig_hash: hashes.HashAlgorithm | None
    serial: int
    san: bool
    other_names: Sequence[x509.GeneralName]
    ca: bool | None
    pathlen: int | None
    ku: Sequence[Usage] | None
    eku: Sequence[ObjectIdentifier] | None
    ski: bytes | bool
    aki: bytes | bool
    aia: str | None
    ocsp: str | None
    crl: str | None
    permitted: Sequence[x509.GeneralName]
    excluded: Sequence[x509.GeneralName]
    must_staple: bool
    scts: int
    policies: Sequence[str]
    extra: Sequence[RawExtension]


AUTHORITY = Spec(ca=True, ku=("key_cert_sign", "crl_sign", "digital_signature"), eku=None, org="Test Trust Ltd")


def build(
    spec: Spec, key: PrivateKey, *, issuer: x509.Certificate | None, signer: PrivateKey, at: datetime
) -> x509.Certificate:
    """Put the certificate together; no issuer means self-issued."""
    subject = spec.subject or _name(spec)
    issuer_name = spec.issuer or (issuer.subject if issuer else subject)
    span = timedelta(days=3650) if spec.ca else timedelta(days=89)
    not_after = spec.not_after or at + span
    not_before = spec.not_before or min(at - (span if spec.ca else timedelta(days=1)), not_after - timedelta(days=90))
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(spec.serial or x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )
    for value, critical in _extensions(spec, key, issuer):
        builder = builder.add_extension(value, critical=critical)
    if isinstance(spec.sig_hash, hashes.SHA1 | hashes.MD5):
        return _weakly_signed(builder.sign(signer, hashes.SHA256()), signer, spec.sig_hash)
    unhashed = isinstance(signer, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    return builder.sign(signer, None if unhashed else spec.sig_hash)  # type: ignore[arg-type]


def _weakly_signed(cert: x509.Certificate, signer: PrivateKey, digest: hashes.HashAlgorithm) -> x509.Certificate:
    """OpenSSL still makes signatures that the builder refuses (SHA-1; MD5 with RSA only)."""
    weak = crypto.X509.from_cryptography(cert)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        weak.sign(crypto.PKey.from_cryptography_key(signer), digest.name)  # type: ignore[arg-type]
    return weak.to_cryptography()


def _extensions(
    spec: Spec, key: PrivateKey, issuer: x509.Certificate | None
) -> Iterable[tuple[x509.ExtensionType, bool]]:
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in spec.dns]
    names += [x509.IPAddress(ipaddress.ip_address(ip)) for ip in spec.ips]
    names += spec.other_names
    if spec.san and names:
        yield x509.SubjectAlternativeName(names), False
    yield from _usages(spec)
    yield from _key_ids(spec, key, issuer)
    yield from _addresses(spec)
    if spec.permitted or spec.excluded:
        yield x509.NameConstraints(list(spec.permitted) or None, list(spec.excluded) or None), True
    if spec.must_staple:
        yield x509.TLSFeature([x509.TLSFeatureType.status_request]), False
    if spec.policies:
        yield (
            x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(oid), None) for oid in spec.policies]),
            False,
        )
    if spec.scts:
        yield x509.UnrecognizedExtension(ObjectIdentifier(SCT_LIST_OID), _fake_scts(spec.scts)), False
    for raw in spec.extra:
        yield x509.UnrecognizedExtension(ObjectIdentifier(raw.oid), raw.value), raw.critical


def _key_ids(spec: Spec, key: PrivateKey, issuer: x509.Certificate | None) -> Iterable[tuple[x509.ExtensionType, bool]]:
    if spec.ski:
        made = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        yield made if spec.ski is True else x509.SubjectKeyIdentifier(bytes(spec.ski)), False
    if isinstance(spec.aki, bytes):
        yield x509.AuthorityKeyIdentifier(spec.aki, None, None), False
    elif spec.aki and issuer is not None:
        above = issuer.public_key()
        yield x509.AuthorityKeyIdentifier.from_issuer_public_key(above), False  # type: ignore[arg-type]


def _addresses(spec: Spec) -> Iterable[tuple[x509.ExtensionType, bool]]:
    methods = ((AuthorityInformationAccessOID.CA_ISSUERS, spec.aia), (AuthorityInformationAccessOID.OCSP, spec.ocsp))
    described = [x509.AccessDescription(oid, x509.UniformResourceIdentifier(url)) for oid, url in methods if url]
    if described:
        yield x509.AuthorityInformationAccess(described), False
    if spec.crl:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(spec.crl)], None, None, None)
        yield x509.CRLDistributionPoints([point]), False


def _usages(spec: Spec) -> Iterable[tuple[x509.ExtensionType, bool]]:
    if spec.ca is not None:
        yield x509.BasicConstraints(ca=spec.ca, path_length=spec.pathlen if spec.ca else None), True
    if spec.ku is not None:
        yield _key_usage(spec.ku), True
    if spec.eku is not None:
        yield x509.ExtendedKeyUsage(spec.eku), False


def _key_usage(usages: Sequence[Usage]) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature="digital_signature" in usages,
        content_commitment="content_commitment" in usages,
        key_encipherment="key_encipherment" in usages,
        data_encipherment="data_encipherment" in usages,
        key_agreement="key_agreement" in usages,
        key_cert_sign="key_cert_sign" in usages,
        crl_sign="crl_sign" in usages,
        encipher_only=False,
        decipher_only=False,
    )


def _name(spec: Spec) -> x509.Name:
    parts = []
    if spec.org:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, spec.org))
    if spec.cn:
        parts.append(x509.NameAttribute(NameOID.COMMON_NAME, spec.cn))
    return x509.Name(parts)


def _fake_scts(count: int) -> bytes:
    """A SignedCertificateTimestampList (RFC 6962 section 3.3) of timestamps nobody signed, in an OCTET STRING."""
    stamp = int(NOW.timestamp() * 1000).to_bytes(8)
    items = b""
    for index in range(count):
        sct = b"\x00" + bytes([index]) * 32 + stamp + b"\x00\x00" + b"\x04\x03" + b"\x00\x02\x30\x00"
        items += len(sct).to_bytes(2) + sct
    body = len(items).to_bytes(2) + items
    return b"\x04" + _der_length(len(body)) + body


def _der_length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    return b"\x81" + bytes([size]) if size < 0x100 else b"\x82" + size.to_bytes(2)


def private_key(spec: Spec) -> PrivateKey:
    """The key asked for; a kind of key gives a fresh one (RSA and DSA: one a subject)."""
    if not isinstance(spec.key, str):
        return spec.key
    if make := _FRESH.get(spec.key):
        return make()
    return _slow_key(spec.key, spec.cn or "")


_FRESH: dict[str, Callable[[], PrivateKey]] = {
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "p521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ed448": ed448.Ed448PrivateKey.generate,
}


@lru_cache(maxsize=64)
def _slow_key(kind: str, owner: str) -> PrivateKey:
    del owner  # part of the cache key only
    if kind.startswith("dsa"):
        return dsa.generate_private_key(int(kind.removeprefix("dsa")))
    return rsa.generate_private_key(public_exponent=65537, key_size=int(kind.removeprefix("rsa")))
