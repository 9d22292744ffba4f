"""``tlscheck settings``: options → what is to be changed. Reads, decides nothing."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from core.model.finding import Severity
from core.model.watch import Mention, Settings, Threshold
from core.watching.thresholds import Unreadable, parse_thresholds
from core.watching.verb_words import Refusal, zone
from local.usage import UsageError

T = TypeVar("T")


def change(arguments: argparse.Namespace) -> Callable[[Settings], Settings] | None:
    """None: nothing was asked to be changed. Raises UsageError."""
    read: dict[str, Callable[[str], Any]] = {
        "zone": _zone, "quiet": _quiet, "least": _least, "thresholds": _thresholds, "mention": _mention,
    }  # fmt: skip
    asked = {name: getattr(arguments, name) for name in read if getattr(arguments, name) is not None}
    changes = {name: read[name](text) for name, text in asked.items()}
    if arguments.silent_when_fine is not None:
        changes["silent_when_fine"] = arguments.silent_when_fine
    return (lambda settings: replace(settings, **changes)) if changes else None


def _zone(text: str) -> str:
    try:
        return zone(text)
    except Refusal as refusal:
        raise UsageError(f"{refusal.sentence} Try: --zone {refusal.example or 'Europe/Berlin'}") from None


def _quiet(text: str) -> tuple[int, int] | None:
    if text.lower() in ("off", "none", "no"):
        return None
    begin, _, end = (part.strip() for part in text.partition("-"))
    hours = [int(part) for part in (begin, end) if part.isascii() and part.isdigit() and int(part) <= 24]
    if len(hours) != 2 or hours[0] % 24 == hours[1] % 24:
        raise UsageError(f"--quiet takes two hours of the day or off, not “{text[:80]}”. Try: --quiet 22-7")
    return hours[0] % 24, hours[1] % 24


def _least(text: str) -> Severity:
    return _one_of(Severity, "--least", text)


def _mention(text: str) -> Mention:
    return _one_of(Mention, "--mention", text)


def _one_of(kind: type[T], option: str, text: str) -> T:
    """By its value, however its words are joined."""
    members: dict[str, T] = {_joined(str(member)): member for member in kind}  # type: ignore[attr-defined]
    found = members.get(_joined(text))
    if found is None:
        *others, last = members
        said = f"{option} takes {', '.join(others)} or {last}, not “{text[:80]}”"
        raise UsageError(f"{said}. Try: {option} {next(iter(members))}")
    return found


def _joined(text: str) -> str:
    return "-".join(text.lower().replace("_", " ").replace("-", " ").split())


def _thresholds(text: str) -> tuple[Threshold, ...]:
    if text.lower() in ("default", "none", "off", ""):
        return ()
    found = parse_thresholds(text)
    if isinstance(found, Unreadable):
        raise UsageError(f"{found.said} Try: --thresholds '{found.example}'")
    return found
