"""People who tell, in their own words, what they see: no tool's line, so surer than vague and below any tool's words.

Law: a pattern needs a certificate or TLS in its own words; what only sounds like trouble is silent.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

_WHO = "people's words"
_CERT = "(?:cert|certificate)"
PATTERNS = (
    Pattern("problem confirming the ssl certificate", r.UNKNOWN_ISSUER, 0.7, "pip src/pip/_internal"),
    Pattern("(?:TLS|SSL) handshake[^\n]{0,20} (?:hangs|stalls|never (?:finishes|completes|ends))", r.SILENT, 0.9, _WHO,
        "the TLS handshake just hangs until it times out"),
    Pattern(f"(?:TLS|SSL|server|https) {_CERT}s? (?:of|for|on|at) \\S{{1,200}} (?:has |is |was |had )?expired",
        r.EXPIRED,
        0.88, _WHO, "TLS certificate of mail.example.com expired 2 days ago"),
    Pattern("wildcard (?:cert\\w* )?[^\n]{0,40}\\.[^\n]{0,40}(?:does not|doesn't|won't|cannot|can't) (?:cover|"
        "match)", ("wildcard-depth",
        "hostname-mismatch"), 0.9, _WHO, "wildcard *.example.com does not cover a.b.example.com"),
    Pattern("(?:must|need to|needs to|has to|have to|should) (?:present|send|provide) (?:a |our |its )?(?:valid |"
        "TLS )?client "
        "cert(?:ificate)?\\b(?! of)", r.CLIENT_CERT, 0.85, _WHO, "we must present a client certificate"),
    Pattern("chain issues:? incomplete|(?:incomplete|broken|missing)[^\n]{0,30}(?:certificate|cert|intermediate) "
        f"chain|{_CERT} chain (?:is )?(?:incomplete|broken|not complete)|(?:intermediate|chain) {_CERT}s? "
        "(?:is|are|was) (?:missing|not (?:sent|included|served|installed))", r.INCOMPLETE, 0.9,
        "Qualys SSL Labs; people's words", "Chain issues: Incomplete"),
    Pattern(f"{_CERT} (?:on|of|for|from) \\S{{1,120}} (?:only )?(?:lists|covers|names|contains|has|is issued "
        f"(?:for|to)|"
        f"is for) only\\b|{_CERT}[^\n]{{0,60}}(?:only|just) (?:lists|covers|is (?:issued )?for|valid for)\\b",
        r.NAME, 0.75,
        _WHO, "the cert on mail.example.com lists only smtp.example.com as subject alternative name"),
    Pattern(f"{_CERT} (?:ran out|has run out|has lapsed|lapsed|went out of date|is out of date|was not renewed|wasn't "
        "renewed)", r.EXPIRED, 0.88, _WHO, "the cert ran out on Friday"),
    Pattern("(?:turned|switched) off (?:TLS|SSL) ?v?1(?:\\.[01])?|(?:disabled|dropped|removed) (?:support for "
        ")?(?:TLS|SSL) "
        "?v?1\\.[01][^\n]{0,160}(?:can't|cannot|can not|unable|fail|no longer|stopped)", r.PROTOCOL, 0.7, _WHO,
        "We turned off TLS 1.0 and 1.1 on the load balancer"),
    Pattern("\\bre-?sign(?:s|ed|ing)?\\b[^\n]{0,30}(?:cert|traffic|TLS|HTTPS|SSL)|(?:TLS|SSL|HTTPS)[- ]?(?:MITM|"
        "terminating middlebox|decrypt\\w* (?:proxy|firewall|appliance))", r.INTERCEPTED, 0.9, _WHO,
        "the proxy's re-signed certificate"),
    Pattern(f"{_CERT}[^\n]{{0,40}}[^\\w](?:not yet valid|not valid yet|not yet active)", r.NOT_YET, 0.85, _WHO,
        "the site's certificate being \"not yet valid\""),
    Pattern("every (?:https )?(?:site|page|host)[^\n]{0,40}(?:same issuer|issuer)\\b|(?:issuer|issued by|signed by)"
        "[^\n]{0,60}(?:web gateway|proxy|firewall|inspection|gateway CA|filter)\\b", r.INTERCEPTED, 0.9, _WHO,
        "every HTTPS site shows issuer \"Example Corp Web Gateway CA\""),
    Pattern("(?:time|clock|date)(?: (?:is not|isn't|was not|wasn't|not)| hasn't been)(?: yet)? "
        "(?:set|correct|right|synchroni[sz]ed|"
            f"synced)[^\n]{{0,160}}{_CERT}|{_CERT}[^\n]{{0,120}}(?:wrong|incorrect) (?:system "
            f")?(?:time|clock|date)\\b", ("client-clock-wrong", "cert-not-yet-valid"),
            0.85, _WHO, "the correct time isn't set yet, so the certificates of remote servers will be invalid"),
    Pattern("DST Root CA X3[^\n]{0,40} (?:has|is) expired|signed by an expired (?:CA|root)", ("cert-expired",
        "intermediate-expired", "untrusted-root"), 0.8, _WHO, "due to DST Root CA X3 which has expired"),
    Pattern("(?:complain\\w*|says|saying|alerts?)[^\n]{0,20}['\"‘“]certificate unknown", r.UNKNOWN_ISSUER, 0.6, _WHO,
        "the browser complains 'certificate unknown'"),
)  # fmt: skip
FAMILY = Family("the report", PATTERNS)
