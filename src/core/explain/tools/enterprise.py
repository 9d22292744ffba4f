"""IBM MQ, SAP, Qt, Wi-Fi supplicants, monitoring checks, Haskell and OCaml clients: what they say themselves.

Sources: IBM MQ message reference (AMQ9xxx); SAP CommonCryptoLib error names; Qt QSslError; wpa_supplicant events;
monitoring-plugins check_http; tls and x509-validation of Haskell; ocaml-tls.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_MQ = "IBM MQ message reference"
_SAP = "SAP CommonCryptoLib sapssl"
_HASKELL = "Haskell x509-validation FailedReason"
PATTERNS = (
    Pattern(r"\bAMQ963[15]\w?\b|\bAMQ9641\w?\b", r.CIPHER, 0.94, _MQ, "AMQ9631E"),
    Pattern(r"\bAMQ9633\w?\b", r.UNKNOWN_ISSUER, 0.85, _MQ, "AMQ9633E", r.REJECTED),
    Pattern(r"\bAMQ9636\w?\b", (*r.NAME, "client-cert-rejected"), 0.93, _MQ, "AMQ9636E"),
    Pattern(r"\bAMQ9637\w?\b", r.CLIENT_CERT, 0.94, _MQ, "AMQ9637E"),
    Pattern(r"\bAMQ9639\w?\b", r.TLS_WANTED, 0.94, _MQ, "AMQ9639E"),
    Pattern(r"\bAMQ96(?:57|60|61)\w?\b", r.KEY_FILE, 0.9, _MQ, "AMQ9660E"),
    Pattern("SSSLERR_PEER_CERT_UNTRUSTED|Peer certificate \\(chain\\) is not trusted", r.UNKNOWN_ISSUER, 0.9, _SAP,
        "SSSLERR_PEER_CERT_UNTRUSTED"),
    Pattern("SSSLERR_SERVER_CERT_MISMATCH", r.NAME, 0.96, _SAP),
    Pattern("SSSLERR_PSE_ERROR|SSSLERR_NO_SSL_CREDENTIALS", r.KEY_FILE, 0.88, _SAP, "SSSLERR_PSE_ERROR"),
    Pattern("TLS initialization failed|No (?:functional )?TLS backend is available", r.NO_LIBRARY, 0.88,
        "Qt qsslsocket",
        "TLS initialization failed"),
    Pattern("Domain (?:suffix )?mismatch|AltSubject mismatch", r.NAME, 0.9, "wpa_supplicant src/crypto/tls_openssl.c",
        "err='Domain mismatch'"),
    Pattern("Certificate '[^\n']{1,200}' (?:has )?expired", r.EXPIRED, 0.94, "monitoring-plugins plugins/sslutils.c",
        "SSL CRITICAL - Certificate 'x' expired on Mon 16 Nov 2026"),
    Pattern("certificate rejected: \\[[^\n\\]]{0,80}Expired", r.EXPIRED, 0.94, _HASKELL, "certificate rejected: "
        "[Expired]"),
    Pattern("certificate rejected: \\[[^\n\\]]{0,80}NameMismatch", r.NAME, 0.95, _HASKELL,
        "certificate rejected: [NameMismatch \"x\"]"),
    Pattern("certificate rejected: \\[[^\n\\]]{0,80}SelfSigned", r.SELF_SIGNED, 0.93, _HASKELL,
        "certificate rejected: [SelfSigned]"),
    Pattern("certificate does not have the requested hostname|does not contain the hostname", r.NAME, 0.94,
        "ocaml-tls, ocaml-x509", "certificate does not have the requested hostname"),
    Pattern(r"\bORA-2886[45]\b|\bGSK_ERROR_IO\b|\brc=406\b", r.CLOSED, 0.8, "Oracle and IBM GSKit error messages",
        "ORA-28865"),
    Pattern(r"\bORA-28788\b", r.KEY_FILE, 0.9, "Oracle error messages", "ORA-28788"),
    Pattern(r"\bORA-28868\b", r.UNKNOWN_ISSUER, 0.88, "Oracle error messages", "ORA-28868"),
    Pattern(r"\bGSK_NO_CIPHERS\b|\bAMQ9616\w?\b", r.CIPHER, 0.93, "IBM GSKit", "GSK_NO_CIPHERS"),
    Pattern(r"sqlccSSLSocket\w*[^\n]{0,120}\"414\"", r.UNKNOWN_ISSUER, 0.85, "IBM Db2 SQL30081N",
        "\"sqlccSSLSocketSetup\". "
        "Protocol specific error code(s): \"414\""),
    Pattern("MQRC_SSL_INITIALIZATION_ERROR|\\bRC2393\\b", r.HANDSHAKE, 0.5, _MQ, "MQRC_SSL_INITIALIZATION_ERROR"),
    Pattern("UNITYTLS_X509VERIFY_FLAG_EXPIRED", r.EXPIRED, 0.95, "Unity unitytls"),
    Pattern("UNITYTLS_X509VERIFY_FLAG_REVOKED", r.REVOKED, 0.95, "Unity unitytls"),
    Pattern("UNITYTLS_X509VERIFY_FLAG_NOT_TRUSTED", r.UNKNOWN_ISSUER, 0.85, "Unity unitytls"),
    Pattern("ERRCONNECT_TLS_CONNECT_FAILED", r.HANDSHAKE, 0.45, "FreeRDP include/freerdp/error.h"),
    Pattern("could not be authenticated due to problems with its security certificate", r.NOT_VERIFIED, 0.6,
        "Windows Remote Desktop"),
    Pattern("CredSSP required by server", r.TLS_WANTED, 0.7, "rdesktop"),
    Pattern("wrong psk identity", ("psk-mismatch",), 0.93, "Zabbix src/libs/zbxcomms/tls_openssl.c"),
    Pattern("connection of type \"(?:unencrypted|TLS[^\"\n]{0,30})\" is not allowed", r.TLS_WANTED, 0.85, "Zabbix",
        'connection of type "unencrypted" is not allowed'),
    Pattern("does not match the agent's private key", r.KEY_PAIR, 0.93, "Puppet"),
    Pattern("QSslSocket: cannot call unresolved function|QSslSocket: cannot resolve (?!SSLv[23])", r.NO_LIBRARY, 0.9,
            "Qt qsslsocket_openssl_symbols.cpp", "QSslSocket: cannot call unresolved function SSL_CTX_new"),
    Pattern("No functional TLS backend was found|Incompatible version of OpenSSL", r.NO_LIBRARY, 0.93, "Qt qsslsocket",
            "No functional TLS backend was found"),
    Pattern("handshake SSL a échoué|SSL-Handshake (?:ist )?fehlgeschlagen", r.UNCLEAR, 0.4, "Qt translations",
            "le handshake SSL a échoué"),
    Pattern("Certificate chain - \\d+ cert\\(s\\) untrusted", r.UNKNOWN_ISSUER, 0.88, "FreeRADIUS src/main/tls.c",
            "Certificate chain - 1 cert(s) untrusted", r.REJECTED),
    Pattern("Socket closed abruptly during opening handshake|IMAP4\\.abort: socket error: EOF", r.CLOSED, 0.65,
            "Pika, imaplib", "Socket closed abruptly during opening handshake"),
    Pattern("not chosen to trust \"?[^\n]{1,200}, the issuer of the server's security certificate|SSL error 61\\b",
            r.UNKNOWN_ISSUER, 0.9, "Citrix Workspace app", "You have not chosen to trust \"x\", the issuer of the "
            "server's "
            "security certificate"),
    Pattern("SSL error 68\\b|certificate is no longer valid", r.EXPIRED, 0.9, "Citrix Workspace app", "SSL Error 68"),
    Pattern("SSL error 59\\b|sent a security certificate identifying", r.NAME, 0.93, "Citrix Workspace app", "SSL "
        "Error 59"),
    Pattern("SSL error 4:", r.PROTOCOL, 0.75, "Citrix Workspace app", "SSL Error 4: The operation completed "
        "successfully"),
    Pattern("Untrusted Server Blocked", r.UNKNOWN_ISSUER, 0.75, "Cisco AnyConnect"),
    Pattern("No valid certificates available for authentication", r.CLIENT_CERT, 0.88, "Cisco AnyConnect"),
    Pattern("BEA-090504|failed hostname verification check", r.NAME, 0.95, "WebLogic message catalogue", "BEA-090504"),
    Pattern("BEA-0904(?:77|85)|BEA-090542|was not trusted causing SSL handshake failure", r.UNKNOWN_ISSUER, 0.9,
            "WebLogic message catalogue", "BEA-090477"),
    Pattern("(?:\\bgsk\\w*|GSKit)[^\n]{0,60}(?:rc|return code|with rc)[ =\"]{1,3}414\\b", r.UNKNOWN_ISSUER, 0.85,
            "IBM GSKit return codes", "The SSL function \"gsk_secure_soc_init\" failed with the return code \"414\""),
    Pattern("(?:\\bgsk\\w*|GSKit)[^\n]{0,60}(?:rc|return code|with rc)[ =\"]{1,3}402\\b", r.CIPHER, 0.9,
            "IBM GSKit return codes", "gsk_secure_soc_init failed with rc 402"),
    Pattern("(?:\\bgsk\\w*|GSKit)[^\n]{0,60}(?:rc|return code|with rc)[ =\"]{1,3}4(?:06|15|20)\\b", r.CLOSED, 0.85,
            "IBM GSKit return codes", "gsk rc=420"),
    Pattern("ORA-29106|Cannot import PKCS ?#12", r.KEY_FILE, 0.9, "Oracle Database Error Messages", "ORA-29106"),
    Pattern("TNS-00540|SSL protocol adapter fail", r.UNCLEAR, 0.45, "Oracle Database Error Messages", "TNS-00540"),
    Pattern("SSSLERR SSL CONNECT", r.HANDSHAKE, 0.5, "SAP CommonCryptoLib", "SSSLERR_SSL_CONNECT"),
    Pattern("SSSLERR SSL (?:READ|ACCEPT)|SSSLERR CONN CLOSED", r.CLOSED, 0.6, "SAP CommonCryptoLib",
        "SSSLERR_CONN_CLOSED"),
    Pattern("charon[^\n]{0,60}certificate \"[^\"\n]{1,200}\" has expired", r.EXPIRED, 0.93, "strongSwan charon",
            "charon: 12[CFG] certificate \"CN=a\" has expired"),
    Pattern("not permitted to talk to peer, certificate invalid", r.UNKNOWN_ISSUER, 0.85,
        "rsyslog runtime/nsd_gtls.c", "",
            r.REJECTED),
    Pattern("peer name not authorized", ("hostname-mismatch", "client-cert-rejected"), 0.88, "rsyslog "
        "runtime/nsd_gtls.c"),
    Pattern("peer did not provide a certificate", r.CLIENT_CERT, 0.93, "rsyslog runtime/nsd_gtls.c"),
    Pattern("SSL Certificate add failed", r.KEY_FILE, 0.9, "Windows netsh http", "SSL Certificate add failed, Error: "
        "1312"),
    Pattern("ssl tls print error: SSL (?:read|write|accept): I/O error", r.CLOSED, 0.85, "xrdp common/ssl_calls.c",
            "ssl_tls_print_error: SSL_read: I/O error"),
    Pattern("error adding our certificate|error reading file '[^'\n]{1,200}\\.(?:pem|crt|key)'", r.KEY_FILE, 0.95,
            "rsyslog runtime/nsd_gtls.c", "error adding our certificate"),
)  # fmt: skip
FAMILY = Family(
    "the program",
    PATTERNS,
    (
        Mark(r"\bAMQ9\d{3}[EW]?\b", "IBM MQ", None, 7, "AMQ9637E: x"),
        Mark(r"SSSLERR_|SapSSL", "SAP", Side.CLIENT, 7, "SSSLERR_CONN_CLOSED"),
        Mark(r"QSslSocket|QNetworkReply|qt\.network", "Qt", Side.CLIENT, 7, "qt.network.ssl: QSslSocket: x"),
        Mark(r"CTRL-EVENT-EAP", "wpa_supplicant", Side.CLIENT, 9, "CTRL-EVENT-EAP-TLS-CERT-ERROR"),
        Mark(r"\bSSL (?:CRITICAL|WARNING) - ", "monitoring check", Side.CLIENT, 6, "SSL CRITICAL - x"),
    ),
)  # fmt: skip
