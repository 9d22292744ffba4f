"""A verb is done, and what it came to: typed, so that Slack and a terminal can say it in their own words.

Law: nothing is refused silently; whatever was asked about and is not watched here comes back as such. Each verb may be
repeated and comes to the same. What only one of the two can do (a form, a file) is not here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, assert_never

from core.model.command import Invalid
from core.model.message import Message
from core.model.target import Target
from core.model.watch import Hold, Place, Settings, Subscription
from core.model.watch_say import Digest
from core.model.watch_state import Entry, TargetState
from core.watch_ports import Desk
from core.watching import commands, keys
from core.watching.channels import change_settings, settings_of
from core.watching.digest import digest
from core.watching.fanout import notify
from core.watching.records import Change
from core.watching.shelf import read
from core.watching.standing import ends_at
from core.watching.subscribing import Full, Watched, acknowledge, entries, history, snooze, unwatch, watch
from core.watching.verbs import snoozed_until

DEFAULT_SNOOZE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Begun:
    """In the order asked for."""

    results: tuple[Watched | Full, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """``unknown``: were not watched here."""

    gone: tuple[Target, ...]
    unknown: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Next expiry first; what has no known end comes last."""

    entries: tuple[Entry, ...]
    settings: Settings
    now: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """Changes of a target, newest first."""

    target: Target
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class NotWatched:
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class DigestShown:
    """None: nothing is watched."""

    digest: Digest | None


@dataclass(frozen=True, slots=True)
class Set:
    """The settings as they are now. ``changed``: they were asked to be."""

    settings: Settings
    changed: bool = True


@dataclass(frozen=True, slots=True)
class TakenInHand:
    """A snooze (``snoozed``) or an acknowledgement, each tied to the certificate that is served."""

    targets: tuple[Target, ...]
    hold: Hold
    snoozed: bool
    unknown: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenBack:
    targets: tuple[Target, ...]
    snoozed: bool
    unknown: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Tested:
    """A test alert waits for its delivery."""


Outcome = (
    Begun | Ended | Listed | Past | NotWatched | DigestShown | Set | TakenInHand | GivenBack | Tested | Invalid
)  # fmt: skip
Holding = Callable[[Desk, Place, str, Hold | None], Subscription | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who wants it, and where. ``sample``: the test alert, as it is said there."""

    place: Place
    by: str
    sample: Message


def act(desk: Desk, asker: Asker, verb: commands.Verb) -> Outcome:
    """May raise `Unavailable`."""
    place = asker.place
    match verb:
        case commands.Watch(wishes):
            return Begun(tuple(watch(desk, place, asker.by, wish) for wish in wishes))
        case commands.Unwatch(targets):
            return Ended(*_each(targets, lambda target: unwatch(desk, place, keys.target_key(target))))
        case commands.ListWatches():
            found = tuple(sorted(entries(desk, place), key=_expiry))
            return Listed(found, settings_of(desk, place), desk.clock.now())
        case commands.History(target):
            changes = history(desk, place, keys.target_key(target))
            return NotWatched((target,)) if changes is None else Past(target, changes)
        case commands.DigestNow():
            return _digest_now(desk, place)
        case commands.DigestAt(hour, minute, zone):
            at = partial(_digest_at, hour=hour, minute=minute, zone=zone)
            return Set(change_settings(desk, place, at))
        case commands.DigestOff():
            return Set(change_settings(desk, place, lambda settings: replace(settings, hour=None)))
        case commands.ChangeSettings():
            return Set(settings_of(desk, place), changed=False)
        case commands.TestAlert():
            notify(desk, place, f"test#{desk.clock.now().isoformat()}", asker.sample)
            return Tested()
        case commands.Snooze() | commands.Unsnooze() | commands.Ack() | commands.Unack():
            return _holding(desk, asker, verb)
        case _:
            assert_never(verb)


def _holding(
    desk: Desk, asker: Asker, verb: commands.Snooze | commands.Unsnooze | commands.Ack | commands.Unack
) -> Outcome:
    now = desk.clock.now()
    match verb:
        case commands.Snooze(targets, reason=reason):
            said = replace(verb, span=verb.span or DEFAULT_SNOOZE) if verb.until is None else verb
            until = snoozed_until(said, settings_of(desk, asker.place).zone, now)
            if isinstance(until, Invalid):
                return until
            return _taken(desk, asker, targets, Hold(by=asker.by, at=now, until=until, reason=reason), snooze)
        case commands.Ack(targets, reason):
            return _taken(desk, asker, targets, Hold(by=asker.by, at=now, reason=reason), acknowledge)
        case commands.Unsnooze(targets):
            return _given(desk, asker, targets, snooze)
        case commands.Unack(targets):
            return _given(desk, asker, targets, acknowledge)


def _taken(desk: Desk, asker: Asker, targets: Sequence[Target], hold: Hold, do: Holding) -> Outcome:
    def one(target: Target) -> Subscription | None:
        key = keys.target_key(target)
        return do(desk, asker.place, key, replace(hold, sha256=_served(desk, key)))

    found, unknown = _each(targets, one)
    return TakenInHand(found, hold, do is snooze, unknown) if found else NotWatched(unknown)


def _given(desk: Desk, asker: Asker, targets: Sequence[Target], do: Holding) -> Outcome:
    found, unknown = _each(targets, lambda target: do(desk, asker.place, keys.target_key(target), None))
    return GivenBack(found, do is snooze, unknown) if found else NotWatched(unknown)


def _served(desk: Desk, key: str) -> str | None:
    state = read(desk.table, keys.state(key), TargetState)
    return state.value.facts.leaf.sha256 if state and state.value.facts and state.value.facts.leaf else None


def _digest_now(desk: Desk, place: Place) -> DigestShown:
    settings = replace(settings_of(desk, place), silent_when_fine=False)
    return DigestShown(digest(settings, entries(desk, place), desk.clock.now()))


def _digest_at(settings: Settings, *, hour: int, minute: int, zone: str | None) -> Settings:
    return replace(settings, hour=hour, minute=minute, zone=zone or settings.zone)


def _each(
    targets: Sequence[Target], do: Callable[[Target], object | None]
) -> tuple[tuple[Target, ...], tuple[Target, ...]]:
    """Those that were there, and the others."""
    done: list[Target] = []
    unknown: list[Target] = []
    for target in targets:
        (unknown if do(target) is None else done).append(target)
    return tuple(done), tuple(unknown)


def _expiry(entry: Entry) -> tuple[bool, float, str]:
    ends = ends_at(entry.state.facts)
    return ends is None, ends.timestamp() if ends else 0.0, entry.subscription.key
