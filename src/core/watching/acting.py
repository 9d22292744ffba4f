"""A verb is done, and what it came to: typed, so that Slack and a terminal can say it in their own words.

Law: nothing is refused silently; whatever was asked about and is not watched here comes back as such. Each verb may be
repeated and comes to the same. What only one of the two can do (a form, a file) is not here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from math import inf
from typing import Final, TypeVar, assert_never

from core.model.command import Invalid
from core.model.message import Message
from core.model.target import Target
from core.model.watch import Hold, Place, Settings, Subscription
from core.model.watch_say import Digest
from core.model.watch_state import Entry
from core.slack_ports import Unavailable
from core.watch_ports import Desk
from core.watching import commands, keys
from core.watching.acknowledging import idle, refusal
from core.watching.channels import change_settings, settings_of
from core.watching.digest import digest
from core.watching.fanout import notify
from core.watching.naming import ANSWER_S, named, owners
from core.watching.records import History
from core.watching.standing import ends_at
from core.watching.subscribing import (
    Full,
    Held,
    Watched,
    entries,
    history,
    hold_all,
    unwatch_all,
    watch_all,
)
from core.watching.together import Batch
from core.watching.verbs import snoozed_until

DEFAULT_SNOOZE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Begun:
    """In the order asked for. ``left``, here and below: what was not come to; asking again goes on with it. ``names``:
    how to show owners, by id, as far as they are known.
    """

    results: tuple[Watched | Full, ...]
    left: tuple[Target, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """``unknown``: were not watched here."""

    gone: tuple[Target, ...]
    unknown: tuple[Target, ...] = ()
    left: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Next expiry first; what has no known end comes last. ``names``: of owners."""

    entries: tuple[Entry, ...]
    settings: Settings
    now: datetime
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a target."""

    target: Target
    history: History


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
    """A snooze (``snoozed``) or an acknowledgement, each tied to the certificate that is served. ``fine``: nothing
    stands there to be acknowledged.
    """

    targets: tuple[Target, ...]
    hold: Hold
    snoozed: bool
    unknown: tuple[Target, ...] = ()
    left: tuple[Target, ...] = ()
    fine: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenBack:
    targets: tuple[Target, ...]
    snoozed: bool
    unknown: tuple[Target, ...] = ()
    left: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Tested:
    """A test alert waits for its delivery."""


Outcome = (
    Begun | Ended | Listed | Past | NotWatched | DigestShown | Set | TakenInHand | GivenBack | Tested | Invalid
)  # fmt: skip
S = TypeVar("S")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who wants it, and where. ``sample``: the test alert, as it is said there. ``until``: the monotonic second by
    which the answer must stand; what was not come to by then, or before the store gave up, is in the outcome. None:
    as long as it takes, and the store's trouble is raised.
    """

    place: Place
    by: str
    sample: Message
    until: float | None = None


def act(desk: Desk, asker: Asker, verb: commands.Verb) -> Outcome:
    """May raise `Unavailable`."""
    place = asker.place
    match verb:
        case commands.Watch(wishes):
            begun = _whole(asker, watch_all(desk, place, asker.by, wishes, _until(asker)))
            names = _owners(desk, asker, [it.subscription for it in begun.results if isinstance(it, Watched)])
            return Begun(begun.results, tuple(wish.target for wish in begun.left), names)
        case commands.Unwatch(targets):
            batch = unwatch_all(desk, place, _keys(targets), _until(asker), asker.by)
            return Ended(*_sorted(targets, _whole(asker, batch)))
        case commands.ListWatches():
            found = tuple(sorted(entries(desk, place), key=_expiry))
            names = _owners(desk, asker, [entry.subscription for entry in found])
            return Listed(found, settings_of(desk, place), desk.clock.now(), names)
        case commands.History(target):
            past = history(desk, place, keys.target_key(target))
            return NotWatched((target,)) if past is None else Past(target, past)
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


def missing(outcome: Outcome) -> tuple[Target, ...]:
    """What was asked about and is not watched here."""
    match outcome:
        case NotWatched(targets):
            return targets
        case Ended(unknown=unknown) | TakenInHand(unknown=unknown) | GivenBack(unknown=unknown):
            return unknown
        case _:
            return ()


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
            return _taken(desk, asker, targets, Hold(by=asker.by, at=now, until=until, reason=reason), Held.SNOOZED)
        case commands.Ack(targets, reason):
            return _taken(desk, asker, targets, Hold(by=asker.by, at=now, reason=reason), Held.ACKNOWLEDGED)
        case commands.Unsnooze(targets):
            return _given(desk, asker, targets, Held.SNOOZED)
        case commands.Unack(targets):
            return _given(desk, asker, targets, Held.ACKNOWLEDGED)


def _taken(desk: Desk, asker: Asker, targets: Sequence[Target], hold: Hold, held: Held) -> Outcome:
    fine = idle(desk, asker.place, targets) if held is Held.ACKNOWLEDGED else ()
    wanted = [target for target in targets if target not in fine]
    batch = _whole(asker, hold_all(desk, asker.place, _keys(wanted), held, hold, _until(asker)))
    found, unknown, left = _sorted(wanted, batch)
    if fine and not wanted:
        return refusal(fine)
    if not found and not left and not fine:
        return NotWatched(unknown)
    return TakenInHand(found, hold, held is Held.SNOOZED, unknown, left, fine)


def _given(desk: Desk, asker: Asker, targets: Sequence[Target], held: Held) -> Outcome:
    batch = _whole(asker, hold_all(desk, asker.place, _keys(targets), held, None, _until(asker)))
    found, unknown, left = _sorted(targets, batch)
    if not found and not left:
        return NotWatched(unknown)
    return GivenBack(found, held is Held.SNOOZED, unknown, left)


def _digest_now(desk: Desk, place: Place) -> DigestShown:
    settings = replace(settings_of(desk, place), silent_when_fine=False)
    shown = digest(settings, entries(desk, place), desk.clock.now())
    return DigestShown(shown and named(desk, place.team, shown, ANSWER_S))


def _digest_at(settings: Settings, *, hour: int, minute: int, zone: str | None) -> Settings:
    return replace(settings, hour=hour, minute=minute, zone=zone or settings.zone)


def _owners(desk: Desk, asker: Asker, found: Sequence[Subscription]) -> Mapping[str, str]:
    return owners(desk, asker.place.team, found, _until(asker))


def _until(asker: Asker) -> float:
    return inf if asker.until is None else asker.until


def _whole(asker: Asker, batch: Batch[S, R]) -> Batch[S, R]:
    """Raises `Unavailable` where that is wished."""
    if batch.because and asker.until is None:
        raise Unavailable(batch.because)
    return batch


def _keys(targets: Sequence[Target]) -> list[str]:
    return [keys.target_key(target) for target in targets]


def _sorted(targets: Sequence[Target], batch: Batch[str, Subscription | None]) -> tuple[tuple[Target, ...], ...]:
    """Those that were there, those that were not, those that were not come to."""
    came = list(zip(targets, batch.results, strict=False))
    there = tuple(target for target, found in came if found is not None)
    return there, tuple(target for target, found in came if found is None), tuple(targets[len(came) :])


def _expiry(entry: Entry) -> tuple[bool, float, str]:
    ends = ends_at(entry.state.facts)
    return ends is None, ends.timestamp() if ends else 0.0, entry.subscription.key
