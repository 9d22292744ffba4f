"""curl and libcurl with every TLS backend, PHP's and git's use of it included.

Sources: lib/strerror.c, lib/vtls/*.c, lib/url.c, src/tool_operate.c of curl 7.50 to 8.17; libcurl-errors(3).
"""

from core.explain import readings as r
from core.explain.alerts import received
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_STR = "curl lib/strerror.c"
_VTLS = "curl lib/vtls"
_CODE = r"(?:curl: ?\(|curl error:? ?|error code:? ?|errno:? ?|error |\[)%d(?:\)|\b)"


def _code(number: int, codes: tuple[str, ...], sure: float) -> Pattern:
    says = "|".join(
        rf"curl{between}{number}\b"
        for between in (
            r": \(",
            r":\(",
            " error ",
            " error: ",
            r" error \(",
            " errno ",
            " exit code ",
            " exited with code ",
        )
    )
    return Pattern(says, codes, sure, "libcurl-errors(3)", f"curl: ({number}) x")


_CODES = (
    _code(1, r.NO_LIBRARY, 0.3),
    _code(5, r.DNS_FAILS, 0.6),
    _code(6, r.DNS, 0.85),
    _code(7, r.REFUSED, 0.55),
    _code(28, r.TIMEOUT, 0.7),
    _code(35, r.HANDSHAKE_FAILURE, 0.3),
    _code(51, r.NAME, 0.6),
    _code(53, r.NO_LIBRARY, 0.5),
    _code(58, r.KEY_FILE, 0.8),
    _code(59, r.POLICY, 0.8),
    _code(60, r.NOT_VERIFIED, 0.48),
    _code(64, r.STARTTLS, 0.85),
    _code(66, r.NO_LIBRARY, 0.5),
    _code(77, r.CA_FILE, 0.93),
    _code(80, r.UNCLEAN, 0.6),
    _code(82, ("revocation-unavailable", "crl-stale"), 0.85),
    _code(83, r.UNKNOWN_ISSUER, 0.6),
    _code(90, r.PINNED, 0.9),
    _code(91, r.STAPLE, 0.8),
    _code(97, r.PROXY, 0.7),
    _code(98, r.CLIENT_CERT, 0.9),
)
_SAID = (
    Pattern("failed to match connection hostname", r.NAME, 0.95, "curl lib/vtls/schannel_verify.c"),
    Pattern("not found built-in in this libcurl|not built-in due to a build-time decision", r.NO_LIBRARY, 0.85, _STR,
        "A requested feature, protocol or option was not found built-in in this libcurl"),
    Pattern("connect timeout after \\d+ ?ms|: Timeout was reached|Connection timeout after", r.TIMEOUT, 0.9,
        "curl lib/connect.c", "Failed to connect to x port 443 after 5001 ms: Timeout was reached"),
    Pattern("no alternative certificate subject name matches target (?:ipv[46] address|host ?name)?", r.NAME, 0.95,
            _VTLS, "SSL: no alternative certificate subject name matches target host name 'x'"),
    Pattern("certificate subject name [^\n]{0,150} does not match target host ?name", r.NAME, 0.95, _VTLS,
            "SSL: certificate subject name 'a' does not match target host name 'b'"),
    Pattern("unable to obtain common name from peer certificate", ("no-san", "hostname-mismatch"), 0.85, _VTLS),
    Pattern("Protocol \"?https?s?\"? (?:is )?(?:not supported|disabled)|unsupported protocol: https", r.NO_LIBRARY,
        0.95,
            "curl lib/url.c", 'Protocol "https" not supported or disabled in libcurl'),
    Pattern("public key does not match pinned public key", r.PINNED, 0.96, _VTLS),
    Pattern("OCSP response has expired", r.STAPLE_OLD, 0.95, _VTLS),
    Pattern("no OCSP response received|server certificate status verification failed", r.STAPLE_MISSING, 0.9, _VTLS,
            "No OCSP response received"),
    Pattern("certificate revocation reason", r.REVOKED, 0.95, _VTLS, "SSL certificate revocation reason: "
        "keyCompromise"),
    Pattern("could not find certificate ID in OCSP response|invalid OCSP response( status)?|error computing OCSP ID",
            r.STAPLE, 0.93, _VTLS, "Could not find certificate ID in OCSP response"),
    Pattern("requested SSL level failed", r.STARTTLS, 0.93, _STR),
    Pattern("STARTTLS (?:not supported|denied)|STARTTLS not available|TLS not available", r.STARTTLS, 0.93,
            "curl lib/smtp.c, imap.c, pop3.c", "STARTTLS not supported."),
    Pattern("problem with the (?:local )?SSL certificate|problem with the local", r.KEY_FILE, 0.85, _STR,
            "Problem with the local SSL certificate"),
    Pattern("problem with the SSL CA cert", r.CA_FILE, 0.95, _STR),
    Pattern("couldn't use specified (?:SSL )?cipher|failed setting cipher list", r.POLICY, 0.93, _STR,
            "Couldn't use specified SSL cipher"),
    Pattern("error reading PKCS12 file|could not (?:load|parse) PKCS12|unable to (?:set|use) (?:private key|client "
        "certificate)[^\n]{0,40}|"
            "could not load (?:PEM |DER )?client (?:certificate|private key)|crypto engine not set", r.KEY_FILE, 0.93,
                _VTLS,
            "error reading PKCS12 file 'x'"),
    Pattern("private key does not match the certificate public key", r.KEY_PAIR, 0.96, _VTLS),
    Pattern("could not resolve (?:host|proxy)|couldn't resolve host", r.DNS, 0.92, _STR, "Could not resolve host: x"),
    Pattern("CONNECT tunnel failed|received HTTP code \\d+ from proxy after CONNECT|proxy CONNECT aborted", r.PROXY,
        0.93,
            "curl lib/cf-h1-proxy.c", "CONNECT tunnel failed, response 403"),
    Pattern("failed to connect to [^\n]{0,120}(?:connection refused|couldn't connect to server|could not connect "
        "to server)", r.REFUSED, 0.85,
            "curl lib/connect.c", "Failed to connect to x port 443 after 3 ms: Could not connect to server"),
    Pattern("(?:curl: \\(52\\)|cURL error 52)[^\n]{0,160}https://|SSL connection using[\\s\\S]{0,4000}Empty reply "
        "from server",
            ("closed-after-handshake", "closed-mid-handshake", "client-cert-required"), 0.6, "libcurl-errors(3)",
            "cURL error 52: Empty reply from server for https://x/"),
    Pattern("NSS: client certificate not found", r.CLIENT_CERT, 0.95, "curl lib/vtls/nss.c",
        "NSS: client certificate not found (nickname not specified)"),
    Pattern("SSL connection timeout", r.SILENT, 0.9, "curl lib/connect.c"),
    Pattern("resolving timed out after \\d+ milliseconds", r.DNS_SLOW, 0.93, "curl lib/connect.c",
        "Resolving timed out after 5000 milliseconds"),
    Pattern("(?:connection|operation) timed out after \\d+ milliseconds", r.TIMEOUT, 0.8,
        "curl lib/progress.c",
            "Connection timed out after 6000 milliseconds"),
    Pattern("OpenSSL was built without|libcurl was built with SSL disabled|SSL support (?:is )?not available",
        r.NO_LIBRARY,
        0.93,
            _STR, "libcurl was built with SSL disabled, https: not supported!"),
    Pattern("Unknown SSL protocol error", ("closed-mid-handshake", "no-shared-protocol", "reset-after-hello"), 0.75,
        _VTLS,
            "Unknown SSL protocol error in connection to x:443"),
    Pattern("SSL peer certificate or SSH remote key was not OK|Peer certificate cannot be authenticated with "
        "(?:given|known) CA certificates",
            r.NOT_VERIFIED, 0.5, _STR, "SSL peer certificate or SSH remote key was not OK"),
    Pattern("SSL certificate problem, verify that the CA cert is OK", r.UNKNOWN_ISSUER, 0.7, "curl before 7.19"),
    Pattern("Issuer check against peer certificate failed", r.UNKNOWN_ISSUER, 0.75, _STR),
    Pattern("CRL file", ("revocation-unavailable", "key-file-unreadable"), 0.4, _STR),
    Pattern("failed to load SSL CRL|error loading CRL file", ("revocation-unavailable", "key-file-unreadable"), 0.9,
        _STR,
            "error loading CRL file: x"),
    Pattern("server cert(?:ificate)? expiration date (?:verify )?failed", r.EXPIRED, 0.94, "curl lib/vtls/gtls.c",
            "server certificate expiration date verify FAILED"),
    Pattern("server cert(?:ificate)? activation date (?:verify )?failed", r.NOT_YET, 0.94, "curl lib/vtls/gtls.c",
            "server certificate activation date verify FAILED"),
    Pattern("certificate issuer check failed|server cert verify failed", r.UNKNOWN_ISSUER, 0.72, _VTLS,
            "SSL: Certificate issuer check failed (x)"),
    Pattern("unable to (?:open|read) issuer cert|failed to load SSL issuer|error reading X\\.509 potentially-encrypted",
            r.KEY_FILE, 0.85, _VTLS, "SSL: Unable to open issuer cert (x)"),
    Pattern("couldn't get peer certificate|could not get peer certificate|error getting peer certificate|No "
        "certificate "
            "presented by", r.NO_CERT, 0.75, "curl lib/vtls; wget src/gnutls.c", "SSL: couldn't get peer certificate"),
    Pattern("STLS not supported|does not support AUTH TLS|server does not support or allow SSL|PostgreSQL server "
        "rejected "
            "TLS", r.STARTTLS, 0.93, "curl lib/pop3.c; wget; lftp; stunnel", "STLS not supported."),
    Pattern("SSL connect error(?! \\()", r.HANDSHAKE, 0.35, _STR, "SSL connect error"),
)  # fmt: skip
_ALERTS = received(
    {"unknown_ca": "unknown CA", "handshake_failure": "handshake failure", "protocol_version": "protocol version",
     "certificate_expired": "certificate expired", "bad_certificate": "bad certificate",
     "certificate_required": "(?:certificate required|unknown) \\(628\\)", "unrecognized_name": "unrecognized name"},
    r"\(IN\), TLS alert, %s", "curl lib/vtls/openssl.c (verbose)",
)  # fmt: skip
FAMILY = Family(
    "curl",
    (*_CODES, *_SAID, *(p for p in _ALERTS if "628" not in p.says)),
    (
        Mark(r"\bcurl: ?\(\d+\)", "curl", Side.CLIENT, 8, "curl: (60) x"),
        Mark(r"\bcurl[ _]error:? \d+|cURL error", "libcurl", Side.CLIENT, 7, "cURL error 60: x"),
        Mark(r"\* TLSv1\.\d \((?:IN|OUT)\)|User-Agent: curl/|\* Connected to .{1,200} port \d+", "curl", Side.CLIENT, 7,
             "* TLSv1.3 (OUT), TLS handshake, Client hello (1):"),
        Mark(r"\bcurl -", "curl", Side.CLIENT, 3, "curl -v https://x"),
    ),
)  # fmt: skip
