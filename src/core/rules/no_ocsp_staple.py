"""The certificate names an OCSP responder, and the server staples no response: `no-ocsp-staple`.

## What we saw
The certificate names an OCSP responder, we asked for a stapled response, and none came. Certificates without a
responder (Let's Encrypt since May 2025, and more CAs since) have nothing to staple and are not meant.

## What it means
Clients that want to know whether the certificate is revoked have to ask the CA themselves: it costs them time, fails in
closed networks, and tells the CA who visits the site.

## Who is affected
Windows and Java clients that check revocation. Browsers rely on lists of their own.

## How to fix it
Turn OCSP stapling on. It is advice only: with CRLs in browsers, stapling matters less each year.

## How to check the fix
`openssl s_client -status` shows "OCSP Response Status: successful".

## References
- RFC 6066 section 8 (Certificate Status Request)
- Let's Encrypt: Ending OCSP Support in 2025, https://letsencrypt.org/2024/12/05/ending-ocsp/
"""

from core.model.evidence import Evidence
from core.model.finding import Severity
from core.model.prose import prose, quote
from core.model.verdict import NotApplicable, Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge
from core.words.references import page
from core.words.revocation import OCSP, STAPLING, show_staple, stapling
from core.words.staples import staples, where

_ENDING = page("Let's Encrypt: Ending OCSP Support in 2025", "https://letsencrypt.org/2024/12/05/ending-ocsp/")


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look, seconds=False)


def _look(case: Case) -> Answer:
    if not case.leaf.ocsp_urls:
        return NotApplicable("the certificate names no OCSP responder, as is normal today: there is nothing to staple")
    if case.leaf.must_staple:
        return NotApplicable("the certificate demands a staple: must-staple-missing looks at that")
    looked = staples(case)
    if not looked:
        return Undetermined("no handshake went far enough to show a staple")
    bare = tuple(s for s in looked if s.answer is None)
    if not bare:
        return ()
    words = Wording(
        severity=Severity.ADVICE,
        what=(f"{where(case, bare)}no OCSP response is stapled",),
        means=prose(
            "Clients that check revocation by OCSP have to ask the CA themselves, which costs time and tells the CA "
            "who visits."
        ),
        seen=(prose("The certificate names the responder ", quote(case.leaf.ocsp_urls[0], 120)),),
        fix=stapling(case.evidence.software),
        verify=show_staple(case.evidence.target),
        references=(STAPLING, OCSP, _ENDING),
    )
    return (finding(case, "no-ocsp-staple", words),)


RULE = Rule(codes=("no-ocsp-staple",), rank=958, check=check, advisory=True)
