"""Problems from check to check: what is new, what is over, what only comes and goes. Pure.

Law: over is what was asked and not found; what was not answered stands as before. What no check could answer until now
is no change when it is found. What depends on the way there is seen twice before it counts.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.model.finding import Severity
from core.model.watch import Facts, Problem
from core.model.watch_state import Kind, TargetState
from core.watching.news import News
from core.watching.reach import CONFIRM
from core.words.certificate_time import span

# Time alone brings these; reminders tell them, each once a certificate.
BY_TIME: Final = frozenset({"cert-expired", "cert-expiring-soon"})
# What one lost packet, one resolver or one of several machines can bring about.
UNSTEADY: Final = frozenset(
    {
        "address-partial",
        "alert-internal-error",
        "answers-vary",
        "closed-after-handshake",
        "closed-after-hello",
        "closed-mid-handshake",
        "closed-on-connect",
        "corrupt-record",
        "dns-no-address",
        "dns-nxdomain",
        "dns-servfail",
        "dns-timeout",
        "dnssec-broken",
        "ipv6-broken",
        "mtu-blackhole",
        "net-unreachable",
        "rate-limited",
        "reset-after-hello",
        "silent-after-hello",
        "slow-handshake",
        "sni-filtered",
        "stalled-mid-handshake",
        "tcp-refused",
        "tcp-timeout",
    }
)
_OLD: Final = frozenset({"SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1"})
GRAVITY: Final = tuple(Severity)


def graver(one: Severity, other: Severity) -> bool:
    return GRAVITY.index(one) < GRAVITY.index(other)


def broken(facts: Facts | None) -> tuple[Problem, ...]:
    return tuple(p for p in facts.problems if p.severity is Severity.BROKEN) if facts else ()


def settle(state: TargetState, facts: Facts, now: datetime) -> tuple[TargetState, Facts]:
    """The facts with what this check could not tell taken over from the last ones, and without what has to be seen
    twice; the state remembers that.
    """
    before = state.facts
    merged = _carried(before, facts) if before else facts
    known = {p.code for p in before.problems} if before else set()
    doubtful = tuple(p.code for p in merged.problems if p.code in UNSTEADY and p.code not in known)
    doubtful += tuple(c for c in state.pending if c in facts.undetermined and c not in doubtful)
    age = now - state.pending_since if state.pending_since else timedelta()
    confirmed = [p.code for p in merged.problems if age >= CONFIRM and p.code in state.pending]
    waiting = tuple(code for code in doubtful if code not in confirmed)
    if waiting:
        merged = replace(merged, problems=tuple(p for p in merged.problems if p.code not in waiting))
    same = set(waiting) <= set(state.pending) and timedelta() <= age
    since = (state.pending_since if same else now) if waiting else None
    unanswered = facts.undetermined if before is None else _still(state.unanswered, facts.undetermined)
    if (waiting, since, unanswered) != (state.pending, state.pending_since, state.unanswered):
        state = replace(state, pending=waiting, pending_since=since, unanswered=unanswered)
    return state, merged


def _still(unanswered: tuple[str, ...], undetermined: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in unanswered if code in undetermined) if unanswered else ()


def _carried(before: Facts, now: Facts) -> Facts:
    found = {p.code for p in now.problems}
    kept = tuple(p for p in before.problems if p.code in now.undetermined and p.code not in found)
    merged = now
    if kept:
        merged = replace(merged, problems=tuple(sorted((*now.problems, *kept), key=_by_gravity)))
    if now.leaf is None and before.leaf is not None:
        merged = replace(
            merged, leaf=before.leaf, others=before.others, serving=before.serving, earliest=before.earliest
        )
    if (now.versions is None and before.versions) or (now.letter is None and before.letter):
        merged = replace(merged, versions=now.versions or before.versions, letter=now.letter or before.letter)
    return merged


def _by_gravity(problem: Problem) -> int:
    return GRAVITY.index(problem.severity)


def compare(
    state: TargetState, facts: Facts, unanswered: tuple[str, ...], now: datetime
) -> tuple[TargetState, tuple[News, ...]]:
    """What the settled ``facts`` change against those of the state; ``unanswered``: codes that no check had answered
    before. The first facts are the baseline: only what is broken is news then.
    """
    before = state.facts
    if before is not None and before.problems == facts.problems and before.versions == facts.versions:
        return state, ()
    was, has = broken(before), broken(facts)
    news = [*_broken(was, has, state, now)]
    if before is not None:
        news += _milder(before, facts, unanswered)
    since = (state.broken_since or now) if has else None
    return (replace(state, broken_since=since) if since != state.broken_since else state), tuple(news)


def _broken(was: tuple[Problem, ...], has: tuple[Problem, ...], state: TargetState, now: datetime) -> Iterable[News]:
    old, new = {p.code for p in was}, {p.code for p in has}
    appeared = tuple(p for p in has if p.code not in old)
    gone = tuple(p for p in was if p.code not in new)
    if appeared:
        yield News(Kind.WORSE if was else Kind.BROKE, _headlines(appeared), problems=appeared)
    if gone and has:
        yield News(Kind.EASED, _no_longer(gone), state.broken_since, gone)
    elif gone:
        lasted = f"Works again after {span(now - (state.broken_since or now))}"
        yield News(Kind.RECOVERED, (lasted, *_no_longer(gone)), state.broken_since, gone)


def _milder(before: Facts, facts: Facts, unanswered: tuple[str, ...]) -> Iterable[News]:
    old = {p.code: p.severity for p in before.problems}
    codes = {p.code for p in facts.problems}
    appeared = tuple(
        p
        for p in facts.problems
        if p.severity is not Severity.BROKEN
        and p.code not in BY_TIME
        and (graver(p.severity, old[p.code]) if p.code in old else p.code not in unanswered)
    )
    gone = tuple(
        p
        for p in before.problems
        if p.severity is not Severity.BROKEN and p.code not in codes and p.code not in BY_TIME
    )
    lines = (*_headlines(appeared), *_less(before, facts))
    if lines:
        yield News(Kind.DEGRADED, lines, problems=appeared)
    if gone:
        yield News(Kind.EASED, _no_longer(gone), problems=gone)


def _less(before: Facts, facts: Facts) -> Iterable[str]:
    if before.versions is None or facts.versions is None:
        return
    yield from (f"{name} is spoken now" for name in facts.versions if name in _OLD and name not in before.versions)
    lost = (name for name in before.versions if name not in _OLD and name not in facts.versions)
    yield from (f"{name} is no longer spoken" for name in lost)


def _headlines(problems: tuple[Problem, ...]) -> tuple[str, ...]:
    return tuple(p.headline for p in problems)


def _no_longer(problems: tuple[Problem, ...]) -> tuple[str, ...]:
    return tuple(f"No longer found: {p.code}" for p in problems)
