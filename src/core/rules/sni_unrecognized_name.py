"""The server knows no site of this name: `sni-unrecognized-name`.

## What we saw
The ClientHello with our server name is answered by the fatal alert unrecognized_name (112); or by another alert, while
the same hello without a name is answered. A mere warning 112 before a handshake for the right certificate is at risk.

## What it means
DNS leads here, and the server (or the load balancer or CDN in front) has no site, listener or route for this name.

## Who is affected
Every client: all of them send the name.

## How to fix it
Add the name to the server's configuration (virtual host, ingress rule, CDN alias) with a certificate; or correct the
DNS entry, if the name belongs elsewhere.

## How to check the fix
`openssl s_client -connect … -servername NAME` completes.

## References
- RFC 6066 section 3 (Server Name Indication)
- RFC 8446 section 6.2 (unrecognized_name)
"""

from core.model.certificate import Matches
from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import AlertReceived, Profile
from core.model.prose import Code, prose
from core.model.verdict import NotApplicable, Rule, Verdict, found
from core.words.certificate_remedy import install
from core.words.certificate_sni import UNRECOGNIZED_NAME, answered, warned
from core.words.impact import impacts, safari_no_tls
from core.words.observed import at, attempt_lines
from core.words.proofs import s_client
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    if not evidence.target.server_name:
        return NotApplicable("no server name is sent to an address")
    if not any(endpoint.attempts for endpoint in evidence.judged):
        return NotApplicable("no TLS connection")
    stated = [e for e in evidence.judged if _stated(e)]
    endpoints = stated or [e for e in evidence.failing if _inferred(e)]
    if endpoints:
        return found(_finding(evidence, endpoints, stated=bool(stated)))
    warning = [e for e in evidence.working if warned(e) and e.presentation and isinstance(e.presentation.name, Matches)]
    return found(_warning(evidence, warning)) if warning else found()


def _stated(endpoint: Endpoint) -> bool:
    match endpoint.outcome:
        case AlertReceived(number=number):
            return number == UNRECOGNIZED_NAME and not endpoint.works
        case _:
            return False


def _inferred(endpoint: Endpoint) -> bool:
    """Our name is refused with an alert before any ServerHello, no name is fine, and another name is no better."""
    match endpoint.outcome:
        case AlertReceived(flight=flight) if flight.version is None:
            other = endpoint.control(Profile.OTHER_SNI)
            return answered(endpoint.control(Profile.NO_SNI)) and not answered(other)
        case _:
            return False


def _finding(evidence: Evidence, endpoints: list[Endpoint], *, stated: bool) -> Finding:
    name = Code(evidence.target.server_name or "")
    return Finding(
        code="sni-unrecognized-name",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.STATED if stated else Confidence.INFERRED,
        headline=prose(f"{evidence.target}{at(evidence, endpoints)} is broken: the server knows no site named ", name),
        evidence=attempt_lines(evidence, endpoints),
        means=prose(
            "DNS leads to this server, and it has no site, listener or route for the name"
            + (": it says so with alert 112 unrecognized_name." if stated else ": without the name it answers.")
        ),
        impact=impacts(
            chrome="ERR_SSL_UNRECOGNIZED_NAME_ALERT",
            firefox="SSL_ERROR_UNRECOGNIZED_NAME_ALERT",
            safari=safari_no_tls(evidence.target),
            curl="curl: (35) TLS connect error: error:0A000458:SSL routines::tlsv1 unrecognized name",
            openssl="error:0A000458:SSL routines:ssl3_read_bytes:tlsv1 unrecognized name:SSL alert number 112",
            java="javax.net.ssl.SSLHandshakeException: Received fatal alert: unrecognized_name",
            go="remote error: tls: unrecognized name",
            python="[SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name",
            node="Error: write EPROTO … tlsv1 unrecognized name … SSL alert number 112",
        )
        if stated
        else (),
        fix=(
            prose("Add ", name, " to the configuration: nginx ", Code("server_name"), ", Apache ",
                  Code("ServerName / ServerAlias"), ", Kubernetes ", Code("spec.tls[].hosts"), " and ",
                  Code("spec.rules[].host"), ", CloudFront alternate domain names"),
            *install(evidence.software),
            prose("If the name belongs to another server, correct its DNS entry"),
        ),
        verify=s_client(evidence.target),
        references=(rfc(6066, "3", "Server Name Indication"), rfc(8446, "6.2", "Error Alerts")),
        accounts_for_failure=True,
    )  # fmt: skip


def _warning(evidence: Evidence, endpoints: list[Endpoint]) -> Finding:
    name = Code(evidence.target.server_name or "")
    return Finding(
        code="sni-unrecognized-name",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.STATED,
        headline=prose(f"{evidence.target}{at(evidence, endpoints)} is at risk: it warns that it does not know ", name),
        evidence=attempt_lines(evidence, endpoints),
        means=prose(
            "The certificate fits all the same; some clients take the warning alert 112 for an error and leave."
        ),
        impact=impacts(java="Java 7: javax.net.ssl.SSLProtocolException: handshake alert: unrecognized_name"),
        fix=(prose("Name ", name, " in the configuration: Apache ", Code("ServerName"), " or ", Code("ServerAlias")),),
        verify=s_client(evidence.target),
        references=(rfc(6066, "3", "Server Name Indication"),),
    )


RULE = Rule(codes=("sni-unrecognized-name",), rank=610, check=check)
