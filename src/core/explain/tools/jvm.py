"""What runs on Java and speaks for itself: Netty, Bouncy Castle, OkHttp, Tomcat, Conscrypt on Android, keytool.

Sources: netty handler/ssl; okhttp3 ConnectionSpec; tomcat-native and SSLHostConfig; conscrypt; OpenJDK keytool.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

_NETTY = "netty handler/src/main/java/io/netty/handler/ssl"
_JDK = "OpenJDK sun.security"
PATTERNS = (
    Pattern("Unable to parse TLS packet header|Input not an SSL/TLS record", r.PLAIN, 0.93,
        "Conscrypt common/src/main/java/org/conscrypt/ConscryptEngine.java", "Unable to parse TLS packet header"),
    Pattern("General (?:OpenSsl|SSL)Engine problem|SSLEngine problem", r.NOT_VERIFIED, 0.48, _NETTY,
        "General SSLEngine problem", r.UNCLEAR),
    Pattern("SSLEngine closed already|Connection closed while SSL/TLS handshake|StacklessSSLHandshakeException|"
        "SSLHandshakeException: Connection (?:closed|reset) by peer", r.CLOSED, 0.88, f"{_NETTY}; conscrypt",
        "SSLHandshakeException: Connection closed by peer"),
    Pattern("Invalid character found in method name", r.PLAIN, 0.7, "Tomcat org.apache.coyote.http11.Http11InputBuffer",
        "Invalid character found in method name. HTTP method names must be tokens"),
    Pattern("OCSP response error: ", r.STATUS, 0.94, f"{_JDK}.provider.certpath.OCSPResponse", "OCSP response error: "
        "TRY_LATER"),
    Pattern("No CRLs found for issuer|No valid CRL found|Certificate status could not be determined", r.STATUS, 0.94,
        "Bouncy Castle CertPathValidatorUtilities", 'No CRLs found for issuer "cn=x"'),
    Pattern("HTTPS hostname wrong", r.NAME, 0.93, f"{_JDK}.net.www.protocol.https.HttpsClient",
        "java.io.IOException: HTTPS hostname wrong: should be <a.example>"),
    Pattern("Failed ALPN negotiation", r.ALPN, 0.95, "grpc-java ProtocolNegotiators"),
    Pattern("Unable to find acceptable protocols|supported protocol versions \\[[^\\]\n]{0,60}\\] are not accepted by|"
        "TLSv1\\.[0-3] not supported", r.PROTOCOL, 0.9, "okhttp3 ConnectionSpec; OpenJDK", "Unable to find acceptable "
        "protocols. isFallback=false"),
    Pattern("No supported CipherSuite from|No selectable cipher suite", r.CIPHER, 0.93, "Tomcat; Bouncy Castle",
        "No supported CipherSuite from supported SSL suites"),
    Pattern("Responder's certificate (?:is )?not (?:authorized|valid)", r.STAPLE, 0.88, f"{_JDK}.provider.certpath",
        "Responder's certificate is not authorized to sign OCSP responses"),
    Pattern("Illegal given domain name", r.NAME, 0.85, f"{_JDK}.util.HostnameChecker"),
    Pattern("KeyStoreException: \\S{1,20} not found|certificateFile must be defined|certificateKeystoreFile must be|"
        "Certificate reply does not contain public key|Failed to establish chain from reply|Input not an X\\.509|no "
        "valid keystore|cannot read configured PEM|cannot load PEM (?:private key|certificate)", r.KEY_FILE, 0.9,
        f"{_JDK}.tools.keytool; Tomcat; Elasticsearch", "KeyStoreException: JKS not found"),
    Pattern("handshake message \\(\\d+\\) exceeds the maximum", ("malformed-handshake", "corrupt-record"), 0.9,
        f"{_JDK}.ssl.HandshakeInStream", "The size of the handshake message (33154) exceeds the maximum allowed size"),
    Pattern("Insufficient buffer remaining for AEAD|RSA premaster secret error", r.CORRUPT, 0.7, f"{_JDK}.ssl",
        "RSA premaster secret error"),
    Pattern("trying to open an SSL connection to a non-SSL", r.PLAIN, 0.95, "Puma lib/puma"),
    Pattern("Illegal character (?:CNTL=)?(?:0x16|\\\\x16)", ("wrong-port-or-protocol", "not-tls-http"), 0.92,
        "Jetty org.eclipse.jetty.http.HttpParser", "bad HTTP parsed: 400 Illegal character CNTL=0x16"),
    Pattern("Certificate not valid until [^\n]{1,60} \\(compared to", r.NOT_YET, 0.95, "Bouncy Castle PKIX",
        "Certificate not valid until Mon Aug 03 02:00:00 GMT 2026 (compared to Thu Jan 01 01:02:19 GMT 1970)"),
    Pattern("Certificate expired at [^\n]{1,60} \\(compared to", r.EXPIRED, 0.95, "Bouncy Castle PKIX",
        "Certificate expired at Mon Aug 03 02:00:00 GMT 2026 (compared to Tue Sep 01 01:02:19 GMT 2026)"),
    Pattern("No matching application layer protocol values", r.ALPN, 0.95, f"{_JDK}.ssl.AlpnExtension"),
    Pattern("Not trusted server certificate|TrustAnchor for CertPath not found", r.UNKNOWN_ISSUER, 0.88,
        "Apache Harmony xnet.provider.jsse", "Not trusted server certificate"),
    Pattern("(?:Unsupported|Unrecogni[sz]ed) (?:SSL |TLS )?record version|Unsupported record version Unknown",
        r.PLAIN, 0.9,
        "OpenJDK sun/security/ssl/SSLSocketInputRecord", "Unsupported record version Unknown-0.0"),
    Pattern("Unexpected (?:handshake |SSL )?(?:content|message)(?: type)?: \\d+", r.CORRUPT, 0.82,
        "OpenJDK sun/security/ssl", "Unexpected content: 20"),
)  # fmt: skip
FAMILY = Family("a program on Java", PATTERNS)
