"""A TLS library fails in words that no other pattern knows: a problem with TLS, of a kind that is not clear.

Law: only what a library prints in front of its own reason counts, and a reason must follow; all of it is vague, so it
speaks where nothing else does.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

PATTERNS = (
    Pattern("(?:CertPath(?:Validator|Builder)Exception|CertificateException|PKIX path (?:validation|building) failed|"
        "SSLCertVerificationError|CERTIFICATE VERIFY FAILED): \\W{0,3}\\w+[^\\w\n]{1,3}\\w+", r.NOT_VERIFIED, 0.35,
        "OpenJDK, CPython", "java.security.cert.CertPathValidatorException: reasons of its own"),
    Pattern("\\bx509: (?!decod|pars|load|using|add|found|ok\\b)\\w+ \\w+", r.NOT_VERIFIED, 0.35, "Go src/crypto/x509",
        "x509: reasons of its own"),
    Pattern("(?:SSL(?:Handshake|Protocol|PeerUnverified|Key)?Exception|SSL(?:Zero Return|Syscall|EOF|WantRead)?Error|"
        "TLSError|TlsException|HandshakeError): \\W{0,3}\\w+[^\\w\n]{1,3}\\w+", r.UNCLEAR, 0.3,
        "OpenJDK, CPython, Ruby, .NET, Rust", "javax.net.ssl.SSLException: reasons of its own"),
    Pattern("error:[0-9A-F]{8}:(?:SSL|x509 certificate|ASN1|asn1 encoding) routines:[^\n]{0,60}:\\w+", r.UNCLEAR, 0.3,
        "OpenSSL ERR_error_string", "error:0A000999:SSL routines::reasons of its own"),
    Pattern("remote error: tls: \\w+|local error: tls: \\w+|tls: handshake: \\w+", r.UNCLEAR, 0.3, "Go src/crypto/tls",
        "remote error: tls: reasons of its own"),
    Pattern("\\b(?:context|c|this)\\.(?:context\\.)?(?:loadPKCS12|setCert|setKey|addRootCerts)\\(", r.KEY_FILE, 0.45,
        "Node lib/internal/tls/secure-context.js, the line that failed", "context.loadPKCS12(toBuf(pfx));"),
    Pattern("\\bcontext\\.addCACert\\(", r.CA_FILE, 0.45, "Node lib/internal/tls/secure-context.js, the line that "
        "failed", "context.addCACert(cert);"),
)  # fmt: skip
FAMILY = Family("the library", PATTERNS)
