"""Did this key sign that certificate? Three answers, because an algorithm that we cannot compute proves nothing.

The library refuses SHA-1 and MD5 chains as a whole; the signature is verified directly, so that "weak" and "wrong" stay
two findings.
"""

from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.x509.oid import SignatureAlgorithmOID


class Proof(StrEnum):
    """VERIFIED and REFUTED are cryptographic facts; UNKNOWN is neither."""

    VERIFIED = "verified"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


def prove(child: x509.Certificate, issuer: x509.Certificate, message: bytes) -> Proof:
    """Whether `issuer`'s key made `child`'s signature over `message`, the child's tbsCertificate as it came.

    Names, dates and usages are not looked at. Never raises.
    """
    try:
        return _verify(child, issuer, message)
    except InvalidSignature:
        return Proof.REFUTED
    except Exception:  # noqa: BLE001  unreadable keys, unknown algorithms, broken parameters: told as UNKNOWN
        return Proof.UNKNOWN


def _verify(child: x509.Certificate, issuer: x509.Certificate, message: bytes) -> Proof:
    signature = child.signature
    scheme, digest, oid = (
        child.signature_algorithm_parameters,
        child.signature_hash_algorithm,
        child.signature_algorithm_oid,
    )
    match issuer.public_key():
        case rsa.RSAPublicKey() as key if digest and isinstance(scheme, padding.PKCS1v15 | padding.PSS):
            key.verify(signature, message, scheme, digest)
        case rsa.RSAPublicKey() as key if digest and oid == SignatureAlgorithmOID.RSA_WITH_MD5:
            key.verify(signature, message, padding.PKCS1v15(), digest)
        case ec.EllipticCurvePublicKey() as key if isinstance(scheme, ec.ECDSA):
            key.verify(signature, message, scheme)
        case ec.EllipticCurvePublicKey() as key if digest and oid == SignatureAlgorithmOID.ECDSA_WITH_SHA1:
            key.verify(signature, message, ec.ECDSA(digest))
        case ed25519.Ed25519PublicKey() as key if oid == SignatureAlgorithmOID.ED25519:
            key.verify(signature, message)
        case ed448.Ed448PublicKey() as key if oid == SignatureAlgorithmOID.ED448:
            key.verify(signature, message)
        case dsa.DSAPublicKey() as key if digest and scheme is None:
            key.verify(signature, message, digest)
        case rsa.RSAPublicKey() | ec.EllipticCurvePublicKey() | ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            return Proof.REFUTED  # a signature of another kind than this key can make
        case _:
            child.verify_directly_issued_by(issuer)
    return Proof.VERIFIED
