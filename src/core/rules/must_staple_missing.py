"""The certificate demands an OCSP staple, and the server sends none: `must-staple-missing`.

## What we saw
The certificate has the TLS feature extension with status_request (must-staple, RFC 7633), and no handshake that could
have shown an OCSP response brought one.

## What it means
The owner asked the CA for a certificate that is only valid with a staple. Stapling is not turned on, or the server has
no response yet: nginx has none for the first connection of each worker.

## Who is affected
Firefox and GnuTLS clients refuse the connection. Others do not know the demand.

## How to fix it
Turn stapling on, or have a certificate issued without must-staple. Let's Encrypt no longer issues such certificates.

## How to check the fix
`openssl s_client -status` shows "OCSP Response Status: successful".

## References
- RFC 7633 section 4.3.3 (Processing by the TLS client)
- RFC 6066 section 8 (Certificate Status Request)
- Mozilla: must-staple since Firefox 45, https://blog.mozilla.org/security/2015/11/23/improving-revocation-ocsp-must-staple-and-short-lived-certificates/
"""

from core.model.evidence import Evidence
from core.model.prose import Code, Prose, prose
from core.model.revocation import Stapled
from core.model.verdict import NotApplicable, Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge
from core.words.references import page
from core.words.revocation import MUST_STAPLE, NO_STAPLE, STAPLING, show_staple, stapling
from core.words.staples import look_at_responder, staples, where

_MOZILLA = page(
    "Mozilla: OCSP must-staple",
    "https://blog.mozilla.org/security/2015/11/23/improving-revocation-ocsp-must-staple-and-short-lived-certificates/",
)


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look, seconds=False)


def _look(case: Case) -> Answer:
    if not case.leaf.must_staple:
        return NotApplicable("the certificate does not demand a staple")
    looked = staples(case)
    if not looked:
        return Undetermined("no handshake went far enough to show a staple")
    bare = tuple(s for s in looked if s.answer is None)
    if not bare:
        return ()
    words = Wording(
        what=(f"{where(case, bare)}its certificate demands an OCSP staple, and none is sent",),
        means=prose(
            "The certificate is must-staple: clients that know this refuse it without a stapled OCSP response. "
            "Stapling is not turned on, or the server has no response (yet)."
        ),
        seen=(prose("The certificate has the TLS feature status_request (must-staple)"), *map(_line, bare)),
        impact=NO_STAPLE,
        fix=(
            *stapling(case.evidence.software),
            *look_at_responder(case),
            prose("Or have a certificate issued without must-staple: certbot without ", Code("--must-staple")),
        ),
        verify=show_staple(case.evidence.target),
        references=(MUST_STAPLE, STAPLING, _MOZILLA),
    )
    return (finding(case, "must-staple-missing", words),)


def _line(stapled: Stapled) -> Prose:
    times = "1 handshake" if stapled.handshakes == 1 else f"{stapled.handshakes} handshakes"
    return prose(f"{stapled.address}: no OCSP response in {times} that asked for one")


RULE = Rule(codes=("must-staple-missing",), rank=915, check=check)
