"""nginx, Apache httpd, Tomcat's connector, IIS, HAProxy, stunnel, socat, Squid: their own sentences and pages.

Sources: nginx src/event/ngx_event_openssl.c, src/http/ngx_http_request.c; Apache httpd modules/ssl/*.c (AH numbers);
HAProxy src/ssl_sock.c, src/connection.c, src/check.c; stunnel src/verify.c.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_NGINX = "nginx src/http/ngx_http_request.c, src/event/ngx_event_openssl.c"
_APACHE = "Apache httpd modules/ssl"
_HAPROXY = "HAProxy src/ssl_sock.c, src/connection.c"
_NGINX_SAYS = (
    Pattern("No required SSL certificate was sent|client sent no required SSL certificate", r.CLIENT_CERT, 0.97,
        _NGINX, "400 No required SSL certificate was sent"),
    Pattern("The SSL certificate error|400 [^\n]{0,20}SSL certificate error|client SSL certificate verify error",
        r.REJECTED,
        0.97, _NGINX, "client SSL certificate verify error: (10:certificate has expired)"),
    Pattern("plain HTTP request was sent to (?:the )?HTTPS port|client sent plain HTTP request to HTTPS port", (
        "not-tls-http", "wrong-port-or-protocol"), 0.97, _NGINX, "The plain HTTP request was sent to HTTPS port"),
    Pattern("no \"?ssl_certificate\"? is defined", ("server-no-certificate",), 0.97, _NGINX,
        'no "ssl_certificate" is defined for the "listen ... ssl" directive'),
    Pattern("no \"?ssl_certificate_key\"? is defined", ("server-no-certificate", "key-file-unreadable"), 0.93, _NGINX,
        'no "ssl_certificate_key" is defined'),
    Pattern("cannot load certificate(?: key)?", r.KEY_FILE, 0.94, _NGINX, 'cannot load certificate "/etc/nginx/a.pem"'),
    Pattern("SSL_CTX_use_PrivateKey\\w*\\([^\n]{0,200} failed \\([^\n]{0,100}key values mismatch", r.KEY_PAIR, 0.96,
        _NGINX, 'SSL_CTX_use_PrivateKey_file("/x") failed (SSL: error:0B080074:x509 certificate '
        'routines:X509_check_private_key:key values mismatch'),
    Pattern("\"?ssl_stapling\"? ignored|OCSP responder (?:sent|timed out|prematurely)|OCSP_basic_verify\\(\\) "
        "failed|OCSP_check_validity\\(\\) failed|certificate status \"?unknown\"? in the OCSP response", r.STAPLE,
        0.93, _NGINX, '"ssl_stapling" ignored, issuer certificate not found'),
    Pattern("upstream SSL certificate verify error", r.NOT_VERIFIED, 0.55, _NGINX),
    Pattern("upstream SSL certificate does not match", r.NAME, 0.97, _NGINX),
    Pattern("\\\\x1[56]\\\\x03[\\\\x0-9a-fA-F]*|0x1[56] ?0x03", ("wrong-port-or-protocol", "not-tls-http"), 0.9,
        "HTTP access logs", '"\\x16\\x03\\x01\\x02\\x00" 400 157'),
    Pattern("rejecting handshake|ssl_reject_handshake|handshake rejected while SSL handshaking|no \"?server "
        "name\"? (?:was )?(?:sent|provided)", r.SNI, 0.93, _NGINX, "handshake rejected while SSL handshaking"),
    Pattern("peer closed connection in SSL handshake", r.CLOSED, 0.93, _NGINX),
    Pattern("client timed out[^\n]{0,60}while SSL handshaking|timed out\\)? while SSL handshaking", r.SILENT, 0.9,
        _NGINX, "client timed out (110: Connection timed out) while SSL handshaking"),
    Pattern("ssl_preread|SSL_do_handshake\\(\\) failed|SSL_read\\(\\) failed", r.UNCLEAR, 0.3, _NGINX,
        "SSL_do_handshake() failed"),
)  # fmt: skip
_APACHE_SAYS = (
    Pattern("server name different from the one that was negotiated", ("sni-default-cert", "sni-unrecognized-name",
        "sni-required"), 0.93, "nginx src/http/ngx_http_request.c",
        "client attempted to request the server name different from the one that was negotiated"),
    Pattern("HTTP/[\\d.]+ 421\\b|\\b421\\b[^\n]{0,40}Misdirected|connection with the fallback certificate|client "
        "does not support (?:Server Name Indication|SNI)", r.SNI, 0.9, "RFC 9110 section 15.5.20", "HTTP/1.1 421"),
    Pattern("AH02565|AH02241|Certificate and private key [^\n]{1,200} do not match", r.KEY_PAIR, 0.97, _APACHE,
        "AH02565: Certificate and private key a:443:0 from x and y do not match"),
    Pattern("AH02572|AH02240|Failed to configure at least one certificate and key", ("server-no-certificate",
        "key-file-unreadable"), 0.95, _APACHE, "AH02572: Failed to configure at least one certificate and key for "
        "a:443"),
    Pattern("AH0256[1-4]|AH02203|AH02577|AH02579|Failed to configure (?:encrypted \\(\\?\\) private key|(?:\\w+ "
        ")?(?:server )?certificate)|Init: (?:Can't open server|Unable to read|Private key not found|Failed to load)",
        r.KEY_FILE, 0.95, _APACHE, "AH02561: Failed to configure certificate a:443:0"),
    Pattern("SSLCertificate(?:Key|Chain)?File:? (?:takes one argument|file '[^\n]{1,200}' does not exist)", r.KEY_FILE,
        0.95, _APACHE, "SSLCertificateFile: file '/x' does not exist or is empty"),
    Pattern("SSLCACertificate(?:File|Path):? file '[^\n]{1,200}' does not exist|AH0?1895|Unable to configure "
        "verify locations for client authentication", ("ca-bundle-missing", "key-file-unreadable"), 0.93, _APACHE,
        "AH01895: Unable to configure verify locations for client authentication"),
    Pattern("AH02217|AH02218|AH02604|can't retrieve issuer certificate|Unable to configure certificate "
        "[^\n]{1,200} for stapling|stapling_renew_response|AH0194[1-9]|AH019[4-9]\\d: stapling", r.STAPLE, 0.95,
        _APACHE, "AH02217: ssl_stapling_init_cert: can't retrieve issuer certificate!"),
    Pattern("AH02032|Hostname [^\n]{0,200}provided via SNI and hostname [^\n]{0,200}provided via HTTP|AH02033|No "
        "hostname was provided via SNI for a name based virtual host|no HTTP hostname but a SNI", r.SNI, 0.95, _APACHE,
        "AH02032: Hostname a provided via SNI and hostname b provided via HTTP have no compatible SSL setup"),
    Pattern("Misdirected Request|client needs a new connection for this request", ("sni-default-cert",
        "sni-unrecognized-name", "sni-required"), 0.93, "RFC 9110 section 15.5.20; Apache httpd",
        "421 Misdirected Request"),
    Pattern("AH02411|AH02005|SSL Proxy: Peer certificate (?:CN mismatch|does not match for hostname)", r.NAME, 0.97,
        _APACHE, "AH02411: SSL Proxy: Peer certificate does not match for hostname www.example.org"),
    Pattern("SSL Proxy: Peer certificate is expired|AH02004", r.EXPIRED, 0.97, _APACHE,
        "AH02004: SSL Proxy: Peer certificate is expired"),
    Pattern("AH02039|Certificate Verification: Error \\(\\d+\\)", r.NOT_VERIFIED, 0.5, _APACHE,
        "Certificate Verification: Error (19)", r.REJECTED),
    Pattern("\\[client [^\\]\n]{3,60}\\] (?:AH02039: )?Certificate Verification: Error", ("client-cert-rejected",
        "untrusted-root", "chain-incomplete"), 0.93, "Apache httpd 2.2 modules/ssl",
        "[client 192.0.2.1] Certificate Verification: Error (20): unable to get local issuer certificate"),
    Pattern("AH01996|speaking plain HTTP to an SSL-enabled server port|SSL handshake failed: HTTP spoken on HTTPS "
        "port", ("not-tls-http", "wrong-port-or-protocol"), 0.97, _APACHE, "AH01996: SSL handshake failed: HTTP "
        "spoken on HTTPS port; trying to send HTML error page"),
    Pattern("AH02261|AH02262|AH0226[0-9]|Re-negotiation handshake failed|AH10158|Cannot perform "
        "[^\n]{0,30}Post-Handshake Authentication|verify client post handshake", ("client-cert-required",
        "legacy-renegotiation"), 0.85, _APACHE, "AH10158: cannot perform post-handshake authentication"),
    Pattern("AH00526: Syntax error[\\s\\S]{0,200}SSL|Illegal protocol|SSLProtocol: Illegal", ("security-level",), 0.6,
        _APACHE, "SSLProtocol: Illegal protocol 'TLSv1.9'"),
    Pattern("AH01257|AH00898|Error during SSL Handshake with remote server", r.UNCLEAR, 0.45, _APACHE,
        "AH00898: Error during SSL Handshake with remote server"),
    Pattern("AH01382|AH01084|AH02008|SSL library error 1 in handshake", r.UNCLEAR, 0.25, _APACHE,
        "AH02008: SSL library error 1 in handshake", r.HANDSHAKE_FAILURE),
    Pattern("mod_ssl[^\n]{0,60}(?:not loaded|cannot load)|Invalid command 'SSL\\w+'", r.NO_LIBRARY, 0.93,
        "Apache httpd server/config.c", "Invalid command 'SSLEngine', perhaps misspelled or defined by a module "
        "not included"),
    Pattern("SSL library error \\d+ (?:reading|writing) data", r.UNCLEAN, 0.7, _APACHE, "AH01992: SSL library error 1 "
        "reading data"),
    Pattern("SSL_shutdown:shutdown while in init|shutdown while in init", r.CLOSED, 0.85, "OpenSSL ssl/ssl_err.c",
        "SSL routines:SSL_shutdown:shutdown while in init"),
)  # fmt: skip
_HAPROXY_SAYS = (
    Pattern("No Private Key found in|unable to load (?:SSL )?(?:certificate|private key)[^\n]{0,40}|couldn't open "
        "the crt file|unable to stat SSL certificate|unable to load certificate from file", r.KEY_FILE, 0.96, _HAPROXY,
        "No Private Key found in '/etc/haproxy/site.pem.key'."),
    Pattern("inconsistencies between private key and certificate", r.KEY_PAIR, 0.97, _HAPROXY),
    Pattern("'?bind [^\n]{1,200}:? unable to (?:load|use) default certificate|no SSL certificate specified for bind", (
        "server-no-certificate", "key-file-unreadable"), 0.93, _HAPROXY, "no SSL certificate specified for bind "
        "'*:443'"),
    Pattern("SSL client certificate not trusted|SSL client CA chain cannot be verified", r.REJECTED, 0.96, _HAPROXY,
        "SSL client certificate not trusted"),
    Pattern("Peer didn't present a certificate|SSL client certificate (?:is )?(?:missing|required)|No client "
        "certificate(?! CA)", r.CLIENT_CERT, 0.9, _HAPROXY, "Peer didn't present a certificate"),
    Pattern("Layer6 timeout|Timeout during SSL handshake|L6TOUT", r.SILENT, 0.93, _HAPROXY,
        "Timeout during SSL handshake"),
    Pattern("Connection closed during SSL handshake|Connection error during SSL handshake", r.CLOSED, 0.9, _HAPROXY,
        "Connection closed during SSL handshake"),
    Pattern("Layer6 invalid response[^\n]{0,80}SSL handshake failure|L6RSP", ("untrusted-root",
        "wrong-port-or-protocol", "cert-expired", "no-shared-cipher", "hostname-mismatch"), 0.7, _HAPROXY,
        'Layer6 invalid response, info: "SSL handshake failure"'),
    Pattern("Layer4 connection problem[^\n]{0,80}Connection refused", r.REFUSED, 0.93, "HAProxy src/check.c",
        'Layer4 connection problem, info: "Connection refused"'),
    Pattern("Layer4 timeout|L4TOUT", r.TIMEOUT, 0.93, "HAProxy src/check.c", "Layer4 timeout"),
    Pattern("Server SSL/TLS certificate (?:verification|verify) failed|server certificate verify failed|SSL server "
        "certificate verif", r.UNKNOWN_ISSUER, 0.7, _HAPROXY, "Server certificate verify failed"),
    Pattern("(?:CERT|Rejected): (?:No matching host name found|Subject checks failed)|No matching "
        "host name found", r.NAME, 0.9, "stunnel src/verify.c", "CERT: No matching host name found"),
    Pattern("Certificate Chain too long \\(chain has \\d+ certificates?, but maximum allowed", ("chain-untrusted",
        "untrusted-root"), 0.93, "Apache httpd SSLVerifyDepth, SSLProxyVerifyDepth",
        "AH02040: Certificate Verification: Certificate Chain too long (chain has 2 certificates, but maximum allowed "
        "are "
        "only 1)", ("client-cert-rejected", "chain-untrusted")),
    Pattern("Server presented an SSL certificate different from the configured one", r.NAME, 0.95, _HAPROXY),
    Pattern("upstream prematurely sent response while reading response header[^\n]{0,200}upstream: \"https:",
        r.PLAIN, 0.75,
        _NGINX, 'upstream prematurely sent response while reading response header from upstream, upstream: '
        '"https://x/"'),
    Pattern("AH02006|SSL handshake stopped: connection was closed", r.CLOSED, 0.9, _APACHE,
        "AH02006: SSL handshake stopped: connection was closed"),
    Pattern("CERT: Pre-verification error", r.NOT_VERIFIED, 0.5, "stunnel src/verify.c"),
    Pattern("certificate is valid but its commonName does not match hostname", r.NAME, 0.97, "socat sslcls.c"),
    Pattern("DH parameters? not (?:found|set)|unable to load default 1024 bits DH parameter", r.DH, 0.5, _HAPROXY,
        "unable to load default 1024 bits DH parameter"),
    Pattern("(?:X509 V ERR [A-Z ]+|SSL_ERROR_SSL)(?=[\\s\\S]{0,200}squid)|SQUID_(?:ERR_SSL_HANDSHAKE|"
        "X509_V_ERR_DOMAIN_MISMATCH)|ERR_SECURE_CONNECT_FAIL|SQUID_TLS_ERR_CONNECT", r.UNCLEAR, 0.4, "Squid src/ssl",
        "ERR_SECURE_CONNECT_FAIL"),
    Pattern("SQUID_X509_V_ERR_DOMAIN_MISMATCH", r.NAME, 0.95, "Squid src/ssl"),
    Pattern("400 Bad Request[\\s\\S]{0,200}(?:plain HTTP request|speaking plain HTTP)", ("not-tls-http",
        "wrong-port-or-protocol"), 0.97, _NGINX, "400 Bad Request\nThe plain HTTP request was sent to HTTPS port"),
    Pattern("403\\.7|HTTP Error 403\\.7|Forbidden: Client certificate required", r.CLIENT_CERT, 0.95,
        "Microsoft IIS status codes", "HTTP Error 403.7 - Forbidden"),
    Pattern("403\\.(?:13|16|17)\\b|client certificate (?:is |has been )?(?:untrusted or invalid|revoked|expired)",
        r.REJECTED,
        0.93, "Microsoft IIS status codes", "HTTP Error 403.16"),
    Pattern("403\\.4\\b|SSL (?:is )?required to (?:view|access) this", ("tls-required",), 0.93,
        "Microsoft IIS status codes", "HTTP Error 403.4 - SSL is required to view this resource"),
)  # fmt: skip
FAMILY = Family(
    "the web server",
    (*_NGINX_SAYS, *_APACHE_SAYS, *_HAPROXY_SAYS),
    (
        Mark(r"\d+#\d+: \*?\d*|\bnginx(?:/|:| )|while SSL handshaking, client", "nginx", Side.SERVER, 8,
            "8735#8735: *5 x"),
        Mark(r"while (?:SSL handshaking to upstream|connecting to upstream|reading response header from upstream)|"
            r"upstream SSL certificate", "nginx as proxy", Side.CLIENT, 12, "while SSL handshaking to upstream"),
        Mark(r"\bAH\d{5}:|\[ssl:\w+\]|\[pid \d+:tid \d+\]|mod_ssl", "Apache httpd", Side.SERVER, 8, "AH02008: x"),
        Mark(r"\[remote [^\]\n]{1,100}\]|SSL Proxy|AH00898|AH02276[^\n]{0,50}\[remote", "Apache httpd as proxy",
            Side.CLIENT,
            12, "[remote 192.0.2.1:443]"),
        Mark(r"\bhaproxy\b|\b\w+/\d: SSL handshake failure|Layer[46] |\[(?:ALERT|NOTICE|WARNING)\] +\(\d+\)",
            "HAProxy", Side.SERVER, 8, "haproxy[1]: x"),
        Mark(r"Server \S+/\S+ is (?:DOWN|UP)|Health check for server", "HAProxy", Side.CLIENT, 12,
            "Server b/app1 is DOWN"),
        Mark(r"\bstunnel\b|\bLOG\d\[", "stunnel", None, 8, "LOG3[0]: x"),
        Mark(r"\bLOG\d\[[^\n]*SSL_accept", "stunnel", Side.SERVER, 10, "LOG3[0]: SSL_accept: x"),
        Mark(r"\bsocat\[\d+\][^\n]*SSL_accept|listening on [^\n]{1,60}\n[^\n]*socat\[", "socat", Side.SERVER, 10,
            "socat[9] E SSL_accept(): x"),
        Mark(r"\bsocat\[\d+\]", "socat", Side.CLIENT, 9, "socat[19559] E x"),
        Mark(r"\bsquid\b|SQUID_", "Squid", Side.CLIENT, 8, "squid"),
        Mark(r"\bIIS\b|HTTP Error 403\.\d", "IIS", Side.SERVER, 6, "HTTP Error 403.7"),
    ),
)  # fmt: skip
