"""Chrome, Edge, Brave, Opera, Vivaldi, Electron, Android WebView: net::ERR_… and the interstitials' sentences.

Sources: net/base/net_error_list.h and components/security_interstitials of Chromium.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.explain.readings import Codes
from core.model.explanation import Side

_LIST = "Chromium net/base/net_error_list.h"
_BUILTIN = "Chromium net/cert/cert_verify_proc_builtin.cc; BoringSSL pki/cert_errors"
_PAGES = "Chromium components/security_interstitials_strings.grdp"
_CODES: dict[str, tuple[Codes, float]] = {
    "CERT_COMMON_NAME_INVALID": (r.NAME, 0.95),
    "CERT_DATE_INVALID": (("cert-expired", "client-clock-wrong", "cert-not-yet-valid"), 0.8),
    "CERT_AUTHORITY_INVALID": (("untrusted-root", "self-signed", "tls-intercepted", "chain-incomplete"), 0.8),
    "CERT_CONTAINS_ERRORS": (r.MALFORMED, 0.85),
    "CERT_NO_REVOCATION_MECHANISM": (r.STATUS, 0.9),
    "CERT_UNABLE_TO_CHECK_REVOCATION": (r.STATUS, 0.93),
    "CERT_REVOKED": (r.REVOKED, 0.95),
    "CERT_INVALID": (("malformed-cert", "eku-missing", "key-usage"), 0.85),
    "CERT_WEAK_SIGNATURE_ALGORITHM": (r.WEAK_HASH, 0.95),
    "CERT_NON_UNIQUE_NAME": (("hostname-mismatch",), 0.7),
    "CERT_WEAK_KEY": (("weak-key",), 0.95),
    "CERT_NAME_CONSTRAINT_VIOLATION": (("name-constraints",), 0.95),
    "CERT_VALIDITY_TOO_LONG": (("validity-too-long",), 0.95),
    "CERTIFICATE_TRANSPARENCY_REQUIRED": (r.CT, 0.96),
    "CERT_SYMANTEC_LEGACY": (("untrusted-root", "root-distrust"), 0.93),
    "CERT_KNOWN_INTERCEPTION_BLOCKED": (("tls-intercepted",), 0.95),
    "SSL_OBSOLETE_VERSION": (r.OLD_SERVER, 0.93),
    "SSL_VERSION_OR_CIPHER_MISMATCH": (r.VERSION_OR_CIPHER, 0.85),
    "SSL_PROTOCOL_ERROR": (("wrong-port-or-protocol", "not-tls-http", "no-shared-protocol", "closed-mid-handshake"),
                           0.65),
    "SSL_CLIENT_AUTH_CERT_NEEDED": (r.CLIENT_CERT, 0.95),
    "SSL_CLIENT_AUTH_SIGNATURE_FAILED": (("client-cert-rejected", "private-key-problem"), 0.85),
    "SSL_CLIENT_AUTH_PRIVATE_KEY_ACCESS_DENIED": (("key-file-unreadable", "client-cert-required"), 0.9),
    "SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY": (("private-key-problem", "key-file-unreadable"), 0.9),
    "SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS": (r.SIGALG, 0.9),
    "BAD_SSL_CLIENT_AUTH_CERT": (r.REJECTED, 0.95),
    "SSL_RENEGOTIATION_REQUESTED": (r.RENEGOTIATION, 0.9),
    "SSL_UNSAFE_NEGOTIATION": (r.RENEGOTIATION, 0.9),
    "SSL_WEAK_SERVER_EPHEMERAL_DH_KEY": (r.DH, 0.96),
    "SSL_PINNED_KEY_NOT_IN_CERT_CHAIN": (r.PINNED, 0.96),
    "SSL_DECOMPRESSION_FAILURE_ALERT": (r.CORRUPT, 0.8),
    "SSL_BAD_RECORD_MAC_ALERT": (r.CORRUPT, 0.93),
    "SSL_DECRYPT_ERROR_ALERT": (r.CORRUPT, 0.85),
    "SSL_UNRECOGNIZED_NAME_ALERT": (r.SNI, 0.96),
    "SSL_SERVER_CERT_CHANGED": (("default-cert", "tls-intercepted"), 0.6),
    "SSL_SERVER_CERT_BAD_FORMAT": (("malformed-cert",), 0.93),
    "SSL_KEY_USAGE_INCOMPATIBLE": (("key-usage", "eku-missing"), 0.95),
    "SSL_FALLBACK_BEYOND_MINIMUM_VERSION": (r.PROTOCOL, 0.9),
    "SSL_INAPPROPRIATE_FALLBACK": (("alert-inappropriate-fallback", *r.PROTOCOL), 0.9),
    "SSL_NO_RENEGOTIATION": (r.RENEGOTIATION, 0.8),
    "ECH_FALLBACK_CERTIFICATE_INVALID": (("hostname-mismatch", "malformed-cert"), 0.7),
    "ALPN_NEGOTIATION_FAILED": (r.ALPN, 0.95),
    "TLS13_DOWNGRADE_DETECTED": (("downgrade-detected", "tls-intercepted"), 0.93),
    "CERT_DATABASE_CHANGED": (("ca-bundle-missing",), 0.4),
    "CONNECTION_REFUSED": (r.REFUSED, 0.93),
    "CONNECTION_TIMED_OUT": (r.TIMEOUT, 0.93),
    "TIMED_OUT": (r.TIMEOUT, 0.85),
    "CONNECTION_RESET": (r.RESET, 0.9),
    "CONNECTION_CLOSED": (r.CLOSED, 0.88),
    "CONNECTION_ABORTED": (r.RESET, 0.8),
    "EMPTY_RESPONSE": (("closed-after-handshake", "closed-mid-handshake"), 0.7),
    "ADDRESS_UNREACHABLE": (r.UNROUTED, 0.9),
    "NAME_NOT_RESOLVED": (r.DNS, 0.93),
    "NAME_RESOLUTION_FAILED": (r.DNS_FAILS, 0.9),
    "TUNNEL_CONNECTION_FAILED": (r.PROXY, 0.93),
    "PROXY_CONNECTION_FAILED": (r.PROXY, 0.9),
    "PROXY_AUTH_REQUESTED": (r.PROXY, 0.9),
    "PROXY_CERTIFICATE_INVALID": (("tls-intercepted", "untrusted-root"), 0.8),
    "MANDATORY_PROXY_CONFIGURATION_FAILED": (r.PROXY, 0.85),
}  # fmt: skip
_NUMBERS = {
    7: "TIMED_OUT", 100: "CONNECTION_CLOSED", 101: "CONNECTION_RESET", 102: "CONNECTION_REFUSED",
    103: "CONNECTION_ABORTED", 105: "NAME_NOT_RESOLVED", 107: "SSL_PROTOCOL_ERROR", 109: "ADDRESS_UNREACHABLE",
    110: "SSL_CLIENT_AUTH_CERT_NEEDED", 111: "TUNNEL_CONNECTION_FAILED", 113: "SSL_VERSION_OR_CIPHER_MISMATCH",
    114: "SSL_RENEGOTIATION_REQUESTED", 117: "BAD_SSL_CLIENT_AUTH_CERT", 118: "CONNECTION_TIMED_OUT",
    122: "ALPN_NEGOTIATION_FAILED", 123: "SSL_NO_RENEGOTIATION", 125: "SSL_DECOMPRESSION_FAILURE_ALERT",
    126: "SSL_BAD_RECORD_MAC_ALERT", 129: "SSL_WEAK_SERVER_EPHEMERAL_DH_KEY", 130: "PROXY_CONNECTION_FAILED",
    134: "SSL_CLIENT_AUTH_PRIVATE_KEY_ACCESS_DENIED", 135: "SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY",
    136: "PROXY_CERTIFICATE_INVALID", 137: "NAME_RESOLUTION_FAILED", 141: "SSL_CLIENT_AUTH_SIGNATURE_FAILED",
    150: "SSL_PINNED_KEY_NOT_IN_CERT_CHAIN", 153: "SSL_DECRYPT_ERROR_ALERT", 156: "SSL_SERVER_CERT_CHANGED",
    157: "SSL_INAPPROPRIATE_FALLBACK", 159: "SSL_UNRECOGNIZED_NAME_ALERT", 165: "SSL_FALLBACK_BEYOND_MINIMUM_VERSION",
    167: "SSL_SERVER_CERT_BAD_FORMAT", 177: "SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS", 180: "TLS13_DOWNGRADE_DETECTED",
    181: "SSL_KEY_USAGE_INCOMPATIBLE", 184: "ECH_FALLBACK_CERTIFICATE_INVALID", 200: "CERT_COMMON_NAME_INVALID",
    201: "CERT_DATE_INVALID", 202: "CERT_AUTHORITY_INVALID", 203: "CERT_CONTAINS_ERRORS",
    204: "CERT_NO_REVOCATION_MECHANISM", 205: "CERT_UNABLE_TO_CHECK_REVOCATION", 206: "CERT_REVOKED",
    207: "CERT_INVALID", 208: "CERT_WEAK_SIGNATURE_ALGORITHM", 210: "CERT_NON_UNIQUE_NAME", 211: "CERT_WEAK_KEY",
    212: "CERT_NAME_CONSTRAINT_VIOLATION", 213: "CERT_VALIDITY_TOO_LONG", 214: "CERTIFICATE_TRANSPARENCY_REQUIRED",
    215: "CERT_SYMANTEC_LEGACY", 217: "CERT_KNOWN_INTERCEPTION_BLOCKED", 218: "SSL_OBSOLETE_VERSION",
    324: "EMPTY_RESPONSE", 714: "CERT_DATABASE_CHANGED",
}  # fmt: skip
_PAGE = (
    Pattern("interfering with your secure connection|scrambled credentials|sent back unusual and incorrect "
        "credentials", ("pinning-failed", "tls-intercepted", "hostname-mismatch"), 0.6, _PAGES,
        "Something is currently interfering with your secure connection to x."),
    Pattern("\\brefused to connect\\b", r.REFUSED, 0.9, "Chromium components/error_page",
        "example.com refused to connect."),
    Pattern("took too long to respond", r.TIMEOUT, 0.9, "Chromium components/error_page",
        "example.com took too long to respond."),
    Pattern("unexpectedly closed the connection", r.CLOSED, 0.88, "Chromium components/error_page",
        "example.com unexpectedly closed the connection."),
    Pattern("IP address could not be found|DNS address could not be found", r.DNS, 0.93,
        "Chromium components/error_page", "example.com's server IP address could not be found."),
    Pattern("sent an invalid response", ("wrong-port-or-protocol", "not-tls-http", "closed-mid-handshake"), 0.55,
        "Chromium components/error_page", "example.com sent an invalid response."),
    Pattern("SSL server probably obsolete|outdated security configuration|uses? an outdated (?:version of TLS|"
        "security)", r.OLD_SERVER, 0.9, _PAGES, "The connection used to load this site used TLS 1.0 or TLS 1.1: "
        "uses an outdated security configuration"),
    Pattern("security certificate (?:expired|is (?:supposedly )?expired)|certificate expired \\d+ days? ago", r.EXPIRED,
        0.93,
            _PAGES, "its security certificate expired 3 days ago"),
    Pattern("security certificate is supposedly from (?:tomorrow|[^\n]{0,30} in the future)", r.NOT_YET, 0.95, _PAGES,
            "its security certificate is supposedly from 8 days in the future"),
    Pattern("your (?:computer's |device's )?clock is (?:ahead|behind|wrong|set)", ("client-clock-wrong",), 0.93, _PAGES,
            "Your clock is behind"),
    Pattern("security certificate (?:is from|does not specify)", r.NAME, 0.93, _PAGES,
            "its security certificate is from cdn.example.net"),
    Pattern("security certificate is not trusted by your", r.UNKNOWN_ISSUER, 0.82, _PAGES,
            "its security certificate is not trusted by your computer's operating system"),
    Pattern("security certificate may have been revoked|certificate (?:has been|was) revoked", r.REVOKED, 0.9, _PAGES,
            "its security certificate may have been revoked"),
    Pattern("uses an unsupported protocol|client and server don't support a common SSL protocol version",
        r.VERSION_OR_CIPHER,
        0.85,
            "Chromium components/error_page", "The client and server don't support a common SSL protocol version "
                "or cipher suite."),
    Pattern("didn't accept your login certificate|may not have been provided", r.REJECTED, 0.85,
        "Chromium components/error_page",
            "example.com didn't accept your login certificate, or one may not have been provided."),
    Pattern("is using a (?:misconfigured|security) software|software on your computer is stopping Chrome|"
        "application is stopping Chrome",
            ("tls-intercepted",), 0.93, _PAGES, "An application is stopping Chrome from safely connecting to this "
                "site"),
    Pattern("your connection is not private|your connection isn't private|Ihre Verbindung ist nicht privat|Dies "
        "ist keine sichere Verbindung|votre connexion n'est pas priv|la conexi[oó]n no es privada|la connessione "
        "non [eè] privata|您的连接不是私密连接|この接続ではプライバシーが保護されません",
            r.NOT_VERIFIED, 0.45, _PAGES, "Your connection is not private"),
    Pattern("No matching issuer found|Certificate is not a trust anchor", r.UNKNOWN_ISSUER, 0.85, _BUILTIN,
            "ERROR: No matching issuer found"),
    Pattern("Time is after notAfter", r.EXPIRED, 0.95, _BUILTIN),
    Pattern("Time is before notBefore", r.NOT_YET, 0.95, _BUILTIN),
    Pattern("The extended key usage does not include (?:server|client) auth", r.PURPOSE, 0.95, _BUILTIN,
            "The extended key usage does not include server auth"),
    Pattern("Not permitted by name constraints", ("name-constraints",), 0.95, _BUILTIN),
    Pattern("Unacceptable (?:signature algorithm|public key|modulus length)", r.WEAK_CERT, 0.9, _BUILTIN,
            "Unacceptable signature algorithm"),
    Pattern("Basic Constraints indicates not a CA|Does not have Basic Constraints", r.ISSUER, 0.93, _BUILTIN,
            "Does not have Basic Constraints"),
    Pattern("Subject Alternative Name missing", ("no-san", "hostname-mismatch"), 0.93,
        "Chromium DevTools security panel", "Subject Alternative Name missing"),
)  # fmt: skip
FAMILY = Family(
    "Chrome",
    (
        *(Pattern(rf"\bERR {n}\b".replace("_", " "), c, s, _LIST, f"net::ERR_{n}") for n, (c, s) in _CODES.items()),
        *(
            Pattern(rf"(?:net error|net::ERR|handshake failed[^\n]{{0,60}}net error|chrome error)[ :=-]+{n}\b", *_CODES[
                name],
                    _LIST, f"net_error -{n}")
            for n, name in _NUMBERS.items()
        ),
        *_PAGE,
    ),
    (
        Mark(r"\b(?:net::)?ERR_(?:SSL|CERT|CONNECTION|TLS13|NAME|BAD_SSL|ECH|ALPN|TIMED|TUNNEL|PROXY|ADDRESS|"
            r"EMPTY)\w*", "Chrome",
             Side.CLIENT, 4, "NET::ERR_CERT_DATE_INVALID"),
        Mark("ssl_client_socket_impl.cc", "Chrome", Side.CLIENT, 5),
    ),
)  # fmt: skip
