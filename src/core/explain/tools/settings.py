"""What servers and clients say of their own settings: suites, versions, authorities, DH parameters, key pairs.

Law: these are words about a file or an option of this side, not about the other side of a connection.
Sources: nginx src/event, HAProxy src/ssl_sock.c, Apache modules/ssl, Redis src/tls.c, Mosquitto, PostgreSQL
be-secure-openssl.c and fe-secure-openssl.c, Postfix src/tls, OpenLDAP libldap, PHP ext/openssl, stunnel, socat.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

_MANY = "various servers and clients, about their settings"
_UNABLE = r"(?:unable to|could not|couldn't|cannot|can't|failed to|failed|error(?: in)?)"
PATTERNS = (
    Pattern(rf"{_UNABLE} (?:set(?:ting)?|configur\w+|use|apply)[^\n]{{0,40}}\b(?:cipher(?: list|s|suites?)?|curves "
        rf"list|"
        r"ciphersuites)\b|SSL CTX set (?:cipher list|ciphersuites)\([^\n)]{0,200}\) (?:failed|error)|SSL library has "
        r"no "
        r"ciphers|no valid ciphers? available|Unable to configure permitted \S+ ciphers", r.POLICY, 0.9, _MANY,
        "unable to set SSL cipher list to 'x'"),
    Pattern(r"all SSL/TLS versions are disabled|No SSL protocols available|invalid (?:SSL|TLS) protocol (?:version "
        r"range|list)|could not set (?:minimum|maximum) SSL protocol version|error setting m(?:in|ax)imum TLS version|"
        r"Unsupported tls_version|Invalid tls-protocols|Unknown TLS version|unsupported SSL version", r.PROTOCOL, 0.88,
        _MANY, "all SSL/TLS versions are disabled for bind 'x'"),
    Pattern(r"No (?:groups|ciphers) enabled for max supported SSL/TLS version|needs the MD5-SHA1 digest", r.POLICY,
        0.85,
        "OpenSSL ssl/ssl_conf.c", "No ciphers enabled for max supported SSL/TLS version"),
    Pattern(r"verify is enabled but no CA file|no CAs are known for verification|Unable to determine list of "
        r"acceptable "
        r"CA|no \w*ssl \w*certificate for \w*ssl verify\w*|(?:SSL CTX load verify locations|SSL load client CA "
        r"file)\([^\n)]{0,200}\) failed|error (?:setting certificate path|importing CA certificate blob|configuring "
        r"local "
        r"trust anchors|loading trust settings)|could not use CA certificate|no certificate (?:found in|loaded from) "
        r"CA "
        r"certificate|Failed to load SSLCACertificateFile|Failed to open system certificate store", r.CA_FILE, 0.9,
        _MANY, "verify is enabled but no CA file specified"),
    Pattern(rf"{_UNABLE} (?:load|read|open|set|assign|decode|parse)\w*[^\n]{{0,40}}DH param\w*|(?:error )?(?:opening|"
        r"decoding|loading) [^\n]{0,30}DH param\w*|Failed (?:reading|assigning) DH params|invalid DH parameters|DH: "
        r"could "
        r"not (?:load|set) DH", ("key-file-unreadable", "weak-dh"), 0.85, _MANY,
        "unable to load DH parameters from file 'x'"),
    Pattern(r"does not match (?:the )?(?:certificate in same file|private key file|next certificate)|certificate "
        r"does not "
        r"match private key file|Private key does not correspond to (?:the )?(?:signing )?cert|check of private key "
        r"failed|key at index \S{1,9} in [^\n]{1,200} does not match", r.KEY_PAIR, 0.95, _MANY,
        "certificate does not match private key file \"x\""),
    Pattern(r"no \"\w*certificate key\" is defined|No tls-(?:cert|key)-file configured|could not stat private key file|"
        r"private key file \"[^\n\"]{1,200}\" (?:is not a regular file|cannot be reloaded)|could not (?:load|read) "
        r"private "
        r"SSL key|Unable to use supplied private key|Failed setting (?:local |private )?(?:cert chain|private key|key)"
        r"[^\n]{0,200}|Unable to get real path of (?:certificate|private key) file|Failed to refresh "
        r"SSL|use_certificate "
        r"failed|incomplete client cert configured|no client certs found for SSL proxy|unable to (?:load|use) engine "
        r"private key|(?:certificate|private key) of key store|SSL CTX use "
        r"(?:certificate|PrivateKey)\w*\([^\n)]{0,300}\)"
        r"(?:: error| failed)|unable to stat certificate|requires the key and the cert to be of the same type",
            r.KEY_FILE,
        0.9, _MANY, "could not stat private key file \"x\""),
    Pattern(r"There are no SSL certificates configured|vhost \S{1,200} no cert\b|missing (?:rsa |dsa |ecdsa "
        r")?(?:signing|"
        r"encrypting) cert\b|missing rsa certificate\b|no certificate given; consider option", r.NO_CERT, 0.85, _MANY,
        "There are no SSL certificates configured"),
    Pattern(r"TLS (?:engine|context initiali[sz]ation) (?:is unavailable|failed)|our TLS engine is unavailable|TLS: "
        r"could "
        r"not allocate default ctx|(?:Unable to|Could not|Failed to) (?:create|initiali[sz]e|allocate) (?:an? )?(?:SSL|"
        r"TLS|OpenSSL)(?: context| CTX| library)?\b", ("key-file-unreadable", "security-level"), 0.5, _MANY,
        "TLS is required, but our TLS engine is unavailable"),
    Pattern(r"mod_ssl\.so into server: [^\n]{0,120}|lib(?:ssl|crypto|gnutls)[^\n]{0,20}\.so[^\n]{0,40}cannot open "
        r"shared "
        r"object", r.NO_LIBRARY, 0.93, "ld.so(8); Apache httpd",
        "libssl.so.1.1: cannot open shared object file: No such file or directory"),
    Pattern("No PIN given|can't ask for 'Enter Private Key Password|Unable to get (?:the )?(?:private key )?passphrase",
            r.KEY_FILE, 0.88, "GnuTLS src/common.c; OpenVPN src/openvpn/console.c", "Enter password: No PIN given."),
)  # fmt: skip
FAMILY = Family("a program's settings", PATTERNS)
