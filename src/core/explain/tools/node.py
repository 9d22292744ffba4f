"""Node, npm, yarn, pnpm, Bun, Deno, undici, axios: codes and messages.

Sources: Node lib/_tls_wrap.js, lib/tls.js, lib/internal/errors.js, src/crypto; undici lib/core/errors.js; Bun uSockets.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_TLS = "Node lib/_tls_wrap.js, lib/tls.js"
_ERR = "Node src/crypto, lib/internal/errors.js"
PATTERNS = (
    Pattern("ERR TLS CERT ALTNAME INVALID", r.NAME, 0.96, _ERR),
    Pattern("Hostname/IP (?:does not match|doesn't match) certificate's altnames", r.NAME, 0.96, _TLS,
        "Hostname/IP does not match certificate's altnames"),
    Pattern("is not in the cert's (?:list|altnames)", r.NAME, 0.94, _TLS, "Host: a. is not in the cert's altnames: "
        "DNS:b"),
    Pattern("IP: \\S+ is not in the cert's list", ("ip-not-in-san", "hostname-mismatch", "no-san"), 0.95, _TLS,
        "IP: 192.0.2.1 is not in the cert's list: "),
    Pattern("ERR TLS CERT ALTNAME FORMAT|cert does not contain a DNS name|Cert is empty", ("malformed-cert", "no-san"),
        0.88, _ERR, "ERR_TLS_CERT_ALTNAME_FORMAT"),
    Pattern("Client network socket disconnected before secure TLS connection was established", r.CLOSED, 0.93, _TLS),
    Pattern("ERR TLS HANDSHAKE TIMEOUT|TLS handshake timeout", r.SILENT, 0.93, _ERR, "ERR_TLS_HANDSHAKE_TIMEOUT"),
    Pattern("ERR TLS DH PARAM SIZE|DH parameter size \\d+ is less than", r.DH, 0.96, _ERR, "ERR_TLS_DH_PARAM_SIZE"),
    Pattern("ERR TLS SNI FROM SERVER|ERR TLS PROTOCOL VERSION CONFLICT|ERR TLS INVALID PROTOCOL (?:VERSION|METHOD)", (
        "client-too-old", "no-shared-protocol"), 0.7, _ERR, "ERR_TLS_INVALID_PROTOCOL_VERSION"),
    Pattern("ERR TLS REQUIRED SERVER NAME", r.SNI, 0.9, _ERR),
    Pattern("ERR TLS RENEGOTIATION DISABLED", r.RENEGOTIATION, 0.9, _ERR),
    Pattern("ERR TLS PSK SET IDENTITY HINT FAILED", ("psk-mismatch",), 0.9, _ERR),
    Pattern("ERR OSSL (?:PEM|X509|PKCS12|UNSUPPORTED|EVP|WRONG|BAD|ASN1)\\w*", r.KEY_FILE, 0.85, _ERR,
        "ERR_OSSL_PEM_NO_START_LINE"),
    Pattern("ERR OSSL X509 KEY VALUES MISMATCH", r.KEY_PAIR, 0.96, _ERR),
    Pattern("ERR OSSL EVP UNSUPPORTED", r.KEY_FILE, 0.6, _ERR),
    Pattern("ERR SSL TLSV13 ALERT CERTIFICATE REQUIRED", r.CLIENT_CERT, 0.96, _ERR),
    Pattern("ERR SSL PACKET LENGTH TOO LONG|ERR SSL WRONG VERSION NUMBER", r.PLAIN, 0.93, _ERR,
        "ERR_SSL_WRONG_VERSION_NUMBER"),
    Pattern("ERR SSL HTTP REQUEST", r.PLAIN_HTTP[::-1], 0.93, _ERR),
    Pattern("ERR SSL VERSION OR CIPHER MISMATCH", r.VERSION_OR_CIPHER, 0.86, _ERR),
    Pattern("Unsupported PKCS12 PFX data|Unable to load PFX certificate|Unable to parse PFX", r.KEY_FILE, 0.93, _ERR,
        "Unable to load PFX certificate"),
    Pattern("UNABLE TO VERIFY LEAF SIGNATURE", r.INCOMPLETE, 0.84, _TLS),
    Pattern("ERR TLS CERT SIGNATURE ALGORITHM UNSUPPORTED", ("unsupported-key-type",), 0.9, _ERR),
    Pattern("unknown certificate verification error|UNKNOWN CERTIFICATE VERIFICATION ERROR", r.UNKNOWN_ISSUER, 0.75,
        "Bun packages/bun-uws"),
    Pattern("Ignoring extra certs from [^\n]{1,300}", r.CA_FILE, 0.96, "Node src/crypto/crypto_context.cc",
        "Warning: Ignoring extra certs from `/x`, load failed: error:0909006C:PEM routines:get_name:no start line"),
    Pattern("Warning: Setting the NODE TLS REJECT UNAUTHORIZED", r.CA_FILE, 0.8, "Node lib/_tls_wrap.js"),
    Pattern("ECONNRESET", r.RESET, 0.8, "errno(3)"),
    Pattern("EPIPE", r.RESET, 0.55, "errno(3)"),
    Pattern("(?:other side closed|socket hang up)", r.CLOSED, 0.72, "Node lib/_http_client.js; undici",
        "socket hang up"),
    Pattern("\\bConnectionRefused\\b", r.REFUSED, 0.88, "Bun src/http.zig; Zig and Rust std",
        "ConnectionRefused: Unable to connect. Is the computer able to access the url?"),
    Pattern("ECONNREFUSED", r.REFUSED, 0.92, "errno(3)"),
    Pattern("ETIMEDOUT|UND ERR CONNECT TIMEOUT|ERR SOCKET CONNECTION TIMEOUT|ESOCKETTIMEDOUT|Connect Timeout Error",
        r.TIMEOUT,
        0.92, "errno(3); undici", "connect ETIMEDOUT 192.0.2.1:443"),
    Pattern("(?:operation|request) was aborted due to timeout|^(?:\\w*Error: )?(?:timeout of \\d+ ?ms exceeded|"
        "Connection "
        "timeout|Timeout awaiting '\\w+' for \\d+ ?ms)", r.TIMEOUT, 0.62, "axios; got; nodemailer; undici",
        "AxiosError: timeout of 5000ms exceeded"),
    Pattern("EHOSTUNREACH|ENETUNREACH", r.UNROUTED, 0.92, "errno(3)", "connect EHOSTUNREACH 192.0.2.1:443"),
    Pattern("getaddrinfo (?:ENOTFOUND|ENODATA)|\\bENOTFOUND\\b|queryA ENOTFOUND", r.DNS, 0.93, "Node lib/dns.js",
        "getaddrinfo ENOTFOUND x"),
    Pattern("EAI AGAIN", r.DNS_FAILS, 0.93, "getaddrinfo(3)", "getaddrinfo EAI_AGAIN x"),
    Pattern("tunneling socket could not be established|Proxy response \\(\\d+\\) !==? ?200|Proxy response \\(?4\\d\\d",
        r.PROXY, 0.95, "tunnel-agent; undici ProxyAgent", "tunneling socket could not be established, statusCode=407"),
    Pattern("HTTP2 (?:session|protocol) [^\n]{0,40}not (?:negotiated|selected)|HTTP/2 (?:protocol )?was not "
        "(?:selected|negotiated)|nghttp2 expects h2|ERR HTTP2 ERROR[^\n]{0,40}protocol was not h2|h2 is not "
        "supported", r.ALPN, 0.85, "Node lib/internal/http2", "h2 is not supported"),
)  # fmt: skip
FAMILY = Family(
    "Node",
    PATTERNS,
    (
        Mark(r"\(?node:(?:internal|_tls|events|net)|TLSSocket\.|at TLSWrap|_tls_wrap\.js|\[ERR_TLS_\w+\]|ERR_OSSL_|"
            r"ERR_SSL_\w+'|library: 'SSL routines'|code: '[A-Z_0-9]+'|Error: write EPROTO", "Node", Side.CLIENT, 5,
            "at TLSSocket.onConnectSecure"),
        Mark(r"tlsClientError|'clientError'", "Node server", Side.SERVER, 8, "tlsClientError: x"),
        Mark(r"\bnpm (?:ERR!|error)|\bnpm_", "npm", Side.CLIENT, 7, "npm ERR! code CERT_HAS_EXPIRED"),
        Mark(r"\byarn\b|\bpnpm\b", "yarn", Side.CLIENT, 6, "yarn install"),
        Mark(r"\bBun v|\bbun (?:install|run|add)\b", "Bun", Side.CLIENT, 6, "bun install"),
        Mark(r"\bdeno\b|ext:deno_", "Deno", Side.CLIENT, 7, "ext:deno_fetch"),
        Mark(r"\bAxiosError\b|\baxios\b", "axios", Side.CLIENT, 5, "AxiosError: x"),
    ),
)  # fmt: skip
