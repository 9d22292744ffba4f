"""Sections → terminal text: labels in one column, values wrapped beside them."""

import textwrap
from collections.abc import Iterable

from core.model.prose import clean
from core.model.section import Row, Section, Tone
from core.render.plain_style import Style, words

_COLOURS = {Tone.GOOD: (32,), Tone.BAD: (31,), Tone.DOUBTFUL: (33,), Tone.UNKNOWN: (35,), Tone.PLAIN: ()}
_LABEL, _LEAST, _LONGEST = 22, 40, 20_000


def lines(sections: Iterable[Section], style: Style) -> list[str]:
    """Every section with an empty line behind it."""
    shown: list[str] = []
    for section in sections:
        shown.append(style.paint(clean(section.title, _LONGEST), 1))
        if section.lead:
            lead = clean(words(section.lead, Style()), _LONGEST)
            shown += textwrap.wrap(lead, style.width, initial_indent="  ", subsequent_indent="  ")
        for row in section.rows:
            shown += _row(row, style)
        shown.append("")
    return shown


def _row(row: Row, style: Style) -> list[str]:
    width = max(style.width - _LABEL - 4, _LEAST)
    value = [clean(line, _LONGEST) for line in words(row.value, Style()).splitlines()] or [""]
    wrapped = [piece for line in value if line for piece in _wrapped(line, width)]
    label = textwrap.wrap(clean(row.label), _LABEL) or [""]
    height = max(len(wrapped), len(label))
    label += [""] * (height - len(label))
    wrapped += [""] * (height - len(wrapped))
    painted = [style.paint(piece, *_COLOURS[row.tone]) if piece else "" for piece in wrapped]
    return [f"  {left:<{_LABEL}}  {right}".rstrip() for left, right in zip(label, painted, strict=True)]


def _wrapped(line: str, width: int) -> list[str]:
    """Blocks (indented by four) stay as they are: they are to be copied."""
    return [line] if line.startswith("    ") else textwrap.wrap(line, width, break_on_hyphens=False)
