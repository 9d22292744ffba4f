"""CRLs and OCSP responses to order, of the authorities of `tests.support.pki`. Everything not overridden is right.

    crl(ca, leaf, reason=KEY_COMPROMISE)
    answer(leaf, status=REVOKED, revoked_at=NOW - timedelta(hours=1))

Times are relative to the `at` of the authority: made an hour before, good for a week.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed448, ed25519
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.support.pki import Authority, Leaf, PrivateKey

GOOD, REVOKED, UNKNOWN = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED, ocsp.OCSPCertStatus.UNKNOWN
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
DER = serialization.Encoding.DER
OCSP_SIGNING = ExtendedKeyUsageOID.OCSP_SIGNING
Certified = Leaf | Authority


def crl(
    issuer: Authority,
    *revoked: Certified | int,
    this: datetime | None = None,
    until: datetime | None = None,
    since: datetime | None = None,
    reason: x509.ReasonFlags | None = None,
    extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
    signed_by: PrivateKey | None = None,
    pem: bool = False,
) -> bytes:
    """A list of these serial numbers (or those of these certificates)."""
    made = this or issuer.at - HOUR
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.cert.subject)
    builder = builder.last_update(made).next_update(until or made + WEEK)
    for entry in revoked:
        one = x509.RevokedCertificateBuilder().revocation_date(since or issuer.at - HOUR)
        one = one.serial_number(entry if isinstance(entry, int) else entry.cert.serial_number)
        if reason:
            one = one.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(one.build())
    for value, critical in extensions:
        builder = builder.add_extension(value, critical=critical)
    key = signed_by or issuer.key
    return builder.sign(key, _digest(key)).public_bytes(serialization.Encoding.PEM if pem else DER)  # type: ignore[arg-type]


def part(url: str, **flags: bool) -> tuple[x509.ExtensionType, bool]:
    """An issuing distribution point, critical as RFC 5280 section 5.2.5 asks."""
    wanted = {"only_contains_user_certs": False, "only_contains_ca_certs": False, "indirect_crl": False, **flags}
    name = [x509.UniformResourceIdentifier(url)] if url else None
    point = x509.IssuingDistributionPoint(
        full_name=name, relative_name=None, only_some_reasons=None, only_contains_attribute_certs=False, **wanted
    )
    return point, True


def answer(
    about: Certified,
    issuer: Authority | None = None,
    *,
    status: ocsp.OCSPCertStatus = GOOD,
    this: datetime | None = None,
    until: datetime | None = None,
    revoked_at: datetime | None = None,
    reason: x509.ReasonFlags | None = None,
    digest: hashes.HashAlgorithm | None = None,
    responder: Leaf | None = None,
) -> bytes:
    """An OCSP response about a certificate, by its issuer or by a ``responder`` whose certificate is put in."""
    above = issuer or _issuer(about)
    made = this or above.at - HOUR
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about.cert,
        issuer=above.cert,
        algorithm=digest or hashes.SHA1(),
        cert_status=status,
        this_update=made,
        next_update=until or made + WEEK,
        revocation_time=(revoked_at or above.at - HOUR) if status is REVOKED else None,
        revocation_reason=reason,
    )
    signer = responder or above
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.cert)
    if responder:
        builder = builder.certificates([responder.cert])
    return builder.sign(signer.key, _digest(signer.key)).public_bytes(DER)


def refusal(status: ocsp.OCSPResponseStatus = ocsp.OCSPResponseStatus.TRY_LATER) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(DER)


def spoiled(body: bytes) -> bytes:
    """One bit of the signature turned: of a DER value whose last element is the signature."""
    return body[:-2] + bytes([body[-2] ^ 1]) + body[-1:]


def _issuer(about: Certified) -> Authority:
    above = about.issued_by if isinstance(about, Leaf) else about.parent
    assert above is not None
    return above


def _digest(key: PrivateKey) -> hashes.HashAlgorithm | None:
    return None if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey) else hashes.SHA256()
