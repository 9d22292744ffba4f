"""OCSP (RFC 6960; RFC 5019 for the form that CAs serve): the question, and what an answer or a staple says.

Law: total on any bytes. An answer counts only when it is about this certificate and signed by its issuer, or by a
responder whom that issuer certified for it (id-kp-OCSPSigning). No nonce is sent: answers are made in advance.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509 import ocsp

from core.certificates.der import children, read_element
from core.certificates.facts import load, parse_certificate, proof_between, quiet
from core.certificates.revocation_dates import doubt_at
from core.certificates.signatures import Proof, Scheme, Signature, proven_by
from core.certificates.text import clean
from core.model.certificate import CertificateFacts
from core.model.revocation import Doubt, Source, Standing, StatusAnswer

OCSP_SIGNING_OID = "1.3.6.1.5.5.7.3.9"
_MAX_RESPONDERS = 8
_DIGESTS = frozenset({"sha1", "sha224", "sha256", "sha384", "sha512"})


def staple_this_update(staple: bytes) -> datetime | None:
    """``thisUpdate`` of a successful response, aware UTC; None when the bytes tell none."""
    try:
        return ocsp.load_der_ocsp_response(staple).this_update_utc
    except (ValueError, TypeError):
        return None


def ocsp_question(certificate: CertificateFacts, issuer: CertificateFacts) -> bytes:
    """The DER OCSPRequest for one certificate, with SHA-1 names as RFC 5019 section 2.1.1 asks. Raises ValueError."""
    name, key = _issuer_hashes(issuer, "sha1")
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        name,
        key,
        int(certificate.serial, 16),
        hashes.SHA1(),  # noqa: S303  names only: nothing rests on its strength
    )
    return builder.build().public_bytes(serialization.Encoding.DER)


def read_ocsp(
    body: bytes, source: Source, url: str, certificate: CertificateFacts, issuer: CertificateFacts, at: datetime
) -> StatusAnswer:
    """What this response says of ``certificate``, which ``issuer`` signed, at the instant ``at``. Never raises."""
    nothing = StatusAnswer(source=source, standing=Standing.UNKNOWN, url=url, doubt=Doubt.UNREADABLE)
    try:
        with quiet():
            return _read(ocsp.load_der_ocsp_response(body), nothing, certificate, issuer, at)
    except Exception as error:  # noqa: BLE001  hostile bytes reach every corner of a parser; the reason is told
        return replace(nothing, detail=clean(str(error) or type(error).__name__, 120))


def _read(
    response: ocsp.OCSPResponse,
    nothing: StatusAnswer,
    certificate: CertificateFacts,
    issuer: CertificateFacts,
    at: datetime,
) -> StatusAnswer:
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return replace(nothing, doubt=Doubt.REFUSED, detail=response.response_status.name.lower())
    single = next((s for s in response.responses if _is_about(s, certificate, issuer)), None)
    if single is None:
        return replace(nothing, doubt=Doubt.WRONG_CERTIFICATE)
    dated = replace(nothing, this_update=single.this_update_utc, next_update=single.next_update_utc)
    if doubt := _signature_doubt(response, issuer, at):
        return replace(dated, doubt=doubt)
    revoked_at = single.revocation_time_utc
    if revoked_at is not None and revoked_at <= at:
        reason = single.revocation_reason.value if single.revocation_reason else None
        return replace(dated, standing=Standing.REVOKED, doubt=None, revoked_at=revoked_at, reason=reason)
    if doubt := doubt_at(at, single.this_update_utc, single.next_update_utc):
        return replace(dated, doubt=doubt)
    if single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return replace(dated, doubt=Doubt.NOT_KNOWN)
    return replace(dated, standing=Standing.GOOD, doubt=None)


def _is_about(single: ocsp.OCSPSingleResponse, certificate: CertificateFacts, issuer: CertificateFacts) -> bool:
    """The CertID names this serial number of this issuer (RFC 6960 section 4.1.1)."""
    digest = single.hash_algorithm.name
    if single.serial_number != int(certificate.serial, 16) or digest not in _DIGESTS:
        return False
    return (single.issuer_name_hash, single.issuer_key_hash) == _issuer_hashes(issuer, digest)


def _issuer_hashes(issuer: CertificateFacts, digest: str) -> tuple[bytes, bytes]:
    """Of the issuer's name, and of the bits of its key without tag, length and unused-bits octet."""
    loaded = load(issuer.der)
    info = loaded.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    _, bits = children(info, read_element(info, 0, len(info)))
    name = loaded.subject.public_bytes()
    return hashlib.new(digest, name).digest(), hashlib.new(digest, info[bits.body + 1 : bits.end]).digest()


def _signature_doubt(response: ocsp.OCSPResponse, issuer: CertificateFacts, at: datetime) -> Doubt | None:
    """RFC 6960 section 4.2.2.2. A certificate in the response is believed only when the issuer itself signed it."""
    proof = _proof(response, load(issuer.der).public_key())
    if proof is Proof.VERIFIED:
        return None
    for responder in response.certificates[:_MAX_RESPONDERS]:
        if _proof(response, responder.public_key()) is Proof.VERIFIED:
            facts = parse_certificate(responder.public_bytes(serialization.Encoding.DER))
            may = isinstance(facts, CertificateFacts) and _may_answer(facts, issuer, at)
            return None if may else Doubt.UNAUTHORISED
    return Doubt.UNPROVEN if proof is Proof.UNKNOWN else Doubt.BAD_SIGNATURE


def _may_answer(responder: CertificateFacts, issuer: CertificateFacts, at: datetime) -> bool:
    if OCSP_SIGNING_OID not in (responder.extended_key_usage or ()) or responder.issuer_id != issuer.subject_id:
        return False
    in_time = not responder.expired_at(at) and not responder.premature_at(at)
    return in_time and proof_between(responder, issuer) is Proof.VERIFIED


def _proof(response: ocsp.OCSPResponse, key: CertificatePublicKeyTypes) -> Proof:
    if response.signature_algorithm_oid == x509.SignatureAlgorithmOID.RSASSA_PSS:
        return Proof.UNKNOWN  # the library does not tell its parameters
    try:
        digest = response.signature_hash_algorithm
    except Exception:  # noqa: BLE001  an algorithm that the library does not know
        return Proof.UNKNOWN
    signature = Signature(response.signature, response.signature_algorithm_oid, digest, _scheme(key, digest))
    return proven_by(signature, key, response.tbs_response_bytes)


def _scheme(key: CertificatePublicKeyTypes, digest: hashes.HashAlgorithm | None) -> Scheme:
    """The parameters, which the library does not tell for OCSP: those that the algorithm's name implies."""
    if digest is None:
        return None
    match key:
        case rsa.RSAPublicKey():
            return padding.PKCS1v15()
        case ec.EllipticCurvePublicKey():
            return ec.ECDSA(digest)
        case _:
            return None
