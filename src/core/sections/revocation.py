"""Is it revoked, who says so, and for when: a row a certificate, and one for what is stapled."""

from collections.abc import Iterator

from core.model.prose import Moment, Piece, Prose, prose
from core.model.report import Report
from core.model.revocation import CertificateStatus, Source, Standing, StatusAnswer
from core.model.section import Row, Section, Tone

_TONES = {Standing.GOOD: Tone.GOOD, Standing.REVOKED: Tone.BAD, Standing.UNKNOWN: Tone.UNKNOWN}


def revocation_sections(report: Report) -> Iterator[Section]:
    """One section; empty where nothing was asked and nothing stapled."""
    told = [s for s in report.revocation if s.answers or s.exempt]
    if any(s.answers for s in told):
        rows = (*map(_row, told), *(_stapled(a) for s in told for a in s.of(Source.STAPLE)))
        yield Section("Revocation", rows)


def _row(status: CertificateStatus) -> Row:
    name = status.certificate.display[:60]
    if not status.answers and status.exempt:
        return Row(name, prose(f"not asked: {status.exempt}"))
    deciding = next((a for a in status.answers if a.standing is status.standing), None)
    return Row(name, prose(status.standing.value, *_said(deciding)), _TONES[status.standing])


def _said(answer: StatusAnswer | None) -> tuple[str | Piece, ...]:
    if answer is None:
        return ()
    if answer.standing is Standing.UNKNOWN:
        return (f", {answer.source.value}: {answer.doubt.value if answer.doubt else ''}",)
    since: tuple[str | Piece, ...] = (" since ", Moment(answer.revoked_at)) if answer.revoked_at else ()
    made: tuple[str | Piece, ...] = (" as of ", Moment(answer.this_update)) if answer.this_update else ()
    return (*since, f", says the {answer.source.value}", *made)


def _stapled(answer: StatusAnswer) -> Row:
    what = answer.standing.value if answer.doubt is None else f"of no use, {answer.doubt.value}"
    tone = Tone.DOUBTFUL if answer.doubt else _TONES[answer.standing]
    return Row("Staple", Prose((*prose(what).pieces, *_until(answer))), tone)


def _until(answer: StatusAnswer) -> tuple[Piece, ...]:
    return prose(", until ", Moment(answer.next_update)).pieces if answer.next_update else ()
