"""Words of the protocol itself, whoever prints them: alert names beside the word alert, and common paraphrases."""

from core.explain import readings as r
from core.explain.alerts import ALERTS, numbered, received
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_RFC = "RFC 8446 section 6"
_NAMES = {a.name: a.words for a in ALERTS}
PATTERNS = (
    *received(_NAMES, r"(?<!generated )alert\w*\b(?!:? ?write)[^\n]{0,45}[ :\"'(,]%s\b", _RFC, "fatal alert: %s"),
    *numbered(r"(?:defined fatal (?:alert|error) code is|alert (?:number|code|description)[ :=]{1,3}) ?%s\b", _RFC,
              "alert number %s"),
    Pattern("gnutls_handshake(?:\\(\\))?[^\n]{0,20}: Handshake failed", r.HANDSHAKE_FAILURE, 0.75, "GnuTLS lib/alert.c",
            "gnutls_handshake() failed: Handshake failed"),
    Pattern("not signed by (?:a |an )?(?:trusted|known|recogni[sz]ed|valid)", r.UNKNOWN_ISSUER, 0.8, "various",
            "not signed by a trusted CA"),
    Pattern("Responder Error: |(?:querying|contacting|reaching) (?:the )?OCSP responder|revocation via OCSP", r.STATUS,
            0.88, "OpenSSL apps/ocsp.c and others", "Error querying OCSP responder"),
    Pattern("(?:SSL3|TLS) alert write:fatal:(?:unknown CA|certificate expired|bad certificate|certificate unknown)",
            r.UNKNOWN_ISSUER, 0.8, "OpenSSL SSL_alert_type_string_long", "SSL3 alert write:fatal:unknown CA",
                r.REJECTED),
    Pattern("load_verify_locations[\\s\\S]{0,300}(?:FileNotFoundError|No such file|Permission)", r.CA_FILE, 0.94,
            "CPython Lib/ssl.py", "ctx.load_verify_locations('x')\nFileNotFoundError: [Errno 2] No such file or "
                "directory"),
    Pattern("load_cert_chain[\\s\\S]{0,300}(?:FileNotFoundError|No such file|Permission)", r.KEY_FILE, 0.94,
            "CPython Lib/ssl.py", "ctx.load_cert_chain('x')\nFileNotFoundError: [Errno 2] No such file or directory"),
    Pattern("bad key share", r.GROUP, 0.88, "OpenSSL ssl/ssl_err.c"),
    Pattern("AH01909|does NOT include an ID which matches the server name", r.NAME, 0.85, "Apache httpd modules/ssl",
            "AH01909: a:443:0 server certificate does NOT include an ID which matches the server name"),
    Pattern("validate the certificate with the certificate chain", ("chain-wrong-intermediate", "chain-incomplete"),
        0.88,
            "AWS Certificate Manager", "Could not validate the certificate with the certificate chain."),
    Pattern("Could not load store from|Could not load (?:trust|key) ?(?:store|manager)", r.KEY_FILE, 0.9, "Spring Boot",
            "Could not load store from '/app/keystore.p12'"),
    Pattern("Received close_notify during handshake", r.CLOSED, 0.9, "OpenJDK sun.security.ssl"),
    Pattern("should not be presented in", ("malformed-handshake", "alert-unsupported-extension"), 0.75,
            "OpenJDK sun.security.ssl.SSLExtensions", "extension (5) should not be presented in certificate_request"),
    Pattern("Error decoding the received TLS packet", ("corrupt-record", "closed-mid-handshake"), 0.8,
        "GnuTLS lib/errors.c"),
    Pattern("couldn't get hostname for", r.DNS, 0.92, "ESP-IDF components/esp-tls"),
    Pattern("An SSL error has occurred and a secure connection to the server cannot be made",
            ("no-shared-protocol", "closed-mid-handshake", "no-shared-cipher"), 0.5, "Apple CFNetwork"),
    Pattern("Error presenting challenge", r.ACME, 0.95, "cert-manager"),
    Pattern("either ServerName or InsecureSkipVerify must be specified", ("sni-required",), 0.7, "Go src/crypto/tls"),
    Pattern("zertifikat[^\n]{0,30}ungültig|certificat[^\n]{0,20}(?:non valide|invalide)|"
            "certificado[^\n]{0,20}(?:no v[áa]lido|inv[áa]lido)|证书无效|証明書が無効|недействительн\\w+ сертификат",
            r.NOT_VERIFIED, 0.45, "various translations", "Das Zertifikat ist ungültig"),
    Pattern("SSLError: unknown error|AH02312|Fatal error initialising mod_ssl", r.UNCLEAR, 0.25,
        "CPython; Apache httpd",
            "ssl.SSLError: unknown error (_ssl.c:4022)", r.KEY_FILE),
)  # fmt: skip
FAMILY = Family(
    "TLS",
    PATTERNS,
    (
        Mark(
            r"Record Layer: |^\d+ \d+\.\d+ \S+ (?:→|->) \S+ (?:TLS|SSL)v",
            "Wireshark",
            None,
            9,
            "TLSv1.2 Record Layer: Alert",
        ),
        Mark(r"SSL_accept\b|ssl accept|TLS accept", "OpenSSL server", Side.SERVER, 3, "SSL_accept() failed"),
    ),
)
