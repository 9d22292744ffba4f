"""GnuTLS errors by number, as FileZilla, wget, Emacs, OpenLDAP and curl print them without GnuTLS's own sentence.

Source: GnuTLS includes/gnutls/gnutls.h.in (GNUTLS_E_…), sentences in lib/errors.c.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern
from core.explain.readings import Codes

_NUMBERS: tuple[tuple[tuple[int, ...], Codes, float], ...] = (
    ((8,), r.PROTOCOL, 0.8),
    ((9,), r.PLAIN, 0.75),
    ((15,), r.PLAIN, 0.88),
    ((16,), r.SNI, 0.55),
    ((18, 24, 78, 100), r.CORRUPT, 0.8),
    ((19,), ("alert-unexpected-message", "malformed-handshake", "wrong-port-or-protocol"), 0.8),
    ((21, 87), r.CIPHER, 0.88),
    ((22,), ("no-shared-signature-algorithm", "no-shared-group", "security-level"), 0.85),
    ((32,), ("client-cert-required", "server-no-certificate", "psk-mismatch"), 0.6),
    ((34, 64), r.KEY_FILE, 0.85),
    ((43,), r.NOT_VERIFIED, 0.45),
    ((47,), ("unknown-critical-ext",), 0.9),
    ((48,), ("key-usage",), 0.9),
    ((49,), r.NO_CERT, 0.8),
    ((53, 54), r.RESET, 0.78),
    ((55,), ("malformed-handshake", "alert-illegal-parameter"), 0.8),
    ((58,), ("alert-unsupported-extension", "malformed-handshake"), 0.8),
    ((60,), r.KEY_PAIR, 0.93),
    ((61,), ("unsupported-key-type",), 0.85),
    ((63,), r.DH, 0.93),
    (tuple(range(67, 78)), r.MALFORMED, 0.8),
    ((89,), ("key-mismatch", "malformed-handshake", "malformed-cert"), 0.88),
    ((107, 108), r.RENEGOTIATION, 0.93),
    ((110,), r.UNCLEAN, 0.8),
    ((112,), r.CLIENT_CERT, 0.93),
    ((322, 423), r.GROUP, 0.85),
    ((340, 341), r.STAPLE, 0.88),
    ((344,), r.ALPN, 0.93),
)
_BEFORE = r"(?:GnuTLS|gnutls_handshake|gnutls_record_recv)[ -]?(?:(?:recv )?error|Fehler|erreur)?[ :=(\[]{1,3}"
FAMILY = Family(
    "GnuTLS",
    tuple(
        Pattern(
            rf"{_BEFORE}-(?:{'|'.join(map(str, numbers))})\b",
            codes,
            sure,
            "GnuTLS gnutls.h",
            f"GnuTLS error -{numbers[0]}: x",
        )
        for numbers, codes, sure in _NUMBERS
    ),
)
