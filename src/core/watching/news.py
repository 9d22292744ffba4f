"""What a step of the transition has to say, before it is numbered."""

from dataclasses import dataclass
from datetime import datetime

from core.model.watch import Problem
from core.model.watch_state import Kind


@dataclass(frozen=True, slots=True)
class News:
    """An `Event` to be. ``since``: when what is over began."""

    kind: Kind
    lines: tuple[str, ...] = ()
    since: datetime | None = None
    problems: tuple[Problem, ...] = ()
