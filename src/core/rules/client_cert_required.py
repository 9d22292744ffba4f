"""The server demands a client certificate (mutual TLS): `client-cert-required`.

## What we saw
The server asked for a certificate (CertificateRequest), we sent none, and it ended the connection with an alert or a
close, or answered HTTP 400. In TLS 1.3 this comes after the handshake looked complete: the server speaks last.

## What it means
The server admits only clients with a certificate from one of the CAs it lists. That is as its operator wants it; what
is missing is on the client's side.

## Who is affected
Every client without an accepted certificate.

## How to fix it
Give the client a certificate and key issued by one of the accepted CAs. If the port should be public, make the request
optional at the server.

## How to check the fix
`curl --cert YOUR.pem --key YOUR.key https://…` is answered (nginx answers 400 as long as it misses a certificate).

## References
- RFC 8446 section 4.3.2 (Certificate Request), section 4.4.2.4 (certificate_required)
- RFC 5246 section 7.4.4 (Certificate Request)
"""

from core.model.evidence import Evidence, Software
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.observation import Closed, CloseKind, Ending, Negotiated, Stage
from core.model.prose import Code, Piece, Prose, prose
from core.model.target import Target
from core.model.verdict import PASSED, NotApplicable, Rule, Undetermined, Verdict, found
from core.words.alert_impact import alert_impact
from core.words.certificate_names import listing
from core.words.certificate_proofs import admitted
from core.words.certificate_request import Demand, How, demands
from core.words.ending_impact import ending_impact
from core.words.impact import impacts
from core.words.observed import at, attempt_lines
from core.words.references import rfc

_OFF = {
    Software.NGINX: "ssl_verify_client optional;",
    Software.APACHE: "SSLVerifyClient optional",
    Software.HAPROXY: "verify optional",
    Software.CADDY: "client_auth { mode request }",
    Software.KUBERNETES_INGRESS: 'nginx.ingress.kubernetes.io/auth-tls-verify-client: "optional"',
    Software.AWS_ALB: "aws elbv2 modify-listener --mutual-authentication Mode=off",
    Software.TRAEFIK: "clientAuthType: VerifyClientCertIfGiven",
}
_CONFIDENCE = {
    How.STATED: Confidence.STATED,
    How.ALERT: Confidence.MEASURED,
    How.CLOSED: Confidence.INFERRED,
    How.HTTP: Confidence.INFERRED,
}

_CERTIFICATE_REQUIRED = impacts(
    chrome="ERR_BAD_SSL_CLIENT_AUTH_CERT",
    firefox="SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT",
    safari="The website requires a client certificate.",
    curl="curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required",
    openssl="error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required",
    java="javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_required",
    go="remote error: tls: certificate required",
    python="[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required",
    node="ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
)


def check(evidence: Evidence) -> Verdict:
    if insisting := demands(evidence):
        return found(_finding(evidence, insisting))
    if not evidence.handshake_seen:
        return NotApplicable("no ServerHello was seen")
    if any(e.completed for e in evidence.judged):
        return PASSED
    return Undetermined("the handshake did not come as far as a client certificate")


def _finding(evidence: Evidence, insisting: tuple[Demand, ...]) -> Finding:
    first = insisting[0]
    endpoints = [demand.endpoint for demand in insisting]
    authorities = first.endpoint.flight.client_cert_authorities
    return Finding(
        code="client-cert-required",
        severity=Severity.BROKEN,
        blame=Blame.CLIENT,
        confidence=_CONFIDENCE[first.how],
        headline=prose(f"{evidence.target}{at(evidence, endpoints)} demands a client certificate, and none was sent"),
        evidence=(*attempt_lines(evidence, endpoints), _asked(first), prose("Accepted CAs: ", *_names(authorities))),
        means=prose(
            "The server admits only clients with a certificate from a CA that it accepts (mutual TLS). "
            "In TLS 1.3 it says so only after the handshake, so clients may report a broken connection instead."
        ),
        impact=_impact(evidence.target, first),
        fix=_fix(evidence),
        verify=admitted(evidence.target),
        references=(rfc(8446, "4.3.2", "Certificate Request"), rfc(8446, "4.4.2.4", "Receiving a Certificate Message")),
        explains=frozenset({"closed-after-handshake", "closed-mid-handshake", "client-cert-optional"}),
        accounts_for_failure=True,
    )


def _impact(target: Target, demand: Demand) -> tuple[Impact, ...]:
    """What clients show for the way in which this server says no."""
    match demand.how, demand.endpoint.outcome:
        case How.STATED, _:
            return _CERTIFICATE_REQUIRED
        case How.HTTP, _:
            return (Impact("Browsers, curl and all other HTTP clients", "HTTP 400 and its page: TLS itself completes"),)
        case _, Negotiated(ending=Ending(alert=int(number))):
            return alert_impact(target, number, at_hello=False)
        case _, Negotiated(ending=Ending(closed=CloseKind() as how)):
            return ending_impact(target, Closed(Stage.AFTER, how))
        case _, outcome:
            return ending_impact(target, outcome)


def _asked(demand: Demand) -> Prose:
    asked = demand.endpoint.flight.client_cert_asked
    http = ", and answers HTTP 400 without one" if demand.how is How.HTTP else ""
    return prose(("CertificateRequest: the server asks for a client certificate" if asked
                  else "The CertificateRequest was not seen; the alert names the cause") + http)  # fmt: skip


def _names(authorities: tuple[str, ...]) -> tuple[str | Piece, ...]:
    return listing(authorities, most=10) if authorities else ("any (the server lists none)",)


def _fix(evidence: Evidence) -> tuple[Prose, ...]:
    off = _OFF.get(evidence.software, "ssl_verify_client optional; (nginx), SSLVerifyClient optional (Apache)")
    return (
        prose("Get a client certificate from one of the accepted CAs: ask the server's operator"),
        prose("Give it to the client: curl ", Code("--cert YOUR.pem --key YOUR.key"),
              ", browsers: import a PKCS #12 file, Java: ", Code("-Djavax.net.ssl.keyStore"),
              ", Python: ", Code("load_cert_chain()")),
        prose("If the port should admit everybody: ", Code(off), " at the server"),
    )  # fmt: skip


# After all that is wrong with the server's own certificate: that hits clients with a certificate as well.
RULE = Rule(codes=("client-cert-required",), rank=905, check=check)
