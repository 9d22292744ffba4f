"""ACME clients: certbot, lego, Caddy, Traefik, cert-manager, acme.sh, win-acme.

Sources: RFC 8555 section 6.7 (error types); certbot; go-acme/lego; cert-manager.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_RFC = "RFC 8555 section 6.7"
PATTERNS = (
    Pattern("unable to generate a certificate for the domains|one or more domains had a problem", r.ACME, 0.96,
        "go-acme/lego", "one or more domains had a problem"),
    Pattern("Problem binding to port (?:80|443)|Could not bind TCP port (?:80|443) because", r.ACME, 0.94, "certbot",
        "Problem binding to port 80: Could not bind to IPv4 or IPv6."),
    Pattern("Verify error detail: ?[^\n]{0,80}|Fetching http://[^\n]{1,200}/\\.well-known/acme-challenge", r.ACME, 0.97,
        "acme.sh; Boulder va", "Verify error detail: 192.0.2.7: Fetching"),
    Pattern("urn:ietf:params:acme:error:\\w+", r.ACME, 0.98, _RFC, "urn:ietf:params:acme:error:rateLimited"),
    Pattern("(?:unable|failed|could not|error)[^\n]{0,40}(?:obtain|obtaining|issue|issuing|renew|renewing|order|"
        "ordering|get)(?: an?| the| new)?(?: ACME| TLS| SSL)? certificates?(?: for| from|:)", r.ACME, 0.9,
        "lego, Caddy, Traefik", "Unable to obtain ACME certificate for domains"),
    Pattern("Some challenges have failed|Challenge failed for domain|Certbot failed to authenticate some domains",
        r.ACME,
        0.98, "certbot", "Some challenges have failed."),
    Pattern("Failed to renew certificate|All renewal(?:s| attempts) failed|renewal failed|certs could not be "
        "renewed|[1-9]\\d{0,3} renew failure|client lacks sufficient authorization|authorizations for these names "
        "not found", r.ACME, 0.96, "certbot",
        "Failed to renew certificate a.example with error"),
    Pattern("too many (?:failed authorizations|certificates already issued|new orders|registrations|certificates "
        "\\(\\d+\\))", r.ACME, 0.97, "Let's Encrypt rate limits", "too many failed authorizations recently"),
    Pattern("Timeout during connect \\(likely firewall problem\\)|Invalid response from "
        "http://[^\n]{1,200}/\\.well-known/acme-challenge|No TXT record found at _acme-challenge|Incorrect TXT "
        "record|DNS problem: [^\n]{1,100}looking up|CAA record for [^\n]{1,200} prevents issuance", r.ACME, 0.96,
        "Boulder va", "Timeout during connect (likely firewall problem)"),
    Pattern("Error creating new order|Cannot issue for \"", r.ACME, 0.95, "certbot; Boulder policy",
        "Error creating new order :: Cannot issue for \"x\""),
    Pattern("propagation check failed|wrong status code '\\d+', expected '200'|failed to perform self check GET "
        "request",
        r.ACME, 0.94, "cert-manager pkg/issuer/acme/http", "propagation check failed"),
    Pattern("could not get certificate from endpoint|challenge(?: is)? (?:failed|invalid)[^\n]{0,20}|authorization "
        "(?:failed|must be pending)|(?:http|dns|tls-alpn)-01[^\n]{0,60}(?:fail|error|invalid)|Waiting for (?:HTTP|"
        "DNS)-01 challenge propagation: (?:failed|wrong)", r.ACME, 0.9, "cert-manager, lego",
        "Waiting for HTTP-01 challenge propagation: failed to perform self check GET request"),
    Pattern("Authorization result: invalid|order is in \"invalid\" state|Create new order error", r.ACME, 0.93,
            "win-acme, cert-manager, acme.sh", "order is in \"invalid\" state"),
    Pattern("(?:getting|retriev\\w+|solv\\w+|present\\w*) (?:the )?(?:ACME )?challenge for\\b", r.ACME, 0.85,
        "Traefik pkg/provider/acme", "Error getting challenge for token"),
)  # fmt: skip
FAMILY = Family(
    "the ACME client",
    PATTERNS,
    (
        Mark(r"\bcertbot\b|/etc/letsencrypt", "certbot", Side.SERVER, 9, "certbot renew"),
        Mark(r"\bcert-manager\b|ClusterIssuer", "cert-manager", Side.SERVER, 9, "cert-manager"),
        Mark(r"\bacme\.sh\b", "acme.sh", Side.SERVER, 9, "acme.sh --renew"),
        Mark(r"acme: error|\blego\b", "ACME client", Side.SERVER, 5, "acme: error: 429"),
    ),
)  # fmt: skip
