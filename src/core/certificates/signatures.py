"""Did this key sign that? Three answers, because an algorithm that we cannot compute proves nothing.

The library refuses SHA-1 and MD5 chains as a whole; the signature is verified directly, so that "weak" and "wrong" stay
two findings.
"""

from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.x509.oid import ObjectIdentifier, SignatureAlgorithmOID


class Proof(StrEnum):
    """VERIFIED and REFUTED are cryptographic facts; UNKNOWN is neither."""

    VERIFIED = "verified"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


Scheme = padding.PKCS1v15 | padding.PSS | ec.ECDSA | None


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature and how it was made; ``scheme`` None where the algorithm has no parameters."""

    value: bytes
    oid: ObjectIdentifier
    digest: HashAlgorithm | None
    scheme: Scheme


def prove(child: x509.Certificate, issuer: x509.Certificate, message: bytes) -> Proof:
    """Whether `issuer`'s key made `child`'s signature over `message`, the child's tbsCertificate as it came.

    Names, dates and usages are not looked at. Never raises.
    """
    try:
        key = issuer.public_key()
        if not isinstance(key, _COMPUTED):
            child.verify_directly_issued_by(issuer)
            return Proof.VERIFIED
        return _verify(signature_of(child), key, message)
    except InvalidSignature:
        return Proof.REFUTED
    except Exception:  # noqa: BLE001  unreadable keys, unknown algorithms, broken parameters: told as UNKNOWN
        return Proof.UNKNOWN


def signature_of(signed: x509.Certificate | x509.CertificateRevocationList) -> Signature:
    """The signature of a certificate or CRL. Raises for algorithms that the library does not know."""
    return Signature(
        signed.signature,
        signed.signature_algorithm_oid,
        signed.signature_hash_algorithm,
        signed.signature_algorithm_parameters,
    )


def proven_by(signature: Signature, key: CertificatePublicKeyTypes, message: bytes) -> Proof:
    """Whether this key made the signature over `message`. Never raises."""
    try:
        return _verify(signature, key, message)
    except InvalidSignature:
        return Proof.REFUTED
    except Exception:  # noqa: BLE001  as above
        return Proof.UNKNOWN


_COMPUTED = (
    rsa.RSAPublicKey,
    ec.EllipticCurvePublicKey,
    ed25519.Ed25519PublicKey,
    ed448.Ed448PublicKey,
    dsa.DSAPublicKey,
)


def _verify(signature: Signature, key: CertificatePublicKeyTypes, message: bytes) -> Proof:
    value, digest, scheme, oid = signature.value, signature.digest, signature.scheme, signature.oid
    match key:
        case rsa.RSAPublicKey() if digest and isinstance(scheme, padding.PKCS1v15 | padding.PSS):
            key.verify(value, message, scheme, digest)
        case rsa.RSAPublicKey() if digest and oid == SignatureAlgorithmOID.RSA_WITH_MD5:
            key.verify(value, message, padding.PKCS1v15(), digest)
        case ec.EllipticCurvePublicKey() if isinstance(scheme, ec.ECDSA):
            key.verify(value, message, scheme)
        case ec.EllipticCurvePublicKey() if digest and oid == SignatureAlgorithmOID.ECDSA_WITH_SHA1:
            key.verify(value, message, ec.ECDSA(digest))
        case ed25519.Ed25519PublicKey() if oid == SignatureAlgorithmOID.ED25519:
            key.verify(value, message)
        case ed448.Ed448PublicKey() if oid == SignatureAlgorithmOID.ED448:
            key.verify(value, message)
        case dsa.DSAPublicKey() if digest and scheme is None:
            key.verify(value, message, digest)
        case rsa.RSAPublicKey() | ec.EllipticCurvePublicKey() | ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            return Proof.REFUTED  # a signature of another kind than this key can make
        case _:
            return Proof.UNKNOWN
    return Proof.VERIFIED
