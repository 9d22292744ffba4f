"""The grade in words: trust, strength, the letter with its reasons, the TLSRef level and what the next one needs."""

from collections.abc import Iterator

from core.model.grade import Grade, Level, Snippet
from core.model.prose import Block, prose
from core.model.report import Report
from core.model.section import Row, Section, Tone

_TRUST = {True: ("trusted", Tone.GOOD), False: ("not trusted", Tone.BAD), None: ("could not be told", Tone.UNKNOWN)}
_FAIR = 1  # A+ and A need no remark


def grade_sections(report: Report) -> Iterator[Section]:
    heard = report.maps or report.negotiated or report.certificates
    if report.grade is not None and heard:  # else the trail says it all: no address was reached, or no TLS was spoken
        yield Section("Grade", tuple(_rows(report.grade)))


def _rows(grade: Grade) -> Iterator[Row]:
    yield _letter(grade)
    word, tone = _TRUST[grade.trusted]
    yield Row("Trust", prose("; ".join(grade.trust) or word), tone)
    if grade.strength is not None:
        yield _strength(grade)
    for cap in grade.caps:
        yield Row(f"Capped to {cap.letter.value}", prose(f"{cap.reason} ({cap.axis.value}; {cap.rule})"), Tone.DOUBTFUL)
    if grade.level is not None:
        yield from _level(grade.level)
    if grade.snippet is not None:
        yield from _snippet(grade.snippet)
    if grade.assumes:
        yield Row("Assumed", prose("; ".join(grade.assumes)))


def _letter(grade: Grade) -> Row:
    if grade.letter is None:
        return Row("Letter", prose(f"not graded: {grade.ungraded}"), Tone.UNKNOWN)
    where = f" (the worst, at {grade.address})" if grade.address else ""
    tone = Tone.GOOD if grade.letter.rank <= _FAIR else Tone.DOUBTFUL
    return Row("Letter", prose(f"{grade.letter.value}{where}, by the {grade.guide}"), tone)


def _strength(grade: Grade) -> Row:
    letter = grade.strength.value if grade.strength else ""
    if grade.scores is None:
        return Row("Strength", prose(letter))
    scores = grade.scores
    parts = f"protocol {scores.protocol}, key exchange {scores.key_exchange}, cipher {scores.cipher}"
    return Row("Strength", prose(f"{letter}; {parts}"))


def _level(level: Level) -> Iterator[Row]:
    yield Row("TLSRef 6.0 level", prose(level.name.value))
    if level.next is not None and level.changes:
        yield Row(f"To reach {level.next.value}", prose("; ".join(_together(level.changes))))


def _together(changes: tuple[str, ...]) -> list[str]:
    """ "remove cipher A", "remove cipher B" → "remove cipher A, B"."""
    said: dict[str, list[str]] = {}
    for change in changes:
        verb, _, what = change.rpartition(" ")
        key = verb if verb.startswith("remove ") else change
        said.setdefault(key, []).extend([what] if key == verb else [])
    return [f"{key} {', '.join(what)}" if what else key for key, what in said.items()]


def _snippet(snippet: Snippet) -> Iterator[Row]:
    where = f"{snippet.software}, {snippet.where}:"
    yield Row(f"Configuration for {snippet.level.value}", prose(where, Block(snippet.text)))
    notes = "".join(f". {note[:1].upper()}{note[1:]}" for note in snippet.notes)
    yield Row("Then", prose(f"{snippet.apply}{notes}"))
