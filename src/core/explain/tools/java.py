"""Java (JSSE), Kotlin, Android (Conscrypt), OkHttp, Tomcat, Jetty, Netty, Gradle, Maven, JDBC.

Sources: OpenJDK sun.security.ssl, sun.security.validator, sun.security.provider.certpath, sun.security.util
(HostnameChecker, DisabledAlgorithmConstraints); Conscrypt; OkHttp CertificatePinner; Jetty SecureRequestCustomizer.
"""

from core.explain import readings as r
from core.explain.alerts import ALERTS, received
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_SSL = "OpenJDK sun.security.ssl"
_PATH = "OpenJDK sun.security.provider.certpath"
_HOST = "OpenJDK sun.security.util.HostnameChecker"
_ALERTS = (
    *received({a.name: a.name for a in ALERTS}, "received fatal alert: %s", _SSL),
)  # fmt: skip
_TRUST = (
    Pattern("CertPathBuilderException: Unable to find certificate chain|TlsFatalAlert: unknown_ca", r.UNKNOWN_ISSUER,
        0.9, "Bouncy Castle PKIXCertPathBuilderSpi", "CertPathBuilderException: Unable to find certificate chain."),
    Pattern("client did not trust this server's certificate", r.UNKNOWN_ISSUER, 0.9,
        "Elasticsearch SecurityTransportExceptionHandler"),
    Pattern("failed to establish trust with (?:server|client)", r.UNKNOWN_ISSUER, 0.7,
        "Elasticsearch SslDiagnostics", "failed to establish trust with server at [es2.example.com]"),
    Pattern("TrustAnchor with subject [^\n]{1,200} is not a CA certificate", r.ISSUER, 0.95,
        "OpenJDK sun.security.validator.PKIXValidator",
        "TrustAnchor with subject \"CN=Example Root\" is not a CA certificate"),
    Pattern("PKIX path building failed", r.UNKNOWN_ISSUER, 0.78, "OpenJDK sun.security.validator.PKIXValidator",
            at_server=r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("unable to find valid certification path(?: to requested target)?", r.UNKNOWN_ISSUER, 0.78, _PATH,
            at_server=r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("Trust anchor for certification path not found", r.UNKNOWN_ISSUER, 0.78,
        "Android Conscrypt TrustManagerImpl"),
    Pattern("No trusted certificate found|Path does not chain with any of the trust anchors", r.UNTRUSTED, 0.85,
            "OpenJDK sun.security.validator.SimpleValidator", "No trusted certificate found"),
    Pattern("CertificateExpiredException(?:: NotAfter)?", r.EXPIRED, 0.94, "OpenJDK sun.security.x509.CertificateVa"
        "lidity",
            "java.security.cert.CertificateExpiredException: NotAfter: Mon Nov 09 10:09:47 UTC 2026",
            r.client_certificate(r.EXPIRED)),
    Pattern("CertificateNotYetValidException(?:: NotBefore)?", r.NOT_YET, 0.94,
        "OpenJDK sun.security.x509.CertificateValidity",
            "java.security.cert.CertificateNotYetValidException: NotBefore: Mon Nov 30 10:09:47 UTC 2026",
            r.client_certificate(r.NOT_YET)),
    Pattern("certpathvalidatorexception: validity check failed", r.EXPIRED, 0.75, _PATH,
        at_server=r.client_certificate(r.EXPIRED)),
    Pattern("certpathvalidatorexception: timestamp check failed", r.EXPIRED, 0.75, _PATH),
    Pattern("Algorithm constraints check failed on (?:keysize limits|key size)", ("weak-key", "security-level"), 0.95,
        _PATH,
            "Algorithm constraints check failed on keysize limits: RSA 1024 bit key"),
    Pattern("Algorithm constraints check failed on (?:signature algorithm|disabled algorithm|public key algorithm|"
        "certificate)",
            r.WEAK_HASH, 0.94, _PATH, "Algorithm constraints check failed on signature algorithm: SHA1withRSA"),
    Pattern("Certificates do(?:es)? not conform to algorithm constraints", r.WEAK_CERT, 0.93,
        "OpenJDK sun.security.ssl.AbstractTrustManagerWrapper",
            "Certificates do not conform to algorithm constraints"),
    Pattern("does not comply (?:to|with) algorithm constraints?", r.DH, 0.93, _SSL,
        "DH ServerKeyExchange does not comply to algorithm constraints"),
    Pattern("Certificate has been revoked|CertificateRevokedException", r.REVOKED, 0.95, _PATH,
        "Certificate has been revoked, reason: KEY_COMPROMISE"),
    Pattern("Could not determine revocation status|Unable to determine revocation status|Certificate does not "
        "specify OCSP responder|RevocationStatus: UNDETERMINED",
            r.STATUS, 0.95, _PATH, "Could not determine revocation status"),
    Pattern("Response is unreliable: its validity interval is out-of-date", r.STAPLE_OLD, 0.93, _PATH),
    Pattern("Extended key usage does not permit use for TLS server authentication|KeyUsage does not allow (?:key "
        "(?:encipher|agree)ment|digital signatures)", r.PURPOSE, 0.95, "OpenJDK "
        "sun.security.validator.EndEntityChecker",
        "Extended key usage does not permit use for TLS server authentication"),
    Pattern("Invalid CertificateVerify|Invalid (?:\\w+ ){0,2}ServerKeyExchange signature|Signature verification "
        "failed on "
        "ServerKeyExchange", ("key-mismatch", "malformed-handshake", "corrupt-record"), 0.9,
        "OpenJDK sun.security.ssl.CertificateVerify", "Invalid CertificateVerify signature"),
    Pattern("Failed to parse server certificates|Could not parse certificate: java\\.io\\.IOException", r.MALFORMED,
        0.95, "OpenJDK sun.security.ssl.CertificateMessage", "Failed to parse server certificates"),
    Pattern("Extended key usage does not permit use for TLS client authentication|KeyUsage does not "
        "allow|Netscape cert type does not permit",
            r.PURPOSE, 0.95, "OpenJDK sun.security.validator.EndEntityChecker",
            "Extended key usage does not permit use for TLS client authentication", ("client-cert-rejected",
                "eku-missing")),
    Pattern("basic constraints check failed:? (?:this is not a CA|not a CA)", r.ISSUER, 0.95, _PATH,
            "basic constraints check failed: this is not a CA certificate"),
    Pattern("basic constraints check failed: pathLenConstraint|pathLenConstraint violated", ("pathlen-violation",),
        0.95, _PATH,
            "basic constraints check failed: pathLenConstraint violated"),
    Pattern("name constraints check failed|name constraints violation", ("name-constraints",), 0.95, _PATH,
        "name constraints check failed"),
    Pattern("unrecognized critical extension", ("unknown-critical-ext",), 0.95, _PATH,
        "unrecognized critical extension(s)"),
    Pattern("signature check failed", ("malformed-cert", "chain-wrong-intermediate"), 0.75, _PATH),
    Pattern("subject/issuer name chaining check failed", ("chain-wrong-intermediate", "chain-order"), 0.9, _PATH),
    Pattern("Certificate chaining error|CWPKI0022E|CWPKI0823E", r.UNKNOWN_ISSUER, 0.8, "IBM JSSE, WebSphere messages",
        "Certificate chaining error"),
    Pattern("X\\.?509 Certificate chain (?:is )?(?:incomplete|invalid)|chain validation failed", r.INCOMPLETE, 0.7,
        "Conscrypt", "Chain validation failed"),
    Pattern("TLS Server certificate issued after [^\n]{0,60} and anchored by a distrusted", ("root-distrust",
        "untrusted-root"), 0.95,
            "OpenJDK sun.security.validator.CADistrustPolicy", "TLS Server certificate issued after 2019-04-16 and "
                "anchored by a distrusted legacy Symantec root CA"),
)  # fmt: skip
_NAME = (
    Pattern("No subject alternative (?:DNS |certificate )?names? (?:matching|present|found)", r.NAME, 0.95, _HOST,
            "No subject alternative DNS name matching www.example.org found"),
    Pattern("No name matching [^\n]{1,200} found", r.NAME, 0.95, _HOST, "No name matching x found"),
    Pattern("No subject alternative names (?:matching IP address|present)", ("ip-not-in-san", "hostname-mismatch",
        "no-san"), 0.95, _HOST,
            "No subject alternative names matching IP address 192.0.2.1 found"),
    Pattern("Hostname [^\n]{1,200} (?:was )?not verified|Host name '[^\n]{1,200}' does not match|doesn't match any "
        "of the subject alternative names|hostname in certificate didn't match",
            r.NAME, 0.95, "OkHttp RealConnection; Apache HttpClient DefaultHostnameVerifier",
                "Hostname www.example.org not verified"),
    Pattern("failed to validate the server name|server name in the certificate|does not match (?:the "
        ")?(?:certificate|cert)'?s? (?:subject|common name)", r.NAME, 0.93,
            "Microsoft JDBC driver, Oracle JDBC", "Failed to validate the server name in a certificate"),
    Pattern("The server selected protocol version \\w+ is not accepted by client preferences", r.OLD_SERVER, 0.96, _SSL,
            "The server selected protocol version TLS10 is not accepted by client preferences [TLS13, TLS12]"),
)  # fmt: skip
_HANDSHAKE = (
    Pattern("IllegalArgumentException: Unsupported (?:cipher ?suite|CipherSuite)", r.POLICY, 0.93, _SSL,
        "IllegalArgumentException: Unsupported ciphersuite SSL_RSA_WITH_RC4_128_MD5"),
    Pattern("No appropriate protocol", ("no-shared-protocol", "client-too-old", "security-level"), 0.93, _SSL,
            "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)"),
    Pattern("client requested protocol \\S+ (?:is )?not (?:enabled|supported)|Client requested protocol \\S+ is "
        "not enabled or supported in server context",
            r.PROTOCOL, 0.95, _SSL, "Client requested protocol TLSv1 is not enabled or supported in server context"),
    Pattern("Server chose \\S+, but that protocol version is not enabled or not supported by the client", r.OLD_SERVER,
        0.95, "OpenJDK 8 sun.security.ssl.ClientHandshaker",
            "Server chose TLSv1, but that protocol version is not enabled or not supported by the client."),
    Pattern("no cipher suites in common", (*r.CIPHER, "server-no-certificate"), 0.94, _SSL),
    Pattern("no negotiable cipher suite|No available (?:certificate or key corresponds to the SSL )?cipher suites?",
        r.CIPHER,
        0.9, _SSL, "no negotiable cipher suite"),
    Pattern("No available authentication scheme", ("server-no-certificate", "no-shared-signature-algorithm"), 0.85,
        _SSL),
    Pattern("No available certificate or key corresponds to the SSL cipher suites which are enabled", (
        "server-no-certificate", "key-file-unreadable"), 0.93, _SSL),
    Pattern("No supported CertificateVerify signature algorithm|no supported signature algorithm", r.SIGALG, 0.93,
        _SSL, "No supported CertificateVerify signature algorithm for RSA key"),
    Pattern("Unsupported (?:or unrecognized )?(?:curve|named group)|no named group", r.GROUP, 0.88, _SSL,
        "Unsupported curveId"),
    Pattern("Prime size must be multiple of 64|Could not generate DH keypair|DH key is too small", r.DH, 0.93,
        "OpenJDK 6/7 com.sun.crypto.provider", "Could not generate DH keypair"),
    Pattern("Unsafe renegotiation|Failed to negotiate the use of secure renegotiation", r.RENEGOTIATION, 0.93, _SSL,
        "Failed to negotiate the use of secure renegotiation"),
    Pattern("handshake alert: *unrecognized_name", r.SNI, 0.96, "OpenJDK 7 sun.security.ssl.ClientHandshaker",
        "handshake alert:  unrecognized_name"),
    Pattern("Invalid SNI", ("sni-unrecognized-name", "sni-default-cert", "sni-required"), 0.93,
        "Jetty SecureRequestCustomizer"),
    Pattern("Unrecognized server name indication|No SNI (?:provided|host)|SNI (?:host ?name )?(?:is )?(?:required|"
        "missing)", r.SNI, 0.9, _SSL, "Unrecognized server name indication"),
    Pattern("Empty client certificate chain", r.CLIENT_CERT, 0.95, _SSL),
    Pattern("Empty server certificate chain", ("malformed-handshake", "client-cert-required", "server-no-certificate"),
        0.85, _SSL, at_server=r.CLIENT_CERT),
    Pattern("CA key usage check failed", r.ISSUER, 0.95, _PATH),
    Pattern("Input record too big|Bad input record size", ("corrupt-record", "wrong-port-or-protocol", "not-tls"), 0.85,
        _SSL, "Input record too big: max = 16709 len = 65540"),
    Pattern("Insufficient space in the buffer, may be cause by an unexpected end of handshake data",
        ("malformed-handshake", "malformed-cert"), 0.9, _SSL),
    Pattern("header parser received no bytes|Unexpected end of file from server", ("closed-after-handshake",
        "closed-mid-handshake", "client-cert-required"), 0.6, "OpenJDK java.net.http, sun.net.www.http",
        "HTTP/1.1 header parser received no bytes"),
    Pattern("null cert chain|peer not authenticated", ("client-cert-required", "untrusted-root"), 0.6,
        "OpenJDK 6-8 sun.security.ssl", "null cert chain",
            ("client-cert-required", "client-cert-rejected")),
    Pattern("(?:Unsupported or unrecognized|Unrecognized) SSL message|plaintext connection\\?|not an SSL/TLS "
        "record|Not an SSL record", r.PLAIN, 0.93, _SSL,
            "Unsupported or unrecognized SSL message"),
    Pattern("Invalid character found in method name \\[(?:0x16|\\\\x16|.)", ("wrong-port-or-protocol", "not-tls-http"),
        0.93, "Tomcat Http11InputBuffer", "Invalid character found in method name [0x160x030x01"),
    Pattern("requires TLS\\.|This combination of host and port requires TLS", r.PLAIN_HTTP[::-1], 0.95,
        "Tomcat, Spring Boot", "This combination of host and port requires TLS."),
    Pattern("received plaintext http traffic on an https channel", r.PLAIN_HTTP[::-1], 0.96,
        "Elasticsearch SecurityHttpExceptionHandler"),
    Pattern("Remote host (?:terminated|closed connection during) (?:the )?handshake|SSL peer shut down incorrectly",
        r.CLOSED,
        0.88, _SSL, "Remote host terminated the handshake"),
    Pattern("Connection has been shutdown|closing inbound before receiving peer's close_notify", r.UNCLEAN, 0.85, _SSL,
        "closing inbound before receiving peer's close_notify"),
    Pattern("Tag mismatch|bad record MAC|AEADBadTagException|BadPaddingException", r.CORRUPT, 0.88, _SSL,
        "javax.crypto.AEADBadTagException: Tag mismatch!"),
    Pattern("Certificate pinning failure|Pin verification failed|pinning check failed|pin set", r.PINNED, 0.93,
        "OkHttp CertificatePinner; Android NetworkSecurityConfig", "Certificate pinning failure!"),
    Pattern("Cleartext (?:HTTP )?(?:traffic|communication) [^\n]{0,80}not permitted", ("tls-required",), 0.9,
        "Android NetworkSecurityPolicy", "CLEARTEXT communication to x not permitted by network security policy"),
    Pattern("ssl handshake aborted[^\n]{0,80}(?:connection reset|I/O error)", r.RESET, 0.88, "Android Conscrypt",
        "SSL handshake aborted: ssl=0x7: I/O error during system call, Connection reset by peer"),
    Pattern("Failure in SSL library, usually a protocol error", ("no-shared-protocol", "no-shared-cipher",
        "wrong-port-or-protocol"), 0.55, "Android Conscrypt"),
    Pattern("ALPN (?:negotiation )?(?:failed|not supported|callback)|Jetty ALPN/NPN has not been properly "
        "configured|no application protocol negotiated", r.ALPN, 0.9, "Netty, gRPC-Java", "ALPN negotiation failed"),
    Pattern("javax\\.net\\.ssl\\.SSLHandshakeException: General SSLEngine problem", r.UNCLEAR, 0.4, _SSL,
        "javax.net.ssl.SSLHandshakeException: General SSLEngine problem"),
    Pattern("SSLHandshakeException: (?:null|Handshake failed)|SSLHandshakeException$", r.UNCLEAR, 0.35, _SSL,
        "javax.net.ssl.SSLHandshakeException: Handshake failed"),
    Pattern("UnresolvedAddressException|UnknownHostException", r.DNS, 0.93, "OpenJDK java.net",
        "java.net.UnknownHostException: x"),
    Pattern("(?:HttpConnectTimeoutException|ConnectTimeoutException|ConnectException: Connection timed out|"
        "SocketTimeoutException: connect timed out)", r.TIMEOUT, 0.9, "OpenJDK java.net",
        "java.net.SocketTimeoutException: connect timed out"),
    Pattern("SocketTimeoutException: Read timed out(?=[\\s\\S]{0,1500}(?:ssl|handshake))|SSL handshake (?:timed "
        "out|timeout)|handshake timed out", r.SILENT, 0.88, "OpenJDK; Netty SslHandler",
        "handshake timed out after 10000ms"),
    Pattern("java\\.net\\.ConnectException(?:: null)?$", r.REFUSED, 0.8, "OpenJDK java.net.http",
        "java.net.ConnectException"),
    Pattern("unexpected end of stream on https?:", r.CLOSED, 0.75, "OkHttp Http1ExchangeCodec",
        "unexpected end of stream on https://x/"),
    Pattern("No certificate from the SSL server", r.HANDSHAKE_FAILURE, 0.6, "OpenJDK keytool -printcert"),
    Pattern("Unable to tunnel through proxy", r.PROXY, 0.95, "OpenJDK sun.net.www.protocol.http"),
    Pattern("use empty Certificate message instead", r.CLIENT_CERT, 0.8, "OpenJDK sun.security.ssl.CertificateMessage"),
    Pattern("SSLPeerUnverifiedException: No peer certificate", r.HANDSHAKE, 0.45, "Android libcore, Apache HttpClient"),
    Pattern("NotSslRecordException(?!: not)", r.PLAIN, 0.9, "Netty handler.ssl",
        "io.netty.handler.ssl.NotSslRecordException"),
)  # fmt: skip
_STORES = (
    Pattern("the trustAnchors parameter must be non-empty", r.CA_FILE, 0.96,
        "OpenJDK java.security.cert.PKIXParameters"),
    Pattern("keystore (?:was )?tampered with,? or password was incorrect|keystore password was incorrect|Keystore "
        "was tampered", r.KEY_FILE, 0.93, "OpenJDK sun.security.provider.JavaKeyStore",
            "Keystore was tampered with, or password was incorrect"),
    Pattern("UnrecoverableKeyException|Cannot recover key|Get Key failed|Given final block not properly padded",
        r.KEY_FILE,
        0.93, "OpenJDK KeyStore", "java.security.UnrecoverableKeyException: Cannot recover key"),
    Pattern("Invalid keystore format|toDerInputStream rejects tag type|DerInputStream\\.getLength|not a valid "
        "keystore|Private key must be accompanied by certificate chain|Unrecognized keystore format", r.KEY_FILE, 0.93,
        "OpenJDK KeyStore",
            "java.io.IOException: Invalid keystore format"),
    Pattern("Alias name \\[?[^\n]{0,100}\\]? does not (?:identify a key entry|exist)", r.KEY_FILE, 0.93,
        "Tomcat SSLUtilBase", "Alias name [tomcat] does not identify a key entry"),
    Pattern("Invalid or corrupt (?:trust ?store|key ?store)|(?:trust|key) ?store [^\n]{0,120}(?:not found|does not "
        "exist|cannot be (?:read|found|loaded)|No such file)|Failed to load SSL (?:key|trust) ?store|failed to "
        "(?:load|read)[^\n]{0,30}(?:key|trust) ?store|unable to load (?:key|trust) ?store", r.KEY_FILE, 0.9,
            "Kafka DefaultSslEngineFactory", "Failed to load SSL keystore /x of type JKS"),
    Pattern("InvalidKeyException: (?:invalid|No installed provider|IOException)|InvalidKeySpecException|File does "
        "not contain valid private key|does not contain valid (?:private key|certificates?)", r.KEY_FILE, 0.9,
        "Netty SslContext; OpenJDK KeyFactory", "File does not contain valid private key: /x"),
    Pattern("NoSuchAlgorithmException: [^\n]{0,160}SSLContext|SSLContext not available|class com\\.sun\\.net\\.ssl", (
        "key-file-unreadable", "tls-library-missing"), 0.7, "OpenJDK java.security.Provider",
        "NoSuchAlgorithmException: Error constructing implementation (algorithm: Default, provider: SunJSSE, "
        "class: sun.security.ssl.SSLContextImpl$DefaultSSLContext)"),
    Pattern("no (?:supported )?SSL(?:Context)? provider|Could not (?:find|load) (?:TLS|SSL) (?:ALPN )?provider",
        r.NO_LIBRARY,
        0.85, "gRPC-Java GrpcSslContexts", "Could not find TLS ALPN provider"),
)  # fmt: skip
FAMILY = Family(
    "Java",
    (*_ALERTS, *_TRUST, *_NAME, *_HANDSHAKE, *_STORES),
    (
        Mark(r"javax\.net\.ssl\.|sun\.security\.|java\.security\.|java\.(?:net|io|lang)\.\w+Exception|PKIX path|"
            r"^at (?:java\.base/|[\w$.]+\()[^\n]{0,200}\.java", "Java", Side.CLIENT, 5,
             "javax.net.ssl.SSLHandshakeException: x"),
        Mark(r"checkServer(?:Trusted|Certs)|onServerCertificate", "Java", Side.CLIENT, 13, "at "
        "x.checkServerTrusted(X.java:1)"),
        Mark(r"checkClient(?:Trusted|Certs)|onClientCertificate", "Java server",
            Side.SERVER, 13, "at x.checkClientTrusted(X.java:1)"),
        Mark(r"okhttp3?\.", "OkHttp", Side.CLIENT, 6, "at okhttp3.internal.connection"),
        Mark(r"com\.android\.|conscrypt|libcore\.io|Trust anchor for certification path", "Android", Side.CLIENT, 6,
            "com.android.org.conscrypt.TrustManagerImpl"),
        Mark(r"org\.apache\.(?:coyote|tomcat|catalina)", "Tomcat", Side.SERVER, 7,
            "org.apache.coyote.http11.Http11Processor"),
        Mark(r"org\.eclipse\.jetty|Powered by Jetty", "Jetty", Side.SERVER, 7,
            "org.eclipse.jetty.http.BadMessageException"),
        Mark(r"org\.elasticsearch|elasticsearch\.server|opensearch", "Elasticsearch", Side.SERVER, 7,
            "org.elasticsearch.http"),
        Mark(r"Could not (?:GET|resolve|HEAD) '|> Could not resolve|gradle", "Gradle", Side.CLIENT, 6,
            "Could not GET 'https://x'"),
        Mark(r"\[ERROR\] Failed to execute goal|maven", "Maven", Side.CLIENT, 6, "[ERROR] Failed to execute goal"),
        Mark(r"com\.microsoft\.sqlserver|SQLServerException", "SQL Server JDBC", Side.CLIENT, 7,
            "com.microsoft.sqlserver.jdbc.SQLServerException"),
    ),
)  # fmt: skip
