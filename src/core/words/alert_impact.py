"""What clients show when a server sends an alert, by number.

Sources: Chromium net/socket (MapOpenSSLErrorSSL), Firefox NSS (ssl3con.c, SSLerrs.h), OpenSSL 3 ssl/ssl_err.c (reason =
1000 + number), Go crypto/tls/alert.go, JDK sun.security.ssl.Alert.
"""

from typing import NamedTuple

from core.model.finding import Impact
from core.model.target import Target
from core.wire.registry import alert_name
from core.words import alerts
from core.words.impact import impacts, safari_no_tls


class _Names(NamedTuple):
    """OpenSSL's reason text, Go's text, Firefox's code."""

    openssl: str
    go: str
    firefox: str


_NAMES = {
    10: _Names("sslv3 alert unexpected message", "unexpected message", "SSL_ERROR_HANDSHAKE_UNEXPECTED_ALERT"),
    20: _Names("sslv3 alert bad record mac", "bad record MAC", "SSL_ERROR_BAD_MAC_ALERT"),
    21: _Names("tlsv1 alert decryption failed", "decryption failed", "SSL_ERROR_DECRYPTION_FAILED_ALERT"),
    22: _Names("tlsv1 alert record overflow", "record overflow", "SSL_ERROR_RECORD_OVERFLOW_ALERT"),
    30: _Names("sslv3 alert decompression failure", "decompression failure", "SSL_ERROR_DECOMPRESSION_FAILURE_ALERT"),
    40: _Names("sslv3 alert handshake failure", "handshake failure", "SSL_ERROR_HANDSHAKE_FAILURE_ALERT"),
    42: _Names("sslv3 alert bad certificate", "bad certificate", "SSL_ERROR_BAD_CERT_ALERT"),
    43: _Names("sslv3 alert unsupported certificate", "unsupported certificate", "SSL_ERROR_UNSUPPORTED_CERT_ALERT"),
    44: _Names("sslv3 alert certificate revoked", "revoked certificate", "SSL_ERROR_REVOKED_CERT_ALERT"),
    45: _Names("sslv3 alert certificate expired", "expired certificate", "SSL_ERROR_EXPIRED_CERT_ALERT"),
    46: _Names("sslv3 alert certificate unknown", "unknown certificate", "SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT"),
    47: _Names("sslv3 alert illegal parameter", "illegal parameter", "SSL_ERROR_ILLEGAL_PARAMETER_ALERT"),
    48: _Names("tlsv1 alert unknown ca", "unknown certificate authority", "SSL_ERROR_UNKNOWN_CA_ALERT"),
    49: _Names("tlsv1 alert access denied", "access denied", "SSL_ERROR_ACCESS_DENIED_ALERT"),
    50: _Names("tlsv1 alert decode error", "error decoding message", "SSL_ERROR_DECODE_ERROR_ALERT"),
    51: _Names("tlsv1 alert decrypt error", "error decrypting message", "SSL_ERROR_DECRYPT_ERROR_ALERT"),
    60: _Names("tlsv1 alert export restriction", "export restriction", "SSL_ERROR_EXPORT_RESTRICTION_ALERT"),
    70: _Names("tlsv1 alert protocol version", "protocol version not supported", "SSL_ERROR_PROTOCOL_VERSION_ALERT"),
    71: _Names(
        "tlsv1 alert insufficient security", "insufficient security level", "SSL_ERROR_INSUFFICIENT_SECURITY_ALERT"
    ),
    80: _Names("tlsv1 alert internal error", "internal error", "SSL_ERROR_INTERNAL_ERROR_ALERT"),
    86: _Names(
        "tlsv1 alert inappropriate fallback", "inappropriate fallback", "SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT"
    ),
    90: _Names("tlsv1 alert user cancelled", "user canceled", "SSL_ERROR_USER_CANCELED_ALERT"),
    100: _Names("tlsv1 alert no renegotiation", "no renegotiation", "SSL_ERROR_NO_RENEGOTIATION_ALERT"),
    109: _Names("tlsv13 alert missing extension", "missing extension", "SSL_ERROR_MISSING_EXTENSION_ALERT"),
    110: _Names("tlsv1 unsupported extension", "unsupported extension", "SSL_ERROR_UNSUPPORTED_EXTENSION_ALERT"),
    112: _Names("tlsv1 unrecognized name", "unrecognized name", "SSL_ERROR_UNRECOGNIZED_NAME_ALERT"),
    113: _Names(
        "tlsv1 bad certificate status response",
        "bad certificate status response",
        "SSL_ERROR_BAD_CERT_STATUS_RESPONSE_ALERT",
    ),
    115: _Names("tlsv1 alert unknown psk identity", "unknown PSK identity", "SSL_ERROR_RX_UNKNOWN_ALERT"),
    116: _Names("tlsv13 alert certificate required", "certificate required", "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT"),
    120: _Names(
        "tlsv1 alert no application protocol", "no application protocol", "SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL"
    ),
}
_CHROME = {
    **dict.fromkeys((40, 70, 71), "ERR_SSL_VERSION_OR_CIPHER_MISMATCH"),
    **dict.fromkeys((42, 43, 44, 45, 46, 48, 49, 116), "ERR_BAD_SSL_CLIENT_AUTH_CERT"),
    20: "ERR_SSL_BAD_RECORD_MAC_ALERT",
    30: "ERR_SSL_DECOMPRESSION_FAILURE_ALERT",
    51: "ERR_SSL_DECRYPT_ERROR_ALERT",
    112: "ERR_SSL_UNRECOGNIZED_NAME_ALERT",
}


def alert_impact(target: Target, number: int, *, at_hello: bool) -> tuple[Impact, ...]:
    """All nine clients. ``at_hello``: the alert answers the ClientHello, where Firefox words number 40 differently."""
    names = _NAMES.get(number)
    reason = names.openssl if names else f"reason({1000 + number})"
    firefox = names.firefox if names else "SSL_ERROR_RX_UNKNOWN_ALERT"
    error = f"error:0A{1000 + number:06X}:SSL routines"
    known = alerts.code(number) != alerts.NAMELESS
    python_reason = reason.upper().replace(" ", "_") if names else ""
    return impacts(
        chrome=_CHROME.get(number, "ERR_SSL_PROTOCOL_ERROR"),
        firefox="SSL_ERROR_NO_CYPHER_OVERLAP" if number == 40 and at_hello else firefox,
        safari=safari_no_tls(target),
        curl=f"curl: (35) TLS connect error: {error}::{reason}",
        openssl=f"{error}:ssl3_read_bytes:{reason}:SSL alert number {number}",
        java="javax.net.ssl.SSLHandshakeException: Received fatal alert: "
        + (alert_name(number) if known else f"UNKNOWN ALERT ({number})"),
        go=f"remote error: tls: {names.go if names else f'alert({number})'}",
        python=f"ssl.SSLError: [SSL: {python_reason}] {reason}" if names else f"ssl.SSLError: [SSL] {reason}",
        node=f"Error: write EPROTO … {error}:ssl3_read_bytes:{reason}: … SSL alert number {number}",
    )
