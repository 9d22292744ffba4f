"""A CA certificate above the server's has been revoked: `intermediate-revoked`.

## What we saw
The CRL (or OCSP responder) of the CA above, signed by it, says that an intermediate of this chain is revoked.

## What it means
Everything below that intermediate is refused by clients that look, whatever state the server's own certificate is in.
CAs revoke intermediates when they were misused or replaced; the certificates below are then to be replaced too.

## Who is affected
Firefox (OneCRL), Chrome (CRLSet), Safari, Windows, Java where revocation is turned on. curl with OpenSSL, Go, Python
and Node do not look.

## How to fix it
Take the CA's current chain, if it leads the same certificate past the revoked one; else have a new certificate issued.

## How to check the fix
`tlscheck check` shows a chain without that intermediate.

## References
- RFC 5280 section 6.3 (CRL Validation)
- CA/Browser Forum BR section 4.9.1.2 (Reasons for Revoking a Subordinate CA Certificate)
"""

from core.model.certificate import CertificateFacts
from core.model.evidence import Evidence
from core.model.finding import Severity
from core.model.path import PathAnalysis
from core.model.prose import Moment, Piece, prose
from core.model.revocation import CertificateStatus, Standing, StatusAnswer
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths
from core.words.certificate_remedy import reissue
from core.words.chain_impact import chain_from_ca, named
from core.words.proofs import recheck
from core.words.references import rfc
from core.words.revocation import BASELINE, CA_REVOKED, CRL, answer_lines, asked_about
from core.words.revocation_open import without_answer


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look, seconds=False)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    above = case.presentation.revocation.above if case.presentation.revocation else ()
    if not above:
        return NotApplicable("no intermediate stands between the certificate and its root")
    found = [(status, status.revoked) for status in above if status.revoked]
    if found:
        return [finding(case, "intermediate-revoked", _words(case, paths, *pair)) for pair in found]
    open_ = [without_answer(case.evidence, s) for s in above if s.standing is Standing.UNKNOWN]
    unknown = next((answer for answer in open_ if isinstance(answer, Undetermined)), None)
    if unknown:
        return unknown
    return open_[0] if len(open_) == len(above) else ()


def _words(case: Case, paths: PathAnalysis, status: CertificateStatus, answer: StatusAnswer) -> Wording:
    past = _leads_past(paths, status.certificate)
    since: tuple[str | Piece, ...] = (" since ", Moment(answer.revoked_at)) if answer.revoked_at else ()
    return Wording(
        severity=Severity.AT_RISK if past else Severity.BROKEN,
        what=("the intermediate ", named(status.certificate), " is revoked", *since),
        means=prose(
            "Clients that look at revocation data refuse everything below it. ",
            "Another path leads past it: clients that find that one still connect."
            if past
            else "No other path leads to a root.",
        ),
        seen=(asked_about(status), *answer_lines(status)),
        impact=CA_REVOKED,
        fix=(
            chain_from_ca(),
            *reissue("a certificate from another intermediate, if the CA's chain is the same", case.evidence.software),
        ),
        verify=recheck(case.evidence.target),
        references=(rfc(5280, "6.3", "CRL Validation"), CRL, BASELINE),
    )


def _leads_past(paths: PathAnalysis, revoked: CertificateFacts) -> bool:
    """A sound path to a known root does without this certificate."""
    return any(p.anchor and not p.problems and revoked not in p.certificates for p in paths.paths)


RULE = Rule(codes=("intermediate-revoked",), rank=719, check=check, needs=Needs.REVOCATION)
