"""The parts of which the verbs of watching are made: hosts, owners, lengths of time, clock times, zones. Pure, total.

A part that is not understood is a `Refusal`: a sentence; whoever catches it adds an example that runs.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from difflib import get_close_matches
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from core.command_text import parse_command
from core.model.command import Check, Invalid
from core.model.prose import clean
from core.model.target import Target
from core.watching.local_time import find_zone

LONGEST_SNOOZE: Final = timedelta(days=90)
SHORTEST_SNOOZE: Final = timedelta(minutes=10)
_OWNER: Final = re.compile(r"<(?:@|[@!]subteam\^)([A-Z0-9]{2,40})(?:\|@?([^<>]*))?>")
_LENGTH: Final = re.compile(r"(\d{1,5}(?:\.\d{1,2})?)(?:\s*)([a-z]+)", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|h|uhr)?", re.ASCII)
_OFFSET: Final = re.compile(r"(?:(?:etc/)?(?:gmt|utc|z))?[+-]\d{1,2}(?::?\d{2})?", re.IGNORECASE | re.ASCII)
_NO_PLACE: Final = frozenset({"localtime", "posixrules", "Factory"})
_UNITS: Final = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks"), timedelta(weeks=1)),
}


class Refusal(Exception):  # noqa: N818 - a reason to answer, not an error of ours
    """``sentence``: may quote the asker. ``example``: better than the verb's own, when there is one."""

    def __init__(self, sentence: str, example: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.example = sentence, example


def belongs_to_host(word: str) -> bool:
    """``@203.0.113.7`` and ``sni=name``, which follow their host."""
    return word.lower().startswith("sni=") or (word.startswith("@") and any(mark in word for mark in ".:"))


def looks_like_host(word: str) -> bool:
    """Neither the last word of a sentence, with its full stop, nor one and a half hours (``1.5h``)."""
    if _LENGTH.fullmatch(word.lower()):
        return False
    return any(mark in word.rstrip(".:") for mark in ".:") or word.lower() == "localhost"


def targets(words: Sequence[str]) -> tuple[Target, ...]:
    """Hosts, each with what belongs to it; each target once, in the order given."""
    groups: list[list[str]] = []
    for word in words:
        if belongs_to_host(word) and groups:
            groups[-1].append(word)
        else:
            groups.append([word])
    for group in groups if len(groups) > 1 else ():
        if not looks_like_host(group[0]):
            raise Refusal(f"“{clean(group[0], 60)}” is no host name: it has no dot.")
    return tuple(dict.fromkeys(_target(group) for group in groups))


def leading_targets(words: Sequence[str]) -> tuple[tuple[Target, ...], list[str]]:
    """The hosts at the beginning, and the words after them. The first word is taken for a host whatever it is."""
    end = next((n for n, word in enumerate(words) if n and not (looks_like_host(word) or belongs_to_host(word))), None)
    hosts = words[:end]
    return targets(hosts), list(words[len(hosts) :])


def owner(word: str) -> str | None:
    """The id of a person or group as Slack writes a mention; None: it is no mention."""
    found = _OWNER.fullmatch(word)
    return found[1] if found else None


def owner_name(word: str) -> str | None:
    """How Slack calls the person or group that is mentioned, where it says so."""
    found = _OWNER.fullmatch(word)
    return clean(found[2], 80) or None if found and found[2] else None


def length(words: Sequence[str]) -> tuple[timedelta, int] | None:
    """A length of time that the words begin with (``7d``, ``2 weeks``), and how many of them it took."""
    for count in (1, 2):
        found = _LENGTH.fullmatch(" ".join(words[:count]).lower()) if len(words) >= count else None
        unit = _UNITS.get(found[2]) if found else None
        if found and unit:
            return _bounded(float(found[1]) * unit, " ".join(words[:count])), count
    return None


def clock(words: Sequence[str]) -> tuple[int, int, int] | None:
    """Hour and minute that the words begin with (``9``, ``09:00``, ``9 am``), and how many of them it took."""
    for count in (2, 1):
        said = " ".join(words[:count]).lower()
        found = _CLOCK.fullmatch(said) if len(words) >= count else None
        if not found:
            continue
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if minute > 59 or hour > 23 or (half in ("am", "pm") and not 1 <= hour <= 12):
            raise Refusal(f"“{clean(said, 40)}” is not a time of day.")
        if half in ("am", "pm"):
            hour = hour % 12 + (12 if half == "pm" else 0)
        return hour, minute, count
    return None


def zone(text: str) -> str:
    """An IANA name; small letters, blanks and a city alone will do."""
    wanted = text.strip().replace(" ", "_")
    if _OFFSET.fullmatch(wanted):
        shown = clean(text, 60)
        raise Refusal(f"“{shown}” knows no summer time: time zones have names like Europe/Berlin.")
    if wanted in _zones() and find_zone(wanted):
        return wanted
    folded = wanted.casefold()
    same = [name for name in _zones() if folded in (name.casefold(), name.casefold().rpartition("/")[2])]
    if same:
        return same[0]
    close = get_close_matches(folded, [name.casefold() for name in _zones()], n=1, cutoff=0.75)
    meant = next((name for name in _zones() if close and name.casefold() == close[0]), None)
    if meant:
        raise Refusal(f"I do not know the time zone “{clean(text, 60)}”. Did you mean {meant}?", meant)
    raise Refusal(f"I do not know the time zone “{clean(text, 60)}”; time zones have names like Europe/Berlin.")


@cache
def _zones() -> tuple[str, ...]:
    """Names with a continent first, so that a city is found there; none that means another zone on another machine, and
    no offsets: Etc/GMT+2 is two hours *behind* Greenwich (tz database, file etcetera), which nobody means who types it.
    """
    named = (name for name in available_timezones() if name not in _NO_PLACE and not _OFFSET.fullmatch(name))
    return tuple(sorted(named, key=lambda name: ("/" not in name, name.startswith("Etc/"), name)))


def _target(group: Sequence[str]) -> Target:
    match parse_command(" ".join(("check", *group))):
        case Check(targets=(target,)):
            return target
        case Invalid(sentence=sentence):
            raise Refusal(sentence)
        case _:
            raise Refusal(f"“{clean(' '.join(group), 60)}” is not one host.")


def _bounded(span: timedelta, said: str) -> timedelta:
    if not SHORTEST_SNOOZE <= span <= LONGEST_SNOOZE:
        raise Refusal(f"“{clean(said, 40)}” is not between 10 minutes and {LONGEST_SNOOZE.days} days.")
    return span
