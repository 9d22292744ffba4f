"""Words of the protocol itself, whoever prints them: alert names beside the word alert, and common paraphrases."""

from core.explain import readings as r
from core.explain.alerts import ALERTS, numbered, received
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_RFC = "RFC 8446 section 6"
_NAMES = {a.name: a.words for a in ALERTS}
PATTERNS = (
    *received(_NAMES, r"(?<!generated )alert\w*\b(?!:? ?write)[^\n]{0,45}[ :\"'(,]%s\b", _RFC, "fatal alert: %s"),
    *numbered(r"(?:defined fatal (?:alert|error) code is|alert (?:number|code|description)[ :=]{1,3}|"
              r"definierten code(?: lautet)?:|code d'alerte [^\n]{0,80} est|código de alerta [^\n]{0,80} es) ?%s\b",
        _RFC,
              "alert number %s"),
    Pattern("gnutls_handshake(?:\\(\\))?[^\n]{0,20}: Handshake failed", r.HANDSHAKE_FAILURE, 0.75, "GnuTLS lib/alert.c",
            "gnutls_handshake() failed: Handshake failed"),
    Pattern("not signed by (?:a |an )?(?:trusted|known|recogni[sz]ed|valid)", r.UNKNOWN_ISSUER, 0.8, "various",
            "not signed by a trusted CA"),
    Pattern("Responder Error: |(?:querying|contacting|reaching) (?:the )?OCSP responder|revocation via OCSP", r.STATUS,
            0.88, "OpenSSL apps/ocsp.c and others", "Error querying OCSP responder"),
    Pattern("(?:SSL3|TLS) alert:? write[^\n]{0,50}fatal:(?:unknown CA|bad certificate|certificate unknown)",
            r.UNKNOWN_ISSUER, 0.8, "OpenSSL SSL_alert_type_string_long", "SSL3 alert write:fatal:unknown CA",
                r.REJECTED),
    Pattern("load_verify_locations[\\s\\S]{0,300}(?:FileNotFoundError|No such file|Permission)", r.CA_FILE, 0.94,
            "CPython Lib/ssl.py", "ctx.load_verify_locations('x')\nFileNotFoundError: [Errno 2] No such file or "
                "directory"),
    Pattern("load_cert_chain[\\s\\S]{0,300}(?:FileNotFoundError|No such file|Permission)", r.KEY_FILE, 0.94,
            "CPython Lib/ssl.py", "ctx.load_cert_chain('x')\nFileNotFoundError: [Errno 2] No such file or directory"),
    Pattern("issued by a company you have not chosen to trust|not from a trusted certifying authority|"
            "not issued by a trusted certificate authority|DLG_FLAGS_INVALID_CA", r.UNKNOWN_ISSUER, 0.85,
            "Microsoft Outlook, RDP, Internet Explorer", "DLG_FLAGS_INVALID_CA"),
    Pattern("DLG_FLAGS_SEC_CERT_CN_INVALID", r.NAME, 0.95, "Internet Explorer"),
    Pattern("DLG_FLAGS_SEC_CERT_DATE_INVALID", ("cert-expired", "client-clock-wrong"), 0.88, "Internet Explorer"),
    Pattern("Certificate belongs to a different site|issued for a different hostname|"
            "certificate (?:is|was) (?:issued )?for (?:a )?(?:different|another) (?:host|server|site|name)", r.NAME,
                0.92,
            "Thunderbird; Subversion", "certificate issued for a different hostname"),
    Pattern("could not be checked for revocation", r.STATUS, 0.93, "Windows WinRM"),
    Pattern("Certificate verification: Not trusted|Cannot Verify Server Identity|"
            "Identität des Servers kann nicht (?:überprüft|verifiziert) werden", r.UNKNOWN_ISSUER, 0.72,
            "lftp; Apple Mail", "Certificate verification: Not trusted"),
    Pattern("verify=FAIL", r.UNKNOWN_ISSUER, 0.75, "Sendmail sendmail/tls.c"),
    Pattern("error occurred during SSL communication|TLS startup failed|expecting handshake and got: Alert",
            r.HANDSHAKE, 0.4, "Subversion; swaks; Haskell tls", "An error occurred during SSL communication"),
    Pattern("No suitable ciphers?", r.CIPHER, 0.88, "Ktor"),
    Pattern("CAA record prevents issuing|could not generate a cert for|required DNS records were missing", r.ACME, 0.93,
            "Heroku, Vercel", "CAA record prevents issuing"),
    Pattern("Error code 0x2746", r.RESET, 0.85, "Microsoft ODBC driver"),
    Pattern("(?:server|SSL|TLS|site'?s?|security) certificate is (?:invalid|not valid)", r.NOT_VERIFIED, 0.48,
        "various",
            "The server certificate is invalid"),
    Pattern("SSL received an unexpected", ("alert-unexpected-message", "malformed-handshake"), 0.75, "NSS SSLerrs.h",
            "SSL received an unexpected Certificate handshake message."),
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
    Pattern("(?:does|did|do) not contain an? (?:\\w+ or )?(?:Common Name or )?Subject Alternative Names?|no "
        "subjectAltName "
            "(?:extension|entries)", ("no-san", "hostname-mismatch"), 0.88, "check_ssl_cert; ingress-nginx",
            "does not contain a Subject Alternative Name extension"),
    Pattern("OCSP response (?:is )?not stapled", r.STAPLE_MISSING, 0.85, "Qualys SSL Labs",
            "OCSP response not stapled"),
    Pattern("proxy tunnel request to proxy [^\n]{1,200} failed with status|tunnel(?:ing)? "
        "(?:request|connection)[^\n]{0,80} "
            "failed[^\n]{0,30}\\b(?:40[0-9]|50[0-9])\\b", r.PROXY, 0.95, ".NET System.Net.Http",
            "The proxy tunnel request to proxy 'http://x/' failed with status code '407'."),
    Pattern("(?:SSL|TLS|HTTPS)(?: support)? (?:is )?unavailable|not (?:been )?compiled with (?:SSL|TLS|OpenSSL)|no "
        "attribute "
            "'HTTPSConnection'|No usable version of libssl|could not load the shared library[^\n]{0,200}ssl",
                r.NO_LIBRARY,
            0.93, "CPython, Werkzeug, .NET", "No usable version of libssl was found"),
    Pattern("DLL load failed[^\\n]{0,30} _?ssl\\b|(?:Library not loaded|Could not (?:load|find)|unable to load|cannot "
        "load)[^\\n]{0,80}(?:libssl|libcrypto|libeay32|ssleay32)|undefined function openssl_\\w+", r.NO_LIBRARY, 0.95,
        "CPython on Windows, dyld, Delphi Indy, PHP", "ImportError: DLL load failed while importing _ssl: x"),
    Pattern("issued for a different (?:web ?site|site)'s address", r.NAME, 0.95, "Internet Explorer",
            "issued for a different website's address"),
    Pattern("problem with this (?:web ?site|site)'s security certificate|Potential Security (?:Risk|Issue)\\b(?! "
        "assess)",
            r.NOT_VERIFIED, 0.48, "Internet Explorer; Firefox", "There is a problem with this website's security "
            "certificate."),
    Pattern("uses outdated or unsafe TLS", r.PROTOCOL, 0.88, "Microsoft Edge"),
    Pattern("not within the \"?Valid from\"? and \"?Valid to\"?", r.EXPIRED, 0.9, "Azure Application Gateway",
            'Current date is not within the "Valid from" and "Valid to" date range'),
    Pattern("cleartext sessions are not accepted|\\b534 Policy requires SSL", r.TLS_WANTED, 0.93, "Pure-FTPd; IIS FTP",
            "534 Policy requires SSL."),
    Pattern("No such authentication mechanism:? (?:AUTH )?TLS|\\b(?:431|504) [^\n]{0,60}AUTH TLS", r.STARTTLS, 0.9,
            "RFC 4217 section 6", "431 No such authentication mechanism AUTH TLS"),
    Pattern("certificate error: certificate is for", r.NAME, 0.94, "Mercurial mercurial/sslutil.py"),
    Pattern("(?:get|post|put|head|patch|delete) \"https://[^\"\n]{1,300}\": (?:unexpected )?EOF", r.CLOSED, 0.8,
            "Go src/net/http", 'Get "https://registry.example.com/v2/": EOF'),
    Pattern("SSL connection aborted", r.CLOSED, 0.75, "MySQL client"),
    Pattern("could not read CA certificate|(?:Error loading file|Can't open) \\S{1,200}\\.(?:pem|crt|cer)\\b",
        r.CA_FILE, 0.85,
            "Docker CLI; OpenSSL apps", 'could not read CA certificate "/certs/ca.pem"'),
    Pattern("ssl\" parameter requires ngx_http_ssl_module", r.NO_LIBRARY, 0.95, "nginx"),
    Pattern("Bad request version \\('[^'\n]{0,40}(?:\\\\x|[^\\x20-\\x7e])", r.PLAIN, 0.85, "CPython http.server",
            "code 400, message Bad request version ('À\\x13À')"),
    Pattern("Unexpected EOF'\\)|SSL connect SYSCALL returned=5", r.CLOSED, 0.85, "pyOpenSSL; Ruby ext/openssl",
            "OpenSSL.SSL.SysCallError: (-1, 'Unexpected EOF')"),
    Pattern("TLS detection timed out", r.SILENT, 0.8, "Linkerd proxy"),
    Pattern("error reading server preface: http2: frame too large", r.PLAIN, 0.85, "grpc-go"),
    Pattern("Certificate has EKU \\(str\\) [^\n]{1,80}, expects", r.PURPOSE, 0.85, "OpenVPN ssl_verify.c",
            "Certificate has EKU (str) TLS Web Client Authentication, expects TLS Web Server Authentication"),
    Pattern("\\[SSL\\] unknown error", r.KEY_FILE, 0.4,
            "CPython Modules/_ssl.c", "[SSL] unknown error"),
    Pattern("Cert: Unsupported algorithm", ("unsupported-key-type", "no-shared-signature-algorithm"), 0.8, "Moddable "
        "ssl_cert.js"),
    Pattern("(?:SSL3|TLS) alert:? write[^\n]{0,50}fatal:protocol version", r.PROTOCOL, 0.9, "wpa_supplicant",
            "SSL3 alert: write (local SSL3 detected an error):fatal:protocol version"),
    Pattern("(?:SSL3|TLS) alert:? write[^\n]{0,50}fatal:certificate expired", r.EXPIRED, 0.9, "wpa_supplicant",
            "SSL3 alert: write (local SSL3 detected an error):fatal:certificate expired", r.REJECTED),
    Pattern("SSL certificate problem: Invalid certificate chain", r.UNKNOWN_ISSUER, 0.82, "curl lib/vtls/sectransp.c"),
    Pattern("does not match the expected identity", r.NAME, 0.93, "GLib gio/gtlscertificate.c",
            "Peer's certificate does not match the expected identity"),
    Pattern("client does not support any cipher from", r.CIPHER, 0.93, "ProFTPD contrib/mod_tls.c"),
    Pattern("The client does not trust the proxy's certificate|(?:application|browser) to trust the \\w+ Root "
        "Certificate",
            r.INTERCEPTED, 0.95, "mitmproxy, Charles", "The client does not trust the proxy's certificate for x"),
    Pattern("client failed to negotiate a TLS connection[^\n]{0,160}(?:certificate unknown|unknown ca|bad certificate)",
            r.INTERCEPTED, 0.93, "Burp Suite", "The client failed to negotiate a TLS connection to x: Received fatal "
            "alert: certificate_unknown"),
    Pattern("InsecureCertificateException|\\binsecure certificate\\b", r.NOT_VERIFIED, 0.5, "WebDriver",
            "InsecureCertificateException: Navigation caused a certificate warning"),
    Pattern("failed connect,?[\\s\\S]{0,160}tls alert, ?(?:\\{:?unknown ca|'unknown ca')", r.UNKNOWN_ISSUER, 0.88,
            "Erlang httpc", "{failed_connect, [{inet,[inet],{tls_alert,{unknown_ca,x}}}]}"),
    Pattern("failed connect,?[\\s\\S]{0,160}tls alert, ?(?:\\{:?certificate expired|'certificate expired')",
        r.EXPIRED, 0.93,
            "Erlang httpc", "{failed_connect, [{inet,[inet],{tls_alert,{certificate_expired,x}}}]}"),
    Pattern("CERT TRUST NOT TRUSTED|Peer not trusted|ICM HTTP SSL PEER CERT UNTRUSTED", r.UNKNOWN_ISSUER, 0.8, "SAP "
        "ICM",
            "ICM_HTTP_SSL_PEER_CERT_UNTRUSTED"),
    Pattern("SSL accept failed: \\(null\\)|SSL connect to backend failed", r.CLOSED, 0.55, "Pound, LiteSpeed",
        "SSL_accept failed: (null)"),
    Pattern("curl error code 60\\b", r.NOT_VERIFIED, 0.5, "opam, R", "curl error code 60"),
    Pattern("TLS session: \\(SSL connect\\): timed out", r.SILENT, 0.88, "Exim src/tls-openssl.c", "TLS session: "
        "(SSL_connect): timed out"),
    Pattern("certmanager[^\n]{0,30}Failed to load '", r.KEY_FILE, 0.93, "Prosody util/certmanager.lua",
            "certmanager error SSL/TLS: Failed to load '/etc/prosody/certs/a.key'"),
    Pattern("CRL issued by [^\n]{1,200} has expired", r.STATUS, 0.93, "Puppet lib/puppet/ssl", "The CRL issued by "
        "'CN=a' has expired"),
    Pattern("unable to connect to ssl://[^ \n]{1,200}:(?:25|587|143|110|21|389|5222)\\b", ("starttls-needed",
            "wrong-port-or-protocol"), 0.85, "PHP main/streams", "fsockopen(): unable to connect to "
            "ssl://mail.example.com:587"),
    Pattern("ERR INSECURE RESPONSE", r.NOT_VERIFIED, 0.55, "Chromium net_error_list.h"),
    Pattern("handshake failed: EOF\\b|handshake read failed[\\s\\S]{0,300}Socket closed|Channel closed while "
        "performing "
            "protocol negotiation", r.CLOSED, 0.85, "gRPC", "transport: authentication handshake failed: EOF"),
    Pattern("ERROR: No tls port\\?", r.PLAIN, 0.95, "Eggdrop src/net.c", "ERROR: No tls port?"),
    Pattern("SSL Error: Syscall failure|Closed before TLS handshake", r.CLOSED, 0.85, "libgit2 openssl.c; CPython "
        "Lib/ssl.py",
            "SSL Error: Syscall failure."),
    Pattern("waiting for establishing TLS", r.SILENT, 0.8, "Smack SmackException", "While waiting for establishing "
        "TLS"),
    Pattern("(?:cert|key)\\w*\\.pem is empty|sure \\w+ has sufficient rights to read it", r.KEY_FILE, 0.9,
        "ejabberd_pkix",
            "certfile.pem is empty, please make sure ejabberd has sufficient rights to read it"),
    Pattern("ccs received early", ("malformed-handshake", "alert-unexpected-message"), 0.8, "OpenSSL ssl/ssl_err.c"),
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
        Mark(
            r"tls_(?:post_)?process_client_\w+|ssl3_get_client_\w+|statem_srvr\.c",
            "OpenSSL server",
            Side.SERVER,
            4,
            "SSL routines:tls_process_client_certificate:x",
        ),
        Mark(r"SSL_accept\b|ssl accept|TLS accept", "OpenSSL server", Side.SERVER, 3, "SSL_accept() failed"),
    ),
)
