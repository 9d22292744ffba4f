"""OpenSSL's reasons -> our `Fault`. Reason texts are those of OpenSSL 4.0's ssl/ssl_err.c and crypto/asn1/asn1_err.c.

Order decides: the first table with a match on any entry of the stack wins; what no table knows is a malformed handshake
message, with OpenSSL's words beside it.
"""

from typing import Final

from core.model.observation import Fault
from core.wire.engine import EngineError

_REASONS: Final[tuple[tuple[Fault, frozenset[str]], ...]] = (
    (
        Fault.TOO_LARGE,
        frozenset({"excessive message size", "message too long", "exceeds max fragment size"}),
    ),
    (
        Fault.BAD_SIGNATURE,
        # a key of another type than the certificate's shows as a wrong type, not as a wrong signature
        frozenset({"bad signature", "wrong signature type", "wrong certificate type"}),
    ),
    (
        Fault.CORRUPT_RECORD,
        frozenset(
            {
                "decryption failed or bad record mac",
                "decryption failed",
                "digest check failed",
                "block cipher pad is wrong",
                "wrong version number",
                "bad record type",
                "invalid record",
                "record length mismatch",
                "record too small",
                "data length too long",
                "encrypted length too long",
                "packet length too long",
                "bad decompression",
            }
        ),
    ),
    (
        Fault.UNSUPPORTED,
        frozenset(
            {
                "unsupported protocol",
                "wrong ssl version",
                "version too low",
                "no ciphers available",
                "no suitable key share",
                "no suitable groups",
                "unknown certificate type",
                "unknown pkey type",
                "unsupported",
                "unsupported algorithm",
                "unsupported public key type",
                "unsupported elliptic curve",
                "unsupported compression algorithm",
                "no required digest",
                "dh key too small",
                "bad dh value",
                "ee key too small",
                "ca key too small",
                "ca md too weak",
                "legacy sigalg disallowed or unsupported",
            }
        ),
    ),
    (
        Fault.MALFORMED_CERTIFICATE,
        frozenset({"unable to find public key parameters"}),
    ),
)
_CERTIFICATE_LIBRARIES: Final = frozenset({"asn1 encoding routines", "x509 certificate routines"})


def classify(error: EngineError) -> Fault:
    """Which of our faults these words mean."""
    reasons = {reason for _, reason in error.stack}
    for fault, known in _REASONS:
        if reasons & known:
            return fault
    if any(library in _CERTIFICATE_LIBRARIES for library, _ in error.stack):
        return Fault.MALFORMED_CERTIFICATE
    return Fault.MALFORMED_HANDSHAKE
