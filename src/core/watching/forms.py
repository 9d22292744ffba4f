"""What people fill in (`core.render.slack_watch_forms` draws it) → typed values. Total: Slack's state of a view is data
from outside; what is missing or of another shape counts as not filled in.

Law: the name of a field is its block and its action, so that a refusal finds its place. What cannot be chosen in a form
(a group as owner) stays as it was.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar

from core.model.finding import Severity
from core.model.prose import clean
from core.model.target import Target
from core.model.watch import Hold, Mention, Settings, Subscription, Threshold
from core.watching.subscribing import Wish
from core.watching.thresholds import Unreadable, parse_thresholds
from core.watching.verb_words import Refusal, clock, targets, zone
from core.watching.verbs import MOST_HOSTS

E = TypeVar("E", bound=StrEnum)


class Field(StrEnum):
    ZONE = "zone"
    DIGEST = "digest"
    QUIET_FROM = "quiet_from"
    QUIET_TO = "quiet_to"
    LEAST = "least"
    THRESHOLDS = "thresholds"
    MENTION = "mention"
    FINE = "silent_when_fine"
    HOSTS = "hosts"
    OWNER = "owner"
    CHANNEL = "channel"
    SPAN = "span"
    REASON = "reason"


NONE: Final = "none"
SPANS: Final[Mapping[str, tuple[str, timedelta | None]]] = {
    "1h": ("1 hour", timedelta(hours=1)),
    "4h": ("4 hours", timedelta(hours=4)),
    "1d": ("1 day", timedelta(days=1)),
    "3d": ("3 days", timedelta(days=3)),
    "7d": ("7 days", timedelta(days=7)),
    "14d": ("14 days", timedelta(days=14)),
    "30d": ("30 days", timedelta(days=30)),
    NONE: ("Until another certificate is served", None),
}
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Wrong:
    """What Slack shows below each field."""

    errors: tuple[tuple[Field, str], ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about; goes with it unseen. ``key``: of a target, '' for the channel as a whole."""

    channel: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The wishes, and where. ``channel`` '': not chosen in the form."""

    channel: str
    wishes: tuple[Wish, ...]


def packed(about: About) -> str:
    return f"{about.channel} {about.key}"


def unpacked(metadata: str) -> About:
    channel, _, key = metadata.partition(" ")
    return About(channel, key)


def read_settings(values: object, settings: Settings) -> Settings | Wrong:
    """``values``: ``view.state.values``. What the form does not have stays."""
    errors: list[tuple[Field, str]] = []
    name, hour, minute, quiet = settings.zone, None, settings.minute, settings.quiet
    try:
        name = zone(_said(values, Field.ZONE)) if _said(values, Field.ZONE) else name
    except Refusal as refusal:
        errors.append((Field.ZONE, refusal.sentence))
    try:
        found = clock(_said(values, Field.DIGEST).split())
        hour, minute = (found[0], found[1]) if found else (None, minute)
    except Refusal as refusal:
        errors.append((Field.DIGEST, refusal.sentence))
    match _quiet(values):
        case str(sentence):
            errors.append((Field.QUIET_TO, sentence))
        case found_hours:
            quiet = found_hours
    thresholds = _thresholds(values)
    if isinstance(thresholds, str):
        errors.append((Field.THRESHOLDS, thresholds))
    if errors or isinstance(thresholds, str):
        return Wrong(tuple(errors))
    return replace(
        settings,
        zone=name,
        hour=hour,
        minute=minute,
        quiet=quiet,
        least=_member(Severity, _said(values, Field.LEAST), settings.least),
        thresholds=thresholds,
        mention=_member(Mention, _said(values, Field.MENTION), settings.mention),
        silent_when_fine=bool(_ticked(values, Field.FINE)),
    )


def read_watch(values: object, changed: Subscription | None = None) -> Filled | Wrong:
    """``changed``: the form was about this one, whose target stays."""
    errors: list[tuple[Field, str]] = []
    hosts: tuple[Target, ...] = (changed.target,) if changed else ()
    if changed is None:
        words = re.sub(r"[,;]", " ", _said(values, Field.HOSTS)).split()
        try:
            hosts = targets(words)
        except Refusal as refusal:
            errors.append((Field.HOSTS, refusal.sentence))
        if not words:
            errors.append((Field.HOSTS, "Which hosts shall be watched? One on each line, as example.com:8443."))
        if len(hosts) > MOST_HOSTS:
            errors.append((Field.HOSTS, f"Up to {MOST_HOSTS} hosts at once; a CSV file can hold more."))
    thresholds = _thresholds(values)
    if isinstance(thresholds, str):
        errors.append((Field.THRESHOLDS, thresholds))
    if errors or isinstance(thresholds, str):
        return Wrong(tuple(errors))
    kept = changed.owner if changed and is_group(changed.owner) else None
    owner = _said(values, Field.OWNER) or kept
    channel = changed.place.channel if changed else _said(values, Field.CHANNEL)
    whole = changed is not None  # the form showed what was so
    return Filled(channel, tuple(Wish(target, thresholds, owner, whole) for target in hosts))


def read_snooze(values: object, *, by: str, now: datetime, sha256: str | None) -> Hold | Wrong:
    """``sha256``: of the leaf that is served while somebody asks."""
    chosen = SPANS.get(_said(values, Field.SPAN))
    if chosen is None:
        return Wrong(((Field.SPAN, "For how long? Choose one."),))
    until = now + chosen[1] if chosen[1] else None
    return Hold(
        by=by, at=now, until=until, reason=clean(_said(values, Field.REASON), LONGEST_REASON), sha256=sha256
    )  # fmt: skip


def is_group(owner: str | None) -> bool:
    """Ids of user groups begin with S; forms can choose people only."""
    return owner is not None and owner.startswith("S")


def _quiet(values: object) -> tuple[int, int] | str | None:
    """Or the sentence that says why not."""
    begin, end = _hour(_said(values, Field.QUIET_FROM)), _hour(_said(values, Field.QUIET_TO))
    if begin is None and end is None:
        return None
    if begin is None or end is None:
        return "Quiet hours need a beginning and an end."
    return (begin, end) if begin != end else "Quiet hours that begin when they end are none."


def _hour(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[01]?\d|2[0-3]", text, re.ASCII) else None


def _thresholds(values: object) -> tuple[Threshold, ...] | str:
    text = _said(values, Field.THRESHOLDS)
    if not text:
        return ()
    found = parse_thresholds(text)
    return f"{found.said} Try: {found.example}" if isinstance(found, Unreadable) else found


def _member(kind: type[E], text: str, otherwise: E) -> E:
    return kind(text) if text in {member.value for member in kind} else otherwise


def _element(values: object, field: Field) -> Mapping[str, Any]:
    for name in (field.value, field.value):
        values = values.get(name) if isinstance(values, Mapping) else None
    return values if isinstance(values, Mapping) else {}


def _said(values: object, field: Field) -> str:
    """What was typed or chosen; '' for nothing."""
    element = _element(values, field)
    option = element.get("selected_option")
    chosen = [option.get("value")] if isinstance(option, Mapping) else []
    names = ("value", "selected_time", "selected_user", "selected_conversation")
    found = (item for item in (*chosen, *map(element.get, names)) if isinstance(item, str))
    return next(found, "").strip()


def _ticked(values: object, field: Field) -> Sequence[object]:
    found = _element(values, field).get("selected_options")
    return found if isinstance(found, list) else ()
