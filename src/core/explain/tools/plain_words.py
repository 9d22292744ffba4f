"""The plain English in which programs of every kind say what is wrong, when they do not quote their TLS library.

Source: messages of open-source servers, clients and devices, by what they have in common. Words that a changelog or a
manual uses as well ("certificate error", "TLS alert") need a verb of failure beside them.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

_MANY = "programs' own words"
_CERT = "cert(?:ificate)?s?"
_NOT = "(?:cannot|can't|could not|couldn't|unable to|failed to)"
_SECURE = "(?:secure|TLS|SSL|encrypted)"
PATTERNS = (
    Pattern("signed using a weak signature algorithm", r.WEAK_HASH, 0.93, "Chromium security_interstitials_strings",
        "The site's security certificate is signed using a weak signature algorithm!"),
    Pattern(f"{_NOT} (?:start|begin|initiate|negotiate|make|establish|set up|create|complete) (?:an? |the )?{_SECURE}"
        "(?: (?:connection|channel|session|link|layer))?\\b|\\bsecure (?:connection|channel) (?:failed|could not be)",
        r.HANDSHAKE, 0.35, _MANY, "Could not negotiate TLS with peer"),
    Pattern("(?:TLS|SSL)(?: context)? (?:connect|initiali[sz]ation|creation|negotiation|handshake) "
        "(?:failed|failure(?!s)|"
        "unsuccessful)|(?:failed|error) (?:to create|creating) (?:an? |the )?(?:TLS|SSL) context|SSL connect failed|"
        "(?:TLS|SSL) handshake did not complete", r.UNCLEAR, 0.3, _MANY, "TLS handshake unsuccessful"),
    Pattern("(?:received|got|peer sent|server sent) (?:an? )?(?:fatal|TLS|SSL) alert\\b(?! \\w)",
        r.HANDSHAKE, 0.35, _MANY, "received a fatal alert"),
    Pattern(f"failed {_CERT} (?:verification|validation|check)|{_CERT} (?:check|verification|validation) "
        f"(?:failed|error:)|{_CERT} could not be (?:verified|validated|checked)|server's identity could not be|"
        "not a trusted certificate", r.NOT_VERIFIED, 0.5, _MANY, "Certificate could not be verified"),
    Pattern(f"{_CERT}[^\n]{{0,60}}issuer (?:is |was )?(?:unknown|not found|missing|unrecogni[sz]ed)|unrecogni[sz]ed "
        f"(?:{_CERT} )?issuer|(?:root|issuing) CA (?:is |was )?not (?:installed|found|known|trusted)|missing root "
        f"{_CERT}", r.UNKNOWN_ISSUER, 0.82, _MANY, "root CA not installed"),
    Pattern(f"no CA {_CERT}\\b(?! (?:names|sent))|CA (?:{_CERT}|bundle|path|file) (?:was )?"
        f"(?:not found|missing)|missing CA (?:{_CERT}|bundle|file)",
        r.CA_FILE, 0.8, _MANY, "CA certificate not found"),
    Pattern(f"{_CERT} chain (?:error|is broken|is invalid)|chain (?:verification|validation) failed",
        r.INCOMPLETE, 0.7, _MANY, "certificate chain error"),
    Pattern(f"{_CERT} (?:is |was )?(?:out of date|outdated|no longer valid|past its)|outdated {_CERT}\\b",
        r.EXPIRED, 0.88, _MANY, "certificate out of date"),
    Pattern(f"{_CERT} dates? (?:are|is) (?:invalid|not valid)|{_CERT}[^\n]{{0,30}}outside (?:of )?its validity",
        r.EXPIRED, 0.75, _MANY, "certificate dates are invalid"),
    Pattern(f"{_CERT}[^\n]{{0,20}} from the future", r.NOT_YET, 0.9, _MANY, "certificate is valid from the future"),
    Pattern(f"wrong (?:host ?name|name|domain|CN|common name) in (?:the )?{_CERT}|(?:{_CERT}|host)[ -]?(?:common "
        f")?name "
        "mismatch|\\b(?:CN|SAN|common name) mismatch|(?:host ?name|domain|IP address) (?:is )?not (?:in|covered "
        "by|listed "
        f"in|part of) (?:the )?(?:server )?{_CERT}|{_CERT} (?:was |is )?issued (?:for|to) (?:another|a different)",
        r.NAME, 0.9, _MANY, "wrong hostname in certificate"),
    Pattern("(?:subjectAltName|subject alternative names?|SANs?|common name|CN|host ?name|server name) (?:does not|"
        "doesn't|do not|don't|did not|didn't) match", r.NAME, 0.86, "lftp src/lftp_ssl.cc and many others",
        "Certificate verification: subjectAltName does not match 'a.example'"),
    Pattern("no (?:supported |common |suitable )?(?:application )?protocol (?:was |could be )?(?:negotiated|selected)",
        r.ALPN, 0.85, "nghttp2 src/h2load.cc, src/nghttp.cc", "No supported protocol was negotiated."),
    Pattern("CRL (?:download|fetch|retrieval) failed|OCSP (?:check|query|request|lookup|responder)? ?(?:failed|timed "
        "out|"
        "timeout)", r.STATUS, 0.88, _MANY, "CRL download failed"),
    Pattern("(?:TLS|SSL) ?v?[123](?:\\.[0-3])?(?: is)? (?:not|un)[- ]?(?:supported|available|enabled|offered) (?:by|on|"
        "at) (?:the |this )?(?:remote )?(?:server|host|peer|client|side)", r.PROTOCOL, 0.88, _MANY,
        "TLS 1.3 is not supported by the server"),
    Pattern("(?:TLS|SSL)(?: protocol)? version mismatch|unsupported (?:TLS|SSL)(?: protocol)? version|"
        "no common (?:TLS |SSL )?(?:protocol|version)s?\\b", r.PROTOCOL, 0.88, _MANY,
        "TLS version mismatch"),
    Pattern("no common (?:TLS |SSL )?ciphers?|cipher(?: suite)? mismatch|no ciphers? in common", r.CIPHER, 0.85, _MANY,
        "no common cipher"),
    Pattern("no common (?:elliptic )?(?:curve|group)s?\\b", r.GROUP, 0.85, _MANY, "no common curve"),
    Pattern("(?:RSA|DSA|server|public) key (?:is )?too "
        "(?:short|small)|(?:SHA-?1|MD5)[^\n]{0,20}(?:signature|certificate) "
        "(?:is )?(?:not allowed|rejected|refused|too weak)", r.WEAK_CERT, 0.85, _MANY, "RSA key too small"),
    Pattern("plain ?text[^\n]{0,20} on (?:an? |the )?(?:TLS|SSL|HTTPS) port|received (?:plain )?HTTP on (?:an? |the )?"
        "HTTPS port|unexpected plain ?text\\b", r.PLAIN, 0.9, _MANY, "plain text received on TLS port"),
    Pattern("connection must be encrypted|encryption is required\\b|requires? an encrypted connection",
        r.TLS_WANTED, 0.75, _MANY, "connection must be encrypted"),
    Pattern(f"key does(?:n't| not) match (?:the |its )?{_CERT}", r.KEY_PAIR, 0.93, _MANY, "key does not match "
        "certificate"),
    Pattern("wrong pass(?:phrase|word) for (?:the )?(?:private )?key|private key is (?:encrypted|password)|malformed "
        "PEM\\b", r.KEY_FILE, 0.88, _MANY, "wrong passphrase for private key"),
    Pattern("malformed (?:server |peer |client )?certificate\\b", r.MALFORMED, 0.85, _MANY, "malformed certificate"),
    Pattern("\\b(?:TLS|SSL)[^\n]{0,30}(?:decryption failed|MAC error|record (?:is )?corrupt|invalid record)", r.CORRUPT,
        0.8,
        _MANY, "TLS: invalid record"),
    Pattern("(?:EOF|closed|dropped|disconnected|hung up|went away)[^\n]{0,20} (?:during|in|before|amid) (?:the "
        ")?(?:TLS |"
        "SSL )?handshake\\b", r.CLOSED, 0.8, _MANY, "connection dropped during handshake"),
    Pattern("(?:TLS|SSL) handshake[^\n]{0,20} took too long", r.SILENT, 0.88, _MANY, "TLS handshake took too long"),
    Pattern("proxy (?:refused|rejected|denied) (?:the |our )?CONNECT", r.PROXY, 0.93, _MANY,
        "proxy refused CONNECT"),
    Pattern("(?:insecure|unsafe) renegotiation\\b|renegotiation (?:was |is )?(?:refused|denied|rejected)",
        r.RENEGOTIATION, 0.85, _MANY, "renegotiation refused"),
    Pattern("DANE:? (?:verification |validation )?(?:failed|failure)\\b", ("pinning-failed", "tlsa-mismatch"), 0.85,
        _MANY,
        "DANE validation failed"),
    Pattern("unknown PSK\\b", r.PSK, 0.9, _MANY, "unknown PSK"),
)  # fmt: skip
FAMILY = Family("the program", PATTERNS)
