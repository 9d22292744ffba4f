"""What a channel is told about a target: one incident, one parent message that shows the latest, its thread the
history.

Law: news is what stands and was not announced, good news what was announced and no longer stands. So whatever was held
back (quiet hours, a snooze) is told as soon as nothing holds it back, if it still stands; nothing is told twice; every
alert has its end. A certificate's stage is told once a certificate. Messages of one incident are counted by day, in
what is stored; beyond the limit only the parent is edited.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.model.finding import Severity
from core.model.watch import Settings, Subscription
from core.model.watch_say import Board as Board
from core.model.watch_say import Saying as Saying
from core.model.watch_say import Standing
from core.model.watch_state import Event, Incident, Kind, TargetState, Told
from core.watching import holds, phrasing
from core.watching.certificates import fingerprints
from core.watching.phrasing import Part
from core.watching.reminders import counting, graver
from core.watching.standing import EARLY, EXPIRY, PAST, ROLLOUT, UNCHECKED, courses, next_of, standing, thresholds_of

MOST_SURPRISES = 5
_OURS = frozenset({EARLY, EXPIRY, ROLLOUT, UNCHECKED})


@dataclass(frozen=True, slots=True)
class Telling:
    """``moment``: the first instant at which time alone makes something to say here; None: never. ``news``: something
    stands that was not announced before.
    """

    incident: Incident
    subscription: Subscription
    sayings: tuple[Saying, ...] = ()
    moment: datetime | None = None
    news: bool = False


def tell(
    subscription: Subscription, settings: Settings, state: TargetState, incident: Incident, events: Sequence[Event],
    now: datetime,
) -> Telling:  # fmt: skip
    """Take events into account, each once (`Incident.seen`). Nothing new: nothing changes, nothing is said."""
    new = sorted((event for event in events if event.seq > incident.seen), key=lambda event: event.seq)
    stands = standing(state, thresholds_of(subscription, settings), now)
    if not new and not incident.fresh:
        return Telling(incident, subscription, (), _moment(subscription, settings, state, now))
    before = _begun(incident)
    before = replace(before, told=_counting(before, subscription, settings, state, now))
    subscription, woken = _released(before, subscription, settings, state, stands, now)
    if woken:
        before = replace(before, told=())
    owed = _owed(before, new, state)
    counted = tuple(s for s in stands if s.severity is Severity.BROKEN or s.code in {*owed, *before.problems, *_OURS})
    unsaid = (s for s in counted if woken or _is_new(s, before))
    loud = tuple(s for s in unsaid if _is_the_end(s, before) or not holds.hushed(s, subscription, settings, now))
    gone = tuple(code for code in before.problems if all(s.code != code for s in counted))
    waiting = _surprises(before, new)
    surprises = () if holds.hushed(_surprise(waiting), subscription, settings, now) else waiting
    after = replace(
        before,
        seen=max([before.seen, *(event.seq for event in new)]),
        problems=tuple(dict.fromkeys((*(c for c in before.problems if c not in gone), *(s.code for s in loud)))),
        told=_remembered(before, loud, state),
        owed=owed,
        surprises=() if surprises or holds.too_mild(_surprise(waiting), settings) else waiting,
    )
    part = Part(
        subscription=subscription, settings=settings, state=state, before=before, counted=counted, now=now,
        loud=loud, gone=gone, surprises=surprises, events=tuple(new), kept=any(_is_new(s, after) for s in counted),
        reminded=incident.told,
    )  # fmt: skip
    after, sayings = phrasing.say(part, after)
    kept_back = any(_is_new(s, after) and not holds.too_mild(s, settings) for s in counted) or bool(after.surprises)
    moment = _moment(subscription, settings, state, now, kept_back=kept_back)
    return Telling(after, subscription, sayings, moment, news=bool(loud or surprises))


def board(
    subscription: Subscription, settings: Settings, state: TargetState, incident: Incident, now: datetime
) -> Board:
    """The parent as it is now: for whoever edits it after a click."""
    counted = counted_now(subscription, settings, state, incident, now)
    part = Part(subscription=subscription, settings=settings, state=state, before=incident, counted=counted, now=now)
    return phrasing.board(part, incident)


def counted_now(
    subscription: Subscription, settings: Settings, state: TargetState, incident: Incident, now: datetime
) -> tuple[Standing, ...]:
    """What stands and is worth an alert here; not what is only advice since the watch began."""
    stands = standing(state, thresholds_of(subscription, settings), now)
    return tuple(s for s in stands if s.severity is Severity.BROKEN or s.code in {*incident.problems, *_OURS})


def _begun(incident: Incident) -> Incident:
    """Where nothing was told yet, what was told before does not count."""
    if not incident.fresh:
        return incident
    return replace(incident, fresh=False, told=(), problems=(), opened_at=None, closed_at=None)


def _counting(
    incident: Incident, subscription: Subscription, settings: Settings, state: TargetState, now: datetime
) -> tuple[Told, ...]:
    """The reminders told, without those whose time is to come again."""
    ways = {way.leaf.sha256: way for way in courses(state, thresholds_of(subscription, settings))}
    still = (counting(ways[t.sha256], t, now) if t.sha256 in ways else t for t in incident.told)
    return tuple(told for told in still if told is not None)


def _released(
    before: Incident,
    subscription: Subscription,
    settings: Settings,
    state: TargetState,
    stands: tuple[Standing, ...],
    now: datetime,
) -> tuple[Subscription, bool]:
    """Without the holds that are over; whether a snooze ended by its time, so that what stands is told again. One that
    would end in quiet hours ends with them. An acknowledgement is over with all that had been announced: it was not
    about what comes later.
    """
    over = bool(before.problems) and all(item.code not in before.problems for item in stands)
    snoozed, acknowledged = subscription.snoozed, subscription.acknowledged
    woken = holds.over(snoozed, now) and not holds.quiet(settings, now)
    if snoozed is not None and (woken or not holds.holds_still(snoozed, state, stands)):
        subscription = replace(subscription, snoozed=None)
    if acknowledged is not None and (over or not holds.holds_still(acknowledged, state, stands)):
        subscription = replace(subscription, acknowledged=None)
    return subscription, woken


def _owed(incident: Incident, events: Sequence[Event], state: TargetState) -> tuple[str, ...]:
    """Milder codes that appeared under our eyes and still stand."""
    standing_codes = {p.code for p in state.facts.problems} if state.facts else set()
    appeared = (p.code for event in events if event.kind is Kind.DEGRADED for p in event.problems)
    return tuple(code for code in dict.fromkeys((*incident.owed, *appeared)) if code in standing_codes)


def _is_new(item: Standing, incident: Incident) -> bool:
    if item.told:
        return any(_is_later(told, incident.told) for told in item.told)
    return item.code not in incident.problems


def _is_the_end(item: Standing, incident: Incident) -> bool:
    """A certificate expired, and that was not told yet: nothing keeps it back, also where it is seen days later."""
    known = {told.sha256 for told in incident.told if told.stage in PAST}
    return any(told.stage in PAST and told.sha256 not in known for told in item.told)


def _is_later(told: Told, before: tuple[Told, ...]) -> bool:
    return not any(old.sha256 == told.sha256 and not graver(told, old) for old in before)


def _remembered(incident: Incident, loud: tuple[Standing, ...], state: TargetState) -> tuple[Told, ...]:
    """Of each certificate that may still be met, the gravest stage told."""
    known = {*fingerprints(state.facts), *state.rollout, *state.former}
    latest = {told.sha256: told for told in incident.told if told.sha256 in known}
    for told in (told for item in loud for told in item.told):
        if _is_later(told, tuple(latest.values())):
            latest[told.sha256] = told
    return tuple(latest.values())


def _surprises(incident: Incident, events: Sequence[Event]) -> tuple[str, ...]:
    new = (line for event in events if event.kind is Kind.CERTIFICATE for line in event.lines)
    return tuple(dict.fromkeys((*incident.surprises, *new)))[:MOST_SURPRISES]


def _surprise(lines: tuple[str, ...]) -> Standing:
    return Standing("surprise", Severity.AT_RISK, "; ".join(lines))


def _moment(
    subscription: Subscription, settings: Settings, state: TargetState, now: datetime, *, kept_back: bool = True
) -> datetime | None:
    """The end of a snooze, of quiet hours that keep something back, the next stage of a certificate."""
    thresholds = thresholds_of(subscription, settings)
    snooze = subscription.snoozed.until if subscription.snoozed else None
    wakes = snooze if snooze is not None and snooze > now else None
    kept_back = kept_back or holds.over(subscription.snoozed, now)
    morning = holds.end_of_quiet(settings, now) if kept_back else None
    moments = (wakes, morning, next_of(state, thresholds, now))
    return min((at for at in moments if at is not None), default=None)
