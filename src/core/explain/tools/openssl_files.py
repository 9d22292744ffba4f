"""Keys, certificates and stores that OpenSSL and its users cannot load.

Sources: crypto/pem, crypto/x509, crypto/pkcs12, crypto/asn1, crypto/bio error tables of OpenSSL; ssl_rsa.c;
CPython Modules/_ssl.c; nginx src/event/ngx_event_openssl.c.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

_PEM = "OpenSSL crypto/pem/pem_err.c"
_X509 = "OpenSSL crypto/x509/x509_err.c"
_P12 = "OpenSSL crypto/pkcs12/pk12err.c"

_PAIR = (
    Pattern("key values? mismatch", r.KEY_PAIR, 0.95, _X509, "x509 certificate routines::key values mismatch"),
    Pattern("no cert(?:ificate)?(?: in -in file)? '?[^\n]{0,80}matches private key", r.KEY_PAIR, 0.95,
        "OpenSSL apps/pkcs12.c", "No certificate matches private key"),
    Pattern("key type mismatch", r.KEY_PAIR, 0.93, _X509),
    Pattern("private key (?:does not|doesn't|do not) match|private key mismatch", r.KEY_PAIR, 0.95,
        "SSL_CTX_check_private_key users",
            "Private key does not match the certificate public key"),
    Pattern(r"(?:certificate|cert|public key) (?:and|or) (?:the )?(?:private )?key[^\n]{0,30} (?:do not|don't|does "
        r"not|did not) match",
            r.KEY_PAIR, 0.93, "SSL_CTX_check_private_key users", "SSL certificate and private key do not match"),
    Pattern("no certificate assigned|no private key assigned", r.KEY_PAIR, 0.85, "OpenSSL ssl/ssl_err.c",
            "no private key assigned"),
)  # fmt: skip
_UNREADABLE = (
    Pattern("ENOENT[^\n]{0,80}\\.(?:key|pem|crt|cer|p12|pfx|jks)\\b|rb_sysopen - \\S{1,200}\\.(?:key|pem|crt|cer)\\b",
            r.KEY_FILE, 0.85, "Node lib/fs.js; Ruby File", "ENOENT: no such file or directory, open 'server.key'"),
    Pattern("public key mismatch", r.KEY_PAIR, 0.9, "Ruby ext/openssl/ossl_ssl.c"),
    Pattern("PEM_read_bio_\\w+: |Could not parse PKey|(?:could not|unable to) (?:open|read|"
        "find)[^\n]{0,80}(?:certificate|"
            "private key)[^\n]{0,20} from ", r.KEY_FILE, 0.9, "Ruby ext/openssl; OpenSSL apps/lib/apps.c",
            "Could not open file or uri for loading server certificate private key from a.key"),
    Pattern("no start line", r.KEY_FILE, 0.93, _PEM),
    Pattern("bad (?:end line|base64 decode)", r.KEY_FILE, 0.93, _PEM, "PEM routines::bad end line"),
    Pattern(r"\bPEM lib\b", r.KEY_FILE, 0.85, _PEM, "[SSL] PEM lib (_ssl.c:3895)"),
    Pattern("bad password read|problems getting password|bad decrypt", r.KEY_FILE, 0.88, _PEM, "bad password read"),
    Pattern("mac verify (?:failure|error)|pkcs12 verify failure|(?:pkcs12|pfx|p12)[^\n]{0,60}invalid password",
        r.KEY_FILE, 0.88, _P12,
            "mac verify failure"),
    Pattern("unsupported encryption|inner_evp_generic_fetch:unsupported|DECODER routines::?unsupported",
            r.KEY_FILE, 0.85, "OpenSSL crypto/err/openssl.txt", "DECODER routines::unsupported"),
    Pattern("unsupported pkcs12 pfx data|(?:error|failed|unable)[^\n]{0,40}(?:PKCS ?#?12|\\.p12|\\.pfx|JKS)\\b",
        r.KEY_FILE,
        0.9,
            "Node lib/internal/tls; curl lib/vtls", "Unsupported PKCS12 PFX data"),
    Pattern("not enough data|asn1[^\n]{0,40}(?:header too long|wrong tag|bad object header|nested asn1 error|too long)",
            ("key-file-unreadable", "malformed-cert"), 0.75, "OpenSSL crypto/asn1/asn1_err.c",
            "asn1 encoding routines:asn1_check_tlen:wrong tag"),
    Pattern(r"(?:cannot|can't|could not|couldn't|unable to|failed to|failure|error) ?(?:to )?(?:load|loading|read|"
        r"reading|open|opening|get|set|use|access|parse|find|init\w*|locate|decode|decrypt)(?:ing)? "
            r"(?:the |your )?(?:(?:ssl|tls|server|client|pem|x\.?509|rsa|host|our|own|public|default) "
                r"){0,3}(?:certificate|cert|private key|key pair|keypair|key|keystore|key store|identity)"
            r"(?! verify|exchange|s? ?chain of|s? of the peer)(?: chain| file| pair|s)?\b(?! fingerprint| with 'id')",
            r.KEY_FILE, 0.85, "servers' start-up messages", "could not load server certificate file"),
    Pattern(r"(?:certificate|private key|key|keystore)(?: file)? [\"'`]?[^\s\"'`]{1,200}[\"'`]? (?:does not exist|"
        r"not found|could not be (?:read|loaded|opened)|has group or world access|must be owned by)",
            r.KEY_FILE, 0.9, "PostgreSQL src/backend/libpq/be-secure-common.c",
            'private key file "/etc/ssl/server.key" has group or world access'),
    Pattern(r"(?:/|\\)[\w./\\ -]{0,70}\.(?:key|p12|pfx|jks|keystore)\b[^\n]{0,60}(?:no such file|not found|"
        r"permission denied|cannot find)",
            r.KEY_FILE, 0.85, "strerror(3) after a key's file name", "open /etc/ssl/private/a.key: permission denied"),
    Pattern(r"(?:/|\\)[\w./\\ -]{0,70}\.(?:pem|crt|cer)\b[^\n]{0,60}(?:no such file|not found|permission denied|"
        r"cannot find)",
            ("key-file-unreadable", "ca-bundle-missing"), 0.8, "strerror(3) after a certificate's file name",
            "open /etc/ssl/a.crt: no such file or directory"),
    Pattern(r"(?:SSL_CTX_use|SSL_use)[ _](?:PrivateKey|certificate|RSAPrivateKey)\w*[^\n]{0,20}(?:failed|error)",
        r.KEY_FILE,
        0.85,
            "OpenSSL ssl/ssl_rsa.c users", 'SSL_CTX_use_PrivateKey_file("/x") failed'),
    Pattern("unable to (?:load|set) (?:certificate|private key|key|client key|server key)", r.KEY_FILE, 0.85,
        "OpenSSL apps/lib/apps.c",
            "unable to load private key"),
)  # fmt: skip
_STORES = (
    Pattern(r"ca[-_.]?(?:file|path|bundle|cert\w*|chain)[^\n]{0,120}(?:no such file|not found|does not exist|"
        r"permission denied|cannot open|invalid path)",
            r.CA_FILE, 0.9, "strerror(3) after a bundle's name", "cafile: /etc/ssl/ca.pem: No such file or directory"),
    Pattern(r"(?:error|failed|cannot|can't|could not|couldn't|unable)(?: to)? (?:load|read|open|find|set|get|locat|"
        r"access|add|import|pars)\w*[^\n]{0,40}(?:\bCAs?\b|\bCA[ _]?(?:file|path|bundle|cert\w*|list)|root "
        r"certificates?|trust(?:ed)?[ _]?(?:store|root|ca|anchor)s?|certificate authority|ca "
        r"certificate)[^\n]{0,30}"
            r"(?:file|locations?|bundle|store|path|load|read|open|found|from)",
            r.CA_FILE, 0.85, "curl lib/vtls/openssl.c and others", "could not load the CA bundle file"),
    Pattern("error setting certificate (?:verify locations|file)", r.CA_FILE, 0.95, "curl lib/vtls/openssl.c",
            "error setting certificate verify locations"),
    Pattern("(?:cafile|capath|CA bundle) was not valid", r.CA_FILE, 0.95, "Composer Util/StreamContextFactory.php",
            "The configured cafile was not valid or could not be read."),
    Pattern("no certificate or crl found", r.CA_FILE, 0.9, _X509),
    Pattern("root certificate file [^\n]{0,200} does not exist", r.CA_FILE, 0.95, "libpq fe-secure-openssl.c",
            'root certificate file "/root/.postgresql/root.crt" does not exist'),
    Pattern("x509 certificate routines:[^\n]{0,60}:?system lib", r.CA_FILE, 0.7, _X509,
            "x509 certificate routines::system lib"),
    Pattern("no ca certificates? (?:was |were )?(?:loaded|found)|no (?:system )?(?:root|trusted) (?:ca |"
        "certificates )(?:found|available|loaded|store)", r.CA_FILE, 0.9, "various clients",
            "No CA certificates were loaded from the system"),
)  # fmt: skip
FAMILY = Family("OpenSSL", (*_PAIR, *_UNREADABLE, *_STORES))
