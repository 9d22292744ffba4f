"""A target's state and one check → its next state, and what happened. Pure.

Law: the same state and facts give the same events; nothing new, no event. What a check could not see stays as it was:
an unreachable server neither recovers nor expires anything, and the certificate seen last goes on towards its end.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from core.model.renewal import Window
from core.model.watch import Facts
from core.model.watch_state import Event, Kind, Lately, TargetState
from core.watching import certificates, problems, reach, schedule
from core.watching.news import News
from core.watching.renewals import heard, hurried, wish
from core.words.certificate_time import span

MOST_LATELY: Final = 8


def advance(state: TargetState, facts: Facts, now: datetime) -> tuple[TargetState, tuple[Event, ...]]:
    """One check, done at ``now``. The new state has the time of the next one."""
    state, news = _seen(state, now)
    if facts.reached:
        state, more = _reached(state, facts, now)
    else:
        state, more = reach.missed(state, facts, now)
    state, passed = _moment(state, now)
    state = replace(state, checked_at=now, missed="", next_due=schedule.next_due(state, now))
    return _numbered(state, (*news, *more, *passed), now)


def overlook(state: TargetState, now: datetime) -> tuple[TargetState, tuple[Event, ...]]:
    """No check came: said once, when it is too long ago (`schedule.overlooked`); else nothing changes."""
    if not schedule.overlooked(state, now):
        return state, ()
    since = schedule.seen_last(state)
    doubt = "what is said here may be out of date" if state.checked_at else "nothing is known of it"
    line = f"Not checked for {span(now - since)}: {doubt}"
    return _numbered(replace(state, unchecked_since=since), (News(Kind.UNCHECKED, (line,), since),), now)


def learn(state: TargetState, said: Window, sha256: str, now: datetime) -> tuple[TargetState, tuple[Event, ...]]:
    """What the issuer said of the certificate ``sha256``. Another one is served by now, or nothing new: no change."""
    leaf = state.facts.leaf if state.facts else None
    if leaf is None or leaf.sha256 != sha256:
        return state, ()
    renewal = heard(state.renewal, leaf, said, now)
    if renewal == state.renewal:
        return state, ()
    learnt = replace(state, renewal=renewal)
    if not hurried(learnt) or hurried(state):
        return _numbered(learnt, (News(Kind.MOMENT),), now)  # the next moment is another one now
    looked_into = replace(learnt, full_due=now, next_due=min(state.next_due, now))
    return _numbered(looked_into, (News(Kind.EARLY, (wish(renewal),)),), now)


def _seen(state: TargetState, now: datetime) -> tuple[TargetState, tuple[News, ...]]:
    since = state.unchecked_since
    if since is None:
        return state, ()
    line = f"Checked again after {span(now - since)}"
    return replace(state, unchecked_since=None), (News(Kind.CHECKED, (line,), since),)


def _reached(state: TargetState, facts: Facts, now: datetime) -> tuple[TargetState, tuple[News, ...]]:
    state, back = reach.answered(state, now)
    unanswered = state.unanswered
    state, facts = problems.settle(state, facts, now)
    state, changed = certificates.follow(state, facts, now)
    state, found = problems.compare(state, facts, unanswered, now)
    first = (News(Kind.CHECKED, ("Checked for the first time",)),) if state.facts is None and not found else ()
    if state.renewal is not None and (facts.leaf is None or facts.leaf.sha256 != state.renewal.sha256):
        state = replace(state, renewal=None)  # it was another certificate's
    news = (*back, *found, *changed, *first)
    moved = (News(Kind.MOMENT),) if not news and _chain_moved(state.facts, facts) else ()
    kept = replace(facts, undetermined=()) if facts.undetermined else facts  # the next check asks for itself
    return replace(state, facts=kept), (*news, *moved)


def _chain_moved(before: Facts | None, facts: Facts) -> bool:
    """Whether the same certificate comes with a chain of another end, so that there are other points in time now."""
    return before is not None and before.leaf == facts.leaf and before.earliest != facts.earliest


def _moment(state: TargetState, now: datetime) -> tuple[TargetState, tuple[News, ...]]:
    """Time has something to say. The moment after that is set by whoever knows the subscriptions."""
    if state.next_moment is None or now < state.next_moment:
        return state, ()
    return replace(state, next_moment=None), (News(Kind.MOMENT),)


def _numbered(state: TargetState, news: Iterable[News], now: datetime) -> tuple[TargetState, tuple[Event, ...]]:
    events = tuple(
        Event(
            key=state.key,
            seq=state.seq + number,
            kind=said.kind,
            at=now,
            lines=said.lines,
            since=said.since,
            problems=said.problems,
        )
        for number, said in enumerate(news, 1)
    )
    if not events:
        return state, ()
    told = tuple(Lately(now, event.kind, event.lines[0]) for event in events if event.lines)
    return replace(state, seq=state.seq + len(events), lately=(*state.lately, *told)[-MOST_LATELY:]), events
