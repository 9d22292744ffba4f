"""The unit of recognition: one way in which one tool phrases one thing, with its source and an example.

Law: a pattern is data. ``says`` is a regular expression, matched without regard to case on the normalised text; a
space in it stands for one white space or an underscore (tools print "no shared cipher" and NO_SHARED_CIPHER). No
nested quantifiers: matching is linear in practice, `tests/core/explain/test_patterns.py` holds every one against it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from core.model.explanation import Side

VAGUE = 0.5  # at most this sure: speaks only when nothing more precise does
_OPTIONAL = re.compile(r"\\b|.\?")  # what a line may lack
_CLASS_OR_SPACE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]| ")


@dataclass(frozen=True, slots=True)
class Pattern:
    """``codes``: causes, most likely first. ``sure``: confidence in the first one. ``example``: a line that it fits;
    when empty, ``says`` is such a line itself. ``at_server``: the causes instead, when the accepting side wrote it.
    """

    says: str
    codes: tuple[str, ...]
    sure: float
    source: str
    example: str = ""
    at_server: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        return self.example or _OPTIONAL.sub("", self.says).replace("\\", "")


@dataclass(frozen=True, slots=True)
class Mark:
    """How a tool's own lines are told. The heaviest mark in a text names its tool and side."""

    says: str
    tool: str
    side: Side | None
    weight: int
    example: str = ""

    @property
    def line(self) -> str:
        return self.example or self.says


@dataclass(frozen=True, slots=True)
class Family:
    """The patterns and marks of tools that share a library. ``name``: whose words they are."""

    name: str
    patterns: tuple[Pattern, ...]
    marks: tuple[Mark, ...] = ()


@lru_cache(maxsize=2048)
def compiled(says: str) -> re.Pattern[str]:
    spaced = _CLASS_OR_SPACE.sub(lambda m: r"[\s_]" if m[0] == " " else m[0].replace(" ", r"\s_"), says)
    return re.compile(spaced, re.IGNORECASE | re.MULTILINE)
