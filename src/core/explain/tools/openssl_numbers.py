"""OpenSSL's packed error codes, where a tool prints the number and not the words: `error:0A000086`, `TLS_LIB_ERR=…`.

Sources: OpenSSL include/openssl/sslerr.h (the last twelve bits are the reason; 1000 and more is a received alert),
Squid src/security (TLS_LIB_ERR).
"""

from core.explain import readings as r
from core.explain.alerts import ALERTS
from core.explain.pattern import Family, Pattern
from core.explain.readings import Codes

_SSLERR = "OpenSSL sslerr.h"
_BEFORE = r"(?:TLS_LIB_ERR=|error:|SSL error code )(?:0?A000|14[0-9A-F]{3})"
_REASONS: tuple[tuple[int, Codes, float, Codes], ...] = (
    (118, ("no-shared-signature-algorithm", "no-shared-cipher"), 0.85, ()),
    (134, r.NOT_VERIFIED, 0.5, r.client_certificate(r.UNKNOWN_ISSUER)),
    (152, r.CIPHER, 0.6, ()),
    (156, r.PLAIN_HTTP, 0.9, ()),
    (193, r.CIPHER, 0.9, ()),
    (199, r.CLIENT_CERT, 0.93, ()),
    (252, r.PLAIN, 0.75, ()),
    (258, r.PROTOCOL, 0.9, ()),
    (267, r.PLAIN, 0.85, ()),
    (281, r.CORRUPT, 0.9, ()),
    (294, r.CLOSED, 0.8, ()),
    (338, r.RENEGOTIATION, 0.93, ()),
    (394, r.DH, 0.93, ()),
    (396, r.PROTOCOL, 0.9, ()),
    (398, r.WEAK_HASH, 0.9, ()),
    (399, r.WEAK_KEY, 0.9, ()),
)
FAMILY = Family(
    "OpenSSL",
    (
        *(
            Pattern(rf"{_BEFORE}{number:03X}\b", codes, sure - 0.02, _SSLERR, f"error:0A000{number:03X}", server)
            for number, codes, sure, server in _REASONS
        ),
        *(
            Pattern(rf"{_BEFORE}{1000 + a.number:03X}\b", a.client, a.sure - 0.04, _SSLERR,
                    f"error:0A000{1000 + a.number:03X}", a.server)
            for a in ALERTS
        ),
    ),
)  # fmt: skip
