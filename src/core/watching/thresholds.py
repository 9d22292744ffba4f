"""When to remind, as people write it: ``30%``, ``14d``, ``36h``, several with commas or spaces between. Total: every
refusal is a sentence and has an example.
"""

import re
from dataclasses import dataclass
from typing import Final

from core.model.prose import clean
from core.model.watch import Threshold

EXAMPLE: Final = "30%, 14d, 36h"
MOST: Final = 6
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_LONGEST_DAYS: Final = 398  # no public certificate lives longer (CA/Browser Forum BR section 6.3.2)
_UNITS: Final = {"h": _HOUR, "d": _DAY, "w": 7 * _DAY}
_ONE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(%|[a-z]+)?", re.ASCII)
_BETWEEN: Final = re.compile(r"\s*(?:[,;/+]|\band\b)\s*|(?<=[%a-z])\s+(?=[\d.])")
_WORDS: Final = {
    **dict.fromkeys(("%", "percent", "pc"), "%"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "week", "weeks"), "w"),
}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why it is no threshold; ``example``: what is one."""

    said: str
    example: str = EXAMPLE


def parse_thresholds(text: str) -> tuple[Threshold, ...] | Unreadable:
    """Each once, in the order given; at least one, at most `MOST`. Shares from 1 % to 99 %, times from 1 hour to 398
    days.
    """
    shown = clean(text.strip(), 40)
    if not shown:
        return Unreadable("There is no threshold in this.")
    parts = _BETWEEN.split(text[:200].strip().lower())
    if len(text) > 200 or len(parts) > MOST:
        return Unreadable(f"More than {MOST} thresholds are more than anybody wants to hear of.")
    found: list[Threshold] = []
    for part in parts:
        threshold = _one(part)
        if isinstance(threshold, Unreadable):
            return threshold
        found.append(threshold)
    return tuple(dict.fromkeys(found))


def written(threshold: Threshold) -> str:
    """What `parse_thresholds` reads back."""
    if threshold.share is not None:
        return f"{threshold.share * 100:.5g}%"
    seconds = threshold.seconds or 0
    unit = next(unit for unit in "dh" if unit == "h" or seconds % _UNITS[unit] == 0)
    return f"{seconds / _UNITS[unit]:.10g}{unit}"


def _one(part: str) -> Threshold | Unreadable:
    said = clean(part, 40)
    match = _ONE.fullmatch(part)
    unit = _WORDS.get(match[2] or "") if match else None
    if match is None or (match[2] and unit is None):
        return Unreadable(f"“{said}” is not a threshold: a number and %, h, d or w.")
    if unit is None:
        return Unreadable(f"“{said}” lacks its unit: % of the lifetime, h, d or w.", f"{said}d")
    number = float(match[1])
    if unit == "%":
        inside = 1 <= number <= 99
        return Threshold(share=number / 100) if inside else Unreadable(f"“{said}” is not between 1 % and 99 %.")
    seconds = round(number * _UNITS[unit])
    if not _HOUR <= seconds <= _LONGEST_DAYS * _DAY:
        return Unreadable(f"“{said}” is not between 1 hour and {_LONGEST_DAYS} days.")
    return Threshold(seconds=seconds)
