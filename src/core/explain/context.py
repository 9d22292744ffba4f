"""What the rest of a text changes: prose of the person, options of the command, names of issuers, shape of the chain.

Law: a rule sees the reading and answers with nudges; a nudge raises one code to a confidence, it never lowers another.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.explain.needles import Sifted, may_match
from core.model.explanation import Side, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text so far. ``causes``: codes by confidence. ``said``: the first signal's words. ``now``: a clock, aware."""

    text: str
    sifted: Sifted
    tool: str | None
    side: Side | None
    transcript: Transcript
    causes: tuple[str, ...]
    said: str
    now: datetime | None = None

    @property
    def first(self) -> str:
        return self.causes[0] if self.causes else ""

    def shows(self, *expressions: str) -> str:
        """The words that the first fitting expression fits; "" for none."""
        for expression in expressions:
            match = may_match(expression, self.sifted) and re.search(expression, self.text, re.IGNORECASE)
            if match:
                return match.group().strip()[:120]
        return ""


@dataclass(frozen=True, slots=True)
class Nudge:
    """Raise ``code`` to ``confidence``. ``because``: our words, plain."""

    code: str
    confidence: float
    because: str


Rule = Callable[[Reading], tuple[Nudge, ...]]
TRUST = frozenset({"chain-incomplete", "untrusted-root", "self-signed", "ca-bundle-missing", "tls-intercepted"})
ENDED = frozenset({"closed-mid-handshake", "reset-after-hello", "missing-close-notify"})


def nudge(code: str, confidence: float, words: str, because: str) -> tuple[Nudge, ...]:
    """One nudge when there are words that carry it, none otherwise."""
    return (Nudge(code, confidence, f"“{' '.join(words.split())}”: {because}"),) if words else ()
