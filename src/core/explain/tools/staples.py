"""Words about OCSP responses and CRLs, of whoever checks or staples them.

Law: what a server says about the response that it wants to staple is a staple problem; what a verifier says about a
status that it could not get is a status problem.
Sources: nginx src/event/ngx_event_openssl_stapling.c, HAProxy src/ssl_sock.c, stunnel src/ocsp.c, Mosquitto lib, curl
lib/vtls, GnuTLS lib/ext/status_request.c and lib/ocsp-api.c.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

PATTERNS = (
    Pattern("WARNING: Status times invalid|OCSP[ :]check validity:status (?:expired|not yet valid)", r.STAPLE_OLD, 0.9,
        "OpenSSL apps/ocsp.c, crypto/ocsp/ocsp_cl.c", "WARNING: Status times invalid."),
    Pattern(r"OCSP single response:|OCSP response: Memory|get (?:basic response from )?OCSP (?:single )?response|OCSP "
        r"response status not successful|Unable to parse OCSP response|Failed to update OCSP response|impossible to "
        r"compute the OCSP certificate ID", r.STAPLE, 0.88, "HAProxy src/ssl_sock.c",
        "OCSP single response: no longer valid."),
    Pattern(r"OCSP response not successful|ssl ocsp (?:error|cache expired)|certificate status (?:unknown|request "
        r"failed)|nextUpdate time in certificate status|no OCSP responder URL|invalid URL prefix in OCSP responder|"
        r"OCSP_(?:basic_verify|response_status|check_validity)\(\) failed", (*r.STAPLE, "revocation-unavailable"), 0.85,
        "nginx src/event/ngx_event_openssl_stapling.c", "OCSP response not successful (6: unauthorized)"),
    Pattern(r"OCSP Response Status: (?:trylater|internalerror|malformedrequest|sigrequired|unauthorized)", r.STAPLE,
        0.88, "OpenSSL crypto/ocsp/ocsp_prn.c", "OCSP Response Status: trylater (0x3)"),
    Pattern(r"Revocation Time: \w", r.REVOKED, 0.95, "OpenSSL apps/ocsp.c",
        "Revocation Time: Oct 30 15:11:42 2026 GMT"),
    Pattern(r"OCSP: Revoked at|OCSP[^\n]{0,20} status:? revoked|Rejected by OCSP at depth", r.REVOKED, 0.88,
        "stunnel src/ocsp.c", "OCSP: Revoked at"),
    Pattern(r"OCSP: (?:Failed to|Unknown verification status|Invalid or unsupported nonce|we did not "
        r"receive)[^\n]{0,60}",
        r.STATUS, 0.85, "stunnel src/ocsp.c; Mosquitto lib/tls_mosq.c", "OCSP: Failed to resolve the OCSP responder "
        "address"),
    Pattern(r"OCSP: (?:no response|response verification failed|invalid (?:response|status))|OCSP response "
        r"verification "
        r"failed", r.STAPLE, 0.9, "curl lib/vtls; Mosquitto lib", "OCSP: response verification failed"),
    Pattern(r"There is no certificate status \(OCSP\)|Missing basic OCSP response|error parsing the OCSP "
        r"response|the OCSP "
        r"response associated with chain|OCSP rejection reason|Server certificate status is unknown", r.STAPLE, 0.85,
        "GnuTLS lib/ext/status_request.c", "There is no certificate status (OCSP)."),
    Pattern(r"Error in the CRL verification|unable to configure X\.509 CRL storage|CRL (?:is |has )?(?:outdated|too "
        r"old|"
        r"superseded)", r.STATUS, 0.88, "GnuTLS lib/errors.c; Apache httpd", "Error in the CRL verification."),
    Pattern("stapl(?:ing|es|ed) an OCSP response for (?:a|another|the wrong|a different|the previous) cert",
        r.STAPLE, 0.9,
        "people's words", "The server is stapling an OCSP response for another certificate"),
)  # fmt: skip
FAMILY = Family("certificate status", PATTERNS)
