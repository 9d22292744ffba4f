"""What a target is held against later: the facts of one report that a deployment can make worse. Values only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.finding import Severity
from core.model.prose import Prose


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that was there already."""

    code: str
    severity: Severity
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The chain, as sent. ``key``: kind and bits or curve in words; ``stores``: those that trust it."""

    issuer: str
    not_after: datetime
    sha256: str
    key: str
    key_bits: int | None
    names: tuple[str, ...]
    chain: tuple[str, ...]
    stores: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """``versions``, ``suites``, ``groups`` and ``alpn``: names, None when they were not determined, which is not the
    same as none. ``refused``: versions known to be off. ``working``: addresses that completed a handshake.
    ``undetermined``: codes without an answer.
    """

    target: str
    taken_at: datetime
    findings: tuple[Known, ...]
    undetermined: tuple[str, ...]
    served: Served | None
    versions: tuple[str, ...] | None
    refused: tuple[str, ...]
    suites: tuple[str, ...] | None
    groups: tuple[str, ...] | None
    alpn: str | None
    working: tuple[str, ...]
    letter: str | None = None


class Turn(StrEnum):
    """Where a difference leads."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"
    UNKNOWN = "could not be compared"


@dataclass(frozen=True, slots=True)
class Difference:
    turn: Turn
    said: Prose
