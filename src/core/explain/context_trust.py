"""Why a chain is not trusted: inspection proxies, the browser's help, the container, the chain as sent."""

from core.explain.context import TRUST, Nudge, Reading, nudge
from core.model.explanation import Side

_INSPECTORS = (
    r"zscaler|netskope|forti(?:net|gate|guard)\w*|palo ?alto|globalprotect|blue ?coat|websense|forcepoint|barracuda|"
    r"check ?point (?:ssl|https|gateway|ca)|cisco (?:umbrella|firepower|wsa)|umbrella root|sophos|watchguard|"
    r"untangle|sonicwall|"
    r"mcafee|trellix|kaspersky|\beset\b|avast|\bavg (?:technologies|antivirus|anti-virus|web|internet|ssl)|\b(?:cn|o) "
    r"?= ?avg|bitdefender|norton|adguard|mitmproxy|do_not_trust|fiddler|"
    r"charles proxy|burp ?suite|portswigger|proxyman|squid ?(?:proxy|ca)|menlo security|iboss|cato networks|"
    r"cloudflare (?:gateway|for teams|warp|zero trust)"
)
_INSPECTION = (
    r"(?:ssl|tls|https|deep packet|traffic)[ -](?:inspect\w*|intercept\w*|decrypt\w*|scan\w*|break)|man[- ]in[- "
    r"]the[- ]middle|\bmitm\b|"
    r"web ?(?:security )?gateway|secure web proxy|intercepting proxy|forward trust|proxy (?:ca|root|authority)|web "
    r"?filter"
)
_OFFICE = (
    r"(?:corporate|company|office|enterprise|corp|school|work|employer'?s?|customer'?s?)(?:'s)? (?:network|proxy|"
    r"firewall|vpn|laptop|pc|wifi|lan|machine|environment)|"
    r"behind (?:a|the|our|my)? ?\w{0,20} ?(?:proxy|firewall)|(?:on|in|inside|via|through|over) (?:the |our |my "
    r")?(?:vpn|corporate|office|company)|"
    r"(?:at|from) (?:work|the office)|anti-?virus|security software|not (?:at|from) home|works (?:at|from) home|hotspot"
)
_BROWSERS = r"(?:browsers?|chrome|firefox|safari|edge|brave)"
_FINE = (
    r"(?:works?|working|fine|okay|ok|loads?|opens?|valid(?! cert)|green|padlock|secure|trusts?|trusted|happy|"
    r"no (?:error|warning|problem|issue|complaint)s?|without (?:error|warning|problem|issue)s?|good)"
)
_CONTAINER = (
    r"\bfrom (?:scratch|alpine|busybox|debian:\S*slim|ubuntu|\S*distroless\S*|\S*-slim|\S*-alpine)\b|distroless|"
    r"scratch (?:image|container)|"
    r"(?:inside|in|within) (?:a |the |my |our )?(?:docker |fresh |new |minimal |slim |alpine )?(?:container|image|"
    r"dockerfile)|"
    r"minimal image|ca-certificates (?:package )?(?:is )?(?:not|missing|isn't)|without ca-certificates|no "
    r"ca-certificates|CAfile: none\n\*? ?CApath: none"
)
_OLD_STORE = (
    r"(?:centos|rhel|ubuntu|debian|android|windows|macos|os ?x|java|jdk|openssl|python) ?(?:5|6|7|8|xp|1\.[67]|"
    r"14\.04|16\.04|10\.1[0-4]|1\.0\.[12]\w?|2\.7|2\.6)\b(?![.\d])|(?:old|outdated|ancient|legacy) (?:server|system|"
    r"client|machine|box|os|image|root|bundle|store)|since (?:30 )?sep\w* (?:30,? )?2021|dst root ca x3"
)


def inspected(reading: Reading) -> tuple[Nudge, ...]:
    if reading.first not in TRUST | {"pinning-failed", "hostname-mismatch"}:
        return ()
    product = reading.shows(_INSPECTORS)
    shown = product or (reading.shows(_INSPECTION) if reading.first != "hostname-mismatch" else "")
    if shown:
        return nudge("tls-intercepted", 0.97, shown, "the name of a product that re-signs TLS traffic")
    if reading.first not in TRUST:
        return ()
    return nudge("tls-intercepted", 0.9, reading.shows(_OFFICE), "trust fails where traffic is inspected") or nudge(
        "tls-intercepted", 0.84, reading.shows(r"Establish HTTP proxy tunnel|CONNECT phase completed|Proxy replied "
            r"200"),
        "the connection goes through a proxy",
    )  # fmt: skip


def browser_copes(reading: Reading) -> tuple[Nudge, ...]:
    """Browsers fetch or remember intermediates; other clients do not."""
    if reading.first not in TRUST or "certificate chain" in reading.said.lower() or reading.first == "self-signed":
        return ()
    negated = reading.shows(
        rf"(?:not|n't|no|neither|nor)\W+(?:\w+\W+){{0,4}}{_BROWSERS}|{_BROWSERS}[^\n.]{{0,30}}(?:not|n't|fails?)"
    )
    shown = reading.shows(rf"\b{_FINE}\b[^\n.]{{0,50}}\b{_BROWSERS}\b", rf"\b{_BROWSERS}\b[^\n.]{{0,50}}\b{_FINE}\b")
    return (
        () if negated else nudge("chain-incomplete", 0.95, shown, "browsers find a missing intermediate by themselves")
    )


def no_bundle(reading: Reading) -> tuple[Nudge, ...]:
    if reading.first not in TRUST:
        return ()
    old = reading.shows(_OLD_STORE) if reading.first in ("chain-incomplete", "untrusted-root") else ""
    return nudge("ca-bundle-missing", 0.88, reading.shows(_CONTAINER), "small images carry no CA bundle") or nudge(
        "ca-bundle-missing", 0.62, old, "old systems have old root certificates"
    )


def chain_as_sent(reading: Reading) -> tuple[Nudge, ...]:
    """The chain of a transcript tells a missing intermediate from an unknown root."""
    chain = reading.transcript.chain
    if reading.first not in TRUST or not chain or reading.side is Side.SERVER:
        return ()
    leaf, last = chain[0], chain[-1]
    if len(chain) == 1 and leaf.issuer and leaf.subject == leaf.issuer:
        return (Nudge("self-signed", 0.95, f"the only certificate sent is issued by itself: {leaf.subject}"),)
    if len(chain) == 1 and leaf.issuer:
        because = f"one certificate was sent, and its issuer, {leaf.issuer}, was not"
        return (Nudge("chain-incomplete", 0.95, because),)
    if len(chain) > 1 and leaf.issuer != chain[1].subject and reading.first != "self-signed":
        because = f"the second certificate is not the issuer of the first: {leaf.issuer} is missing"
        return (Nudge("chain-incomplete", 0.93, because),)
    return (Nudge("untrusted-root", 0.9, f"the chain is complete up to {last.issuer}, which is not trusted"),)


def depth(reading: Reading) -> tuple[Nudge, ...]:
    """OpenSSL names the certificate at which it gave up: 0 is the server's own."""
    if reading.first not in TRUST:
        return ()
    deep = reading.shows(
        r"error (?:2|20) at [1-9] depth", r"depth=[1-9][^\n]{0,300}\nverify error:num=(?:2|20):", r"at depth [1-9]: 20"
    )
    at_leaf = reading.shows(
        r"depth=0[^\n]{0,300}\nverify error:num=20:[^\n]*\n(?:verify return:1\n)?depth=0[^\n]{0,300}\nverify "
        r"error:num=2[17]:"
    )
    return nudge("untrusted-root", 0.9, deep, "the issuer of an intermediate is not known") or nudge(
        "chain-incomplete", 0.9, at_leaf, "already the issuer of the server's own certificate is missing"
    )


def few_sent(reading: Reading) -> tuple[Nudge, ...]:
    """No chain is printed, but how many certificates came."""
    if reading.first not in TRUST or reading.transcript.chain:
        return ()
    shown = reading.shows(r"certificate list of 1 certificate", r"(?:server |only )?(?:sends|sent|serves|presents) "
        r"only (?:the |one |its )?(?:leaf|server|own|certificate)", r"(?:missing|without|no|forgot\w*)(?: the)? "
        r"intermediate", r"intermediate[^\n]{0,40}(?:missing|not sent|not included)")  # fmt: skip
    return nudge("chain-incomplete", 0.93, shown, "no intermediate certificate came with it")


RULES = (inspected, browser_copes, no_bundle, chain_as_sent, depth, few_sent)
