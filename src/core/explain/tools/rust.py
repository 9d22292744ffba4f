"""rustls, native-tls, reqwest, hyper, cargo, uv, Deno.

Sources: rustls src/error.rs, src/enums.rs; webpki src/error.rs; rustls-platform-verifier; reqwest src/error.rs.
"""

from core.explain import readings as r
from core.explain.alerts import ALERTS, received
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_ERR = "rustls src/error.rs"
_CAMEL = {a.name: a.camel.replace("UnknownCa", "UnknownC[aA]").replace("BadRecordMac", "BadRecordMac") for a in ALERTS}
_SERVER = r.client_certificate
PATTERNS = (
    Pattern("peer misbehaved: \\w+", ("malformed-handshake", "tls-intercepted"), 0.7, _ERR,
        "peer misbehaved: SelectedUnofferedCipherSuite"),
    Pattern("certificate revocation list expired|ExpiredRevocationList\\w*", r.CRL_OLD, 0.95, _ERR,
        "invalid peer certificate: certificate revocation list expired"),
    *received({n: c for n, c in _CAMEL.items() if "[" not in c}, "received fatal alert: (?:the peer )?(?:\\()?%s\\b",
        _ERR),
    *received({n: c for n, c in _CAMEL.items() if "[" not in c}, "AlertReceived\\(%s\\)", _ERR),
    *received({n: c for n, c in _CAMEL.items() if "[" not in c}, "AlertMessagePayload \\{[^}]{0,60}description: %s\\b",
        "rustls src/conn.rs", "AlertMessagePayload { level: Fatal, description: %s, }"),
    Pattern("(?:received fatal alert: |AlertReceived\\()UnknownCA", r.REJECTED, 0.88, _ERR,
        "received fatal alert: UnknownCA", ("untrusted-root", "chain-incomplete", "self-signed")),
    Pattern("invalid peer certificate: (?:Other\\()?UnknownIssuer|InvalidCertificate\\(UnknownIssuer\\)|"
        "\\bUnknownIssuer\\b", r.UNKNOWN_ISSUER, 0.82, _ERR, "invalid peer certificate: UnknownIssuer",
            _SERVER(r.UNKNOWN_ISSUER)),
    Pattern("invalid peer certificate: (?:certificate expired|Expired|CertExpired)|\\bCertExpired\\b|"
        "InvalidCertificate\\(Expired", r.EXPIRED, 0.95, _ERR, "invalid peer certificate: Expired", _SERVER(r.EXPIRED)),
    Pattern("invalid peer certificate: (?:certificate not valid yet|NotValidYet|CertNotValidYet)|"
        "\\bCertNotValidYet\\b|InvalidCertificate\\(NotValidYet", r.NOT_YET, 0.95, _ERR,
        "invalid peer certificate: NotValidYet"),
    Pattern("invalid peer certificate: (?:certificate not valid for name|NotValidForName|CertNotValidForName)|"
        "\\bCertNotValidForName\\b|\\bNotValidForName(?:Context)?\\b", r.NAME, 0.96, _ERR,
        "invalid peer certificate: NotValidForName"),
    Pattern("invalid peer certificate: (?:certificate )?Revoked|CertRevoked|InvalidCertificate\\(Revoked", r.REVOKED,
        0.95, _ERR, "invalid peer certificate: Revoked"),
    Pattern("invalid peer certificate: UnknownRevocationStatus|UnknownRevocationStatus|ExpiredRevocationList|"
        "CrlExpired", r.STATUS, 0.94, _ERR, "invalid peer certificate: UnknownRevocationStatus"),
    Pattern("invalid peer certificate: BadEncoding|\\bBadDer\\b|BadDerTime|MalformedExtensions|"
        "UnsupportedCertVersion|ExtensionValueInvalid|TrailingData\\(|InvalidSerialNumber", ("malformed-cert",), 0.93,
        "webpki src/error.rs", "invalid peer certificate: BadEncoding"),
    Pattern("invalid peer certificate: BadSignature|InvalidSignatureForPublicKey", ("malformed-cert",
        "chain-wrong-intermediate"), 0.85, _ERR, "invalid peer certificate: BadSignature"),
    Pattern("UnsupportedSignatureAlgorithm\\w*|UnsupportedSignatureAlgorithmForPublicKey", ("sha1-signature",
        "unsupported-key-type"), 0.85, "webpki src/error.rs", "UnsupportedSignatureAlgorithm"),
    Pattern("CaUsedAsEndEntity", ("ca-cert-as-leaf",), 0.96, "webpki src/error.rs"),
    Pattern("EndEntityUsedAsCa", r.ISSUER, 0.95, "webpki src/error.rs"),
    Pattern("InvalidPurpose|RequiredEkuNotFound\\w*|certificate does not allow extended key usage", r.PURPOSE, 0.95,
        _ERR, "invalid peer certificate: InvalidPurpose"),
    Pattern("NameConstraintViolation", ("name-constraints",), 0.95, "webpki src/error.rs"),
    Pattern("PathLenConstraintViolated|MaximumPathDepthExceeded", ("pathlen-violation",), 0.94, "webpki src/error.rs",
        "PathLenConstraintViolated"),
    Pattern("UnhandledCriticalExtension|UnsupportedCriticalExtension", ("unknown-critical-ext",), 0.95,
        "webpki src/error.rs", "UnsupportedCriticalExtension"),
    Pattern("invalid peer certificate: \\w+", r.NOT_VERIFIED, 0.5, _ERR, "invalid peer certificate: Other"),
    Pattern("peer is incompatible: ?(?:NoCipherSuitesInCommon|no cipher ?suites in common)|NoCipherSuitesInCommon",
        r.CIPHER,
        0.95, _ERR, "peer is incompatible: NoCipherSuitesInCommon"),
    Pattern("NoKxGroupsInCommon|NoKeyExchangeGroupsInCommon|NamedGroupsExtensionRequired|NoEcPointFormatsInCommon",
        r.GROUP,
        0.95, _ERR, "peer is incompatible: NoKxGroupsInCommon"),
    Pattern("NoCertificateRequestSignatureSchemesInCommon|NoSignatureSchemesInCommon|"
        "SignatureAlgorithmsExtensionRequired", r.SIGALG, 0.95, _ERR, "peer is incompatible: NoSignatureSchemesInCo"
        "mmon"),
    Pattern("ServerDoesNotSupportTls12Or13|ServerTlsVersionIsDisabled\\w*|"
        "ServerSentHelloRetryRequestWithUnknownExtension|Tls1[23]NotOffered\\w*|SupportedVersionsExtensionRequired|"
        "peer is incompatible: [^\n]{0,60}(?:TLS ?1\\.[0-3]|version)", r.PROTOCOL, 0.94, _ERR,
        "peer is incompatible: ServerDoesNotSupportTls12Or13"),
    Pattern("ExtendedMasterSecretExtensionRequired", ("security-level", "no-shared-cipher"), 0.8, _ERR),
    Pattern("received corrupt(?:ed)? message(?: of type InvalidContentType)?|InvalidMessage\\(InvalidContentType\\)|"
        "\\bInvalidContentType\\b", r.PLAIN, 0.92, _ERR, "received corrupt message of type InvalidContentType"),
    Pattern("InvalidData, error: CorruptMessage\\w*", r.PLAIN, 0.88, _ERR, "InvalidData, error: CorruptMessage"),
    Pattern("InvalidMessage\\(\\w+|received corrupt message of type (?!InvalidContentType)", ("malformed-handshake",
        "wrong-port-or-protocol"), 0.65, _ERR, "InvalidMessage(MessageTooLarge)"),
    Pattern("cannot decrypt peer's message|DecryptError", r.CORRUPT, 0.93, _ERR, "cannot decrypt peer's message"),
    Pattern("peer sent no certificates|NoCertificatesPresented", r.CLIENT_CERT, 0.92, _ERR,
        "peer sent no certificates"),
    Pattern("peer closed connection without sending TLS close_notify", r.UNCLEAN, 0.93, _ERR),
    Pattern("tls handshake eof", r.CLOSED, 0.93, "tokio-rustls"),
    Pattern("peer doesn't support any known protocol|NoApplicationProtocol", r.ALPN, 0.95, _ERR,
        "peer doesn't support any known protocol"),
    Pattern("no server certificate chain resolved", r.NO_CERT, 0.93, "rustls src/server"),
    Pattern("NoServerName|server name (?:indication )?(?:was )?(?:not provided|required)", r.SNI, 0.75, _ERR,
        "NoServerName"),
    Pattern("keys? (?:may )?not (?:be )?consistent|InconsistentKeys\\(KeyMismatch\\)|KeyMismatch", r.KEY_PAIR, 0.95,
        _ERR, "InconsistentKeys(KeyMismatch)"),
    Pattern("no (?:native )?root (?:CA )?certificates found|no valid (?:native )?root|could not load (?:platform|"
        "native) certs|no trust anchors|NoRootAnchors", r.CA_FILE, 0.95, "rustls-native-certs; rustls",
        "no native root CA certificates found"),
    Pattern("failed to parse (?:a )?(?:valid )?private key as|no (?:private key|PEM)[^\n]{0,30} found|invalid "
        "(?:private )?key(?: format)?(?=[\\s\\S]{0,80}(?:pem|rustls))", r.KEY_FILE, 0.9, "rustls-pemfile",
        "failed to parse private key as RSA, ECDSA, or EdDSA"),
    Pattern("invalid URL, scheme is not http|feature `?(?:native-tls|rustls|tls)`? [^\n]{0,30}not enabled",
        r.NO_LIBRARY,
        0.88, "hyper src/client", "invalid URL, scheme is not http"),
    Pattern("dns error: (?:failed to lookup address information)?", r.DNS, 0.94, "hyper-util src/client",
        "dns error: failed to lookup address information: Name or service not known"),
    Pattern("error trying to connect: tcp connect error: Connection refused", r.REFUSED, 0.94, "hyper-util"),
    Pattern("operation timed out|deadline has elapsed", r.TIMEOUT, 0.7, "reqwest; tokio", "operation timed out"),
    Pattern("unsuccessful tunnel|proxy (?:authentication|authorization) required|tunnel error", r.PROXY, 0.93,
        "hyper-util", "tunnel error: unsuccessful"),
    Pattern("Http\\(Token\\)[^\n]{0,60}Invalid byte where token", r.PLAIN, 0.85, "ws-rs over httparse",
        "WS Error <Http(Token)>: Invalid byte where token is required."),
)  # fmt: skip
FAMILY = Family(
    "Rust",
    PATTERNS,
    (
        Mark(r"\brustls\b|invalid peer certificate|reqwest::|hyper(?:_util)?::|client error \(Connect\)|error "
            r"sending request for url", "Rust (rustls)", Side.CLIENT, 6, "invalid peer certificate: UnknownIssuer"),
        Mark(r"\bcargo\b|crates\.io", "cargo", Side.CLIENT, 7, "cargo build"),
        Mark(r"\buv (?:pip|sync|add)\b|Using Python \d[\d.]* environment", "uv", Side.CLIENT, 7, "uv pip install"),
    ),
)  # fmt: skip
