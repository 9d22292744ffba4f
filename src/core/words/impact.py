"""What clients show, verbatim, per kind of failure of the handshake (`reach_impact` has names and addresses).

Sources: the clients' own source code and messages collected from real runs (curl 8, OpenSSL 3, Java 17/21, Go 1.2x,
Python 3.11+, Node 18+, current Chrome, Firefox, Safari).
"""

from typing import TypedDict, Unpack

from core.model.finding import Impact
from core.model.target import Target

NAMES = {
    "chrome": "Chrome",
    "firefox": "Firefox",
    "safari": "Safari",
    "curl": "curl",
    "openssl": "OpenSSL",
    "java": "Java",
    "go": "Go",
    "python": "Python",
    "node": "Node",
}


class Shown(TypedDict, total=False):
    chrome: str
    firefox: str
    safari: str
    curl: str
    openssl: str
    java: str
    go: str
    python: str
    node: str


def impacts(**shown: Unpack[Shown]) -> tuple[Impact, ...]:
    """In the order of `NAMES`; a client that is not given is not hit."""
    said: dict[str, object] = dict(shown)
    return tuple(Impact(name, str(said[key])) for key, name in NAMES.items() if key in said)


def safari_no_tls(target: Target) -> str:
    return (
        f"Safari can’t open the page because Safari can’t establish a secure connection to the server “{target.host}”."
    )


def closed_in_handshake(target: Target) -> tuple[Impact, ...]:
    """FIN before the handshake is complete."""
    return impacts(
        chrome="ERR_CONNECTION_CLOSED",
        firefox="PR_END_OF_FILE_ERROR",
        safari=safari_no_tls(target),
        curl="curl: (35) TLS connect error: error:0A000126:SSL routines::unexpected eof while reading",
        openssl="error:0A000126:SSL routines:ssl3_read_n:unexpected eof while reading",
        java="javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake",
        go="EOF",
        python="ssl.SSLEOFError: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol",
        node="Error: Client network socket disconnected before secure TLS connection was established",
    )


def reset_in_handshake(target: Target) -> tuple[Impact, ...]:
    """RST before the handshake is complete."""
    return impacts(
        chrome="ERR_CONNECTION_RESET",
        firefox="PR_CONNECT_RESET_ERROR",
        safari=f"Safari can’t open the page because the server “{target.host}” unexpectedly dropped the connection.",
        curl="curl: (35) Recv failure: Connection reset by peer",
        openssl="write:errno=104",
        java="java.net.SocketException: Connection reset",
        go="read: connection reset by peer",
        python="ConnectionResetError: [Errno 104] Connection reset by peer",
        node="Error: read ECONNRESET",
    )


def silent_in_handshake(target: Target) -> tuple[Impact, ...]:
    """TCP stands, the handshake does not go on."""
    return impacts(
        chrome="ERR_TIMED_OUT",
        firefox=f"The connection has timed out. The server at {target.host} is taking too long to respond.",
        safari=f"Safari can’t open the page because the server “{target.host}” isn’t responding.",
        curl="curl: (28) SSL connection timeout",
        openssl="CONNECTED(00000003), then nothing",
        java="java.net.SocketTimeoutException: Read timed out",
        go="net/http: TLS handshake timeout",
        python="TimeoutError: _ssl.c: The handshake operation timed out",
        node="UND_ERR_CONNECT_TIMEOUT: Connect Timeout Error",
    )


def not_tls(target: Target, *, http: bool = False) -> tuple[Impact, ...]:
    """The first bytes are no TLS record."""
    return impacts(
        chrome="ERR_SSL_PROTOCOL_ERROR",
        firefox="SSL_ERROR_RX_RECORD_TOO_LONG",
        safari=safari_no_tls(target),
        curl="curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number",
        openssl="error:0A00010B:SSL routines:ssl3_get_record:wrong version number",
        java="javax.net.ssl.SSLException: Unsupported or unrecognized SSL message",
        go="http: server gave HTTP response to HTTPS client"
        if http
        else "tls: first record does not look like a TLS handshake",
        python="ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number",
        node="ERR_SSL_WRONG_VERSION_NUMBER",
    )


def old_protocol(target: Target, version: str) -> tuple[Impact, ...]:
    """The server chooses TLS 1.1 or older. ``version``: "TLS 1.0"."""
    java = version.replace(" ", "").replace(".", "")
    go = {"TLS 1.0": "301", "TLS 1.1": "302"}.get(version, "300")
    return impacts(
        chrome="ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
        firefox="SSL_ERROR_UNSUPPORTED_VERSION",
        safari=safari_no_tls(target),
        curl="curl: (35) TLS connect error: error:0A000102:SSL routines::unsupported protocol",
        openssl="error:0A000102:SSL routines:ssl_choose_client_version:unsupported protocol",
        java="javax.net.ssl.SSLHandshakeException: The server selected protocol version "
        f"{java} is not accepted by client preferences [TLS13, TLS12]",
        go=f"tls: server selected unsupported protocol version {go}",
        python="ssl.SSLError: [SSL: UNSUPPORTED_PROTOCOL] unsupported protocol",
        node="ERR_SSL_UNSUPPORTED_PROTOCOL",
    )


def corrupt(target: Target) -> tuple[Impact, ...]:
    """A record whose integrity check fails (RFC 8446 section 5.2)."""
    return impacts(
        chrome="ERR_SSL_PROTOCOL_ERROR",
        firefox="SSL_ERROR_BAD_MAC_READ",
        safari=safari_no_tls(target),
        curl="curl: (35) TLS connect error: error:0A000119:SSL routines::decryption failed or bad record mac",
        openssl="error:0A000119:SSL routines:tls_get_more_records:decryption failed or bad record mac",
        java="javax.net.ssl.SSLException: Tag mismatch",
        go="local error: tls: bad record MAC",
        python="ssl.SSLError: [SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC] decryption failed or bad record mac",
        node="ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC",
    )


def bad_signature(target: Target) -> tuple[Impact, ...]:
    """The handshake signature does not fit the key in the certificate."""
    return impacts(
        chrome="ERR_SSL_PROTOCOL_ERROR",
        firefox="SEC_ERROR_BAD_SIGNATURE",
        safari=safari_no_tls(target),
        curl="curl: (35) TLS connect error: error:0A00007B:SSL routines::bad signature",
        openssl="error:0A00007B:SSL routines:tls_process_cert_verify:bad signature",
        java="javax.net.ssl.SSLHandshakeException: Invalid CertificateVerify signature",
        go="tls: invalid signature by the server certificate",
        python="ssl.SSLError: [SSL: BAD_SIGNATURE] bad signature",
        node="ERR_SSL_BAD_SIGNATURE",
    )


def unparsable_certificate(target: Target) -> tuple[Impact, ...]:
    """The first certificate is no DER that a client can read."""
    return impacts(
        chrome="ERR_SSL_SERVER_CERT_BAD_FORMAT",
        firefox="SEC_ERROR_BAD_DER",
        safari=safari_no_tls(target),
        curl="curl: (35) TLS connect error: error:0A08000D:SSL routines::ASN1 lib",
        openssl="error:0A08000D:SSL routines:tls_process_server_certificate:ASN1 lib",
        java="javax.net.ssl.SSLHandshakeException: Failed to parse server certificates",
        go="tls: failed to parse certificate from server: x509: malformed certificate",
        python="ssl.SSLError: [SSL] ASN1 lib",
        node="ERR_SSL_ASN1_LIB",
    )


def too_large(target: Target) -> tuple[Impact, ...]:
    """A Certificate message over every client's limit (OpenSSL and BoringSSL 100 KiB, Go 256 KiB, Java 32 KiB)."""
    return impacts(
        chrome="ERR_SSL_PROTOCOL_ERROR",
        firefox="SSL_ERROR_RX_MALFORMED_HANDSHAKE",
        safari=safari_no_tls(target),
        curl="curl: (35) TLS connect error: error:0A000098:SSL routines::excessive message size",
        openssl="error:0A000098:SSL routines:tls_get_message_header:excessive message size",
        java="javax.net.ssl.SSLProtocolException: The size of the handshake message exceeds the maximum allowed size "
        "(32768)",
        go="tls: handshake message of length … bytes exceeds maximum of 262144 bytes",
        python="ssl.SSLError: [SSL: EXCESSIVE_MESSAGE_SIZE] excessive message size",
        node="ERR_SSL_EXCESSIVE_MESSAGE_SIZE",
    )


def hello_rejected(target: Target) -> tuple[Impact, ...]:
    """No cipher suite in common: alert 40 to a ClientHello."""
    return impacts(
        chrome="ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
        firefox="SSL_ERROR_NO_CYPHER_OVERLAP",
        safari=safari_no_tls(target),
        curl="curl: (35) TLS connect error: error:0A000410:SSL routines::sslv3 alert handshake failure",
        openssl="error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure",
        java="javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure",
        go="remote error: tls: handshake failure",
        python="ssl.SSLError: [SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure",
        node="ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
    )


def broken_bytes(target: Target) -> tuple[Impact, ...]:
    """Unreadable handshake messages or record headers: only clients with one word for all of them."""
    return impacts(
        chrome="ERR_SSL_PROTOCOL_ERROR",
        safari=safari_no_tls(target),
    )
