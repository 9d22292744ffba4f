"""Which patterns a text fits, where, and who wrote it. The longest phrase wins over the phrases inside it."""

import re
from dataclasses import dataclass
from itertools import islice

from core.explain.needles import Sieve, sifted
from core.explain.normalise import glued
from core.explain.pattern import VAGUE, Pattern, compiled
from core.explain.tools import families
from core.model.explanation import Side

_OUTGOING = re.compile(r"\(OUT\), TLS[^\n]{0,20}alert[^\n]{0,80}")  # our own verdict, told beside it in full
_OTHER_PAPERS = re.compile(  # of people and goods, that are called certificates too
    r"\b(?:gift|birth|death|marriage|medical|doctor'?s|vaccination|health|first[- ]aid|diving|training|course|school|"
    r"language|safety|inspection|insurance|energy|tax|stock|share|bond|conformity|calibration|audit|organic|"
    r"iso[- ]?\d{4,5}) cert(?:ificate)?s?\b",
    re.IGNORECASE,
)
_MENDED = 8192  # characters; what was cut in the middle of words is short
_MATCHES = 8  # of one pattern in one text
_LESS_SURE = 0.16  # a longer phrase may be this much less sure and still wins

# built once, when this module is loaded: no text pays for it
_PATTERNS = tuple(pattern for family in families() for pattern in family.patterns)
_MARKS = sorted((mark for family in families() for mark in family.marks), key=lambda mark: -mark.weight)
_FITTING = Sieve([pattern.says for pattern in _PATTERNS])
_WRITING = Sieve([mark.says for mark in _MARKS])


@dataclass(frozen=True, slots=True)
class Signal:
    """A pattern that fits. ``said``: the words; ``start``, ``end``: where."""

    pattern: Pattern
    said: str
    start: int
    end: int

    @property
    def vague(self) -> bool:
        return self.pattern.sure <= VAGUE

    def codes(self, side: Side | None) -> tuple[str, ...]:
        at_server = side is Side.SERVER and self.pattern.at_server
        return self.pattern.at_server if at_server else self.pattern.codes


def signals(text: str) -> tuple[Signal, ...]:
    """Every signal of a normalised text, in the order of the text; vague ones only where nothing precise is said."""
    text = _OTHER_PAPERS.sub("", _OUTGOING.sub("", text))
    found = _munch(_all(text))
    if len(text) <= _MENDED and all(s.vague for s in found):
        mended = _munch(_all(glued(text)))
        found = mended if any(not s.vague for s in mended) else found or mended
    precise = tuple(s for s in found if not s.vague)
    return precise or found


def writer(text: str) -> tuple[str | None, Side | None]:
    """The tool and the side that wrote the text, by the heaviest mark."""
    for mark in (_MARKS[number] for number in _WRITING.passing(sifted(text))):
        if compiled(mark.says).search(text):
            return mark.tool, mark.side
    return None, None


def _all(text: str) -> list[Signal]:
    return [
        Signal(pattern, match.group(), match.start(), match.end())
        for pattern in (_PATTERNS[number] for number in _FITTING.passing(sifted(text)))
        for match in islice(compiled(pattern.says).finditer(text), _MATCHES)
    ]


def _munch(found: list[Signal]) -> tuple[Signal, ...]:
    """Without signals inside longer ones, and each pattern once."""
    found.sort(key=lambda s: (s.start, -s.end, -s.pattern.sure))
    kept: list[Signal] = []
    for one in found:
        inside = any(_covers(other, one) for other in found if other.start <= one.start)
        if not inside and all(k.pattern is not one.pattern for k in kept):
            kept.append(one)
    return tuple(kept)


def _covers(other: Signal, one: Signal) -> bool:
    longer = other.end - other.start > one.end - one.start
    return longer and other.end >= one.end and other.pattern.sure >= one.pattern.sure - _LESS_SURE
