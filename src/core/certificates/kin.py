"""Which known root belongs to the organisation that issued a certificate: a hint where the issuer itself is missing.

Names prove nothing; this never links a path, it only helps to say what most likely lies between.
"""

from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier

from core.certificates.facts import load, parse_certificate
from core.model.certificate import CertificateFacts
from core.model.trust import TrustStores


def kindred_root(child: CertificateFacts, stores: TrustStores) -> CertificateFacts | None:
    """A root of the stores whose organisation (O, and C where both have one) is that of `child`'s issuer."""
    issuer = load(child.der).issuer
    organisation = _value(issuer, NameOID.ORGANIZATION_NAME)
    if not organisation:
        return None
    encoded = _encoded(organisation)
    likely = (a.der for a in stores.by_sha256.values() if encoded in a.der)  # cheap, before parsing
    roots = (facts for der in likely if isinstance(facts := parse_certificate(der), CertificateFacts))
    return next((root for root in roots if _same(issuer, load(root.der).subject)), None)


def issuing_organisation(child: CertificateFacts) -> str | None:
    """O of the issuer's name."""
    return _value(load(child.der).issuer, NameOID.ORGANIZATION_NAME)


def _encoded(text: str) -> bytes:
    """As DER has it in a PrintableString or UTF8String, after its length where that is one byte (X.690 8.1.3)."""
    value = text.encode("utf-8", "backslashreplace")
    return bytes([len(value), *value]) if len(value) < 128 else value


def _same(one: x509.Name, other: x509.Name) -> bool:
    countries = {_value(one, NameOID.COUNTRY_NAME), _value(other, NameOID.COUNTRY_NAME)} - {None}
    alike = _value(one, NameOID.ORGANIZATION_NAME) == _value(other, NameOID.ORGANIZATION_NAME)
    return alike and len(countries) < 2


def _value(name: x509.Name, oid: ObjectIdentifier) -> str | None:
    values = name.get_attributes_for_oid(oid)
    return str(values[-1].value).strip() if values else None
