"""Envoy, gRPC, Istio, Cloudflare, AWS, ingress controllers, inspection proxies, forward proxies.

Sources: Envoy source/common/tls; gRPC src/core; BoringSSL; Cloudflare 5xx documentation; AWS ELB documentation.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_ENVOY = "Envoy source/common/tls"
_CF = "Cloudflare 5xx error documentation"
PATTERNS = (
    Pattern("connection to the server \\S{1,200} was refused", r.REFUSED, 0.93, "Kubernetes kubectl pkg/cmd/util",
        "The connection to the server 192.0.2.4:6443 was refused"),
    Pattern("Failed to load (?:incomplete |encrypted )?(?:private key|certificate chain|"
        "pkcs12)[^\n]{0,40}(?:from|path)",
        r.KEY_FILE, 0.94, _ENVOY, "Failed to load incomplete private key from path: /x"),
    Pattern("failed to fetch key and certificate|failed to load (?:secret|credential)[^\n]{0,80}(?:tls|cert)",
        r.NO_CERT, 0.88, "Istio pilot/pkg/xds", "failed to fetch key and certificate for kubernetes://app-tls"),
    Pattern("TLS_error:\\|268435581|TLS error: 268435581", r.UNKNOWN_ISSUER, 0.72, _ENVOY,
        "TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED",
            r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("OPENSSL_internal:CERTIFICATE_VERIFY_FAILED|CERTIFICATE_VERIFY_FAILED:self", r.UNKNOWN_ISSUER, 0.6,
        "BoringSSL", "OPENSSL_internal:CERTIFICATE_VERIFY_FAILED", r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("listener\\.\\S{1,120}ssl\\.fail verify error: [1-9]", r.client_certificate(r.UNTRUSTED), 0.85,
        "Envoy statistics", "listener.0.0.0.0_15006.ssl.fail_verify_error: 14"),
    Pattern("cluster\\.\\S{1,120}ssl\\.fail verify error: [1-9]", r.NOT_VERIFIED, 0.6, "Envoy statistics",
        "cluster.api.ssl.fail_verify_error: 2"),
    Pattern("verify cert failed: (?:SAN matcher|verify SAN list)|SAN matcher|verify SAN list", r.NAME, 0.93, _ENVOY,
        "verify SAN list", r.client_certificate(r.NAME)),
    Pattern("verify cert failed: X509_verify_cert: certificate verification error at depth \\d+: ", (), 0.0, _ENVOY,
        "verify cert failed: X509_verify_cert: certificate verification error at depth 0: "),
    Pattern("(?:TLS error|TLS_error)[^\n]{0,80}(?:TLSV1_ALERT_CERTIFICATE_REQUIRED|CERTIFICATE_REQUIRED)",
        r.CLIENT_CERT,
        0.95, _ENVOY, "TLS error: 268436504:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED"),
    Pattern("(?:TLS error|TLS_error)[^\n]{0,80}PEER_DID_NOT_RETURN_A_CERTIFICATE", r.CLIENT_CERT, 0.96, _ENVOY,
        "TLS error: 268435655:SSL routines:OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE"),
    Pattern("TLS_error:\\|268435703|WRONG_VERSION_NUMBER", r.PLAIN, 0.94, _ENVOY,
        "TLS_error:|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end"),
    Pattern("Hostname Verification Check failed|Peer name \\S+ is not in peer certificate|hostname verification "
        "failed", r.NAME, 0.95, "gRPC src/core/credentials/transport/tls", "Peer name x is not in peer certificate"),
    Pattern("Cannot check peer: missing selected ALPN property", r.ALPN, 0.96, "gRPC src/core/credentials/transport"),
    Pattern("Failed to load file: |Could not load (?:any )?root certificate|Could not get default pem root certs|"
        "No (?:match found for|trusted roots)", r.CA_FILE, 0.9, "gRPC src/core",
        "Could not get default pem root certs."),
    Pattern("Invalid (?:cert chain|private key|pem)|Invalid private key", r.KEY_FILE, 0.85, "gRPC src/core/tsi",
        "Invalid cert chain file."),
    Pattern("Corruption detected\\.?|SSL_ERROR_SSL: [^\n]{0,100}DECRYPTION_FAILED_OR_BAD_RECORD_MAC", r.CORRUPT, 0.85,
        "gRPC src/core/tsi", "Corruption detected."),
    Pattern("Trying to connect an http1\\.x server", ("not-tls-http", "wrong-port-or-protocol",
        "alert-no-application-protocol"), 0.9, "gRPC src/core"),
    Pattern("DNS resolution failed|errors resolving|hostname lookup error|Domain name not found", r.DNS, 0.94,
        "gRPC src/core/resolver", "DNS resolution failed for x"),
    Pattern("error(?: code)?:? ?525\\b|525: SSL handshake failed|\\b525\\b[^\n]{0,40}handshake", ("no-shared-cipher",
        "no-shared-protocol", "sni-unrecognized-name", "server-no-certificate"), 0.82, _CF,
        "Error 525: SSL handshake failed"),
    Pattern("error(?: code)?:? ?526\\b|526: Invalid SSL certificate|Invalid SSL certificate", ("cert-expired",
        "self-signed", "untrusted-root", "hostname-mismatch", "chain-incomplete"), 0.75, _CF,
        "Error 526: Invalid SSL certificate"),
    Pattern("error(?: code)?:? ?521\\b|521: Web server is down|Web server is down", r.REFUSED, 0.88, _CF,
        "Error 521: Web server is down"),
    Pattern("error(?: code)?:? ?522\\b|522: Connection timed out", r.TIMEOUT, 0.9, _CF,
        "Error 522: Connection timed out"),
    Pattern("error(?: code)?:? ?523\\b|523: Origin is unreachable|Origin is unreachable", ("net-unreachable",
        "tcp-timeout"), 0.85, _CF, "Error 523: Origin is unreachable"),
    Pattern("error(?: code)?:? ?530\\b[\\s\\S]{0,200}1016|Origin DNS error", r.DNS_FAILS, 0.85, _CF,
        "Error 1016: Origin DNS error"),
    Pattern("\\b496\\b[^\n]{0,40}SSL Certificate Required|SSL Certificate Required", r.CLIENT_CERT, 0.95,
        "nginx extension status codes", "496 SSL Certificate Required"),
    Pattern("\\b495\\b[^\n]{0,40}SSL Certificate Error", r.REJECTED, 0.95, "nginx extension status codes",
        "495 SSL Certificate Error"),
    Pattern("\\b497\\b[^\n]{0,40}(?:HTTP Request Sent to HTTPS Port|HTTP to HTTPS)", ("not-tls-http",
        "wrong-port-or-protocol"), 0.95, "nginx extension status codes", "497 HTTP Request Sent to HTTPS Port"),
    Pattern("InvalidViewerCertificate|(?:certificate|ACM)[^\n]{0,60}(?:doesn't|does not) (?:cover|include) the "
        "alternate domain name|certificate that is attached to your distribution doesn't cover", r.NAME, 0.9,
        "AWS CloudFront API", "InvalidViewerCertificate"),
    Pattern("CloudFront wasn't able to connect to the origin|CloudFront (?:attempted to establish|can't connect)", (
        "hostname-mismatch", "no-shared-protocol", "no-shared-cipher", "cert-expired"), 0.6,
        "AWS CloudFront 502 documentation", "CloudFront wasn't able to connect to the origin."),
    Pattern("no ciphers? (?:suites? )?in common", r.CIPHER, 0.9, "various", "no ciphers in common"),
    Pattern("ClientTLSNegotiationError|TargetTLSNegotiationError", r.HANDSHAKE_FAILURE, 0.75,
        "AWS ELB CloudWatch metrics", "ClientTLSNegotiationErrorCount"),
    Pattern("Tunnel connection failed: \\d+|\\bCONNECT\\b(?! to\\b)[^\n]{0,60}\\b(?:407|403|502|503)\\b|407 Proxy "
        "Authentication "
        "Required|HTTP/1\\.[01] 407", r.PROXY, 0.94, "RFC 9110 section 15.5.8",
        "HTTP/1.1 407 Proxy Authentication Required"),
    Pattern("Handshake read failed", r.CLOSED, 0.8, "gRPC src/core/handshaker", "Handshake read failed (Socket "
        "closed)"),
    Pattern("Kubernetes Ingress Controller Fake Certificate", ("default-cert", "self-signed", "server-no-certificate"),
        0.9, "ingress-nginx"),
    Pattern("TRAEFIK DEFAULT CERT", ("default-cert", "self-signed", "server-no-certificate"), 0.9,
        "Traefik pkg/tls/generate"),
    Pattern("Error getting SSL certificate \"?[^\n]{1,200}: local SSL certificate [^\n]{1,200} was not found|Error "
        "obtaining X\\.509 certificate|unexpected error (?:getting|validating) SSL certificate", (
        "server-no-certificate", "key-file-unreadable"), 0.9, "ingress-nginx controller/store",
        'Error getting SSL certificate "prod/web-tls": local SSL certificate prod/web-tls was not found'),
    Pattern("SSL certificate [^\n]{1,100} does not contain a Common Name or Subject Alternative Name for server",
        r.NAME,
        0.95, "ingress-nginx controller", 'SSL certificate "a/b" does not contain a Common Name or Subject '
        'Alternative Name for server "x"'),
    Pattern("tls: internal error(?=[\\s\\S]{0,300}kubelet)|kubelet[\\s\\S]{0,200}tls: internal error", (
        "server-no-certificate", "alert-internal-error"), 0.85, "Kubernetes kubelet serving certificates",
        "kubelet: remote error: tls: internal error"),
    Pattern("CSR[^\n]{0,60}(?:not approved|pending approval)|no serving certificate available for the kubelet", (
        "server-no-certificate",), 0.88, "Kubernetes pkg/kubelet/certificate",
        "no serving certificate available for the kubelet"),
    Pattern("(?:signature|token)[^\n]{0,40}not yet current|Signature expired: [^\n]{0,80}is now earlier than|"
        "RequestTimeTooSkewed|the difference between the request time and the current time is too large", (
        "client-clock-wrong",), 0.6, "AWS signature errors", "RequestTimeTooSkewed"),
    Pattern("Secret is not supplied by SDS", ("server-no-certificate", "key-file-unreadable", "ca-bundle-missing"), 0.9,
        "Envoy source/common/tls", "TLS error: Secret is not supplied by SDS"),
    Pattern("system library:OPENSSL_internal:(?:unknown error|Connection reset|Broken pipe)|ssl error occurred while "
        "(?:read|write|handshake)\\w*: SYSCALL", r.CLOSED, 0.85, "Envoy source/common/tls/ssl_socket.cc",
        "TLS error: 33556294:system library:OPENSSL_internal:unknown error"),
)  # fmt: skip
FAMILY = Family(
    "the proxy",
    tuple(p for p in PATTERNS if p.codes),
    (
        Mark(r"httputil/proxy\.go|\d{3} (?:Internal Server Error|Bad Gateway)\S* error=", "Traefik as proxy",
            Side.CLIENT, 12, "httputil/proxy.go:117 > 500 Internal Server Error error="),
        Mark(r"TLS_error:|OPENSSL_internal:|upstream connect error|\benvoy\b|\bistio\b", "Envoy", Side.CLIENT, 6,
            "TLS_error:|268435581"),
        Mark(r"downstream_transport_failure_reason|listener_manager|tls_inspector|DOWNSTREAM_\w+", "Envoy",
        Side.SERVER, 9,
            "downstream_transport_failure_reason"),
        Mark(r"StatusCode\.UNAVAILABLE|_InactiveRpcError|debug_error_string|grpc_status|\bgrpc\b", "gRPC", Side.CLIENT,
            7, "StatusCode.UNAVAILABLE"),
        Mark(r"ssl_transport_security|Handshake failed with (?:fatal )?error SSL_ERROR", "gRPC", None, 5,
            "ssl_transport_security.cc:1519"),
        Mark(r"\bcloudflare\b|\bcf-ray\b|\b52[0-6]: ", "Cloudflare", Side.CLIENT, 5, "525: SSL handshake failed"),
    ),
)  # fmt: skip
