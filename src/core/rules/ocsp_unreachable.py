"""The OCSP responder that a certificate names gives no usable answer: `ocsp-unreachable`.

## What we saw
We asked the responder, and it could not be reached, sent an error or no OCSP response, answered about another
certificate, with a wrong signature or out of date, or does not know the certificate.

## What it means
The status cannot be learnt from the responder. It says nothing about the server. A certificate that names no responder
is normal today and is not reported.

## Who is affected
Clients that ask the responder and insist on its answer (Java with revocation on); most go on without.

## How to fix it
Nothing on the server. Tell the CA if it lasts; on a closed network let clients reach the responder, or staple.

## How to check the fix
`curl` on the responder's address is answered.

## References
- RFC 6960 section 2.3 (Exception Cases)
- RFC 5019 (Lightweight OCSP Profile)
"""

from core.model.evidence import Evidence
from core.model.prose import prose
from core.model.revocation import Doubt, Source
from core.model.verdict import Needs, Rule, Verdict
from core.words.references import rfc
from core.words.revocation import OCSP
from core.words.status_notes import Note, look_for

_NOTE = Note(
    code="ocsp-unreachable",
    source=Source.OCSP,
    doubts=frozenset(Doubt) - {Doubt.PENDING},
    what="the OCSP responder gives no usable answer",
    fix=(
        prose("Ask again later. If it lasts, tell the CA that issued the certificate"),
        prose("Where clients sit in a closed network: let them reach the responder over HTTP, or staple its answer"),
    ),
    references=(rfc(6960, "2.3", "Exception Cases"), OCSP),
)


def check(evidence: Evidence) -> Verdict:
    return look_for(evidence, _NOTE)


RULE = Rule(codes=("ocsp-unreachable",), rank=955, check=check, needs=Needs.REVOCATION, advisory=True)
