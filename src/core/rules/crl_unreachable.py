"""The CRL that a certificate names could not be had or used: `crl-unreachable`.

## What we saw
We fetched the list from the address in the certificate, and it could not be reached, was too large, could not be read,
has a wrong signature, is another issuer's, or is another part of the list than the one named.

## What it means
The status cannot be learnt from the list. It says nothing about the server.

## Who is affected
Clients that fetch CRLs and insist on them: Windows services, Java with revocation on, VPN and mail gateways.

## How to fix it
Nothing on the server. Tell the CA if it lasts; on a closed network let clients reach the list.

## How to check the fix
`curl` on the list's address gives 200 and the list.

## References
- RFC 5280 section 4.2.1.13 (CRL Distribution Points)
- RFC 5280 section 6.3 (CRL Validation)
"""

from core.model.evidence import Evidence
from core.model.prose import prose
from core.model.revocation import Doubt, Source
from core.model.verdict import Needs, Rule, Verdict
from core.words.references import rfc
from core.words.revocation import CRL
from core.words.status_notes import Note, look_for

_NOTE = Note(
    code="crl-unreachable",
    source=Source.CRL,
    doubts=frozenset(Doubt) - {Doubt.PENDING, Doubt.STALE},
    what="the CRL could not be had or used",
    fix=(
        prose("Ask again later. If it lasts, tell the CA that issued the certificate"),
        prose("Where clients sit in a closed network: let them reach the list over HTTP"),
    ),
    references=(rfc(5280, "4.2.1.13", "CRL Distribution Points"), CRL),
)


def check(evidence: Evidence) -> Verdict:
    return look_for(evidence, _NOTE)


RULE = Rule(codes=("crl-unreachable",), rank=956, check=check, needs=Needs.REVOCATION, advisory=True)
