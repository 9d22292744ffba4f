"""Dates of the CAs' rules that touch what is watched, said some weeks before. Pure.

Law: a date and a number from its source, applied to certificates by what is seen of them: lifetime and issuer.
Sources: CA/Browser Forum Baseline Requirements section 6.3.2 (ballot SC-081v3): 100 days from 2027-03-15, 47 days from
2029-03-15. Let's Encrypt, "Decreasing Certificate Lifetimes to 45 Days": 64 days from 2027-02-10, 45 days from
2028-02-16 for the classic profile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.model.watch_state import Entry
from core.watching.certificates import organisation
from core.watching.reminders import lifetime

AHEAD: Final = timedelta(days=60)
_LONGEST_PUBLIC: Final = timedelta(days=398)  # longer ones come from private CAs, which set their own rules


@dataclass(frozen=True, slots=True)
class _Rule:
    """From ``day`` on, new certificates of ``issuer`` ('' for every public CA) live at most ``days``."""

    day: date
    days: int
    issuer: str = ""


_RULES: Final = (
    _Rule(date(2027, 2, 10), 64, "Let's Encrypt"),
    _Rule(date(2027, 3, 15), 100),
    _Rule(date(2028, 2, 16), 45, "Let's Encrypt"),
    _Rule(date(2029, 3, 15), 47),
)


def forecast(entries: Sequence[Entry], today: date) -> tuple[str, ...]:
    """A sentence for each rule that begins within `AHEAD` and touches something."""
    said = []
    for rule in _RULES:
        touched = sum(_touches(rule, entry) for entry in entries)
        if touched and today < rule.day <= today + AHEAD:
            who = rule.issuer or "public CAs"
            certificates = (
                f"{touched} of these {len(entries)} lives"
                if touched == 1
                else f"{touched} of these {len(entries)} live"
            )
            said.append(
                f"From {rule.day.isoformat()}, new certificates of {who} are valid for at most {rule.days} days; "
                f"{certificates} longer now, so renewal comes round oftener"
            )
    return tuple(said)


def _touches(rule: _Rule, entry: Entry) -> bool:
    leaf = entry.state.facts.leaf if entry.state.facts else None
    if leaf is None or not timedelta(days=rule.days, seconds=1) < lifetime(leaf) <= _LONGEST_PUBLIC:
        return False
    return not rule.issuer or organisation(leaf.issuer) == rule.issuer
