"""PHP, Ruby, Perl, git, Dart and Flutter, Elixir's clients, Lua, R, Swift: what they say themselves.

Sources: PHP main/streams, ext/openssl/xp_ssl.c; Ruby ext/openssl; IO::Socket::SSL, LWP; git http.c; Dart runtime/bin.
"""

from core.explain import readings as r
from core.explain.alerts import ALERTS, received
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_PHP = "PHP ext/openssl/xp_ssl.c"
_PERL = "IO::Socket::SSL lib/IO/Socket/SSL.pm"
_HASKELL = {a.name: a.camel for a in ALERTS}
PATTERNS = (
    Pattern("Can't locate (?:IO/Socket/SSL|Net/SSLeay|LWP/Protocol/https|Crypt/SSLeay)\\.pm", r.NO_LIBRARY, 0.95,
        "perldiag", "Can't locate IO/Socket/SSL.pm in @INC"),
    Pattern("root certificate of the certificate chain is self-signed|QSslError[^\n]{0,40}(?:SelfSigned|"
        "UnableToGetLocalIssuer|UnableToVerifyFirst)\\w*", r.UNTRUSTED, 0.88, "Qt network qsslerror.cpp",
        "The root certificate of the certificate chain is self-signed, and untrusted"),
    Pattern("Peer certificate CN=`?[^\n]{1,200}'? did not match expected CN", r.NAME, 0.97, _PHP,
        "Peer certificate CN=`a' did not match expected CN=`b'"),
    Pattern("Peer certificate subjectAltName did not match(?: expected name)?", r.NAME, 0.97, _PHP,
        "Peer certificate subjectAltName did not match expected name `a'"),
    Pattern("Unable to locate peer certificate CN|peer_fingerprint match failure", ("malformed-cert", "pinning-failed"),
        0.75, _PHP, "peer_fingerprint match failure"),
    Pattern("failed loading cafile stream|cafile (?:stream )?(?:not found|failed)", r.CA_FILE, 0.97, _PHP,
        "failed loading cafile stream: `/etc/ssl/cacert.pem'"),
    Pattern("no valid certs found cafile stream", r.CA_FILE, 0.97, _PHP),
    Pattern("Unable to set local cert chain file|Unable to set private key file|Private key does not match "
        "certificate", r.KEY_FILE, 0.94, _PHP, "Unable to set local cert chain file `/x'"),
    Pattern("Unable to find the (?:wrapper|socket transport) [\"'](?:https|ssl|tls)[\"']", r.NO_LIBRARY, 0.97,
        "PHP main/streams", 'Unable to find the wrapper "https"'),
    Pattern("openssl extension (?:is )?(?:required|missing|not loaded)|You must enable the openssl extension",
        r.NO_LIBRARY,
        0.97, "Composer", "You must enable the openssl extension"),
    Pattern("SSL: (?:Connection reset by peer|An existing connection was forcibly closed)", r.RESET, 0.9, _PHP,
        "SSL: Connection reset by peer"),
    Pattern("SSL: (?:crypto enabling timeout|Handshake timed out)", r.SILENT, 0.94, _PHP, "SSL: Handshake timed out"),
    Pattern("Failed to enable crypto", r.UNCLEAR, 0.25, _PHP),
    Pattern("^(?:PHP )?Warning: \\w+\\(\\): Failed to enable crypto in [^\n]{1,200}\n{1,3}[^\n]{1,200}(?:operation "
        "failed|"
        "Unknown error)", r.CLOSED, 0.45, _PHP, "Warning: stream_socket_client(): Failed to enable crypto in /a.php on "
        "line 4\nWarning: stream_socket_client(): Unable to connect to tls://x:443 (Unknown error)"),
    Pattern("stream_socket_enable_crypto\\(\\): SSL operation failed|SSL operation failed with code 1", r.UNCLEAR,
        0.25, _PHP, "SSL operation failed with code 1"),
    Pattern("\\(hostname verification failed\\)|hostname verification failed|hostname \"?[^\n]{1,200} does not "
        "match the server certificate", r.NAME, 0.96, _PERL, "hostname verification failed"),
    Pattern("does not match the server certificate", r.NAME, 0.96, "Ruby ext/openssl/lib/openssl/ssl.rb",
        'hostname "x" does not match the server certificate'),
    Pattern("SSL connect attempt failed (?:because of handshake problems)?(?= ?$)|SSL connect attempt failed with "
        "unknown error", r.UNCLEAR, 0.4, _PERL, "SSL connect attempt failed with unknown error"),
    Pattern("SSL wants a (?:read|write) first", r.SILENT, 0.45, _PERL, "SSL wants a read first"),
    Pattern("Server closed connection without sending any data back|Unexpected end of stream while looking for line",
        ("closed-after-handshake", "closed-mid-handshake", "client-cert-required"), 0.6, "LWP Net::HTTP; HTTP::Tiny",
        "Server closed connection without sending any data back"),
    Pattern("SSL connect attempt failed(?= at \\S{1,200} line|\\)|$)", r.CLOSED, 0.45, _PERL, "SSL connect attempt "
        "failed"),
    Pattern("IO::Socket::SSL (?:required|not installed|version [\\d.]+ required)|Protocol scheme 'https' is not "
        "supported|LWP::Protocol::https not installed|Net::SSLeay[^\n]{0,40}(?:not|can't)", r.NO_LIBRARY, 0.97,
        "LWP lib/LWP/Protocol.pm", "Protocol scheme 'https' is not supported (LWP::Protocol::https not installed)"),
    Pattern("SSL_ca_file [^\n]{1,200} (?:does not exist|can't be used)|Can't verify SSL peers without knowing "
        "which Certificate Authorities to trust", r.CA_FILE, 0.97, _PERL, "SSL_ca_file /x does not exist"),
    Pattern("SSL_(?:cert|key)_file [^\n]{1,200} (?:does not exist|can't be used)", r.KEY_FILE, 0.96, _PERL,
        "SSL_cert_file /x can't be used: No such file"),
    Pattern("server certificate verification failed\\. CAfile: (?:none|[^\n]{1,200})(?: CRLfile: \\S+)?",
        r.UNKNOWN_ISSUER,
        0.78, "git with GnuTLS", "server certificate verification failed. CAfile: "
        "/etc/ssl/certs/ca-certificates.crt CRLfile: none"),
    Pattern("server certificate verification failed\\. CAfile: none", ("ca-bundle-missing", "untrusted-root",
        "chain-incomplete"), 0.85, "git with GnuTLS"),
    Pattern("SSL certificate problem: unable to get issuer certificate", r.INCOMPLETE, 0.74, "git http.c"),
    Pattern("Unable to find remote helper for 'https'|'https' is not a git command", r.NO_LIBRARY, 0.97,
        "git transport-helper.c", "Unable to find remote helper for 'https'"),
    Pattern("http\\.sslCAInfo|http\\.sslBackend", r.UNKNOWN_ISSUER, 0.2, "git config", "git config http.sslCAInfo"),
    Pattern("CERTIFICATE_VERIFY_FAILED: (?:application verification failure|ok)\\(handshake\\.cc", r.UNKNOWN_ISSUER,
        0.72, "Dart runtime/bin/secure_socket", "CERTIFICATE_VERIFY_FAILED: application verification "
        "failure(handshake.cc:359)"),
    Pattern("CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate\\(handshake\\.cc", r.INCOMPLETE, 0.8,
        "Dart runtime/bin/secure_socket", "CERTIFICATE_VERIFY_FAILED: unable to get local issuer "
        "certificate(handshake.cc:354)"),
    Pattern("Connection terminated during handshake", r.CLOSED, 0.93, "Dart sdk/lib/io/secure_socket.dart"),
    Pattern("HandshakeException: Handshake error in client", r.UNCLEAR, 0.3, "Dart sdk/lib/io/secure_socket.dart"),
    Pattern("Failed host lookup", r.DNS, 0.95, "Dart sdk/lib/io"),
    Pattern("SSL_connect returned=5 errno=0", r.CLOSED, 0.85, "Ruby ext/openssl/ossl_ssl.c"),
    Pattern("SSL_connect returned=6 errno=0", r.CLOSED, 0.7, "Ruby ext/openssl/ossl_ssl.c"),
    Pattern("Errno::ECONNRESET|Connection reset by peer - SSL_connect", r.RESET, 0.93, "Ruby ext/openssl",
        "Connection reset by peer - SSL_connect (Errno::ECONNRESET)"),
    Pattern("Net::OpenTimeout", r.TIMEOUT, 0.92, "Ruby lib/net/protocol.rb"),
    Pattern("cannot load such file -- openssl|OpenSSL is not available\\. Install OpenSSL", r.NO_LIBRARY, 0.97, "Ruby",
        "cannot load such file -- openssl"),
    Pattern("Neither PUB key nor PRIV key|nested asn1 error", r.KEY_FILE, 0.75, "Ruby ext/openssl/ossl_pkey.c",
        "Neither PUB key nor PRIV key"),
    *received(_HASKELL, "AlertLevel \\w{4,8}, ?%s\\b", "Haskell tls", "(AlertLevel_Fatal,%s)"),
    Pattern("connection to [^\n]{1,100}: +failed [^\n(]{0,6}\\((?:execution expired|timed out)", r.TIMEOUT, 0.88,
        "Ruby net/http by Bundler's check", "Bundler connection to gems.example.org: failed (execution expired)"),
    Pattern("The crypto library '?openssl'? could not be loaded|(?:undefined symbol|symbol lookup error|Symbol not "
        "found)"
        "[^\n]{1,100}(?:OPENSSL|SSL_|TLS_|EVP_)\\w+", r.NO_LIBRARY, 0.9, "APR apr_crypto, ld.so",
        "Undefined symbol \"OPENSSL_malloc_init\""),
)  # fmt: skip
FAMILY = Family(
    "the script",
    PATTERNS,
    (
        Mark(r"PHP (?:Warning|Fatal error)|file_get_contents\(|stream_socket_\w+\(\)|\.php\b|GuzzleHttp", "PHP",
            Side.CLIENT,
            7, "PHP Warning: x"),
        Mark(r"CurlDownloader|\bcomposer\b", "Composer", Side.CLIENT, 8, "In CurlDownloader.php line 365:"),
        Mark(r"SSLError: SSL_accept returned=", "Ruby", Side.SERVER, 12),
        Mark(r"OpenSSL::SSL::SSLError|\.rb:\d+:in|Gem::", "Ruby", Side.CLIENT, 7, "OpenSSL::SSL::SSLError"),
        Mark(r"\bat \S+\.p[lm] line \d+|LWP::|IO::Socket::SSL", "Perl", Side.CLIENT, 7, "at /srv/a.pl line 2."),
        Mark(r"fatal: unable to access '|\bgit (?:clone|pull|push|fetch)\b|git config", "git", Side.CLIENT, 9,
            "fatal: unable to access 'https://x/': y"),
        Mark(r"(?<!SSL)HandshakeException|handshake\.cc:\d+|\bflutter\b|Dart", "Dart or Flutter", Side.CLIENT, 8,
            "HandshakeException: x"),
    ),
)  # fmt: skip
