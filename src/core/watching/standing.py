"""What is so at a target just now, for one subscription: the one place where alerts and digest read it. Pure.

Law: a function of what is stored and of the instant, never of how it came about; so a lost or doubled event changes
nothing. Of an unreachable target all that was known still stands.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from core.model.finding import Severity
from core.model.watch import Facts, Settings, Subscription, Threshold
from core.model.watch_say import Look, Standing
from core.model.watch_state import Stage, TargetState, Told
from core.watching.problems import BY_TIME, GRAVITY
from core.watching.reminders import ORDER, Course, expected_by, lifetime, moment_after, stage_of
from core.watching.renewals import between, hurried, wish
from core.words.certificate_time import span

EXPIRY: Final = "expiry"
UNREACHABLE: Final = "unreachable"
UNCHECKED: Final = "unchecked"
ROLLOUT: Final = "roll-out"
EARLY: Final = "early-renewal"
STUCK: Final = timedelta(days=1)  # a roll-out that takes longer has probably left a node out
PAST: Final = frozenset({Stage.EXPIRED, Stage.LONG_EXPIRED})
_SEVERE: Final = frozenset({Stage.URGENT, *PAST})


def thresholds_of(subscription: Subscription, settings: Settings) -> tuple[Threshold, ...]:
    return subscription.thresholds or settings.thresholds


def standing(state: TargetState, thresholds: tuple[Threshold, ...], now: datetime) -> tuple[Standing, ...]:
    """Everything that is not as it should be, worst first."""
    found = [*_reach(state), *_problems(state), *_expiry(state, thresholds, now)]
    found += [*_moving(state, now), *_wished(state, now)]
    return tuple(sorted(found, key=lambda item: GRAVITY.index(item.severity)))


def ends_at(facts: Facts | None) -> datetime | None:
    """When the certificate that is served, or the chain above it, ends."""
    if facts is None or facts.leaf is None:
        return None
    return min(facts.leaf.not_after, facts.earliest or facts.leaf.not_after)


def look_of(items: tuple[Standing, ...]) -> Look:
    """The whole in a word."""
    codes = {item.code for item in items}
    stages = {told.stage for item in items for told in item.told}
    if any(i.severity is Severity.BROKEN and i.code not in (EXPIRY, UNREACHABLE) for i in items):
        return Look.BROKEN
    if UNREACHABLE in codes:
        return Look.UNREACHABLE
    if stages & PAST:
        return Look.EXPIRED
    if stages:
        return Look.OVERDUE if stages == {Stage.OVERDUE} else Look.EXPIRING
    if EARLY in codes:
        return Look.OVERDUE
    if codes == {UNCHECKED}:
        return Look.UNCHECKED
    return Look.AT_RISK if items else Look.FINE


def next_of(state: TargetState, thresholds: tuple[Threshold, ...], now: datetime) -> datetime | None:
    """The first instant after ``now`` at which time alone changes what stands."""
    moments = [at for course in courses(state, thresholds) if (at := moment_after(course, now))]
    if state.rollout_since is not None and state.rollout_since + STUCK > now:
        moments.append(state.rollout_since + STUCK)
    if state.renewal is not None and state.renewal.start > now:
        moments.append(state.renewal.start)
    return min(moments, default=None)


def courses(state: TargetState, thresholds: tuple[Threshold, ...]) -> tuple[Course, ...]:
    """One for each certificate that is served; that of most addresses first."""
    facts = state.facts
    if facts is None or facts.leaf is None:
        return ()
    by = state.renewal.end if state.renewal else None
    first = Course(leaf=facts.leaf, thresholds=thresholds, earliest=facts.earliest, renew_by=by, habit=state.habit)
    return (first, *(Course(leaf=leaf, thresholds=thresholds, habit=state.habit) for leaf in facts.others))


def _reach(state: TargetState) -> Iterator[Standing]:
    since = state.unreachable_since
    if since is not None:
        because = state.unreachable_because
        yield Standing(UNREACHABLE, Severity.BROKEN, f"It cannot be reached: {because}", since)
    if state.unchecked_since is not None:
        because = f": {state.missed}" if state.missed else ""
        said = f"Not checked since {state.unchecked_since:%Y-%m-%d %H:%M} UTC{because}"
        yield Standing(UNCHECKED, Severity.AT_RISK, said, state.unchecked_since)


def _problems(state: TargetState) -> Iterator[Standing]:
    """What the certificate's dates bring about is told by `_expiry`."""
    if state.facts is None:
        return
    for problem in state.facts.problems:
        if state.facts.leaf is None or problem.code not in BY_TIME:
            since = state.broken_since if problem.severity is Severity.BROKEN else None
            yield Standing(problem.code, problem.severity, problem.headline, since)


def _expiry(state: TargetState, thresholds: tuple[Threshold, ...], now: datetime) -> Iterator[Standing]:
    """All certificates together. One that is being replaced (a later one is served too) is told when it is urgent."""
    ways = courses(state, thresholds)
    newest = max((way.leaf.not_after for way in ways), default=None)
    found: list[tuple[Told, str]] = []
    for way in ways:
        told = stage_of(way, now)
        if told and (told.stage in _SEVERE or way.leaf.not_after == newest):
            found.append((told, _sentence(way, told, state, now)))
    if not found:
        return
    found.sort(key=lambda pair: ORDER.index(pair[0].stage), reverse=True)
    past = any(told.stage in PAST for told, _ in found)
    severity = Severity.BROKEN if past else Severity.AT_RISK
    yield Standing(EXPIRY, severity, found[0][1], None, tuple(told for told, _ in found))


def _sentence(way: Course, told: Told, state: TargetState, now: datetime) -> str:
    what = "A certificate of the chain" if way.end < way.leaf.not_after else "The certificate"
    if state.unreachable_since is not None and state.facts is not None:
        what += f" seen last, on {state.facts.checked_at:%Y-%m-%d},"
    if told.stage in PAST:
        return f"{what} expired {span(now - way.end)} ago"
    left = way.end - now
    share = f"{span(left)} left, {max(0, round(100 * (left / lifetime(way.leaf))))} % of its life"
    if told.stage is Stage.OVERDUE:
        by = expected_by(way.leaf, way.renew_by, way.habit)
        wished = f"; its issuer asked for that {between(state.renewal)}" if state.renewal and way.renew_by else ""
        return f"{what} should have been renewed by {by:%Y-%m-%d}: {share}{wished}"
    return f"{what} expires in {share.replace(' left', '', 1)} left"


def _moving(state: TargetState, now: datetime) -> Iterator[Standing]:
    since = state.rollout_since
    if since is not None:
        long = now - since >= STUCK
        said = f"{len(state.rollout)} certificates are served side by side, for {span(now - since)}"
        yield Standing(ROLLOUT, Severity.AT_RISK if long else Severity.ADVICE, said, since)


def _wished(state: TargetState, now: datetime) -> Iterator[Standing]:
    """The issuer moved the window of renewal to earlier, and it is open or over."""
    renewal = state.renewal
    if renewal is not None and renewal.start <= now and hurried(state):
        yield Standing(EARLY, Severity.AT_RISK, wish(renewal), link=renewal.why)
