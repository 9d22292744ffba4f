"""The CRL that a certificate names is out of date: `crl-stale`.

## What we saw
The list is the issuer's, and its nextUpdate has passed: the issuer should have published another one by then.

## What it means
A revocation since then would not be in it. A CA that forgets its list (private CAs often do) makes strict clients
refuse every certificate below it.

## Who is affected
Clients that insist on a current list: Windows services, OpenSSL with -crl_check ("CRL has expired"), VPN gateways.

## How to fix it
The CA publishes a new list, and does so by itself before each nextUpdate.

## How to check the fix
`curl` on the list's address, piped into `openssl crl -noout -nextupdate`, shows a date in the future.

## References
- RFC 5280 section 5.1.2.5 (Next Update)
- CA/Browser Forum BR section 4.9.7 (CRL issuance frequency)
"""

from core.model.evidence import Evidence
from core.model.prose import Code, prose
from core.model.revocation import Doubt, Source
from core.model.verdict import Needs, NotApplicable, Rule, Verdict
from core.words.references import rfc
from core.words.revocation import BASELINE, moot
from core.words.status_notes import Note, look_for

_NOTE = Note(
    code="crl-stale",
    source=Source.CRL,
    doubts=frozenset({Doubt.STALE}),
    what="the CRL is out of date",
    fix=(
        prose("A public CA: tell it. A private one: publish a new list, ", Code("openssl ca -gencrl"), " or the like"),
        prose("Let the CA publish it by a timer, well before each nextUpdate"),
    ),
    references=(rfc(5280, "5.1.2.5", "Next Update"), BASELINE),
)


def check(evidence: Evidence) -> Verdict:
    if moot(evidence):
        return NotApplicable("judged at a given time, by which the CA will have published another list")
    return look_for(evidence, _NOTE)


RULE = Rule(codes=("crl-stale",), rank=957, check=check, needs=Needs.REVOCATION, advisory=True)
