"""The server asks for a client certificate and does without: `client-cert-optional`.

## What we saw
A CertificateRequest in the handshake; we sent no certificate and were served all the same.

## What it means
The server is set to "optional". Whether the application behind it gives more to clients with a certificate cannot be
seen from here. Browsers with a matching certificate show a selection dialogue.

## Who is affected
Nobody fails; people with client certificates installed are asked to choose one.

## How to fix it
Nothing needs to be done. If no client certificates are used, switch the request off.

## How to check the fix
`openssl s_client …` says "No client certificate CA names sent" and no longer lists acceptable CAs.

## References
- RFC 8446 section 4.3.2 (Certificate Request)
- RFC 5246 section 7.4.4 (Certificate Request)
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, prose
from core.model.verdict import NotApplicable, Rule, Verdict, found
from core.words.certificate_names import listing
from core.words.certificate_request import asked_and_content
from core.words.observed import at, attempt_lines
from core.words.proofs import s_client
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    if not any(endpoint.completed for endpoint in evidence.judged):
        return NotApplicable("no handshake was completed")
    endpoints = asked_and_content(evidence)
    if not endpoints:
        return found()
    authorities = next((e.completed.flight.client_cert_authorities for e in endpoints if e.completed), ())
    accepted = listing(authorities, most=10) if authorities else ("any (the server lists none)",)
    return found(
        Finding(
            code="client-cert-optional",
            severity=Severity.NOTE,
            blame=Blame.CLIENT,
            confidence=Confidence.MEASURED,
            headline=prose(f"{evidence.target}{at(evidence, endpoints)} asks for a client certificate, optionally"),
            evidence=(*attempt_lines(evidence, endpoints), prose("Accepted CAs: ", *accepted)),
            means=prose("The request is optional. What the application gives to those with one cannot be seen."),
            fix=(
                prose("Nothing has to be done. If no client certificates are used, switch the request off: nginx ",
                      Code("ssl_verify_client off;"), ", Apache ", Code("SSLVerifyClient none")),
            ),
            verify=s_client(evidence.target),
            references=(rfc(8446, "4.3.2", "Certificate Request"),),
        )
    )  # fmt: skip


RULE = Rule(codes=("client-cert-optional",), rank=960, check=check)
