"""A finding: one diagnosed problem, worded once by its rule, laid out by every renderer."""

from dataclasses import dataclass
from enum import StrEnum

from core.model.prose import Prose


class Severity(StrEnum):
    """broken: clients cannot connect now · at_risk: will fail by a date or for named clients, or is unsafe."""

    BROKEN = "broken"
    AT_RISK = "at_risk"
    ADVICE = "advice"
    NOTE = "note"


class Blame(StrEnum):
    """Who must act."""

    SERVER = "server"
    NETWORK = "network"
    CLIENT = "client"
    CA = "ca"
    NONE = "none"


class Confidence(StrEnum):
    """stated: the peer said so · measured: we saw it · inferred: the best reading of what we saw."""

    STATED = "stated"
    MEASURED = "measured"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Impact:
    """Who is hit and the words that client shows, verbatim."""

    client: str
    shows: str


@dataclass(frozen=True, slots=True)
class Reference:
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem.

    ``evidence``: what we tried and what came back, one prose a line. ``fix``: ordered steps. ``verify``: one command
    that proves the fix. ``explains``: codes that are mere consequences of this one; it is listed before them.
    ``accounts_for_failure``: it says why the handshake failed, so the bare alert or close need not be reported.
    ``attachment``: a PEM chain to offer, if the rule has the right one.
    """

    code: str
    severity: Severity
    blame: Blame
    confidence: Confidence
    headline: Prose
    evidence: tuple[Prose, ...]
    means: Prose
    impact: tuple[Impact, ...] = ()
    fix: tuple[Prose, ...] = ()
    verify: str
    references: tuple[Reference, ...] = ()
    explains: frozenset[str] = frozenset()
    accounts_for_failure: bool = False
    attachment: str | None = None
