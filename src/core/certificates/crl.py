"""One CRL, asked about one certificate (RFC 5280 sections 5 and 6.3.3), DER or PEM. No delta or indirect CRLs.

Law: total on any bytes. A list says something only when the certificate's issuer signed it, it is for this certificate
(Let's Encrypt and others publish a CRL in many parts) and it is current. Ten megabytes take well under a second: the
serial is looked up in the encoding, no object is built for the other entries.
"""

import binascii
from dataclasses import replace
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from core.certificates.der import DerError, signed_part
from core.certificates.facts import load, name_id, quiet
from core.certificates.revocation_dates import doubt_at
from core.certificates.signatures import Proof, proven_by, signature_of
from core.certificates.text import clean
from core.model.certificate import CertificateFacts, KeyUsage
from core.model.revocation import Doubt, Source, Standing, StatusAnswer

_BEGIN, _END = b"-----BEGIN X509 CRL-----", b"-----END X509 CRL-----"
_UNDERSTOOD = frozenset({ExtensionOID.ISSUING_DISTRIBUTION_POINT, ExtensionOID.AUTHORITY_KEY_IDENTIFIER})
_NOTHING = StatusAnswer(source=Source.CRL, standing=Standing.UNKNOWN, doubt=Doubt.UNREADABLE)


def read_crl(
    body: bytes, url: str, certificate: CertificateFacts, issuer: CertificateFacts, at: datetime
) -> StatusAnswer:
    """What this list says of ``certificate``, which ``issuer`` signed, at the instant ``at``. Never raises."""
    try:
        with quiet():
            return replace(_read(body, certificate, issuer, at), url=url)
    except Exception as error:  # noqa: BLE001  hostile bytes reach every corner of a parser; the reason is told
        return replace(_NOTHING, url=url, detail=clean(str(error) or type(error).__name__, 120))


def _read(body: bytes, certificate: CertificateFacts, issuer: CertificateFacts, at: datetime) -> StatusAnswer:
    der = _der(body)
    crl = x509.load_der_x509_crl(der)
    dated = replace(_NOTHING, this_update=crl.last_update_utc, next_update=crl.next_update_utc)
    objection = _objection(crl, der, issuer) or _out_of_scope(crl, certificate)
    if objection:
        return replace(dated, doubt=objection[0], detail=objection[1])
    entry = crl.get_revoked_certificate_by_serial_number(int(certificate.serial, 16))
    if entry is not None and entry.revocation_date_utc <= at:
        when = entry.revocation_date_utc
        return replace(dated, standing=Standing.REVOKED, doubt=None, revoked_at=when, reason=_reason(entry))
    if stale := doubt_at(at, crl.last_update_utc, crl.next_update_utc):
        return replace(dated, doubt=stale)
    if _some_reasons_only(crl):
        return replace(dated, doubt=Doubt.OUT_OF_SCOPE, detail="it lists some reasons for revocation only")
    return replace(dated, standing=Standing.GOOD, doubt=None)


def _der(body: bytes) -> bytes:
    begin, end = body.find(_BEGIN), body.find(_END)
    return binascii.a2b_base64(body[begin + len(_BEGIN) : end]) if 0 <= begin < end else body


def _objection(crl: x509.CertificateRevocationList, der: bytes, issuer: CertificateFacts) -> tuple[Doubt, str] | None:
    """Why this is no list of that issuer's."""
    if name_id(crl.issuer) != issuer.subject_id:
        return Doubt.UNAUTHORISED, clean(f"its issuer is {crl.issuer.rfc4514_string()}", 200)
    if issuer.key_usage is not None and KeyUsage.CRL_SIGN not in issuer.key_usage:
        return Doubt.UNAUTHORISED, "the key of the issuer may not sign CRLs"
    try:
        message = signed_part(der)
    except DerError as error:
        return Doubt.UNREADABLE, str(error)
    match proven_by(signature_of(crl), load(issuer.der).public_key(), message):
        case Proof.REFUTED:
            return Doubt.BAD_SIGNATURE, ""
        case Proof.UNKNOWN:
            return Doubt.UNPROVEN, ""
        case Proof.VERIFIED:
            return None


def _out_of_scope(crl: x509.CertificateRevocationList, certificate: CertificateFacts) -> tuple[Doubt, str] | None:
    for extension in crl.extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            return (
                Doubt.OUT_OF_SCOPE,
                f"it has a critical extension that is not processed, {extension.oid.dotted_string}",
            )
    point = _distribution_point(crl)
    if point is None:
        return None
    if point.indirect_crl or point.only_contains_attribute_certs:
        return Doubt.OUT_OF_SCOPE, "it lists certificates of other issuers, or attribute certificates"
    if (point.only_contains_ca_certs and not certificate.is_ca) or (
        point.only_contains_user_certs and certificate.is_ca
    ):
        return Doubt.OUT_OF_SCOPE, "it lists certificates of another kind"
    if point.relative_name is not None or (point.full_name is not None and not _names(point, certificate)):
        return Doubt.OUT_OF_SCOPE, "it is another part of the list than the one that the certificate names"
    return None


def _names(point: x509.IssuingDistributionPoint, certificate: CertificateFacts) -> bool:
    """The part of the list is one that the certificate points at (RFC 5280 section 6.3.3 (b)(2)(i))."""
    uris = (n.value for n in point.full_name or () if isinstance(n, x509.UniformResourceIdentifier))
    return any(clean(uri) in certificate.crl_urls for uri in uris)


def _some_reasons_only(crl: x509.CertificateRevocationList) -> bool:
    point = _distribution_point(crl)
    return point is not None and point.only_some_reasons is not None


def _distribution_point(crl: x509.CertificateRevocationList) -> x509.IssuingDistributionPoint | None:
    for extension in crl.extensions:
        if isinstance(extension.value, x509.IssuingDistributionPoint):
            return extension.value
    return None


def _reason(entry: x509.RevokedCertificate) -> str | None:
    """The reason code's name; None when none is given, or it cannot be read: the entry counts all the same."""
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return None
