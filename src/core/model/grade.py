"""A grade with its reasons: trust and strength apart, a letter, and how far it is to the TLSRef levels. Values only.

Law: no letter without its reasons, and none at all from an incomplete map (`ungraded` then says why).
"""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Letter(Enum):
    """Best first. T: not trusted, M: for another name; both stand in place of A to F."""

    A_PLUS = "A+"
    A = "A"
    A_MINUS = "A-"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    T = "T"
    M = "M"

    @property
    def rank(self) -> int:
        """0 is the best."""
        return list(Letter).index(self)


class Axis(StrEnum):
    TRUST = "trust"
    STRENGTH = "strength"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """One reason why the letter is not better. ``rule``: the rule of the guide and since when."""

    axis: Axis
    letter: Letter
    reason: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Percent. ``total``: 30 % protocol, 30 % key exchange, 40 % cipher; zero as soon as one is zero."""

    protocol: int
    key_exchange: int
    cipher: int
    total: int


class LevelName(StrEnum):
    MODERN = "modern"
    INTERMEDIATE = "intermediate"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The TLSRef level reached. ``changes``: each thing to change for ``next`` (None: there is none above);
    ``advice``: what the guideline recommends besides.
    """

    name: LevelName
    next: LevelName | None
    changes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Configuration for the server's software. ``where``: the file or place; ``apply``: what makes it take effect."""

    software: str
    level: LevelName
    where: str
    text: str
    language: str
    apply: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """``letter`` None: ``ungraded`` says why. ``strength``: the letter if trust is left aside; None likewise.

    ``trusted`` None: cannot be told. ``trust``: in whose eyes, or why not. ``caps``: worst first. ``assumes``: what was
    not tested and is taken as good. ``address``: the worst of several addresses, else ''.
    """

    letter: Letter | None
    ungraded: str = ""
    strength: Letter | None = None
    trusted: bool | None = None
    trust: tuple[str, ...] = ()
    caps: tuple[Cap, ...] = ()
    scores: Scores | None = None
    assumes: tuple[str, ...] = ()
    level: Level | None = None
    snippet: Snippet | None = None
    address: str = ""
    guide: str = "SSL Server Rating Guide 2009r"
