"""The notes about sources of revocation data that gave no answer: one reading for the three rules that tell of them.

Law: a source that does not answer is never the server's fault and never makes a status fine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from core.model.evidence import Evidence
from core.model.finding import Blame, Finding, Reference, Severity
from core.model.prose import Prose, prose
from core.model.revocation import CertificateStatus, Doubt, Source, StatusAnswer
from core.model.verdict import NotApplicable, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge
from core.words.chain_impact import named
from core.words.revocation import answer_lines, ask, asked_about, conclusion, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a rule looks for and says: answers of this source that are open for one of these doubts. ``what``: the end
    of the headline, behind "for NAME ".
    """

    code: str
    source: Source
    doubts: frozenset[Doubt]
    what: str
    fix: tuple[Prose, ...]
    references: tuple[Reference, ...]


def look_for(evidence: Evidence, note: Note) -> Verdict:
    """A finding for each certificate whose source says nothing."""
    return judge(evidence, partial(_look, note), seconds=False)


def _look(note: Note, case: Case) -> Answer:
    statuses = case.presentation.revocation.statuses if case.presentation.revocation else ()
    asked = [answer for status in statuses for answer in status.of(note.source)]
    if not asked:
        return NotApplicable(f"no {note.source.value} was asked")
    found = tuple(_findings(note, case, statuses))
    if not found and any(answer.doubt is Doubt.PENDING for answer in asked):
        return Undetermined(f"the {note.source.value} has not answered yet")
    return found


def _findings(note: Note, case: Case, statuses: tuple[CertificateStatus, ...]) -> Iterator[Finding]:
    for status in statuses:
        for answer in silent(status, note.source, *note.doubts)[:1]:
            yield finding(case, note.code, _words(note, status, answer))


def _words(note: Note, status: CertificateStatus, answer: StatusAnswer) -> Wording:
    return Wording(
        severity=Severity.NOTE,
        blame=Blame.CA,
        what=("for ", named(status.certificate), " ", note.what),
        means=prose(f"{conclusion(status)} This is the CA's matter, or our network's, not the server's."),
        seen=(asked_about(status), *answer_lines(status)),
        fix=note.fix,
        verify=ask(answer.url),
        references=note.references,
    )
