"""Python: ssl, urllib3, requests, aiohttp, httpx, pip, boto3, pymysql, smtplib, ldap3, pyOpenSSL, Conda, Ansible.

Sources: CPython Modules/_ssl.c, Lib/ssl.py; urllib3 src/urllib3; requests; pip; botocore exceptions.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_SSL = "CPython Modules/_ssl.c, Lib/ssl.py"
_URLLIB3 = "urllib3 src/urllib3"
PATTERNS = (
    Pattern("SSL validation failed for [^\n]{1,200}No such file or directory", r.CA_FILE, 0.95,
        "botocore httpsession.py", "SSL validation failed for https://x/ [Errno 2] No such file or directory"),
    Pattern("No cipher can be selected", r.POLICY, 0.94, _SSL),
    Pattern("SSL validation failed for", r.UNKNOWN_ISSUER, 0.45, "botocore exceptions.py"),
    Pattern("certificate is not valid for (?!the requested|this usage|the intended)'?[^\n']{1,200}'?", r.NAME,
        0.95, _SSL,
        "certificate verify failed: Hostname mismatch, certificate is not valid for 'x'"),
    Pattern("hostname '[^\n]{1,200}' doesn't match(?: either of)?", r.NAME, 0.95,
        "CPython Lib/ssl.py before 3.7; urllib3 ssl_match_hostname", "hostname 'a' doesn't match either of 'b', 'c'"),
    Pattern("no appropriate (?:commonName or )?subjectAltName fields were found|no appropriate commonName", ("no-san",
        "hostname-mismatch"), 0.94, _SSL, "no appropriate commonName or subjectAltName fields were found"),
    Pattern("IP address mismatch, certificate is not valid for", ("ip-not-in-san", "hostname-mismatch"), 0.95, _SSL),
    Pattern("Can't connect to HTTPS URL because the SSL module is not available|SSL module is not available|No "
        "module named '?_?ssl|pip is configured with locations that require TLS/SSL, however", r.NO_LIBRARY, 0.97,
        "CPython build; pip; urllib3", "Can't connect to HTTPS URL because the SSL module is not available."),
    Pattern("Could not find a suitable TLS CA certificate bundle", r.CA_FILE, 0.97,
        "requests src/requests/adapters.py"),
    Pattern("Cannot connect to proxy|Tunnel connection failed", r.PROXY, 0.95, "CPython Lib/http/client.py; urllib3",
        "Tunnel connection failed: 407 Proxy Authentication Required"),
    Pattern("Your proxy appears to only use HTTP and not HTTPS", ("wrong-port-or-protocol", "proxy-refused"), 0.95,
        _URLLIB3),
    Pattern("NewConnectionError[^\n]{0,200}(?:Errno 111|refused)", r.REFUSED, 0.93, _URLLIB3,
        "NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused')"),
    Pattern("Name or service not known|nodename nor servname provided|Temporary failure in name resolution|"
        "NameResolutionError|No address associated with hostname|getaddrinfo failed", r.DNS, 0.93, "getaddrinfo(3)",
        "Name or service not known"),
    Pattern("Temporary failure in name resolution", r.DNS_FAILS, 0.94, "getaddrinfo(3)"),
    Pattern("(?:ConnectTimeoutError|ConnectTimeout\\b|Connection to [^\n]{1,200} timed out)", r.TIMEOUT, 0.93,
        _URLLIB3, "ConnectTimeoutError: Connection to x timed out. (connect timeout=5)"),
    Pattern("The handshake operation timed out|_ssl\\.c:\\d+: The handshake operation timed out", r.SILENT, 0.94, _SSL,
        "_ssl.c:1112: The handshake operation timed out"),
    Pattern("TLS/SSL connection has been closed \\(EOF\\)", r.UNCLEAN, 0.75, _SSL),
    Pattern("SSL: UNEXPECTED EOF WHILE READING", r.CLOSED, 0.75, _SSL, "[SSL: UNEXPECTED_EOF_WHILE_READING]"),
    Pattern("SSLEOFError|SSLZeroReturnError", r.CLOSED, 0.7, _SSL, "ssl.SSLEOFError"),
    Pattern("Remote end closed connection without response|RemoteDisconnected", ("closed-after-handshake",
        "closed-mid-handshake"), 0.6, "CPython Lib/http/client.py", "Remote end closed connection without response"),
    Pattern("ConnectionResetError|Connection aborted\\.'?, ConnectionReset", r.RESET, 0.85, "CPython",
        "ConnectionResetError: [Errno 104] Connection reset by peer"),
    Pattern("OpenSSL appears to be unavailable", r.NO_LIBRARY, 0.7, "conda gateways/connection"),
    Pattern("(?:DNS|IPAddress|SRV|URI)Mismatch\\(", r.NAME, 0.94, "service-identity exceptions.py",
        "VerificationError(errors=[DNSMismatch(mismatched_id=x"),
    Pattern("Connect call failed \\(", r.REFUSED, 0.85, "CPython Lib/asyncio/selector_events.py",
        "[Connect call failed ('192.0.2.1', 443)]"),
    Pattern("timed out during (?:the )?opening handshake", r.SILENT, 0.85, "websockets src/websockets",
        "timed out during opening handshake"),
    Pattern("Request timed out \\(\\d", r.TIMEOUT, 0.7, "httpie/core.py", "Request timed out (30s)."),
    Pattern("^(?:asyncio\\.)?(?:exceptions\\.)?TimeoutError$", r.TIMEOUT, 0.55, "CPython Lib/asyncio", "TimeoutError"),
    Pattern("STARTTLS extension not supported by server", r.STARTTLS, 0.96, "CPython Lib/smtplib.py"),
    Pattern("SMTPNotSupportedError: STARTTLS|server does not (?:support|advertise) STARTTLS", r.STARTTLS, 0.95,
        "CPython Lib/smtplib.py; aiosmtplib", "server does not support STARTTLS"),
    Pattern("SSL: CERTIFICATE VERIFY FAILED\\](?! certificate verify failed: )", r.UNKNOWN_ISSUER, 0.5, _SSL,
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:581)"),
    Pattern("SSLCertVerificationError|certificate verify failed: application verification failure|CERTIFICATE "
        "VERIFY FAILED: application verification failure", r.UNKNOWN_ISSUER, 0.5, _SSL, "SSLCertVerificationError"),
    Pattern("SSL: NO PROTOCOLS AVAILABLE", ("no-shared-protocol", "client-too-old"), 0.9, _SSL,
        "[SSL: NO_PROTOCOLS_AVAILABLE]"),
    Pattern("SSL: LENGTH MISMATCH|SSL: BAD LENGTH", ("malformed-handshake", *r.PLAIN), 0.6, _SSL, "[SSL: "
        "LENGTH_MISMATCH]"),
    Pattern("check hostname requires server hostname", ("hostname-mismatch", "sni-required"), 0.6, _SSL),
    Pattern("bad handshake: SysCallError\\(-1, 'Unexpected EOF'\\)|SysCallError\\(-1", r.CLOSED, 0.85, "pyOpenSSL",
        "bad handshake: SysCallError(-1, 'Unexpected EOF')"),
    Pattern("SysCallError\\(104|SysCallError\\(10054", r.RESET, 0.9, "pyOpenSSL", "SysCallError(104, 'ECONNRESET')"),
    Pattern("fingerprints did not match|Fingerprints? (?:did|does) not match", r.PINNED, 0.8,
        _URLLIB3, "Fingerprints did not match."),
    Pattern("Server does not support SSL|server doesn't support SSL", r.STARTTLS, 0.95, "asyncpg, pymysql",
        "Server does not support SSL"),
    Pattern("'?NoneType'? object has no attribute '(?:wrap_socket|SSLContext)'|module 'ssl' has no attribute|"
        "unexpected keyword argument 'ssl", r.NO_LIBRARY, 0.85, "CPython", "module 'ssl' has no attribute "
        "'wrap_socket'"),
    Pattern("sslv3 alert handshake failure(?=[\\s\\S]*no ALPN)", r.ALPN, 0.5, _SSL,
        "sslv3 alert handshake failure, no ALPN"),
)  # fmt: skip
FAMILY = Family(
    "Python",
    PATTERNS,
    (
        Mark(r"Traceback \(most recent call last\)|\(_ssl\.c:\d+\)|ssl\.SSL\w*Error|\bFile \"[^\"\n]+\.py\"", "Python",
            Side.CLIENT, 5, "ssl.SSLError: x (_ssl.c:992)"),
        Mark(r"requests\.exceptions|HTTPSConnectionPool", "requests", Side.CLIENT, 6,
            "requests.exceptions.SSLError: x"),
        Mark(r"\baiohttp\b", "aiohttp", Side.CLIENT, 7, "aiohttp.client_exceptions.ClientConnectorError"),
        Mark(r"\bhttpx\b|httpcore", "httpx", Side.CLIENT, 7, "httpx.ConnectError: x"),
        Mark(r"\bbotocore\b|\bboto3\b", "boto3", Side.CLIENT, 7, "botocore.exceptions.SSLError: x"),
        Mark(r"\bpip\b[^\n]{0,40}(?:install|version|\bis configured)|Could not fetch URL|pypi", "pip", Side.CLIENT, 6,
            "Could not fetch URL https://pypi.example"),
        Mark(r"wrap_socket\(\w+, server_side=True|server_side=True|TLS server|uvicorn|gunicorn|http\.server|"
            r"socketserver|for incoming connection", "Python server", Side.SERVER, 8, "ctx.wrap_socket(s, "
        "server_side=True)"),
        Mark(r"\bldap3\b", "ldap3", Side.CLIENT, 7, "ldap3.core.exceptions"),
        Mark(r"\bpika\b", "pika", Side.CLIENT, 7, "pika.exceptions"),
        Mark(r"\bansible\b|fatal: \[", "Ansible", Side.CLIENT, 6, "ansible"),
        Mark(r"CondaSSLError|CondaHTTPError", "conda", Side.CLIENT, 7, "CondaSSLError"),
    ),
)  # fmt: skip
