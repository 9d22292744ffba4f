"""Without the server name extension the server refuses: `sni-required`.

## What we saw
The handshake with our server name (SNI) completes; the control without SNI is refused.

## What it means
Many sites share this address and the server has no default. All current clients send SNI; only very old ones do not.

## Who is affected
Internet Explorer on Windows XP, Android 2, Java 6, old embedded devices, health checks that connect by address.

## How to fix it
Nothing, unless such clients matter: then give the listener a default certificate.

## How to check the fix
`openssl s_client -noservername …` completes.

## References
- RFC 6066 section 3 (Server Name Indication)
- RFC 8446 section 9.2 (SNI is mandatory to implement; a server may require it)
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.observation import Negotiated, Profile, TimedOut
from core.model.prose import Code, prose
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict, found
from core.words.certificate_sni import answered, refused
from core.words.observed import at, attempt_lines
from core.words.proofs import s_client
from core.words.references import rfc

SLOW_MS = 1000


def check(evidence: Evidence) -> Verdict:
    if not evidence.target.server_name:
        return NotApplicable("no server name is sent to an address")
    completed = [endpoint for endpoint in evidence.judged if isinstance(endpoint.outcome, Negotiated)]
    if not completed:
        return NotApplicable("the handshake with the server name did not complete at once")
    endpoints = [endpoint for endpoint in completed if _refuses(endpoint)]
    if any(_unreliable(endpoint) for endpoint in endpoints):
        return Undetermined("without SNI the server refused, and then it refused a second full handshake as well")
    if endpoints:
        return found(_finding(evidence, endpoints))
    if any(answered(endpoint.control(Profile.NO_SNI)) for endpoint in completed):
        return found()
    return Undetermined("the control without SNI was not run, or our own time limit cut it")


def _unreliable(endpoint: Endpoint) -> bool:
    """What worked once did not work again: a refusal then says nothing about SNI."""
    return any(not isinstance(attempt.outcome, Negotiated) for attempt in endpoint.attempts)


def _refuses(endpoint: Endpoint) -> bool:
    """Silence says nothing where the handshake with a name took long as well."""
    control = endpoint.control(Profile.NO_SNI)
    silent = control is not None and isinstance(control.outcome, TimedOut)
    slow = (endpoint.attempts[0].timings.handshake or 0) > SLOW_MS
    return refused(control) and not (silent and slow)


def _finding(evidence: Evidence, endpoints: list[Endpoint]) -> Finding:
    return Finding(
        code="sni-required",
        severity=Severity.NOTE,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{evidence.target}{at(evidence, endpoints)} refuses clients that send no server name (SNI)"),
        evidence=attempt_lines(evidence, endpoints),
        means=prose("Several sites share the address and there is no default. All current clients send SNI."),
        impact=(
            Impact("Java 6, Android 2, IE on Windows XP", "handshake failure"),
            Impact("Health checks by address", "TLS handshake failed"),
        ),
        fix=(
            prose("Nothing has to be done for current clients"),
            prose("If old ones matter, give the listener a default certificate: nginx ",
                  Code("listen 443 ssl default_server;"), ", HAProxy: the first file of ", Code("crt"),
                  ", Apache: the first virtual host with ", Code("SSLStrictSNIVHostCheck off")),
        ),
        verify=s_client(evidence.target, server_name=None),
        references=(rfc(6066, "3", "Server Name Indication"), rfc(8446, "9.2", "Mandatory-to-Implement Extensions")),
    )  # fmt: skip


RULE = Rule(codes=("sni-required",), rank=950, check=check, needs=Needs.CONTROLS)
