"""DER to `CertificateFacts`: total on any bytes, and one bad part never hides the good ones.

A certificate is unreadable only when its outer structure, dates or algorithm identifiers cannot be had. Everything
else that fails becomes a sentence in `unreadable`. Extensions that break the strict parser are parsed one by one.
"""

import hashlib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID, ObjectIdentifier

from core.certificates.der import (
    MAX_EXTENSIONS,
    DerError,
    RawExtension,
    dotted,
    find_break,
    raw_extensions,
    signed_part,
    with_extensions,
)
from core.certificates.extensions import BASIC_CONSTRAINTS_OID, READ, SAN_OID, UNDERSTOOD, with_extension, with_names
from core.certificates.signatures import Proof, prove
from core.certificates.text import clean
from core.certificates.tolerance import read_basic_constraints, relaxed
from core.model.certificate import CertificateFacts, KeyKind, PublicKeyFacts, UnreadableCertificate

T = TypeVar("T")


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps the parser's deprecation warnings (a serial number of zero, …) off a person's terminal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        warnings.simplefilter("ignore", UserWarning)  # over-long attributes
        yield


@lru_cache(maxsize=128)
def load_strictly(der: bytes) -> x509.Certificate:
    """The strict parser's view, names included. Raises ValueError."""
    with quiet():
        try:
            cert = x509.load_der_x509_certificate(der)
            _ = cert.subject, cert.issuer
        except (ValueError, TypeError, x509.InvalidVersion) as error:
            raise ValueError(str(error)) from error
        return cert


@lru_cache(maxsize=128)
def load(der: bytes) -> x509.Certificate:
    """As clients read it, which is less strict: `tbs_certificate_bytes` may differ from what was signed.

    Raises ValueError.
    """
    try:
        return load_strictly(der)
    except ValueError:
        return load_strictly(relaxed(der))


def proof_between(child: CertificateFacts, issuer: CertificateFacts) -> Proof:
    """Whether `issuer`'s key signed `child`."""
    return prove(load(child.der), load(issuer.der), signed_part(child.der))


@lru_cache(maxsize=128)
def parse_certificate(der: bytes) -> CertificateFacts | UnreadableCertificate:
    """Read one certificate; never raises. Same bytes, same answer."""
    try:
        with quiet():
            return _read(der)
    except Exception as error:  # noqa: BLE001  hostile bytes reach every corner of a parser; the reason is reported
        broken = find_break(der)
        reason = clean(str(broken) if broken else str(error) or type(error).__name__)
        return UnreadableCertificate(
            reason=reason,
            offset=broken.offset if broken else None,
            sha256=hashlib.sha256(der).hexdigest(),
            size=len(der),
        )


def name_id(name: x509.Name) -> str:
    """A fingerprint under which names are equal when RFC 5280 section 7.1 says so: case and spacing do not count."""
    rdns = [sorted((a.oid.dotted_string, " ".join(str(a.value).casefold().split())) for a in rdn) for rdn in name.rdns]
    return hashlib.sha256(repr(rdns).encode("utf-8", "backslashreplace")).hexdigest()


def subject_id_of(der: bytes) -> str:
    """The `subject_id` alone, for an index of many certificates. Raises ValueError when unreadable."""
    with quiet():
        return name_id(load(der).subject)


class _Reader:
    """Tries parts and keeps a note of each that fails."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def attempt(self, what: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Exception as error:  # noqa: BLE001  as above: noted, not swallowed
            self.notes.append(clean(f"{what}: {error or type(error).__name__}", 200))
            return otherwise


def _read(der: bytes) -> CertificateFacts:
    cert = load(der)
    reader = _Reader()
    subject = reader.attempt("subject", lambda: cert.subject, x509.Name([]))
    issuer = reader.attempt("issuer", lambda: cert.issuer, x509.Name([]))
    subject_id, issuer_id = name_id(subject), name_id(issuer)
    self_issued = subject_id == issuer_id
    facts = CertificateFacts(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        version=cert.version.value + 1,
        serial=f"{cert.serial_number:x}",
        subject=clean(reader.attempt("subject", subject.rfc4514_string, "")),
        issuer=clean(reader.attempt("issuer", issuer.rfc4514_string, "")),
        subject_id=subject_id,
        issuer_id=issuer_id,
        common_name=_last(subject, NameOID.COMMON_NAME),
        organisation=_last(subject, NameOID.ORGANIZATION_NAME),
        not_before=cert.not_valid_before_utc,
        not_after=cert.not_valid_after_utc,
        key=reader.attempt("public key", lambda: _key(cert), PublicKeyFacts(kind=KeyKind.OTHER, bits=0)),
        signature_oid=cert.signature_algorithm_oid.dotted_string,
        signature_hash=reader.attempt("signature algorithm", lambda: _hash_name(cert), None),
        self_issued=self_issued,
        self_signed=self_issued and prove(cert, cert, signed_part(der)) is Proof.VERIFIED,
    )
    facts = _with_extensions(facts, cert, reader)
    return replace(facts, unreadable=tuple(reader.notes))


def _with_extensions(facts: CertificateFacts, cert: x509.Certificate, reader: _Reader) -> CertificateFacts:
    none: tuple[RawExtension, ...] = ()
    raws = reader.attempt("extensions", lambda: raw_extensions(facts.der), none)
    if len(raws) >= MAX_EXTENSIONS:
        reader.notes.append(f"{MAX_EXTENSIONS} extensions or more; no others were read")
    try:
        parsed = {extension.oid.dotted_string: extension.value for extension in cert.extensions}
    except Exception:  # noqa: BLE001  one is malformed: each is then parsed by itself, where the culprit is noted
        parsed = {}
    seen: set[str] = set()
    for raw in raws:
        oid = reader.attempt("extension", partial(dotted, raw.oid), "")
        if oid in seen:
            reader.notes.append(f"extension {oid}: present more than once")
            continue
        seen.add(oid)
        one = partial(_one_extension, facts, raw, oid, parsed.get(oid))
        facts = reader.attempt(f"extension {oid}", one, facts)
    unknown = tuple(oid for raw in raws if raw.critical and (oid := _dotted_or_raw(raw)) not in UNDERSTOOD)
    return replace(facts, critical_unknown=unknown)


def _one_extension(
    facts: CertificateFacts, raw: RawExtension, oid: str, value: x509.ExtensionType | None
) -> CertificateFacts:
    if oid == SAN_OID:
        return with_names(facts, raw.value)
    if oid not in READ:
        return facts
    if value is None and oid == BASIC_CONSTRAINTS_OID:
        is_ca, path_length = read_basic_constraints(raw.value)
        return replace(facts, is_ca=is_ca, path_length=path_length)
    if value is None:
        value = next(iter(load(with_extensions(facts.der, (raw,))).extensions)).value
    return with_extension(facts, value)


def _dotted_or_raw(raw: RawExtension) -> str:
    try:
        return dotted(raw.oid)
    except DerError:
        return raw.oid.hex()


def _key(cert: x509.Certificate) -> PublicKeyFacts:
    oid = cert.public_key_algorithm_oid.dotted_string
    try:
        key = cert.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return PublicKeyFacts(kind=KeyKind.OTHER, bits=0, oid=oid)
    return key_facts(key, oid)


def key_facts(key: PublicKeyTypes, oid: str | None = None) -> PublicKeyFacts:
    """What a public key is; `oid`: its algorithm identifier, where there is one."""
    match key:
        case rsa.RSAPublicKey():
            return PublicKeyFacts(kind=KeyKind.RSA, bits=key.key_size, oid=oid)
        case ec.EllipticCurvePublicKey():
            return PublicKeyFacts(kind=KeyKind.EC, bits=key.key_size, curve=key.curve.name, oid=oid)
        case ed25519.Ed25519PublicKey():
            return PublicKeyFacts(kind=KeyKind.ED25519, bits=256, curve="Ed25519", oid=oid)
        case ed448.Ed448PublicKey():
            return PublicKeyFacts(kind=KeyKind.ED448, bits=456, curve="Ed448", oid=oid)
        case dsa.DSAPublicKey():
            return PublicKeyFacts(kind=KeyKind.DSA, bits=key.key_size, oid=oid)
        case _:
            return PublicKeyFacts(kind=KeyKind.OTHER, bits=0, oid=oid)


def _hash_name(cert: x509.Certificate) -> str | None:
    digest = cert.signature_hash_algorithm
    return digest.name if digest else None


def _last(name: x509.Name, oid: ObjectIdentifier) -> str | None:
    """The most specific value: OpenSSL and browsers read the last one."""
    values = name.get_attributes_for_oid(oid)
    return clean(str(values[-1].value)) if values else None
