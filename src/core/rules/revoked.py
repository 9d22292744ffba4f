"""The server's certificate has been revoked by its issuer: `revoked`.

## What we saw
A CRL, an OCSP responder or the server's own staple, signed by the issuer, says that this certificate is revoked.

## What it means
The CA has taken the certificate back before its end: at the owner's wish, because the private key leaked, or because it
should not have been issued. It stays revoked for good.

## Who is affected
Firefox (CRLite), Safari, Windows, Java where revocation is turned on, Chrome where its CRLSet has it. curl with
OpenSSL, Go, Python and Node look at no revocation data and still connect: that some clients work proves nothing.

## How to fix it
Have a new certificate issued, with a new key unless the old one is certainly safe, and find out why it was revoked.

## How to check the fix
`tlscheck check` lists another serial number and "not revoked".

## References
- RFC 5280 section 5 (CRL) and section 5.3.1 (Reason Code)
- RFC 6960 (OCSP)
- CA/Browser Forum BR section 4.9.1 (Circumstances for revocation)
"""

from core.model.evidence import Evidence
from core.model.observation import Depth
from core.model.prose import Moment, Piece, prose
from core.model.revocation import CertificateStatus, Source, Standing, StatusAnswer
from core.model.verdict import NotApplicable, Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge
from core.words.certificate_remedy import install
from core.words.proofs import recheck
from core.words.revocation import (
    BASELINE,
    CRL,
    OCSP,
    REVOKED,
    REVOKED_IN_STAPLE,
    answer_lines,
    asked_about,
    reissue_with_new_key,
)
from core.words.revocation_open import without_answer


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look, seconds=False)


def _look(case: Case) -> Answer:
    revocation = case.presentation.revocation
    if revocation is None:
        return Undetermined("the certificate's place in a chain could not be told")
    status = revocation.leaf
    if status.revoked:
        return (finding(case, "revoked", _words(case, status, status.revoked)),)
    if status.standing is Standing.GOOD:
        return ()
    if case.evidence.observation.depth is Depth.QUICK:
        return NotApplicable("a quick check asks for no revocation data")
    return without_answer(case.evidence, status)


def _words(case: Case, status: CertificateStatus, answer: StatusAnswer) -> Wording:
    since: tuple[str | Piece, ...] = (" since ", Moment(answer.revoked_at)) if answer.revoked_at else ()
    return Wording(
        what=("its certificate is revoked", *since, f" ({answer.reason})" if answer.reason else ""),
        means=prose(
            "The CA has taken the certificate back, for good. Clients that look at revocation data refuse it; "
            "those that do not still connect, so it may go unnoticed."
        ),
        seen=(asked_about(status), *answer_lines(status)),
        impact=REVOKED_IN_STAPLE if answer.source is Source.STAPLE else REVOKED,
        fix=(
            reissue_with_new_key(case.leaf),
            *install(case.evidence.software),
            prose("Ask the CA, or look at its e-mails to the account, why it was revoked: another may follow"),
        ),
        verify=recheck(case.evidence.target),
        references=(CRL, OCSP, BASELINE),
        explains=frozenset({"staple-invalid", "staple-expired"}),
    )


RULE = Rule(codes=("revoked",), rank=718, check=check)
