"""Go programs: kubectl, docker, terraform, caddy, traefik, etcd, Prometheus …; crypto/tls, crypto/x509, net/http.

Sources: Go src/crypto/tls (alert.go, handshake_*.go, conn.go), src/crypto/x509/verify.go, src/net/http.
"""

from core.explain import readings as r
from core.explain.alerts import numbered, received
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_X509 = "Go src/crypto/x509/verify.go"
_TLS = "Go src/crypto/tls"
_ALERTS = received(
    {
        "unexpected_message": "unexpected message", "bad_record_mac": "bad record MAC",
        "decryption_failed": "decryption failed", "record_overflow": "record overflow",
        "handshake_failure": "handshake failure", "bad_certificate": "bad certificate",
        "unsupported_certificate": "unsupported certificate", "certificate_revoked": "revoked certificate",
        "certificate_expired": "expired certificate", "certificate_unknown": "unknown certificate",
        "illegal_parameter": "illegal parameter", "unknown_ca": "unknown certificate authority",
        "access_denied": "access denied", "decode_error": "error decoding message",
        "decrypt_error": "error decrypting message", "export_restriction": "export restriction",
        "protocol_version": "protocol version not supported",
        "insufficient_security": "insufficient security level", "internal_error": "internal error",
        "inappropriate_fallback": "inappropriate fallback", "user_canceled": "user canceled",
        "no_renegotiation": "no renegotiation", "missing_extension": "missing extension",
        "unsupported_extension": "unsupported extension", "unrecognized_name": "unrecognized name",
        "bad_certificate_status_response": "bad certificate status response",
        "unknown_psk_identity": "unknown PSK identity", "certificate_required": "certificate required",
        "no_application_protocol": "no application protocol",
    },
    "remote error: (?:tls: )?%s(?! authority)",
    "Go src/crypto/tls/alert.go",
    "remote error: tls: %s",
)  # fmt: skip
_UNKNOWN_CA = received(
    {"unknown_ca": "unknown certificate authority"}, "remote error: (?:tls: )?%s", _TLS, "remote error: tls: %s"
)
_VERIFY = (
    Pattern("certificate has expired or is not yet valid: current time [^\n]{1,60} is after", r.EXPIRED, 0.95, _X509,
            "x509: certificate has expired or is not yet valid: current time 2026-11-21T10:18:24Z is after "
                "2026-11-09T10:09:47Z",
            r.client_certificate(r.EXPIRED)),
    Pattern("certificate has expired or is not yet valid: current time [^\n]{1,60} is before", r.NOT_YET, 0.95, _X509,
            "x509: certificate has expired or is not yet valid: current time 2026-11-21T10:18:24Z is before "
                "2026-11-30T10:09:47Z",
            r.client_certificate(r.NOT_YET)),
    Pattern("certificate has expired or is not yet valid", ("cert-expired", "cert-not-yet-valid", "client-clock-wrong"),
        0.88, _X509,
            at_server=r.client_certificate(r.EXPIRED)),
    Pattern("certificate signed by unknown authority", r.UNKNOWN_ISSUER, 0.8, _X509,
        at_server=r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("certificate signed by unknown authority[^\n]{0,60}insecure algorithm", r.WEAK_HASH, 0.95, _X509,
            'x509: certificate signed by unknown authority (possibly because of "x509: cannot verify signature: '
                'insecure algorithm SHA1-RSA"'),
    Pattern("cannot verify signature: insecure algorithm", r.WEAK_HASH, 0.94, _X509),
    Pattern("certificate signed by unknown authority[^\n]{0,80}(?:crypto/rsa: verification error|ECDSA "
        "verification failure|Ed25519 verification failure)",
            ("untrusted-root", "chain-wrong-intermediate", "tls-intercepted"), 0.9, _X509,
            'x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" '
                'while trying'),
    Pattern("(?:certificate is valid for [^\n]{0,2000}, not |x509: ?certificate valid for [^\n]{1,200} not )",
        r.NAME, 0.96, _X509,
        "x509: certificate is valid for a, not b"),
    Pattern("certificate is not valid for any names, but wanted to match", ("no-san", "hostname-mismatch"), 0.95,
        _X509),
    Pattern("certificate relies on legacy Common Name", ("no-san", "hostname-mismatch"), 0.96, _X509),
    Pattern("because it doesn't contain any IP SANs", ("ip-not-in-san", "hostname-mismatch", "no-san"), 0.96, _X509,
            "x509: cannot validate certificate for 192.0.2.51 because it doesn't contain any IP SANs"),
    Pattern("certificate specifies an incompatible key usage", r.PURPOSE, 0.95, _X509, at_server=(
        "client-cert-rejected", "eku-missing")),
    Pattern("unhandled critical extension", ("unknown-critical-ext",), 0.95, _X509),
    Pattern("too many intermediates for path length constraint", ("pathlen-violation",), 0.95, _X509),
    Pattern("is not authorized to sign (?:other certificates|for this name)", ("name-constraints", "issuer-not-ca"),
        0.93, _X509,
            "a root or intermediate certificate is not authorized to sign for this name"),
    Pattern("certificate is not authorized to sign other certificates|parent certificate cannot sign this kind of "
        "certificate", r.ISSUER, 0.95, _X509,
            "x509: certificate is not authorized to sign other certificates"),
    Pattern("bootstrap client certificate is expired", r.EXPIRED, 0.95, "Kubernetes pkg/kubelet/certificate/bootstrap",
        "Part of the existing bootstrap client certificate is expired"),
    Pattern("issuer has name constraints but leaf", ("name-constraints",), 0.95, _X509),
    Pattern("x509: [“\"][^\n]{1,200}[”\"] certificate is expired|certificate is expired", r.EXPIRED, 0.93,
        "Go crypto/x509/root_darwin.go", "x509: “a.example” certificate is expired"),
    Pattern("x509: [^\n]{1,200} certificate is not trusted", r.UNKNOWN_ISSUER, 0.8, "Go crypto/x509/root_darwin.go",
        "x509: “a.example” certificate is not trusted"),
    Pattern("certificate is not standards compliant", ("malformed-cert", "validity-too-long", "no-san"), 0.93,
        "Go crypto/x509/root_darwin.go"),
    Pattern("x509: (?:malformed|invalid|negative serial|cannot parse|trailing data|failed to parse|unsupported|"
        "missing ASN\\.1|SAN \\w+ is malformed|certificate contains duplicate)[^\n]{0,80}", ("malformed-cert",
        "unsupported-key-type"), 0.88,
            "Go src/crypto/x509/parser.go", "x509: malformed tbs certificate"),
    Pattern("x509: unsupported elliptic curve|tls: unsupported certificate|unsupported certificate key", (
        "unsupported-key-type",), 0.93, _TLS, "x509: unsupported elliptic curve"),
    Pattern("RSA modulus[^\n]{0,40}too|\\d+-bit keys are insecure|server sent certificate containing RSA key "
        "larger than", ("weak-key", "unsupported-key-type"), 0.95, "Go src/crypto/rsa",
        "crypto/rsa: 512-bit keys are insecure"),
    Pattern("x509: failed to load system roots|system roots? (?:not|un)available|no roots provided", r.CA_FILE, 0.96,
        _X509, "x509: failed to load system roots and no roots provided"),
    Pattern("tls: failed to verify certificate", r.NOT_VERIFIED, 0.5, _TLS, at_server=r.REJECTED),
    Pattern("tls: failed to verify client(?:'s)? certificate", r.REJECTED, 0.95, _TLS,
        "tls: failed to verify client certificate: x509: x"),
    Pattern("unsupported (?:type of )?public key|unknown public key algorithm|x509: unknown elliptic curve|cannot "
        "verify "
        "signature: algorithm unimplemented", ("unsupported-key-type", "sha1-signature"), 0.85, "Go src/crypto/x509",
        "x509: cannot verify signature: algorithm unimplemented"),
    Pattern("issuer name does not match subject from issuing certificate", ("chain-wrong-intermediate",
        "chain-incomplete"), 0.9, "Go src/crypto/x509/verify.go"),
    Pattern("root or intermediate certificate is not authorized for an extended key usage", r.PURPOSE, 0.93,
        "Go src/crypto/x509/verify.go"),
    Pattern("x509: (?:RSA (?:key missing|modulus|public exponent)|Ed25519 verification failure|IP constraint contained "
        "invalid)[^\n]{0,40}", r.MALFORMED, 0.88, "Go src/crypto/x509/parser.go", "x509: RSA modulus is not a "
        "positive number"),
)  # fmt: skip
_HANDSHAKE = (
    Pattern("unable to load root certificates|unable to load CA(?:s| certs?)\\b", r.CA_FILE, 0.93,
        "Kubernetes client-go",
        "unable to load root certificates: unable to parse bytes as PEM block"),
    Pattern("tls: invalid PSK binder", r.PSK, 0.93, _TLS),
    Pattern("no supported elliptic curves offered|no (?:key exchange|ECDHE) (?:curves?|groups?) supported by both",
        r.GROUP, 0.95, _TLS, "no supported elliptic curves offered"),
    Pattern("unsupported SSLv2 handshake received", r.PROTOCOL, 0.94, _TLS),
    Pattern("Serving default certificate for request", ("server-no-certificate", "sni-default-cert"), 0.75,
        "Traefik pkg/tls", "Serving default certificate for request: \"app.example.com\""),
    Pattern("Cannot retrieve the ACME challenge|cannot find challenge for token", r.ACME, 0.95,
        "Traefik pkg/provider/acme"),
    Pattern("client didn't provide a certificate", r.CLIENT_CERT, 0.96, _TLS),
    Pattern("client offered only unsupported versions", r.PROTOCOL, 0.96, _TLS),
    Pattern("server selected unsupported protocol version", r.OLD_SERVER, 0.95, _TLS),
    Pattern("no supported versions satisfy MinVersion and MaxVersion", r.PROTOCOL, 0.95, _TLS),
    Pattern("no cipher suite supported by both client and server|server chose an unconfigured cipher suite", r.CIPHER,
        0.95, _TLS, "tls: no cipher suite supported by both client and server"),
    Pattern("no ECDHE curve supported by both client and server|server selected unsupported (?:curve|group)|"
        "CurvePreferences includes unsupported", r.GROUP, 0.95, _TLS, "tls: no ECDHE curve supported by both "
        "client and server"),
    Pattern("peer doesn't support any of the certificate's signature algorithms|certificate used with invalid "
        "signature algorithm|client doesn't support selected signature", r.SIGALG, 0.94, _TLS,
            "tls: peer doesn't support any of the certificate's signature algorithms"),
    Pattern("client using inappropriate protocol fallback", ("alert-inappropriate-fallback", *r.PROTOCOL), 0.93, _TLS),
    Pattern("first record does not look like a TLS handshake", r.PLAIN, 0.93, _TLS),
    Pattern("server gave HTTP response to HTTPS client", r.PLAIN_HTTP, 0.96, "Go src/net/http/transport.go"),
    Pattern("client sent an HTTP request to an HTTPS server", r.PLAIN_HTTP[::-1], 0.96, "Go src/net/http/server.go"),
    Pattern("malformed HTTP (?:response|status|version) \"?\\\\x1[5-7]\\\\x03|oversized record received with length",
        r.PLAIN, 0.94, "Go src/net/http; src/crypto/tls/conn.go",
            "tls: oversized record received with length 20527"),
    Pattern("malformed HTTP response \"?\\\\x15", r.PLAIN_HTTP[::-1], 0.94, "Go src/net/http",
        'malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02"'),
    Pattern("tls: unsupported SSLv2 handshake received", ("no-shared-protocol", "wrong-port-or-protocol"), 0.88, _TLS),
    Pattern("local error: tls: bad record MAC", r.CORRUPT, 0.94, _TLS, at_server=(*r.CORRUPT, "untrusted-root")),
    Pattern("tls: bad record MAC", r.CORRUPT, 0.93, _TLS),
    Pattern("local error: tls: (?:unexpected message|record overflow)", ("alert-unexpected-message", "corrupt-record"),
        0.75, _TLS, "local error: tls: unexpected message"),
    Pattern("local error: tls: no renegotiation", r.RENEGOTIATION, 0.9, _TLS),
    Pattern("tls: invalid signature by the server certificate|ECDSA verification failure|invalid signature by the "
        "(?:client|server) certificate", ("key-mismatch", "malformed-cert"), 0.85, _TLS,
        "tls: invalid signature by the server certificate: crypto/rsa: verification error"),
    Pattern("no certificates configured|neither Certificates, GetCertificate, nor GetConfigForClient set", (
        "server-no-certificate",), 0.93, _TLS, "tls: no certificates configured"),
    Pattern("no certificate available for|unable to satisfy [^\n]{1,100} for certificate|strict SNI enabled|no "
        "matching certificate", r.NO_CERT, 0.9, "Caddy, Traefik", "no certificate available for 'x'"),
    Pattern("strict SNI enabled - No certificate found for domain", ("sni-unrecognized-name", "server-no-certificate"),
        0.93, "Traefik pkg/tls"),
    Pattern("server negotiated|missing selected ALPN property|server selected unadvertised ALPN|client requested "
        "unsupported application protocols?", r.ALPN, 0.95, "Go crypto/tls; grpc-go credentials/tls.go",
            "credentials: cannot check peer: missing selected ALPN property"),
    Pattern("TLS handshake timeout", r.SILENT, 0.93, "Go src/net/http/transport.go"),
    Pattern("TLS handshake error from [^\n]{1,100}: EOF", r.CLOSED, 0.8, "Go src/net/http/server.go",
        "http: TLS handshake error from 203.0.113.40:59924: EOF"),
    Pattern("TLS handshake error from [^\n]{1,100}: (?:read |write )?tcp [^\n]{1,200}connection reset", r.RESET, 0.85,
        "Go src/net/http/server.go", "http: TLS handshake error from 10.0.0.1:1: read tcp "
        "10.0.0.2:443->10.0.0.1:1: read: connection reset by peer"),
    Pattern("TLS handshake error from [^\n]{1,100}: (?:read tcp [^\n]{1,100})?i/o timeout", r.SILENT, 0.85,
        "Go src/net/http/server.go", "http: TLS handshake error from 10.0.0.1:1: read tcp "
        "10.0.0.2:443->10.0.0.1:1: i/o timeout"),
    Pattern("(?:SSL|TLS)[^\n]{1,60}(?:failed|error)[^\n]{1,40}: (?:read tcp [^\n]{1,100})?i/o timeout", r.SILENT, 0.82,
        "Go programs over crypto/tls", "SSL client failed to connect with: read tcp 192.0.2.2:1->192.0.2.3:2: i/o "
        "timeout"),
    Pattern("private key (?:type )?does not match public key(?: type)?", r.KEY_PAIR, 0.96, _TLS,
        "tls: private key does not match public key"),
    Pattern("failed to find (?:any PEM data|certificate PEM data|\"?CERTIFICATE|PEM block|\"?PRIVATE "
        "KEY)[^\n]{0,80}|failed to parse private key|found a certificate rather than a key", r.KEY_FILE, 0.95, _TLS,
        "tls: failed to find any PEM data in certificate input"),
    Pattern("proxyconnect tcp: (?:dial tcp|EOF|read tcp)[^\n]{0,200}", r.PROXY, 0.94, "Go src/net/http/transport.go",
        "proxyconnect tcp: dial tcp 192.0.2.3:3128: connect: connection refused"),
    Pattern("certificate signed by unknown authority \\(possibly because of [^\n]{1,300}", r.UNKNOWN_ISSUER, 0.86,
        "Go src/crypto/x509/verify.go", 'certificate signed by unknown authority (possibly because of "x")'),
    Pattern("tls: received record with version \\w+ when expecting version", ("corrupt-record",
        "malformed-handshake"), 0.9,
        "Go src/crypto/tls/conn.go", "tls: received record with version 1234 when expecting version 303"),
    Pattern("tls: received unexpected handshake message of type", ("malformed-handshake",
        "alert-unexpected-message"), 0.9,
        "Go src/crypto/tls/common.go"),
    Pattern("tls: alert\\(\\d+\\)", r.HANDSHAKE_FAILURE, 0.4, "Go src/crypto/tls/alert.go", "remote error: tls: "
        "alert(255)"),
    Pattern("\\berr(?:or)?=\"?(?:unexpected )?EOF\\b", r.CLOSED, 0.6, "Go log/slog, logfmt", 'err="EOF"'),
    Pattern("proxyconnect tcp: tls: first record", ("wrong-port-or-protocol", "proxy-refused"), 0.93,
        "Go src/net/http/transport.go", "proxyconnect tcp: tls: first record does not look like a TLS handshake"),
    Pattern("proxyconnect tcp", r.PROXY, 0.7, "Go src/net/http/transport.go"),
    Pattern("context deadline exceeded|Client\\.Timeout (?:exceeded|or context)", r.TIMEOUT, 0.6,
        "Go src/net/http/client.go", "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"),
    Pattern("dial tcp [^\n]{1,200}i/o timeout", r.TIMEOUT, 0.92, "Go src/net", "dial tcp 192.0.2.1:443: i/o timeout"),
    Pattern("(?:dial tcp[^\n]{0,40}: )?lookup [^\n]{1,200}no such host", r.DNS, 0.94, "Go src/net/dnsclient.go",
        "dial tcp: lookup x on 10.0.0.2:53: no such host"),
    Pattern("lookup [^\n]{1,200}(?:server misbehaving|i/o timeout|Temporary failure)", ("dns-servfail", "dns-timeout",
        "dns-failure"), 0.92, "Go src/net/dnsclient.go", "lookup x on 10.0.0.2:53: server misbehaving"),
    Pattern("client offered an unsupported, maximum protocol version", r.PROTOCOL, 0.93, "Go 1.10 src/crypto/tls",
        "tls: client offered an unsupported, maximum protocol version of 301"),
    Pattern("\": EOF$|: unexpected EOF$", r.CLOSED, 0.6, "Go src/io", 'Get "https://x/": EOF'),
    *numbered("(?:tls|remote error): alert\\(%s\\)", "Go src/crypto/tls/alert.go", "remote error: tls: alert(%s)"),
    Pattern("tls: invalid (?:client|server) finished hash|tls: too many ignored records", r.CORRUPT, 0.88,
        "Go src/crypto/tls", "tls: invalid server finished hash"),
    Pattern("tls: (?:(?:invalid|missing|unexpected) (?:Server|Client)KeyExchange|invalid (?:client|server) key "
        "share|server "
        "(?:did not|selected an? (?:invalid|unsupported))|client (?:sent|does not support) (?:invalid|unexpected|"
        "uncompressed)|received unexpected|invalid or missing PSK)[^\n]{0,60}", ("malformed-handshake",
        "tls-intercepted",
        "alert-illegal-parameter"), 0.75, "Go src/crypto/tls", "tls: server did not echo the legacy session ID"),
    Pattern("tls: (?:failed to sign|certificate private key|client certificate private key|unsupported "
        "(?:signing|decryption) "
        "key type|found unknown private key type)[^\n]{0,60}", r.KEY_PAIR, 0.85, "Go src/crypto/tls",
        "tls: failed to sign handshake: x"),
    Pattern("unexpected ALPN protocol", r.ALPN, 0.9, "Go x/net/http2"),
    Pattern("failed to send closeNotify alert", r.UNCLEAN, 0.7, "Go src/crypto/tls/conn.go"),
)  # fmt: skip
_PROGRAMS = (
    ("kubectl", Side.CLIENT, r"Unable to connect to the server:|memcache\.go:\d+|\bkubectl\b",
        "Unable to connect to the server: x"),
    ("Kubernetes", Side.CLIENT, r"\bkubelet\b|apiserver|Failed to pull image", 'Failed to pull image "x"'),
    ("Docker", Side.CLIENT, r"Error response from daemon|\bdockerd?\b(?! ?-elk)|buildx|containerd",
        "Error response from daemon: x"),
    ("Terraform", Side.CLIENT, r"\bterraform\b|registry\.terraform\.io|provider registry", "Error: terraform"),
    ("Helm", Side.CLIENT, r"\bhelm\b|is not a valid chart repository", "helm: x"),
    ("Caddy", Side.SERVER, r"\bcaddy\b|http\.log\.error|http\.stdlib|tls\.obtain", "http.stdlib"),
    ("Traefik", Side.SERVER, r"\btraefik\b|providerName=|routerName=", "traefik"),
    ("etcd", Side.SERVER, r"\"caller\":\"embed|rejected connection (?:from|on)|\betcd\b", "rejected connection from"),
    ("Vault", Side.CLIENT, r"\bvault\b|VAULT_ADDR", "vault"),
    ("Prometheus", Side.CLIENT, r"caller=(?:scrape|main)\.go|probe_success|blackbox", "caller=scrape.go"),
)  # fmt: skip
FAMILY = Family(
    "Go",
    (*_ALERTS, *_UNKNOWN_CA, *_VERIFY, *_HANDSHAKE),
    (
        Mark(r"\bx509: |\btls: |\bdial tcp\b|remote error: tls|net/http:", "Go", Side.CLIENT, 4,
            "x509: certificate has expired"),
        Mark(r"http: TLS handshake error from", "Go server", Side.SERVER, 9,
            "http: TLS handshake error from 10.0.0.1:1: EOF"),
        Mark(r"http\.log\.error|reverseproxy|reverse_proxy", "Caddy", Side.CLIENT, 11, "http.log.error"),
        Mark(r"http\.stdlib", "Caddy", Side.SERVER, 10, "http.stdlib"),
        Mark(r"failed (?:calling|to call) webhook|conversion webhook", "Kubernetes", Side.CLIENT, 10,
            "failed calling webhook"),
        Mark(r"'50\d [\w ]{4,30}' caused by", "Traefik", Side.CLIENT, 12, "'500 Internal Server Error' caused by: x"),
        Mark(r"etcd-client|\betcdctl\b|retrying of unary invoker", "etcdctl", Side.CLIENT, 10, "etcdctl: x"),
        *(Mark(says, name, side, 6, example) for name, side, says, example in _PROGRAMS),
    ),
)  # fmt: skip
