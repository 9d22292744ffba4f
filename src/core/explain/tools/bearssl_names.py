"""BearSSL's errors by name or number, as Arduino, Tasmota and others print them.

Sources: BearSSL inc/bearssl_ssl.h and inc/bearssl_x509.h.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern
from core.explain.readings import Codes

_BEAR = "BearSSL inc/bearssl_ssl.h, inc/bearssl_x509.h"
_ERRORS: dict[str, tuple[int, Codes, float]] = {
    "UNSUPPORTED_VERSION": (3, r.PROTOCOL, 0.93),
    "BAD_VERSION": (4, r.PROTOCOL, 0.85),
    "BAD_MAC": (7, r.CORRUPT, 0.93),
    "UNKNOWN_TYPE": (9, r.PLAIN, 0.85),
    "BAD_HANDSHAKE": (14, ("malformed-handshake", "corrupt-record"), 0.8),
    "BAD_CIPHER_SUITE": (16, r.CIPHER, 0.93),
    "BAD_SECRENEG": (19, r.RENEGOTIATION, 0.85),
    "BAD_SNI": (21, r.SNI, 0.8),
    "BAD_FINISHED": (24, r.CORRUPT, 0.85),
    "INVALID_ALGORITHM": (26, r.SIGALG, 0.8),
    "BAD_SIGNATURE": (27, r.CORRUPT, 0.7),
    "WRONG_KEY_USAGE": (28, r.PURPOSE, 0.88),
    "NO_CLIENT_AUTH": (29, r.CLIENT_CERT, 0.95),
    "IO": (31, r.CLOSED, 0.7),
    "X509_EMPTY_CHAIN": (35, r.NO_CERT, 0.93),
    "X509_UNSUPPORTED": (49, r.MALFORMED, 0.88),
    "X509_WRONG_KEY_TYPE": (51, ("unsupported-key-type", "malformed-cert"), 0.88),
    "X509_BAD_SIGNATURE": (52, r.UNTRUSTED, 0.7),
    "X509_TIME_UNKNOWN": (53, ("client-clock-wrong", "cert-not-yet-valid"), 0.9),
    "X509_EXPIRED": (54, r.EXPIRED, 0.9),
    "X509_DN_MISMATCH": (55, ("chain-wrong-intermediate", "chain-order", "chain-incomplete"), 0.9),
    "X509_BAD_SERVER_NAME": (56, r.NAME, 0.94),
    "X509_CRITICAL_EXTENSION": (57, ("unknown-critical-ext",), 0.93),
    "X509_NOT_CA": (58, r.ISSUER, 0.93),
    "X509_FORBIDDEN_KEY_USAGE": (59, r.PURPOSE, 0.93),
    "X509_WEAK_PUBLIC_KEY": (60, r.WEAK_KEY, 0.95),
    "X509_NOT_TRUSTED": (62, r.UNKNOWN_ISSUER, 0.88),
}  # fmt: skip
FAMILY = Family(
    "BearSSL",
    (
        Pattern("BR SSL CLOSED", r.CLOSED, 0.85, _BEAR, "_run_until: BR_SSL_CLOSED"),
        *(
            Pattern(rf"\bBR ERR {name.replace('_', ' ')}\b|\b(?:BearSSL|BSSL|TLS connection)[^\n]{{0,60}}\berror:? "
                rf"{number}\b", codes, sure, _BEAR, f"BR_ERR_{name}")
            for name, (number, codes, sure) in _ERRORS.items()
        ),
    ),
)  # fmt: skip
