"""Small checks that compose into a grammar of JSON, and complain as Slack does.

Law: a check is a function of a value and its JSON pointer; it yields violations and never raises, whatever the value.
Lengths are counted in Unicode code points of the raw string, so `&amp;` counts five.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: where (RFC 6901 pointer from the root of the call) and why, in Slack's words."""

    pointer: str
    why: str

    def __str__(self) -> str:
        return f"[ERROR] {self.why} [json-pointer:{self.pointer}]"


Check: TypeAlias = Callable[[object, str], Iterator[Violation]]
Rule: TypeAlias = Callable[[Json, str], Iterator[Violation]]


def string(most: int, least: int = 1, starts: tuple[str, ...] = ()) -> Check:
    """A string of `least` to `most` characters; with `starts`, one that begins so (used for URL schemes)."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, str):
            yield Violation(at, "must provide a string")
        elif len(value) > most:
            yield Violation(at, f"must be less than {most + 1} characters")
        elif len(value) < least:
            yield Violation(at, f"must be more than {least - 1} characters")
        elif starts and not value.startswith(starts):
            yield Violation(at, "must be a valid url")

    return check


def url(most: int = 3000) -> Check:
    return string(most, starts=("http://", "https://"))


def choice(*allowed: str) -> Check:
    def check(value: object, at: str) -> Iterator[Violation]:
        if not (isinstance(value, str) and value in allowed):
            yield Violation(at, "must be a valid enum value")

    return check


def flag(value: object, at: str) -> Iterator[Violation]:
    if not isinstance(value, bool):
        yield Violation(at, "must be a valid boolean")


def anything(value: object, at: str) -> Iterator[Violation]:
    """For parts that carry no limit of their own."""
    del value, at
    yield from ()


def number(least: int, most: int) -> Check:
    def check(value: object, at: str) -> Iterator[Violation]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Violation(at, "must provide an integer")
        elif not least <= value <= most:
            yield Violation(at, f"must be between {least} and {most}")

    return check


def many(of: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items, each passing `of`. Past the bound the items are not looked at."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, list):
            yield Violation(at, "must provide an array")
        elif len(value) > most:
            yield Violation(at, f"no more than {most} items allowed")
        elif len(value) < least:
            yield Violation(at, f"no fewer than {least} items allowed")
        else:
            for index, item in enumerate(value):
                yield from of(item, f"{at}/{index}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Rule) -> Check:
    """An object with these properties and no other (`type` is always allowed), then the rules between them."""
    known = {**required, **(optional or {})}

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield Violation(at, "must provide an object")
            return
        for name in required:
            if name not in value:
                yield Violation(at, f"missing required field: {name}")
        for name, part in value.items():
            if name in known:
                yield from known[name](part, f"{at}/{name}")
            elif name != "type":
                yield Violation(at, f"invalid additional property: {name}")
        for rule in rules:
            yield from rule(value, at)

    return check


def tagged(**kinds: Check) -> Check:
    """An object whose `type` names which of the checks applies."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield Violation(at, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            yield Violation(at, "missing required field: type")
        elif not isinstance(kind, str) or kind not in kinds:
            yield Violation(f"{at}/type", f"unsupported type: {kind}")
        else:
            yield from kinds[kind](value, at)

    return check


def any_of(*names: str) -> Rule:
    def rule(value: Json, at: str) -> Iterator[Violation]:
        if not any(name in value for name in names):
            yield Violation(at, f"missing required field: one of {', '.join(names)}")

    return rule


def exactly_one(*names: str) -> Rule:
    def rule(value: Json, at: str) -> Iterator[Violation]:
        if sum(name in value for name in names) != 1:
            yield Violation(at, f"must provide exactly one of: {', '.join(names)}")

    return rule


def unique(items: str, key: str) -> Rule:
    """No two entries of the list `items` share the same `key`."""

    def rule(value: Json, at: str) -> Iterator[Violation]:
        seen: set[str] = set()
        entries = value.get(items)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            name = entry.get(key) if isinstance(entry, dict) else None
            if isinstance(name, str) and name in seen:
                yield Violation(f"{at}/{items}/{index}/{key}", f"{key} `{name}` already exists in this block")
            elif isinstance(name, str):
                seen.add(name)

    return rule


def never_both(first: str, second: str) -> Rule:
    def rule(value: Json, at: str) -> Iterator[Violation]:
        if value.get(first) is True and value.get(second) is True:
            yield Violation(at, f"{first} cannot be set when {second} is true")

    return rule


def only_with(name: str, needed: str) -> Rule:
    def rule(value: Json, at: str) -> Iterator[Violation]:
        if value.get(name) is True and value.get(needed) is not True:
            yield Violation(at, f"{name} requires {needed} to be true")

    return rule
