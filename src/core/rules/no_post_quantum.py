"""`no-post-quantum`: no hybrid post-quantum key exchange is accepted.

## What we saw
TLS 1.3 is accepted, and every group was asked for: only classical ones are among those that the server takes.

## What it means
No client insists on it yet. Traffic that is recorded today can be read once a large quantum computer exists;
X25519MLKEM768 prevents that. Chrome, Firefox, Safari, OpenSSL 3.5 and Go 1.24 offer it by default.

## Who is affected
Nobody fails. It concerns what has to stay secret for many years.

## How to fix it
Update the TLS library (OpenSSL 3.5, AWS-LC, BoringSSL, Go 1.24) and allow the group X25519MLKEM768.

## How to check the fix
`openssl s_client -connect HOST:PORT -groups X25519MLKEM768` completes (OpenSSL 3.5).

## References
- FIPS 203 (ML-KEM): https://doi.org/10.6028/NIST.FIPS.203
- RFC 8446 section 4.2.7 (Supported Groups): https://www.rfc-editor.org/rfc/rfc8446#section-4.2.7
- TLSRef Server Side TLS: https://docs.tlsref.org/
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Prose, prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.wire.registry import group
from core.words import proofs, remedy_survey
from core.words.mapped import TLS1_3, Hits, Surveyed, group_names, judge_maps, undecided
from core.words.references import page, rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    if any(group(code).post_quantum for code in case.map.groups):
        return None
    if case.map.supports(TLS1_3) is not Tri.YES:
        return undecided(case.map, TLS1_3) or NotApplicable("it exists in TLS 1.3 only, which is not accepted")
    if not case.map.groups_complete:
        return Undetermined(case.map.limited or "not every group could be asked")
    return True


def _finding(hits: Hits[bool]) -> Finding:
    return Finding(
        code="no-post-quantum",
        severity=Severity.ADVICE,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.ADVICE, "no post-quantum key exchange is accepted"),
        evidence=hits.lines(_groups),
        means=prose(
            "No client insists on it yet. Traffic recorded today can be read once a large quantum computer exists; the "
            "hybrid group X25519MLKEM768, which current browsers offer first, prevents that."
        ),
        fix=remedy_survey.groups(hits.evidence),
        verify=proofs.s_client(hits.evidence.target, "-groups", "X25519MLKEM768"),
        references=(
            page("FIPS 203: ML-KEM", "https://doi.org/10.6028/NIST.FIPS.203"),
            rfc(8446, "4.2.7", "Supported groups"),
        ),
    )


def _groups(case: Surveyed, _: bool) -> tuple[Prose, ...]:
    return (prose(f"Groups that the server accepts: {group_names(case.map.groups) or 'none that we know'}"),)


RULE = Rule(codes=("no-post-quantum",), rank=952, check=check, needs=Needs.SURVEY, advisory=True)
