"""What a full report shows beside its findings: titled lists of labelled facts, in words. Laid out by `core.render`."""

from dataclasses import dataclass
from enum import StrEnum

from core.model.prose import Prose


class Tone(StrEnum):
    """How a fact is meant to be read. The words say it too; a tone is never the only sign."""

    GOOD = "good"
    BAD = "bad"
    DOUBTFUL = "doubtful"
    PLAIN = "plain"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    value: Prose
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Section:
    """``lead``: one sentence that says what the rows come to, None when there is nothing to add."""

    title: str
    rows: tuple[Row, ...]
    lead: Prose | None = None
