"""mbedTLS and wolfSSL: numbers and texts, as devices and small tools print them.

Sources: Mbed TLS include/mbedtls/ssl.h, x509.h, net_sockets.h; wolfSSL wolfssl/error-ssl.h, wolfcrypt/error-crypt.h.
"""

from core.explain import readings as r
from core.explain.alerts import numbered
from core.explain.pattern import Family, Mark, Pattern
from core.explain.readings import Codes
from core.model.explanation import Side

_MBED = "Mbed TLS include/mbedtls"
_WOLF = "wolfSSL error-ssl.h, error-crypt.h"
_MBED_NUMBERS: dict[str, tuple[str, Codes, float]] = {
    "7200": ("SSL_INVALID_RECORD", r.PLAIN, 0.9),
    "7780": ("SSL_FATAL_ALERT_MESSAGE", r.HANDSHAKE_FAILURE, 0.55),
    "7280": ("SSL_CONN_EOF", r.CLOSED, 0.88),
    "7880": ("SSL_PEER_CLOSE_NOTIFY", r.CLOSED, 0.7),
    "7700": ("SSL_UNEXPECTED_MESSAGE", ("alert-unexpected-message", "no-shared-protocol"), 0.6),
    "7180": ("SSL_INVALID_MAC", r.CORRUPT, 0.93),
    "7900": ("SSL_BAD_HS_SERVER_HELLO", ("no-shared-protocol", "no-shared-cipher"), 0.5),
    "7980": ("SSL_BAD_HS_CLIENT_HELLO", ("malformed-handshake", "no-shared-cipher"), 0.5),
    "7A00": ("SSL_BAD_HS_CERTIFICATE", ("malformed-cert", "untrusted-root"), 0.7),
    "6E80": ("SSL_BAD_PROTOCOL_VERSION", r.PROTOCOL, 0.93),
    "6E00": ("SSL_HANDSHAKE_FAILURE", r.HANDSHAKE_FAILURE, 0.7),
    "7380": ("SSL_NO_CIPHER_CHOSEN", r.CIPHER, 0.93),
    "6000": ("SSL_NO_USABLE_CIPHERSUITE", r.CIPHER, 0.93),
    "7480": ("SSL_NO_CLIENT_CERTIFICATE", r.CLIENT_CERT, 0.95),
    "7580": ("SSL_CERTIFICATE_REQUIRED", r.CLIENT_CERT, 0.9),
    "7600": ("SSL_PRIVATE_KEY_REQUIRED", r.KEY_FILE, 0.85),
    "7680": ("SSL_CA_CHAIN_REQUIRED", r.CA_FILE, 0.95),
    "6800": ("SSL_TIMEOUT", r.SILENT, 0.85),
    "6C80": ("SSL_UNKNOWN_IDENTITY", ("psk-mismatch",), 0.93),
    "7500": ("SSL_NO_APPLICATION_PROTOCOL", r.ALPN, 0.95),
    "2700": ("X509_CERT_VERIFY_FAILED", r.UNKNOWN_ISSUER, 0.55),
    "2180": ("X509_INVALID_FORMAT", r.KEY_FILE, 0.75),
    "2780": ("X509_CERT_UNKNOWN_FORMAT", r.KEY_FILE, 0.8),
    "2900": ("X509_FILE_IO_ERROR", r.KEY_FILE, 0.85),
    "3E00": ("PK_FILE_IO_ERROR", r.KEY_FILE, 0.9),
    "3C00": ("PK_PASSWORD_REQUIRED", r.KEY_FILE, 0.93),
    "3B80": ("PK_PASSWORD_MISMATCH", r.KEY_FILE, 0.93),
    "3D00": ("PK_KEY_INVALID_FORMAT", r.KEY_FILE, 0.9),
    "1080": ("PEM_NO_HEADER_FOOTER_PRESENT", r.KEY_FILE, 0.85),
    "0050": ("NET_CONN_RESET", r.RESET, 0.92),
    "0044": ("NET_CONNECT_FAILED", r.REFUSED, 0.85),
    "004E": ("NET_SEND_FAILED", r.RESET, 0.85),
    "004C": ("NET_RECV_FAILED", r.RESET, 0.85),
    "0052": ("NET_UNKNOWN_HOST", r.DNS, 0.93),
}  # fmt: skip
_FLAGS = (
    *numbered("is a fatal alert message \\(msg:? ?%s\\)", "Mbed TLS library/ssl_msg.c", "is a fatal alert message "
        "(msg %s)"),
    Pattern("PK - (?:Given private key password|Private key password can't be empty)|PKCS\\d+ - Given private key "
        "password|PK - Invalid key tag or value|PEM - (?:Given|No PEM header)", r.KEY_FILE, 0.94, _MBED,
        "PK - Given private key password does not allow for correct decryption"),
    Pattern("X509 - The (?:CRT/CRL/CSR format|version|serial|algorithm tag|name tag|date tag|extension tag|"
        "signature tag)"
        "[^\n]{0,30}(?:is|or value) invalid|X509 - The (?:CRT/CRL/CSR has an unsupported|extension)", ("malformed-cert",
        "key-file-unreadable"), 0.88, _MBED, "X509 - The CRT/CRL/CSR format is invalid, e.g. different type expected"),
    Pattern("SSL - The operation timed out", r.SILENT, 0.93, _MBED),
    Pattern("X509 - Signature algorithm \\(oid\\) is unsupported|PK - (?:Key algorithm is|Elliptic curve is) "
        "unsupported",
        ("unsupported-key-type", "malformed-cert"), 0.88, _MBED,
        "PK - Key algorithm is unsupported (only RSA and EC are supported)"),
    Pattern("The certificate validity has expired", r.EXPIRED, 0.95, "Mbed TLS library/x509_crt.c"),
    Pattern("The certificate validity starts in the future", r.NOT_YET, 0.95, "Mbed TLS library/x509_crt.c"),
    Pattern("The certificate has been revoked", r.REVOKED, 0.94, "Mbed TLS library/x509_crt.c"),
    Pattern("The certificate Common Name \\(CN\\) does not match(?: with the expected CN)?", r.NAME, 0.95,
        "Mbed TLS library/x509_crt.c", "The certificate Common Name (CN) does not match with the expected CN"),
    Pattern("certificate is not correctly signed by the trusted CA", r.UNKNOWN_ISSUER, 0.82,
        "Mbed TLS library/x509_crt.c", "The certificate is not correctly signed by the trusted CA"),
    Pattern("The CRL is (?:expired|not correctly signed|from the future)", r.CRL_OLD, 0.94,
        "Mbed TLS library/x509_crt.c", "The CRL is expired"),
    Pattern("The certificate is signed with an unacceptable hash", r.WEAK_HASH, 0.94, "Mbed TLS library/x509_crt.c"),
    Pattern("certificate is signed with an unacceptable (?:key|PK alg)[^\n]{0,40}", ("weak-key",
        "unsupported-key-type"), 0.93, "Mbed TLS library/x509_crt.c", "The certificate is signed with an "
        "unacceptable key (eg bad curve, RSA too short)."),
    Pattern("Usage does not match the (?:keyUsage|extendedKeyUsage|nsCertType) extension", r.PURPOSE, 0.95,
        "Mbed TLS library/x509_crt.c", "Usage does not match the extendedKeyUsage extension"),
    Pattern("BearSSL[^\n]{0,60} error 62\\b|Chain could not be linked to a trust anchor|BR_ERR_X509_NOT_TRUSTED",
        r.UNKNOWN_ISSUER, 0.88, "BearSSL inc/bearssl_x509.h", "Chain could not be linked to a trust anchor"),
    Pattern("BearSSL[^\n]{0,60} error 54\\b|BR_ERR_X509_EXPIRED|Certificate is expired or not yet valid", r.EXPIRED,
        0.9,
        "BearSSL inc/bearssl_x509.h", "Certificate is expired or not yet valid"),
    Pattern("BearSSL[^\n]{0,60} error 56\\b|BR_ERR_X509_BAD_SERVER_NAME|Expected server name was not found in the "
        "chain",
        r.NAME, 0.94, "BearSSL inc/bearssl_x509.h", "Expected server name was not found in the chain"),
    Pattern("MBEDTLS ERR NET CONN RESET|mbedtls_net_recv[^\n]{0,30}-0x?50", r.RESET, 0.9, _MBED,
        "MBEDTLS_ERR_NET_CONN_RESET"),
    Pattern("Last error was: -68\\b|connection to the given server / port failed", r.REFUSED, 0.85, _MBED,
        "NET - The connection to the given server / port failed"),
    Pattern("(?:SSL|X509|NET|PK|PEM) - The connection indicated an EOF", r.CLOSED, 0.9, _MBED,
        "SSL - The connection indicated an EOF"),
    Pattern("SSL - Verification of the message MAC failed", r.CORRUPT, 0.95, _MBED),
    Pattern("Certificate verification failed, e\\.g\\. CRL, CA or signature check failed", r.UNKNOWN_ISSUER, 0.6,
        _MBED, "X509 - Certificate verification failed, e.g. CRL, CA or signature check failed"),
    Pattern("SSL - (?:The handshake negotiation failed|A fatal alert message was received from our peer)",
        r.HANDSHAKE_FAILURE,
        0.6, _MBED, "SSL - A fatal alert message was received from our peer"),
    Pattern("SSL - Handshake protocol not within min/max boundaries", r.PROTOCOL, 0.94, _MBED),
    Pattern("SSL - None of the common ciphersuites is usable|SSL - The server has no ciphersuites in common", r.CIPHER,
        0.94, _MBED, "SSL - None of the common ciphersuites is usable"),
    Pattern("SSL - No CA Chain is set, but required to operate", r.CA_FILE, 0.95, _MBED),
    Pattern("SSL - No client certification received from the client, but required", r.CLIENT_CERT, 0.95, _MBED),
    Pattern("SSL handshake failed\\. :\\( -261", ("malformed-handshake", "no-shared-cipher",
        "wrong-port-or-protocol"), 0.75,
            "axTLS ssl.h"),
)  # fmt: skip
_BADCERT: dict[str, tuple[Codes, float]] = {
    "EXPIRED": (r.EXPIRED, 0.95),
    "REVOKED": (r.REVOKED, 0.95),
    "CN MISMATCH": (r.NAME, 0.95),
    "NOT TRUSTED": (r.UNKNOWN_ISSUER, 0.85),
    "MISSING": (r.NO_CERT, 0.85),
    "FUTURE": (r.NOT_YET, 0.95),
    "KEY USAGE": (("key-usage",), 0.93),
    "EXT KEY USAGE": (r.PURPOSE, 0.93),
    "NS CERT TYPE": (r.PURPOSE, 0.9),
    "BAD MD": (r.WEAK_HASH, 0.9),
    "BAD PK": (r.WEAK_CERT, 0.85),
    "BAD KEY": (r.WEAK_KEY, 0.9),
}
_MBED_FLAGS = (
    *(Pattern(f"\\bBADCERT {flag}\\b", codes, sure, f"{_MBED}/x509.h") for flag, (codes, sure) in _BADCERT.items()),
    Pattern("\\bBADCRL (?:EXPIRED|NOT TRUSTED|FUTURE|BAD \\w{2,3})\\b", r.CRL_OLD, 0.9, f"{_MBED}/x509.h",
        "BADCRL_EXPIRED"),
)  # fmt: skip
_WOLF_NUMBERS: dict[int, tuple[str, Codes, float]] = {
    140: ("ASN_PARSE_E", ("malformed-cert", "key-file-unreadable"), 0.85),
    150: ("ASN_BEFORE_DATE_E", r.NOT_YET, 0.95),
    151: ("ASN_AFTER_DATE_E", r.EXPIRED, 0.95),
    155: ("ASN_SIG_CONFIRM_E", ("untrusted-root", "malformed-cert", "chain-wrong-intermediate"), 0.78),
    188: ("ASN_NO_SIGNER_E", r.UNKNOWN_ISSUER, 0.82),
    162: ("ASN_NO_PEM_HEADER", r.KEY_FILE, 0.93),
    275: ("ASN_SELF_SIGNED_E", r.SELF_SIGNED, 0.9),
    322: ("DOMAIN_NAME_MISMATCH", r.NAME, 0.95),
    325: ("IPADDR_MISMATCH", ("ip-not-in-san", "hostname-mismatch"), 0.95),
    313: ("FATAL_ERROR", ("no-shared-protocol", "no-shared-cipher", "client-cert-required"), 0.72),
    326: ("VERSION_ERROR", r.PROTOCOL, 0.93),
    308: ("SOCKET_ERROR_E", r.CLOSED, 0.8),
    397: ("SOCKET_PEER_CLOSED_E", r.CLOSED, 0.85),
    501: ("MATCH_SUITE_ERROR", r.CIPHER, 0.92),
    360: ("OCSP_CERT_REVOKED", r.REVOKED, 0.94),
    361: ("CRL_CERT_REVOKED", r.REVOKED, 0.94),
    362: ("CRL_MISSING", r.STATUS, 0.94),
    407: ("OCSP_LOOKUP_FAIL", r.STATUS, 0.9),
    305: ("VERIFY_MAC_ERROR", r.CORRUPT, 0.92),
    312: ("VERIFY_CERT_ERROR", r.UNKNOWN_ISSUER, 0.65),
    317: ("UNKNOWN_HANDSHAKE_TYPE", r.PLAIN, 0.8),
    344: ("UNKNOWN_RECORD_TYPE", r.PLAIN, 0.9),
    328: ("UNKNOWN_ALPN_PROTOCOL_NAME_E", r.ALPN, 0.7),
    405: ("UNKNOWN_ALPN_PROTOCOL_NAME_E", r.ALPN, 0.85),
    425: ("TLS13_SECRET_CB_E", r.CORRUPT, 0.3),
    341: ("NO_PEER_CERT", r.CLIENT_CERT, 0.88),
    409: ("DH_KEY_SIZE_E", r.DH, 0.95),
    413: ("DH_KEY_SIZE_E", r.DH, 0.85),
    320: ("KEYUSE_DIGITAL_SIG_E", ("key-usage",), 0.85),
    383: ("EXTKEYUSE_AUTH_E", r.PURPOSE, 0.85),
    385: ("KEYUSE_ENCIPHER_E", ("key-usage",), 0.9),
}  # fmt: skip
_WOLF_TEXT = (
    Pattern("received alert fatal error", ("no-shared-protocol", "no-shared-cipher", "client-cert-required"), 0.72,
        "wolfSSL src/internal.c"),
    Pattern("ASN no signer error to confirm failure", r.UNKNOWN_ISSUER, 0.83, "wolfSSL wolfcrypt/src/error.c"),
    Pattern("ASN (?:date error, current date (?:is )?after|after date error)", r.EXPIRED, 0.95,
        "wolfSSL wolfcrypt/src/error.c", "ASN date error, current date after"),
    Pattern("ASN (?:date error, current date (?:is )?before|before date error)", r.NOT_YET, 0.95,
        "wolfSSL wolfcrypt/src/error.c", "ASN date error, current date before"),
    Pattern("peer subject name mismatch|peer ip address mismatch", r.NAME, 0.95, "wolfSSL src/internal.c",
        "peer subject name mismatch"),
    Pattern("can't match cipher suite", r.CIPHER, 0.95, "wolfSSL src/internal.c"),
    Pattern("malformed buffer input error", ("wrong-port-or-protocol", "malformed-handshake"), 0.6,
        "wolfSSL src/internal.c"),
    Pattern("record layer version error", r.PROTOCOL, 0.88, "wolfSSL src/internal.c"),
    Pattern("_run_until: Timeout", r.SILENT, 0.88, "ESP8266 Arduino WiFiClientSecureBearSSL", "BSSL:_run_until: "
        "Timeout"),
)  # fmt: skip
FAMILY = Family(
    "Mbed TLS or wolfSSL",
    (
        *(
            Pattern(rf"(?:-0x0*{number.lstrip('0')}\b|net sock tls: TLS handshake error: -{number}\b|MBEDTLS ERR "
                rf"{name.replace('_', ' ')}\b)", codes, sure, _MBED,
                f"-0x{number}")
            for number, (name, codes, sure) in _MBED_NUMBERS.items()
        ),
        *_FLAGS,
        *_MBED_FLAGS,
        *(
            Pattern(rf"(?:(?:wolfSSL|error|err|return(?:ed)?|ret|SSL_connect|failed)[^\n0-9]{{0,40}}-{number}\b|\b"
                rf"{name}\b)", codes, sure, _WOLF, f"wolfSSL_connect error -{number}")
            for number, (name, codes, sure) in _WOLF_NUMBERS.items()
        ),
        *_WOLF_TEXT,
    ),
    (
        Mark(r"mbedtls_|MBEDTLS_ERR|Last error was: -", "Mbed TLS", Side.CLIENT, 7,
            "mbedtls_ssl_handshake returned -0x7200"),
        Mark(r"wolfSSL_|\bwolfSSL\b", "wolfSSL", Side.CLIENT, 7, "wolfSSL error: x"),
        Mark(r"esp-tls|esp_mbedtls", "ESP-IDF", Side.CLIENT, 8, "esp-tls-mbedtls"),
    ),
)  # fmt: skip
