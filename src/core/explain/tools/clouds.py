"""Load balancers and gateways of Azure, Google Cloud and AWS: what their health pages and error texts say.

Sources: Azure Application Gateway back-end health troubleshooting; Google Cloud managed certificates; AWS ELB, ACM.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

_AZURE = "Azure Application Gateway back-end health"
_GOOGLE = "Google Cloud managed certificates"
PATTERNS = (
    Pattern("root certificate of the server certificate used by the backend (?:does not|doesn't) match|backend "
        "server certificate is not (?:signed by a well-known|whitelisted)|server certificate used by the backend is "
        "not signed by a well-?known", r.UNTRUSTED, 0.94, _AZURE,
        "The root certificate of the server certificate used by the backend doesn't match the trusted root"),
    Pattern("(?:intermediate|leaf) certificate is missing from the (?:backend server )?chain|(?:leaf|intermediate) "
        "certificate is not the topmost|ensure the certificate chain is complete and correctly ordered",
        ("chain-incomplete", "chain-order", "untrusted-root"), 0.95, _AZURE,
        "The Intermediate certificate is missing from the backend server chain."),
    Pattern("Common Name \\(CN\\) of the (?:leaf |backend |server )*certificate[^\n]{0,40}(?:does not|doesn't) match",
        r.NAME, 0.95, _AZURE, "The Common Name (CN) of the backend certificate does not match the host header"),
    Pattern("FAILED NOT VISIBLE|PROVISIONING FAILED PERMANENTLY|FAILED CAA (?:CHECKING|FORBIDDEN)|FAILED RATE LIMITED",
        r.ACME, 0.94, _GOOGLE, "domainStatus: app.example.com: FAILED_NOT_VISIBLE"),
    Pattern("TLSNoSharedCipher|NoSharedCipher\\b", r.CIPHER, 0.93, "AWS Application Load Balancer connection logs",
        "Failed:TLSNoSharedCipher"),
    Pattern("certificate (?:field )?(?:contains more than one|is not in PEM format|body is not valid)|not a valid "
        "PEM-?encoded|Unable to parse (?:the )?certificate|Could not parse (?:the )?certificate\\b(?!: java)",
        r.KEY_FILE, 0.88, "AWS ACM ImportCertificate", "The certificate field contains more than one certificate."),
    Pattern("(?:certificate|DNS) validation (?:is )?(?:timed out|VALIDATION TIMED OUT)|VALIDATION TIMED OUT|"
        "status: CAA ERROR|\"CAA_ERROR\"", r.ACME, 0.93, "AWS ACM DescribeCertificate", "Status: VALIDATION_TIMED_OUT"),
    Pattern("Backend server certificate invalid CA|BackendServerCertificateInvalidCA", r.UNKNOWN_ISSUER, 0.95,
            "Azure Application Gateway", "ApplicationGatewayBackendServerCertificateInvalidCA"),
    Pattern("TLSNegotiationError", r.HANDSHAKE, 0.5, "AWS Elastic Load Balancing", "backend TLSNegotiationError"),
    Pattern("certificate chain could not be validated|chain must start with the immediate signing certificate",
            ("chain-wrong-intermediate", "chain-incomplete", "malformed-cert"), 0.88, "AWS Certificate Manager",
            "The certificate chain could not be validated."),
)  # fmt: skip
FAMILY = Family("the cloud's load balancer", PATTERNS)
