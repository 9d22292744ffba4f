"""Differences against a baseline → terminal text."""

from collections.abc import Iterable
from datetime import datetime

from core.model.baseline import Difference, Turn
from core.render.plain_style import Style, words

_MARKS = {Turn.WORSE: ("✗", 31), Turn.UNKNOWN: ("?", 35), Turn.OTHER: ("·", 2), Turn.BETTER: ("✓", 32)}


def render(target: str, since: datetime, differences: Iterable[Difference], style: Style) -> str:
    """Title, then one line a difference, each with its turn in words."""
    shown = [
        f"  {style.paint(_MARKS[d.turn][0], _MARKS[d.turn][1])} {d.turn.value}: {words(d.said, style)}"
        for d in differences
    ]
    title = f"{target} against the baseline of {since:%Y-%m-%d %H:%M} UTC:"
    return "\n".join([style.paint(title, 1), *(shown or ["  nothing changed"])]) + "\n"
