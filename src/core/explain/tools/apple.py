"""Safari, iOS and macOS: SecureTransport and Network.framework numbers, NSURLErrorDomain, page texts, ATS.

Sources: Security.framework SecureTransport.h, SecBase.h; Foundation NSURLError.h.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.explain.readings import Codes
from core.model.explanation import Side

_ST = "Apple SecureTransport.h"
_NSURL = "Apple NSURLError.h"
_NUMBERS: dict[int, tuple[str, Codes, float]] = {
    9800: ("errSSLProtocol", ("no-shared-protocol", "wrong-port-or-protocol"), 0.6),
    9801: ("errSSLNegotiation", r.CIPHER, 0.9),
    9802: ("errSSLFatalAlert", r.HANDSHAKE_FAILURE, 0.6),
    9805: ("errSSLClosedGraceful", r.CLOSED, 0.85),
    9806: ("errSSLClosedAbort", r.RESET, 0.88),
    9807: ("errSSLXCertChainInvalid", r.UNKNOWN_ISSUER, 0.82),
    9808: ("errSSLBadCert", ("malformed-cert", "untrusted-root"), 0.85),
    9812: ("errSSLUnknownRootCert", r.UNTRUSTED, 0.88),
    9813: ("errSSLNoRootCert", r.UNKNOWN_ISSUER, 0.85),
    9814: ("errSSLCertExpired", r.EXPIRED, 0.95),
    9815: ("errSSLCertNotYetValid", r.NOT_YET, 0.95),
    9816: ("errSSLClosedNoNotify", r.CLOSED, 0.88),
    9820: ("errSSLDecryptionFail", r.CORRUPT, 0.85),
    9824: ("errSSLPeerHandshakeFail", r.HANDSHAKE_FAILURE, 0.78),
    9825: ("errSSLPeerBadCert", ("client-cert-rejected", "client-cert-required"), 0.88),
    9826: ("errSSLPeerUnsupportedCert", r.REJECTED, 0.9),
    9827: ("errSSLPeerCertRevoked", r.REJECTED, 0.9),
    9828: ("errSSLPeerCertExpired", r.REJECTED, 0.9),
    9829: ("errSSLPeerCertUnknown", r.REJECTED, 0.9),
    9831: ("errSSLPeerUnknownCA", r.REJECTED, 0.9),
    9832: ("errSSLPeerAccessDenied", r.REJECTED, 0.85),
    9836: ("errSSLPeerProtocolVersion", r.PROTOCOL, 0.95),
    9837: ("errSSLPeerInsufficientSecurity", ("alert-insufficient-security", *r.CIPHER), 0.9),
    9838: ("errSSLPeerInternalError", ("server-no-certificate", "alert-internal-error"), 0.75),
    9843: ("errSSLHostNameMismatch", r.NAME, 0.95),
    9844: ("errSSLConnectionRefused", r.RESET, 0.75),
    9845: ("errSSLDecryptError", r.CORRUPT, 0.8),
    9846: ("errSSLBadRecordMac", r.CORRUPT, 0.93),
    9847: ("errSSLRecordOverflow", ("not-tls", "wrong-port-or-protocol"), 0.85),
    9850: ("errSSLWeakPeerEphemeralDHKey", r.DH, 0.95),
    9858: ("errSSLATSViolation", ("security-level", "no-shared-protocol"), 0.85),
    9880: ("errSSLATSMinimumVersionViolation", r.OLD_SERVER, 0.93),
    9881: ("errSSLATSCiphersuiteViolation", r.CIPHER, 0.93),
    9882: ("errSSLATSMinimumKeySizeViolation", r.WEAK_KEY, 0.93),
    9883: ("errSSLATSLeafCertificateHashAlgorithmViolation", r.WEAK_HASH, 0.93),
    9884: ("errSSLATSCertificateHashAlgorithmViolation", r.WEAK_HASH, 0.93),
    9885: ("errSSLATSCertificateTrustViolation", r.UNKNOWN_ISSUER, 0.85),
}
_URL: dict[int, tuple[str, Codes, float]] = {
    1200: ("NSURLErrorSecureConnectionFailed", ("no-shared-protocol", "closed-mid-handshake", "no-shared-cipher"), 0.5),
    1201: ("NSURLErrorServerCertificateHasBadDate", r.EXPIRED, 0.9),
    1202: ("NSURLErrorServerCertificateUntrusted", ("untrusted-root", "hostname-mismatch", "self-signed",
        "chain-incomplete"), 0.75),
    1203: ("NSURLErrorServerCertificateHasUnknownRoot", r.UNTRUSTED, 0.88),
    1204: ("NSURLErrorServerCertificateNotYetValid", r.NOT_YET, 0.93),
    1205: ("NSURLErrorClientCertificateRejected", r.REJECTED, 0.94),
    1206: ("NSURLErrorClientCertificateRequired", r.CLIENT_CERT, 0.96),
    1022: ("NSURLErrorAppTransportSecurityRequiresSecureConnection", ("tls-required",), 0.93),
    1003: ("NSURLErrorCannotFindHost", r.DNS, 0.92),
    1006: ("NSURLErrorDNSLookupFailed", r.DNS_FAILS, 0.92),
    1004: ("NSURLErrorCannotConnectToHost", r.REFUSED, 0.8),
    1005: ("NSURLErrorNetworkConnectionLost", r.RESET, 0.75),
    1001: ("NSURLErrorTimedOut", r.TIMEOUT, 0.88),
}  # fmt: skip
_SEC = (
    Pattern("-2147409654|errSecCertificateExpired|-67818\\b|CSSMERR_TP_CERT_EXPIRED", r.EXPIRED, 0.93,
        "Apple SecBase.h", "errSecCertificateExpired"),
    Pattern("errSecHostNameMismatch|-67602\\b", r.NAME, 0.95, "Apple SecBase.h", "errSecHostNameMismatch"),
    Pattern("errSecNotTrusted|-67843\\b|CSSMERR_TP_NOT_TRUSTED", r.UNKNOWN_ISSUER, 0.82, "Apple SecBase.h",
        "errSecNotTrusted"),
    Pattern("errSecCreateChainFailed|-25318\\b", r.INCOMPLETE, 0.82, "Apple SecBase.h", "errSecCreateChainFailed"),
    Pattern("errSecCertificateRevoked|-67820\\b|CSSMERR_TP_CERT_REVOKED", r.REVOKED, 0.95, "Apple SecBase.h",
        "errSecCertificateRevoked"),
    Pattern("errSecCertificateValidityPeriodTooLong|-67901\\b", ("validity-too-long",), 0.95, "Apple SecBase.h",
        "-67901"),
    Pattern("errSecIncompleteCertRevocationCheck|-67635\\b", r.STATUS, 0.93, "Apple SecBase.h", "-67635"),
    Pattern("errSecInvalidExtendedKeyUsage|-67609\\b", r.PURPOSE, 0.93, "Apple SecBase.h", "-67609"),
    Pattern("errSecPassphraseRequired|errSecAuthFailed|-25293\\b|errSecPkcs12VerifyFailure|-25264\\b", r.KEY_FILE,
        0.85, "Apple SecBase.h", "errSecPkcs12VerifyFailure"),
)  # fmt: skip
_TEXT = (
    Pattern("(?:can't|cannot|can’t) verify the identity of the website", ("hostname-mismatch", "untrusted-root",
        "cert-expired", "self-signed"), 0.7, "Safari", "Safari can't verify the identity of the website"),
    Pattern("Safari kann keine sichere Verbindung zum Server|Safari ne (?:peut|parvient) pas [^\n]{0,20}établir une "
        "connexion sécurisée|Safari no puede establecer una conexión segura|Safari non può (?:stabilire|aprire) una "
        "connessione (?:protetta|sicura)", ("no-shared-protocol", "no-shared-cipher", "closed-mid-handshake",
        "untrusted-root"), 0.6, "Safari error pages", "Safari kann keine sichere Verbindung zum Server"),
    Pattern("Safari can't establish a secure connection to the server", ("no-shared-protocol", "no-shared-cipher",
        "closed-mid-handshake"), 0.6, "Safari error pages"),
    Pattern("This Connection Is Not Private|this website may be impersonating", r.NOT_VERIFIED, 0.48,
        "Safari error pages", "This Connection Is Not Private"),
    Pattern("(?:you might be connecting to a server|pretending to be)", r.UNKNOWN_ISSUER, 0.45, "Apple CFNetwork",
        "You might be connecting to a server that is pretending to be"),
    Pattern("The certificate for this server is invalid", r.UNKNOWN_ISSUER, 0.55, "Apple CFNetwork"),
    Pattern("certificate (?:is not trusted|not trusted) by[^\n]{0,20}(?:iOS|macOS|device)", r.UNKNOWN_ISSUER, 0.8,
        "Apple", "certificate is not trusted by iOS"),
    Pattern("App Transport Security (?:policy requires|has blocked)", ("tls-required", "security-level"), 0.9,
        "Apple CFNetwork", "App Transport Security has blocked a cleartext HTTP"),
    Pattern("server unexpectedly dropped the connection", r.RESET, 0.75, "Safari error pages"),
    Pattern("certificate (?:was )?not standards compliant", ("malformed-cert", "validity-too-long"),
        0.93, "Apple Security", "certificate was not standards compliant"),
    Pattern("boringssl_(?:context|session)_(?:handle_fatal_alert|handshake_error)[^\n]{0,100}protocol version",
        r.PROTOCOL,
        0.9, "Apple libnetwork", "boringssl_context_handle_fatal_alert(1) alert(2): protocol version"),
    Pattern("boringssl_(?:context|session)_\\w+[^\n]{0,160}(?:CERTIFICATE_VERIFY_FAILED|certificate verify failed)",
        r.UNKNOWN_ISSUER,
        0.6, "Apple libnetwork", "boringssl_context_error_print CERTIFICATE_VERIFY_FAILED"),
    Pattern("peer cert is valid, or was ignored if verification disabled", ("legacy-renegotiation",
        "untrusted-root"), 0.6,
        "Apple Security SecureTransport.h"),
)  # fmt: skip
FAMILY = Family(
    "Apple",
    (
        *(
            Pattern(rf"(?:\b{name}\b|(?<!\d)-{number}\b)", codes, sure, _ST, f"{name}, -{number}")
            for number, (name, codes, sure) in _NUMBERS.items()
        ),
        *(
            Pattern(rf"(?:\b{name}\b|(?:Code ?= ?|error code:? ?|code |error |NSURLErrorDomain[ :=]{{0,3}}(?:error "
                rf")?|\(){{1}}-{number}\b)", codes, sure, _NSURL, name)
            for number, (name, codes, sure) in _URL.items()
        ),
        *_SEC,
        *_TEXT,
    ),
    (
        Mark(r"NSURLErrorDomain|kCFStream\w*|CFNetwork|NSErrorFailingURL|errSSL\w+|boringssl_context_", "iOS or macOS",
            Side.CLIENT, 6, "Error Domain=NSURLErrorDomain Code=-1200"),
        Mark(r"\bSafari can't|This Connection Is Not Private", "Safari", Side.CLIENT, 7, "Safari can't open the page"),
        Mark(r"SecureTransport|SSL error -98\d\d", "SecureTransport", Side.CLIENT, 4, "SecureTransport"),
    ),
)  # fmt: skip
