"""SMTP, IMAP, POP, FTP, XMPP: Postfix, Exim, Dovecot, Sendmail, Exchange, mail clients, FTP programs.

Sources: Postfix src/tls, src/smtp; Dovecot src/lib-ssl-iostream, src/login-common; Exim src/tls*.c; RFC 3207,
RFC 4954, RFC 8461, RFC 7672; vsftpd, ProFTPD mod_tls.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_POSTFIX = "Postfix src/tls, src/smtp"
_DOVECOT = "Dovecot src/lib-ssl-iostream, src/login-common"
PATTERNS = (
    Pattern("(?:(?:START)?TLS|SSL) (?:is )?(?:not|un)[- ]?(?:enabled|configured|supported|available|offered|"
        "advertised) (?:by|on|at|from) (?:the |this |your )?(?:remote |mail |peer )?(?:server|host|peer|MTA|side)",
        r.STARTTLS, 0.95, "CPython Lib/imaplib.py and mail clients", "TLS not supported by server"),
    Pattern("refused to offer STARTTLS", r.STARTTLS, 0.95, _POSTFIX),
    Pattern("Client (?:didn't|did not) (?:present|send) (?:a )?(?:valid )?(?:SSL |TLS )?cert(?:ificate)?",
        r.CLIENT_CERT,
        0.94, _DOVECOT, "Client didn't present valid SSL certificate"),
    Pattern("client sent an invalid cert", r.REJECTED, 0.94, _DOVECOT),
    Pattern("non[ -]DNSSEC destination|TLSA lookup error", ("pinning-failed", "dnssec-broken"), 0.9,
        "RFC 7672; Postfix",
        "TLSA lookup error for mx.example.net:25"),
    Pattern("TLS is required but (?:the )?host does not support|TLS is required, but was not offered(?: by host)?|"
        "TLS is required but (?:was )?not offered|Must issue "
        "a STARTTLS[^\n]{0,10}but[^\n]{0,20}not", r.STARTTLS, 0.97, _POSTFIX,
        "TLS is required, but was not offered by host x"),
    Pattern("Must issue a STARTTLS command first|STARTTLS (?:is )?required|Encryption required for requested "
        "authentication|must (?:use|issue) (?:a )?(?:TLS|STARTTLS)|TLS required|5\\.7\\.(?:0|10|"
        "11)[^\n]{0,40}(?:TLS|encryption)", ("tls-required", "starttls-needed"), 0.95, "RFC 3207 section 4, RFC 4954",
        "530 5.7.0 Must issue a STARTTLS command first"),
    Pattern("(?:cleartext|plaintext|plain text) (?:authentication|login)s? (?:is )?(?:not allowed|disallowed|"
        "disabled)[^\n]{0,60}|PRIVACYREQUIRED|Plaintext authentication disallowed", ("tls-required", "starttls-needed"),
        0.96, _DOVECOT, "Plaintext authentication disallowed on non-secure (SSL/TLS) connections."),
    Pattern("non-?(?:TLS|SSL|encrypted) (?:sessions?|connections?|clients?)[^\n]{0,40}(?:not allowed|denied|"
        "refused|must use)|Non-anonymous sessions must use encryption|TLS/SSL required on the (?:control|data) "
        "channel|SSL/TLS required|Session not encrypted", ("tls-required", "starttls-needed"), 0.95,
        "vsftpd, ProFTPD mod_tls", "530 Non-anonymous sessions must use encryption."),
    Pattern("TLS (?:session|connection) (?:setup )?(?:failed|handshake "
        "failure)(?!\\w)", r.UNCLEAR, 0.4, _POSTFIX, "TLS session setup failed"),
    Pattern("Server certificate not (?:trusted|verified)", r.UNKNOWN_ISSUER, 0.83, _POSTFIX,
        "Server certificate not trusted"),
    Pattern("Server certificate not verified", ("hostname-mismatch", "untrusted-root"), 0.7, _POSTFIX),
    Pattern("certificate (?:verification|peer name verification) failed for [^\n]{1,200}: ?(?:num=\\d+:|untrusted "
        "issuer|not trusted|CommonName mismatch)?", r.UNKNOWN_ISSUER, 0.6, _POSTFIX,
        "certificate verification failed for x[192.0.2.1]:25: untrusted issuer"),
    Pattern("certificate verification failed for [^\n]{1,200}: untrusted issuer|Untrusted TLS connection established",
        r.UNTRUSTED, 0.8, _POSTFIX, "certificate verification failed for x[192.0.2.1]:25: untrusted issuer /CN=y"),
    Pattern("certificate verification failed for [^\n]{1,200}: self-signed certificate", r.SELF_SIGNED, 0.9, _POSTFIX,
        "certificate verification failed for x[192.0.2.1]:25: self-signed certificate"),
    Pattern("certificate verification failed for [^\n]{1,200}: certificate has expired", r.EXPIRED, 0.95, _POSTFIX,
        "certificate verification failed for x[192.0.2.1]:25: certificate has expired"),
    Pattern("(?:no|none of the) (?:matching )?(?:TLSA|DANE)[^\n]{0,80}(?:match|verif|fail)|"
        "TLSA[^\n]{0,60}(?:unusable|mismatch|not match|failed)|DANE (?:validation|verification|required|"
        "attempt)[^\n]{0,40}fail", ("pinning-failed", "tlsa-mismatch"), 0.93, "RFC 7672", "DANE validation failed"),
    Pattern("no TLSA records found|DANE[^\n]{0,40}(?:no usable|non DNSSEC destination)", ("pinning-failed",
        "dnssec-broken"), 0.7, _POSTFIX, "no TLSA records found"),
    Pattern("MTA-STS[^\n]{0,80}(?:fail|validation|mismatch|not match)|sts-policy-invalid|sts-webpki-invalid|"
        "validation-failure", ("pinning-failed", "hostname-mismatch", "untrusted-root"), 0.75, "RFC 8461",
        "MTA-STS validation failed"),
    Pattern("certificate-host-mismatch", r.NAME, 0.95, "RFC 8460 section 4.3"),
    Pattern("\\bcertificate-expired\\b", r.EXPIRED, 0.95, "RFC 8460 section 4.3"),
    Pattern("\\bcertificate-not-trusted\\b", r.UNKNOWN_ISSUER, 0.85, "RFC 8460 section 4.3"),
    Pattern("\\bstarttls-not-supported\\b", r.STARTTLS, 0.96, "RFC 8460 section 4.3"),
    Pattern("\\b(?:dane-required|tlsa-invalid|dnssec-invalid)\\b", ("pinning-failed", "tlsa-mismatch", "dnssec-broken"),
        0.9, "RFC 8460 section 4.3", "tlsa-invalid"),
    Pattern("TLS (?:engine|library|is) (?:unavailable|not available)|454 4\\.[37]\\.0 TLS (?:not available|"
        "currently unavailable)|TLS not available due to (?:temporary reason|local problem)|TLS currently "
        "unavailable", ("starttls-refused", "server-no-certificate", "key-file-unreadable"), 0.93,
        "RFC 3207 section 4", "454 4.7.0 TLS not available due to local problem"),
    Pattern("(?:error|failed) upgrading (?:the )?connection (?:with|to|using) "
        "(?:STARTTLS|TLS)[^\n]{0,20}\\b[45]\\d\\d\\b|"
        "STARTTLS[^\n]{0,20}: 50[0-4] [^\n]{0,60}(?:not (?:understood|recogni[sz]ed|implemented)|unrecogni[sz]ed)",
        ("starttls-not-offered", "starttls-refused"), 0.85, "nodemailer smtp-connection",
        "Error upgrading connection with STARTTLS: 500 command not understood"),
    Pattern("STARTTLS failed \\(code: 220\\b", r.HANDSHAKE_FAILURE, 0.78, "PEAR Net_SMTP", "STARTTLS failed (code: "
        "220"),
    Pattern("STARTTLS (?:command )?(?:failed|refused|rejected)|(?:failed|unable) to (?:initiate|start) (?:STARTTLS|"
        "TLS)", ("starttls-refused", "closed-mid-handshake"), 0.75, "RFC 3207", "STARTTLS failed"),
    Pattern("cannot (?:get|load) (?:RSA |EC |DSA )?(?:certificate|private key)[^\n]{0,60}(?:disabling TLS "
        "support)?|No server certs available\\. TLS won't be enabled|disabling TLS support", r.KEY_FILE, 0.93,
        _POSTFIX, "warning: cannot get RSA certificate from file /x: disabling TLS support"),
    Pattern("ssl_(?:cert|key|server_cert_file|server_key_file): (?:Can't open|Can't read)[^\n]{0,40}|Can't load "
        "(?:ssl|SSL) (?:certificate|private key)|Can't load (?:private key|certificate)[^\n]{0,40}|Couldn't parse "
        "(?:DH|private|certificate)", r.KEY_FILE, 0.95, _DOVECOT, "ssl_cert: Can't open file /etc/dovecot/x.pem: "
        "No such file or directory"),
    Pattern("(?:Key is for a different cert|ssl_key: Key is for a different)", r.KEY_PAIR, 0.97, _DOVECOT,
        "Key is for a different cert than ssl_cert"),
    Pattern("ssl[ _]required|Received fatal? ?alert(?! \\w)|TLS handshaking: SSL_accept\\(\\) (?:failed|syscall "
        "failed)", r.UNCLEAR, 0.3, _DOVECOT, "TLS handshaking: SSL_accept() failed"),
    Pattern("TLS handshaking: (?:Connection closed|SSL_accept\\(\\) syscall failed: (?:Connection reset|Success))|"
        "disconnected during TLS handshak\\w*|Disconnected: Connection closed[^\n]{0,40}TLS handshak", r.CLOSED, 0.82,
        _DOVECOT, "TLS handshaking: Connection closed"),
    Pattern("tried to use disallowed plaintext auth", r.TLS_WANTED, 0.95, _DOVECOT),
    Pattern("lost connection after STARTTLS", r.CLOSED, 0.72, "Postfix src/smtpd", at_server=("untrusted-root",
        "closed-mid-handshake", "no-shared-protocol")),
    Pattern("SSL_accept error from [^\n]{1,200}: (?:-1|0|lost connection|Connection (?:reset|timed out))", (
        "closed-mid-handshake", "reset-after-hello", "no-shared-protocol"), 0.7, _POSTFIX,
        "SSL_accept error from x[192.0.2.1]: lost connection"),
    Pattern("SSL_connect error to [^\n]{1,200}: (?:-1|0|lost connection|Connection (?:reset|timed out))", (
        "closed-mid-handshake", "reset-after-hello"), 0.7, _POSTFIX, "SSL_connect error to x[192.0.2.1]:25: lost "
        "connection"),
    Pattern("TLS error on connection[^\n]{1,200}timed out", r.SILENT, 0.85, "Exim src/tls-openssl.c",
        "TLS error on connection from x (SSL_accept): timed out"),
    Pattern("TLS error on connection from [^\n]{1,200}\\(gnutls_handshake\\)|TLS error on connection (?:from|to)",
        r.UNCLEAR,
        0.4, "Exim src/tls-gnu.c", "TLS error on connection from x (gnutls_handshake): y"),
    Pattern("a TLS session is required, but the server did not offer TLS support|server did not offer TLS", r.STARTTLS,
        0.97, "Exim src/transports/smtp.c"),
    Pattern("(?:TLS|SSL) negotiation (?:failed|error)|Negotiation failed", r.UNCLEAR, 0.35, "mail and FTP clients",
        "TLS negotiation failed"),
    Pattern("peer's certificate (?:is not|does not|could not be)[^\n]{0,60}", r.UNKNOWN_ISSUER, 0.5, "mail clients",
        "peer's certificate could not be verified"),
    Pattern("server(?:'s)? (?:response|greeting)[^\n]{0,40}(?:not TLS|invalid SSL)|Got unexpected non-TLS", r.PLAIN,
        0.7, "mail clients", "Got unexpected non-TLS data"),
    Pattern("SSL_connect: error in (?:SSLv3|TLSv1)[^\n]{0,40}|SSL23_GET_SERVER_HELLO:unknown protocol", r.PLAIN, 0.75,
        "OpenSSL 1.0.2", "SSL23_GET_SERVER_HELLO:unknown protocol"),
    Pattern("522 (?:SSL connection failed|Data connections must be encrypted)|session reuse required|TLS session "
        "of data connection (?:has not resumed|not resumed)|requires? TLS session (?:reuse|resumption)", (
        "tls-required", "closed-after-handshake"), 0.6, "vsftpd, FileZilla Server",
        "522 SSL connection failed; session reuse required: see require_ssl_reuse option"),
    Pattern("AUTH TLS[\\s\\S]{0,80}50[02]|\\b50[024][- ][^\n]{0,20}(?:AUTH|SSL|TLS)[^\n]{0,40}(?:not (?:understood|"
        "implemented|supported|recognized)|unknown)|534 Local policy", r.STARTTLS, 0.92, "RFC 4217",
        "500 AUTH not understood"),
    Pattern("TLS is required, but host \\S{1,200} refused to start TLS", ("starttls-not-offered",
        "starttls-refused"), 0.93,
        "Postfix src/smtp/smtp_proto.c", "TLS is required, but host x refused to start TLS: 454 later"),
    Pattern("SSL (?:connect|accept) error (?:to|from) [^\n]{1,200}: -1", r.HANDSHAKE, 0.3, "Postfix "
        "src/tls/tls_server.c",
        "SSL_connect error to mx.example.com[192.0.2.1]:25: -1"),
    Pattern("SSL (?:connect|accept) error (?:to|from) [^\n]{1,200}: (?:lost connection|Connection (?:reset|closed))",
        r.RESET,
        0.88, "Postfix src/tls/tls_client.c", "SSL_connect error to mx.example.com[192.0.2.1]:25: lost connection"),
    Pattern("Could not convert socket to TLS", r.HANDSHAKE, 0.4, "Jakarta Mail SMTPTransport"),
    Pattern("0x800CCC1A|does not support the connection encryption type", ("starttls-not-offered",
        "no-shared-protocol"), 0.9,
            "Microsoft Outlook", "Your server does not support the connection encryption type you have specified."),
    Pattern("TlsCertificateName of the \\w+ could not be found", ("server-no-certificate", "key-file-unreadable"), 0.9,
            "Microsoft Exchange", "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector "
            "could not "
            "be found."),
    Pattern("cleartext sessions (?:and weak ciphers )?are not accepted", r.TLS_WANTED, 0.93, "Pure-FTPd",
            "Sorry, cleartext sessions and weak ciphers are not accepted on this server."),
    Pattern("ldap start tls[^\n]{0,12}: Connect error", r.HANDSHAKE, 0.45, "OpenLDAP libldap", "ldap_start_tls: "
        "Connect error"),
    Pattern("(?:c2s|s2s) connection: TLS failed: no certfile|No certificate found matching '", ("server-no-certificate",
            "sni-unrecognized-name", "key-file-unreadable"), 0.88, "ejabberd", "No certificate found matching "
            "'chat.example.com'"),
    Pattern("server's certificate is invalid, expired, or not trusted", r.NOT_VERIFIED, 0.55, "Prosody mod_s2s"),
    Pattern("lip=[^\n]{1,60}, TLS: (?:Connection closed|Disconnected)", r.CLOSED, 0.45, _DOVECOT,
            "rip=192.0.2.1, lip=192.0.2.4, TLS: Connection closed"),
    Pattern("Unable to connect with (?:TLS|SSL|STARTTLS) encryption", r.HANDSHAKE, 0.45, "Swift Mailer, Nextcloud",
            "Unable to connect with TLS encryption"),
)  # fmt: skip
FAMILY = Family(
    "the mail system",
    PATTERNS,
    (
        Mark(r"postfix/smtpd|postfix/submission", "Postfix", Side.SERVER, 9, "postfix/smtpd[1]: x"),
        Mark(r"postfix/smtp\[|postfix/smtp/|status=deferred|postfix/lmtp", "Postfix", Side.CLIENT, 10,
            "postfix/smtp[1]: x"),
        Mark(r"\bdovecot\b|imap-login:|pop3-login:|Dovecot", "Dovecot", Side.SERVER, 8, "imap-login: Info: x"),
        Mark(r"\bexim\b|H=\S+ \[[\d.]+\]", "Exim", None, 7, "exim x"),
        Mark(r"\bsmtplib\b|swaks|msmtp|\bmutt\b|Thunderbird|fetchmail|getmail", "mail client", Side.CLIENT, 7,
            "msmtp: x"),
        Mark(r"\bvsftpd\b|proftpd|FileZilla", "FTP", None, 6, "vsftpd"),
    ),
)  # fmt: skip
