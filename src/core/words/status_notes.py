"""The notes about sources of revocation data that gave no answer: one reading for the three rules that tell of them.

Law: a source that does not answer is never the server's fault and never makes a status fine.
"""

from collections.abc import Iterator

from core.model.evidence import Evidence
from core.model.finding import Blame, Finding, Reference, Severity
from core.model.prose import Piece, Prose, prose
from core.model.revocation import CertificateStatus, Doubt, Source, StatusAnswer
from core.model.verdict import NotApplicable, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge
from core.words.chain_impact import named
from core.words.revocation import answer_lines, ask, asked_about, conclusion, silent


def look_for(
    evidence: Evidence,
    source: Source,
    code: str,
    *doubts: Doubt,
    what: tuple[str | Piece, ...],
    fix: tuple[Prose, ...],
    references: tuple[Reference, ...],
) -> Verdict:
    """A note for each certificate whose source of this kind says nothing, for one of these reasons.

    ``what``: the end of the headline, behind "for NAME ".
    """

    def look(case: Case) -> Answer:
        statuses = case.presentation.revocation.statuses if case.presentation.revocation else ()
        asked = [answer for status in statuses for answer in status.of(source)]
        if not asked:
            return NotApplicable(f"no {source.value} was asked")
        found = tuple(_notes(case, statuses))
        if not found and any(answer.doubt is Doubt.PENDING for answer in asked):
            return Undetermined(f"the {source.value} has not answered yet")
        return found

    def _notes(case: Case, statuses: tuple[CertificateStatus, ...]) -> Iterator[Finding]:
        for status in statuses:
            for answer in silent(status, source, *doubts)[:1]:
                yield finding(case, code, _words(status, answer))

    def _words(status: CertificateStatus, answer: StatusAnswer) -> Wording:
        return Wording(
            severity=Severity.NOTE,
            blame=Blame.CA,
            what=("for ", named(status.certificate), " ", *what),
            means=prose(f"{conclusion(status)} This is the CA's matter, or our network's, not the server's."),
            seen=(asked_about(status), *answer_lines(status)),
            fix=fix,
            verify=ask(answer.url),
            references=references,
        )

    return judge(evidence, look)
