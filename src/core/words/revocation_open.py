"""When no answer about a certificate's revocation counts: does the question arise, and why is it open?"""

from core.model.evidence import Evidence
from core.model.revocation import CertificateStatus, Doubt, StatusAnswer
from core.model.verdict import NotApplicable, Undetermined
from core.words.revocation import moot

_DATED = frozenset({Doubt.STALE, Doubt.NOT_YET})


def without_answer(evidence: Evidence, status: CertificateStatus) -> NotApplicable | Undetermined:
    """Never "fine": not applicable where nobody need ask or nobody asked, else undetermined."""
    if status.exempt:
        return NotApplicable(f"nobody need ask for the status of the certificate: {status.exempt}")
    if status.pending:
        return Undetermined("still looking for the certificate's status")
    if moot(evidence) and any(answer.doubt in _DATED for answer in status.answers):
        return NotApplicable("judged at a given time, of which the revocation data of today say nothing")
    if status.answers:
        return Undetermined(f"its status is unknown: {_because(status.answers[0])}")
    if evidence.observation.out_of_time:
        return Undetermined("our time ran out before the status was asked for")
    return NotApplicable("no revocation data was asked for")


def _because(answer: StatusAnswer) -> str:
    what = answer.doubt or Doubt.UNREACHABLE
    return f"the {answer.source.value} says nothing, as {what.value}" + (f" ({answer.detail})" if answer.detail else "")
