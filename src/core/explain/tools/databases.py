"""PostgreSQL, MySQL and MariaDB, MongoDB, Redis, SQL Server, Oracle, LDAP: clients, drivers and servers.

Sources: PostgreSQL src/interfaces/libpq, src/backend/libpq; MySQL share/messages_to_clients.txt, vio/viossl.cc; MongoDB
src/mongo/util/net; Redis src/tls.c, hiredis; Oracle Net error messages; OpenLDAP libldap/tls*.c.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_PG = "PostgreSQL libpq and backend"
_GNUTLS_BITS = "OpenLDAP libldap/tls_g.c; GnuTLS gnutls_certificate_status_t"
_MY = "MySQL, MariaDB messages"
PATTERNS = (
    Pattern("error:00000005:lib\\(0\\)", r.RESET, 0.8, "MySQL vio/viossl.cc prints SSL_get_error, 5: SSL_ERROR_SYSCALL",
        "SSL connection error: error:00000005:lib(0):func(0):DH lib"),
    Pattern("The hostname \\S{1,253} could not be verified", r.NAME, 0.93, "pgjdbc org.postgresql.ssl.MakeSSL",
        "The hostname db.example could not be verified by hostnameverifier PgjdbcHostnameVerifier."),
    Pattern("SSL connection is required\\. Please specify SSL options", r.TLS_WANTED, 0.97, "Azure Database for MySQL",
        "ERROR 9002 (28000): SSL connection is required. Please specify SSL options and retry."),
    Pattern("SSL peer certificate validation failed: unable to get (?:local )?issuer certificate",
        r.UNKNOWN_ISSUER, 0.96,
        "MongoDB src/mongo/util/net", "SSL peer certificate validation failed: unable to get issuer certificate",
        r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("direct SSL connection[^\n]{0,60}without ALPN", r.ALPN, 0.93, _PG,
        "direct SSL connection was established without ALPN protocol negotiation extension"),
    Pattern("via X509 certificate matching functions", r.NAME, 0.9, _MY,
        "Failed to verify the server certificate via X509 certificate matching functions"),
    Pattern("certificate subject name (?:does not|doesn't) match", r.NAME, 0.95, "MariaDB Connector/C",
        "Certificate subject name doesn't match"),
    Pattern("could not load root certificate file[^\n]{0,300}", r.CA_FILE, 0.98, _PG,
        "could not load root certificate file \"/x\""),
    Pattern("invalid response to SSL negotiation", r.PLAIN, 0.93, _PG,
        "received invalid response to SSL negotiation: H"),
    Pattern("Encryption is required to connect to this server but the client library does not support encryption",
        r.TLS_WANTED, 0.95, "FreeTDS; Microsoft SQL Server"),
    Pattern("InvalidSSLConfiguration|can ?not set up PEM key file", r.KEY_FILE, 0.93, "MongoDB src/mongo/util/net",
        "Can not set up PEM key file."),
    Pattern("tls-ca-cert-file or tls-ca-cert-dir must be specified", r.CA_FILE, 0.95, "Redis src/tls.c"),
    Pattern("server requires binds to turn on integrity checking|DSID-0C0902\\w\\w[^\n]{0,40}integrity", r.TLS_WANTED,
        0.93, "Microsoft Active Directory LDAP",
        "The server requires binds to turn on integrity checking if SSL\\TLS are not already active"),
    Pattern("GSK ERROR BAD CERT|GSKit Error:? 414\\b", r.UNKNOWN_ISSUER, 0.85, "IBM GSKit return codes",
        "GSKit Error: 414"),
    Pattern("GSK ERROR (?:NO CIPHERS|SOCKET CLOSED|NO PRIVATE KEY|BAD KEYFILE \\w+|INVALID KEYFILE)|GSKit Error:? "
        "(?:402|201|202|408)\\b", ("key-file-unreadable", "no-shared-cipher"), 0.7, "IBM GSKit return codes",
        "GSKit Error: 408"),
    Pattern("server does not support SSL(?:, but SSL was required)?", r.STARTTLS, 0.97, _PG,
        "server does not support SSL, but SSL was required"),
    Pattern("Server unterstützt kein SSL|le serveur ne supporte pas SSL|le serveur ne prend pas en charge SSL|el "
        "servidor no soporta SSL|сервер не поддерживает SSL|サーバーはSSLをサポート|服务器不支持 ?SSL|The server "
            "does not support "
        "SSL", r.STARTTLS, 0.96, "PostgreSQL po/*.po", "Server unterstützt kein SSL, aber SSL wurde verlangt"),
    Pattern("no pg_hba\\.conf entry for [^\n]{1,300}(?:SSL off|no encryption|SSL aus|SSL désactivé|kein SSL|"
        "unverschlüsselt)", ("tls-required", "starttls-needed"), 0.97, _PG, 'no pg_hba.conf entry for host '
        '"10.0.0.1", user "a", database "b", no encryption'),
    Pattern("server certificate for [^\n]{1,300} does not match host name|Server-Zertifikat für [^\n]{1,300} "
        "stimmt nicht mit dem Hostnamen", r.NAME, 0.97, _PG, 'server certificate for "a" does not match host name "b"'),
    Pattern("root certificate file [^\n]{1,300} does not exist|Wurzelzertifikatsdatei [^\n]{1,300} existiert nicht",
        r.CA_FILE,
        0.97, _PG, 'root certificate file "/root/.postgresql/root.crt" does not exist'),
    Pattern("could not get home directory to locate root certificate file", r.CA_FILE, 0.97, _PG),
    Pattern("connection requires a valid client certificate", r.CLIENT_CERT, 0.97, _PG),
    Pattern("certificate authentication failed for user", r.REJECTED, 0.95, _PG),
    Pattern("private key file [^\n]{1,300} has (?:group or world access|wrong permissions)|private key file "
        "[^\n]{1,300} must be owned by|could not load (?:private key|server certificate|root certificate|SSL "
        "certificate|server private key)[^\n]{0,20}", r.KEY_FILE, 0.95, _PG,
        'could not load server certificate file "server.crt"'),
    Pattern("could not load private key file [^\n]{1,200}key values mismatch|certificate present, but not private "
        "key file", r.KEY_PAIR, 0.96, _PG, 'could not load private key file "server.key": key values mismatch'),
    Pattern("could not accept SSL connection: (?:EOF detected|Success)", r.CLOSED, 0.8, _PG,
        "could not accept SSL connection: EOF detected"),
    Pattern("SSL SYSCALL error: EOF detected|server closed the connection unexpectedly", r.CLOSED, 0.78, _PG,
        "SSL SYSCALL error: EOF detected"),
    Pattern("SSL SYSCALL error: Connection reset by peer", r.RESET, 0.93, _PG),
    Pattern("sslmode value \"?[^\n]{1,40} invalid when SSL support is not compiled in|SSL is not supported by this "
        "build|SSL not supported by this build", r.NO_LIBRARY, 0.97, _PG, 'sslmode value "require" invalid when '
        'SSL support is not compiled in'),
    Pattern("unsupported frontend protocol \\d+\\.\\d+: server supports|invalid length of startup packet", (
        "wrong-port-or-protocol",), 0.7, _PG, "invalid length of startup packet"),
    Pattern("Connections using insecure transport are prohibited", ("tls-required",), 0.98, _MY),
    Pattern("SSL connection (?:is )?required(?:, but [^\n]{0,60}not support\\w*)?|SSL is required,? but the server "
        "does not support it|SSL connection error: SSL is required but the server doesn't support it|Server does "
        "not support (?:secure con{2,3}ection|required SSL)|HANDSHAKE NO SSL SUPPORT|"
        "server doesn't support (?:SSL|TLS|secure connections)",
            r.STARTTLS,
        0.95, _MY, "SSL is required, but the server does not support it"),
    Pattern("Client does not support (?:SSL|secure)|CLIENT_SSL|ERROR 1045[^\n]{0,200}REQUIRE SSL", ("tls-required",
        "tls-library-missing"), 0.6, _MY, "Client does not support secure connection"),
    Pattern("Failed to set (?:up )?(?:SSL|ssl)|SSL_CTX_new failed|Failed to setup SSL|Unable to get (?:certificate|"
        "private key)(?: from)?|Failed to initialize (?:TLS|SSL)|Failed to set up SSL because of the following SSL "
        "library error", r.KEY_FILE, 0.88, _MY, "SSL error: Unable to get private key from '/etc/mysql/s.key'"),
    Pattern("Private key does not match the certificate public key", r.KEY_PAIR, 0.97, _MY),
    Pattern("(?:TLS/SSL|SSL connection) error: (?:No such file or directory|SSL_CTX_set_default_verify_paths "
        "failed|SSL_CTX_load_verify_locations failed|Failed to set ca)", ("ca-bundle-missing", "key-file-unreadable"),
        0.93, _MY, "SSL connection error: SSL_CTX_set_default_verify_paths failed"),
    Pattern("Validation of SSL server certificate failed|SSL certificate validation failure|Failed to verify the "
        "server certificate", r.UNKNOWN_ISSUER, 0.75, _MY, "SSL connection error: SSL certificate validation failure"),
    Pattern("TLS version is invalid|TLS version not supported|SSL connection error: (?:protocol version mismatch|"
        "error:1425F102)", r.PROTOCOL, 0.95, _MY, "SSL connection error: protocol version mismatch"),
    Pattern("SSL connection error: (?:socket layer receive error|ASN: bad other signature confirmation)",
        r.UNKNOWN_ISSUER,
        0.8, "yaSSL", "SSL connection error: ASN: bad other signature confirmation"),
    Pattern("SSL connection error: unknown error number|ERROR 2026[^\n]{0,40}SSL connection error$|TLS/SSL error: "
        "Unknown SSL error", r.UNCLEAR, 0.45, _MY, "SSL connection error: unknown error number"),
    Pattern("Lost connection to (?:MySQL|server) [^\n]{0,60}(?:reading authorization packet|initial communication "
        "packet|SSL)", r.CLOSED, 0.55, _MY, "Lost connection to MySQL server at 'reading authorization packet'"),
    Pattern("Communications link failure(?=[\\s\\S]{0,2000}(?:SSLHandshake|SSL))", r.UNCLEAR, 0.3, "MySQL Connector/J",
        "Communications link failure SSLHandshakeException"),
    Pattern("Unknown MySQL server host", r.DNS, 0.95, _MY),
    Pattern("Can't connect to (?:MySQL server|server) on [^\n]{1,200}\\((?:111|61|10061)", r.REFUSED, 0.95, _MY,
        "Can't connect to MySQL server on 'x' (111)"),
    Pattern("Can't connect to (?:MySQL server|server) on [^\n]{1,200}\\((?:110|60|10060)", r.TIMEOUT, 0.95, _MY,
        "Can't connect to MySQL server on 'x' (110)"),
    Pattern("SSL peer certificate validation failed|The server certificate does not match the (?:remote )?host "
        "name|Server hostname verification failed", r.UNKNOWN_ISSUER, 0.6, "MongoDB src/mongo/util/net",
        "SSL peer certificate validation failed", r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("server certificate does not match (?:the )?(?:remote )?host ?name", r.NAME, 0.96,
        "MongoDB src/mongo/util/net", "The server certificate does not match the host name. Hostname: a does not "
        "match SAN(s): b"),
    Pattern("SSLHandshakeFailed: SSL peer certificate validation failed: certificate has expired", r.EXPIRED, 0.96,
        "MongoDB", at_server=r.client_certificate(r.EXPIRED)),
    Pattern("no SSL certificate provided by peer(?:; connection rejected)?", r.CLIENT_CERT, 0.97,
        "MongoDB src/mongo/util/net", "no SSL certificate provided by peer; connection rejected"),
    Pattern("The server is configured to only allow SSL connections", ("tls-required",), 0.97,
        "MongoDB src/mongo/transport"),
    Pattern("SSL handshake received but server is started without SSL support", ("wrong-port-or-protocol",
        "starttls-not-offered"), 0.97, "MongoDB src/mongo/transport"),
    Pattern("cannot read certificate file|The provided SSL certificate is expired or not yet valid", r.KEY_FILE, 0.8,
        "MongoDB src/mongo/util/net", "cannot read certificate file: /x"),
    Pattern("Error accepting a client connection: (?:\\(null\\)|\\(conn)|Error accepting a client connection: $",
        r.CLOSED,
        0.75, "Redis src/tls.c", "Error accepting a client connection: (null)"),
    Pattern("Failed to (?:load|configure) (?:TLS|certificate|private key|CA certificate)[^\n]{0,40}|Failed to "
        "configure TLS", r.KEY_FILE, 0.9, "Redis src/tls.c", "Failed to load certificate: /x"),
    Pattern("Failed to configure CA certificate|Failed to load CA certificate", ("ca-bundle-missing",
        "key-file-unreadable"), 0.93, "Redis src/tls.c", "Failed to configure CA certificate(s) file/directory"),
    Pattern("(?:Error: |redis[^\n]{0,80})I/O error[^\n]{0,20}(?=[\\s\\S]{0,100}(?:AUTH|TLS))|"
        "Protocol error, got \"?\\\\x1[5-7]\"? as reply type byte|Protocol error, got \"?\\\\x15", (
        "wrong-port-or-protocol", "tls-required"), 0.93, "hiredis",
        'Protocol error, got "\\x15" as reply type byte'),
    Pattern("ORA-29024|ORA-28759|ORA-28862|ORA-28864|ORA-12560[\\s\\S]{0,60}TLS", r.NOT_VERIFIED, 0.5,
        "Oracle Net error messages", "ORA-28862: SSL connection failed"),
    Pattern("ORA-28860", ("no-shared-protocol", "no-shared-cipher", "untrusted-root"), 0.7, "Oracle Net error messages",
        "ORA-28860: Fatal SSL error"),
    Pattern("ORA-29024|(?:ORA-|TNS-)[^\n]{1,40}Certificate validation failure", r.UNKNOWN_ISSUER, 0.8, "Oracle Net "
        "error messages",
        "ORA-29024: Certificate validation failure"),
    Pattern("ORA-28759|ORA-28750[^\n]{0,20}wallet|failure to open file", r.KEY_FILE, 0.88, "Oracle Net error messages",
        "ORA-28759: failure to open file"),
    Pattern("ORA-29263|ORA-28857|ORA-28856", r.PLAIN, 0.6, "Oracle Net error messages", "ORA-28857: Unknown SSL error"),
    Pattern("ORA-24263|does not match the target host name", r.NAME, 0.95, "Oracle Net error messages",
        "ORA-24263: Certificate of the remote server does not match the target address"),
    Pattern("TLS: hostname does not match (?:CN|name)|TLS: unable to get (?:common name|CN) from peer certificate|"
        "hostname \\([^\n]{1,200}\\) does not match common name", r.NAME, 0.96, "OpenLDAP libldap/tls2.c",
        "TLS: hostname does not match CN in peer certificate"),
    Pattern("peer cert untrusted or revoked \\(0x[0-9a-f]*4[0-9a-f]2\\)", r.EXPIRED, 0.95, _GNUTLS_BITS,
        "TLS: peer cert untrusted or revoked (0x402)"),
    Pattern("peer cert untrusted or revoked \\(0x[0-9a-f]*2[0-9a-f]2\\)", r.NOT_YET, 0.95, _GNUTLS_BITS,
        "TLS: peer cert untrusted or revoked (0x202)"),
    Pattern("peer cert untrusted or revoked \\(0x[0-9a-f]*1[0-9a-f]2\\)", r.WEAK_CERT, 0.95, _GNUTLS_BITS,
        "TLS: peer cert untrusted or revoked (0x102)"),
    Pattern("peer cert untrusted or revoked \\(0x22\\)", r.REVOKED, 0.95, _GNUTLS_BITS,
        "TLS: peer cert untrusted or revoked (0x22)"),
    Pattern("rejected SSL upgrade", r.STARTTLS, 0.95, "asyncpg connect_utils.py"),
    Pattern("^Error: Server closed the connection$", r.CLOSED, 0.6, "hiredis", "Error: Server closed the connection"),
    Pattern("TLS: peer cert untrusted or revoked", ("untrusted-root", "revoked", "chain-incomplete"), 0.85,
        "OpenLDAP libldap/tls_g.c"),
    Pattern("stronger confidentiality required|confidentiality required|StartTLS (?:is )?required|"
        "strongAuthRequired|TLS confidentiality required|Strong(?:\\(er\\))? authentication required",
            ("tls-required",),
        0.95, "RFC 4511 result codes 8, 13", "ldap_bind: Confidentiality required (13)"),
    Pattern("unsupported extended operation|StartTLS (?:extended operation )?not supported|"
        "ldap_start_tls[^\n]{0,60}(?:Protocol error|not supported)", r.STARTTLS, 0.92, "OpenLDAP",
        "ldap_start_tls: Protocol error (2) unsupported extended operation"),
    Pattern("TLS already started", ("starttls-refused",), 0.6, "OpenLDAP"),
    Pattern("TLS init def ctx failed|main: TLS init", r.KEY_FILE, 0.92, "OpenLDAP slapd",
        "main: TLS init def ctx failed: -1"),
    Pattern("provider: (?:SSL|TLS) Provider, error: 0", r.NOT_VERIFIED, 0.3, "Microsoft.Data.SqlClient",
        "provider: SSL Provider, error: 0"),
    Pattern("The driver could not establish a secure connection to SQL Server", r.NOT_VERIFIED, 0.35,
        "Microsoft JDBC driver"),
    Pattern("The instance of SQL Server you attempted to connect to does not support encryption|does not support "
        "encryption", r.STARTTLS, 0.93, "Microsoft SQL Server Native Client",
        "The instance of SQL Server you attempted to connect to does not support encryption"),
    Pattern("SSL Security error|ssl_choose_client_version", ("no-shared-protocol", "security-level"), 0.7,
        "Microsoft DBNETLIB", "[DBNETLIB]SSL Security error"),
    Pattern("This may indicate that the (?:server|client) does not support any SSL protocol version", r.PROTOCOL, 0.9,
        "PostgreSQL fe-secure-openssl.c", "This may indicate that the server does not support any SSL protocol "
        "version"),
    Pattern("hostssl record cannot match because SSL is disabled|channel binding required, but SSL not in use|server "
        "sent "
        "an error response during SSL exchange", r.STARTTLS, 0.8, "PostgreSQL hba.c, fe-connect.c",
        "channel binding required, but SSL not in use"),
    Pattern("SSL certificate's (?:name|address) entry is missing|could not get server's host name from server "
        "certificate",
        ("no-san", "hostname-mismatch"), 0.85, "PostgreSQL fe-secure-common.c", "SSL certificate's name entry is "
            "missing"),
    Pattern("SSL connection has been closed unexpectedly", r.UNCLEAN, 0.75, "PostgreSQL fe-secure-openssl.c"),
    Pattern("certificate (?:validation|authentication) [^\n]{0,60}failed for user|X509 (?:ciphers|issuer|subject) "
        "mismatch: "
        "should be", r.REJECTED, 0.9, "PostgreSQL auth.c; MariaDB sql_acl.cc",
        "certificate authentication failed for user \"x\""),
    Pattern("Fingerprint verification of server certificate failed|invalid finger ?print of server "
        "certificate|public key "
        "hash does not match (?:the )?provided pin", r.PINNED, 0.95, "MariaDB Connector/C; OpenLDAP libldap",
        "Fingerprint verification of server certificate failed"),
    Pattern("node is running secure mode, SSL connection required", r.TLS_WANTED, 0.97, "CockroachDB pkg/sql/pgwire"),
    Pattern("no certificates found; does certs dir exist", r.KEY_FILE, 0.93, "CockroachDB pkg/security"),
    Pattern("SSLConnectionUnexpectedlyClosed", r.CLOSED, 0.85, "Poco NetSSL",
        "SSLConnectionUnexpectedlyClosedException"),
    Pattern("Enforcing SSL encryption is not supported", r.NO_LIBRARY, 0.9, "DBD::MariaDB dbdimp.c"),
)  # fmt: skip
FAMILY = Family(
    "the database",
    PATTERNS,
    (
        Mark(r"\bpsql: |connection to server at|\blibpq\b|psycopg|asyncpg|\bpg_dump\b", "PostgreSQL client",
            Side.CLIENT,
            8, "psql: error: x"),
        Mark(r"could not accept SSL connection|^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\][^\n]{0,60}(?:LOG|FATAL|HINT): ",
            "PostgreSQL server", Side.SERVER, 10, "could not accept SSL connection: EOF detected"),
        Mark(r"\bERROR 20\d\d \(HY000\)|\bmysql\b|pymysql|mysqlclient|MySQL server", "MySQL client", Side.CLIENT, 6,
            "ERROR 2026 (HY000): x"),
        Mark(r"\bmariadb\b", "MariaDB client", Side.CLIENT, 7, "mariadb -h x"),
        Mark(r"\[(?:ERROR|Warning|Note)\] (?:\[MY-\d+\]|mysqld|SSL error|Failed to setup SSL)|Bad handshake|"
            r"Aborted connection", "MySQL server", Side.SERVER, 9, "[ERROR] SSL error: x"),
        Mark(r"\bmongo(?:sh|d|s)?\b|MongoServer|MongoNetworkError|pymongo", "MongoDB", Side.CLIENT, 6,
            "MongoServerSelectionError: x"),
        Mark(r'"c":"(?:NETWORK|ACCESS|CONTROL)"|Error receiving request from client', "MongoDB server", Side.SERVER,
            10, '"c":"NETWORK"'),
        Mark(r"\bredis-cli\b|Could not connect to Redis|redis\.exceptions|hiredis", "Redis client", Side.CLIENT, 7,
            "Could not connect to Redis at x"),
        Mark(r"Error accepting a client connection|\d+:[MSC] \d\d \w{3} \d{4}", "Redis server", Side.SERVER, 10,
            "Error accepting a client connection: x"),
        Mark(r"\bldap_\w+|ldapsearch|slapd", "OpenLDAP", Side.CLIENT, 6, "ldap_start_tls: x"),
        Mark(r"\bslapd\[|TLS accept failure|conn=\d+ fd=\d+ closed \(TLS", "OpenLDAP server", Side.SERVER, 10,
            "slapd[1]: x"),
        Mark(r"\bORA-\d{5}", "Oracle", Side.CLIENT, 6, "ORA-29024: x"),
        Mark(r"\bSqlClient\b|SQL Server", "SQL Server client", Side.CLIENT, 6, "SQL Server"),
    ),
)  # fmt: skip
