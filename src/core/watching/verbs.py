"""The texts after ``/tlscheck`` that are about watching → what is wanted. Total and forgiving: synonyms, any order of
owner and thresholds, Slack's wrapping; every refusal has an example that runs.

Owners are mentions, as Slack writes them when it knows the name (``<@U…>``, ``<!subteam^S…>``).
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from core.command_text import COMMAND, LONGEST, WATCHING
from core.model.command import Invalid
from core.model.prose import clean
from core.model.target import Target
from core.model.watch import Threshold
from core.slack_text import typed
from core.watching import local_time
from core.watching.commands import (
    Ack,
    ChangeSettings,
    DigestAt,
    DigestNow,
    DigestOff,
    Digests,
    History,
    ListWatches,
    Snooze,
    TestAlert,
    Unack,
    Unsnooze,
    Unwatch,
    Verb,
    Watch,
)
from core.watching.subscribing import Wish
from core.watching.thresholds import Unreadable, parse_thresholds
from core.watching.verb_words import (
    LONGEST_SNOOZE,
    Refusal,
    belongs_to_host,
    clock,
    leading_targets,
    length,
    owner,
    owner_name,
    targets,
    zone,
)

MOST_HOSTS: Final = 50


_STRIP: Final = "\"'`“”‘’«»„,;()"
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(%|[a-z]+)?", re.ASCII)
_OTHER_LENGTH: Final = re.compile(r"(?i)\d+(?:\.\d+)? ?(?:s|secs?|seconds?|mon?|months?|y|yrs?|years?)?(?= |$)")
_UNIT: Final = re.compile(r"%|percent|pc|h(?:ou)?r?s?|d(?:ays?)?|w(?:eeks?)?")
_NOISE: Final = {
    *(
        "to",
        "at",
        "when",
        "left",
        "before",
        "expiry",
        "and",
        "here",
        "in",
        "this",
        "channel",
        "with",
        "watching",
        "for",
    ),
    "please",
}
_OFF: Final = {"off", "no", "none", "never", "stop", "end"}
_WORDS: Final = {
    "watch": "watch monitor subscribe follow",
    "unwatch": "unwatch unmonitor unsubscribe unfollow forget stop",
    "list": "list ls watches watched",
    "history": "history log",
    "digest": "digest summary",
    "snooze": "snooze mute silence",
    "unsnooze": "unsnooze unmute wake",
    "ack": "ack acknowledge",
    "unack": "unack unacknowledge",
    "settings": "settings setting config configure preferences",
    "test-alert": "test-alert testalert test_alert",
}
_VERBS: Final = {word: verb for verb, said in _WORDS.items() for word in said.split()}
EXAMPLES: Final = {verb: example.format(host="example.com") for verb, example in WATCHING.items()}


def parse_verb(text: str) -> Verb | Invalid | None:
    """Never raises. None: the text is not about watching."""
    words = [word for raw in re.sub(r"[,;]", " ", typed(text[: LONGEST + 1])).split() if (word := raw.strip(_STRIP))]
    if [word.lower() for word in words[:2]] == ["test", "alert"]:
        words[:2] = ["test-alert"]
    verb = _VERBS.get(words[0].lower().rstrip(":")) if words else None
    if verb is None:
        return None
    if len(text) > LONGEST:
        return Invalid(f"That is more than {LONGEST} characters; a CSV file can hold more.", _example(verb))
    try:
        return _PARSERS[verb](words[1:])
    except Refusal as refusal:
        return Invalid(refusal.sentence, refusal.example or _example(verb))


def asks_what_to_watch(text: str) -> bool:
    """Only the verb was said: a form can ask for the rest."""
    return _VERBS.get(typed(text[:LONGEST]).strip(f"{_STRIP} ").lower()) == "watch"


def snoozed_until(command: Snooze, zone_name: str, now: datetime) -> datetime | Invalid | None:
    """When that snooze ends, in the channel's zone; None: not said."""
    if command.until is None:
        return now + command.span if command.span else None
    try:
        at = local_time.instant(zone_name, command.until, 0)
    except OverflowError:
        at = now
    if not now < at <= now + LONGEST_SNOOZE:
        said = f"{command.until.isoformat()} is not within the {LONGEST_SNOOZE.days} days from now."
        return Invalid(said, _example("snooze"))
    return at


def _watch(words: Sequence[str]) -> Watch:
    hosts: list[str] = []
    thresholds: list[str] = []
    whose: str | None = None
    name: str | None = None
    rest = list(words)
    while rest:
        word = rest.pop(0)
        small = word.lower()
        if _names_owner(word):
            named = re.sub(r"^owner([:=]|$)", "", word, flags=re.IGNORECASE) or (rest.pop(0) if rest else "")
            whose, name = _owner(named), owner_name(named)
        elif _NUMBER.fullmatch(small):
            unit = rest.pop(0) if rest and small[-1].isdigit() and _UNIT.fullmatch(rest[0].lower()) else ""
            thresholds.append(small + unit.lower())
        elif small not in _NOISE:
            hosts.append(word)
    found = _hosts(hosts, "watch")
    wanted = _thresholds(thresholds, hosts[0])
    return Watch(tuple(Wish(target, wanted, whose, owner_name=name) for target in found))


def _names_owner(word: str) -> bool:
    small = word.lower()
    mentioned = small.startswith(("owner:", "owner=", "<@", "<!"))
    return small == "owner" or mentioned or (word.startswith("@") and not belongs_to_host(word))


def _owner(word: str) -> str:
    found = owner(word)
    if found is None:
        raise Refusal(
            f"“{clean(word, 40)}” is no person or group that Slack knows: type @ and choose one from its list."
            if word
            else "Whom does it belong to? After owner comes a person or a group: type @ and choose one.",
        )
    return found


def _thresholds(words: Sequence[str], host: str) -> tuple[Threshold, ...]:
    if not words:
        return ()
    found = parse_thresholds(" ".join(words))
    if isinstance(found, Unreadable):
        raise Refusal(found.said, f"{COMMAND} watch {clean(host, 200)} {found.example.replace(',', '')}")
    return found


def _hosts(words: Sequence[str], verb: str) -> tuple[Target, ...]:
    if not words:
        raise Refusal(f"Which host do you want to {verb}?")
    found = targets(words)
    if len(found) > MOST_HOSTS:
        raise Refusal(f"That is {len(found)} hosts; up to {MOST_HOSTS} fit in one command, more in a CSV file.")
    return found


def _one(verb: str, words: Sequence[str]) -> Target:
    found = _hosts([word for word in words if word.lower() not in _NOISE], f"see the {verb} of")
    if len(found) > 1:
        raise Refusal(f"One host at a time: {verb} shows one target.")
    return found[0]


def _several(verb: str, words: Sequence[str]) -> tuple[Target, ...]:
    return _hosts([word for word in words if word.lower() not in _NOISE], verb)


def _digest(words: Sequence[str]) -> Digests:
    rest = [word for word in words if word.lower() not in _NOISE | {"daily", "every", "day"}]
    if not rest or rest[0].lower() in ("now", "show", "today"):
        return DigestNow()
    if rest[0].lower() in _OFF:
        return DigestOff()
    if rest[0].lower() == "on":
        return DigestAt(9, 0)
    found = clock(rest)
    if found is None:
        raise Refusal(f"“{clean(' '.join(rest), 60)}” is no time of day: say when the digest shall come, or off.")
    hour, minute, used = found
    if not rest[used:]:
        return DigestAt(hour, minute)
    try:
        return DigestAt(hour, minute, zone(" ".join(rest[used:])))
    except Refusal as refusal:
        example = f"{COMMAND} digest {hour:02}:{minute:02} {refusal.example or 'Europe/Berlin'}"
        raise Refusal(refusal.sentence, example) from None


def _snooze(words: Sequence[str]) -> Snooze | Unsnooze:
    found, rest = _held("snooze", words)
    if rest and rest[0].lower() in _OFF:
        return Unsnooze(found)
    rest = rest[1:] if rest and rest[0].lower() == "for" else rest
    if rest and rest[0].lower() in ("until", "till"):
        return Snooze(found, until=_day(rest[1] if len(rest) > 1 else ""), reason=_reason(rest[2:]))
    span = length(rest)
    if span is None and (said := _OTHER_LENGTH.match(" ".join(rest))):
        raise Refusal(f"“{clean(said[0], 40)}” cannot be counted in minutes, hours, days or weeks.")
    return Snooze(found, span[0] if span else None, reason=_reason(rest[span[1] if span else 0 :]))


def _ack(words: Sequence[str]) -> Ack | Unack:
    found, rest = _held("ack", words)
    return Unack(found) if rest and rest[0].lower() in _OFF else Ack(found, _reason(rest))


def _held(verb: str, words: Sequence[str]) -> tuple[tuple[Target, ...], list[str]]:
    if not words:
        raise Refusal("Which host is it about?")
    found, rest = leading_targets(words)
    if len(found) > MOST_HOSTS:
        raise Refusal(f"That is {len(found)} hosts; {verb} takes up to {MOST_HOSTS} at once.")
    return found, rest


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        said = f"“{clean(word, 40)}” is no date" if word else "Until when?"
        raise Refusal(
            f"{said}: a date is written as 2026-12-24." if word else f"{said} A date is written as 2026-12-24.",
            f"{COMMAND} snooze example.com until 2026-12-24",
        ) from None


def _reason(words: Sequence[str]) -> str:
    rest = list(words)
    if rest and rest[0].lower().rstrip(":") in ("because", "reason"):
        rest = rest[1:]
    return clean(" ".join(rest), 200)


def _example(verb: str) -> str:
    return f"{COMMAND} {EXAMPLES[verb]}"


_PARSERS: Final[dict[str, Callable[[Sequence[str]], Verb]]] = {
    "watch": _watch,
    "unwatch": lambda words: Unwatch(_several("unwatch", words)),
    "list": lambda _: ListWatches(),
    "history": lambda words: History(_one("history", words)),
    "digest": _digest,
    "snooze": _snooze,
    "unsnooze": lambda words: Unsnooze(_several("unsnooze", words)),
    "ack": _ack,
    "unack": lambda words: Unack(_several("unack", words)),
    "settings": lambda _: ChangeSettings(),
    "test-alert": lambda _: TestAlert(),
}
