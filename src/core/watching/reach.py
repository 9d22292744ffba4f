"""Reachability: the only thing that needs a second look. Pure.

Law: one missed check says nothing. Missed again `CONFIRM` later, a target is unreachable; answering again, it has to do
so for a while, the longer the more outages the last day had, so that a server that comes and goes is no storm. Nothing
that was known before is forgotten meanwhile.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.model.watch import Facts
from core.model.watch_state import Kind, TargetState
from core.watching.news import News
from core.words.certificate_time import span

CONFIRM: Final = timedelta(seconds=60)
_DAY: Final = timedelta(days=1)
_LONGEST_CALM: Final = timedelta(hours=2)
_GROWTH: Final = 5


def calm(outages: int) -> timedelta:
    """For how long a target that had so many outages within a day must answer before it counts as back."""
    growth: int = _GROWTH ** max(0, min(outages, 9) - 1)
    return min(CONFIRM * growth, _LONGEST_CALM)


def missed(state: TargetState, facts: Facts, now: datetime) -> tuple[TargetState, tuple[News, ...]]:
    """A check that saw nothing of TLS."""
    because = next((p.headline for p in facts.problems), "nothing of TLS was seen")
    because = because.removeprefix(f"{state.target} is broken: ")  # the channel reads its name and that above
    if state.unreachable_since is not None:
        return replace(state, back_since=None, unreachable_because=because), ()
    since = state.suspect_since
    if since is None or since > now:
        return replace(state, suspect_since=now), ()
    if now - since < CONFIRM:
        return state, ()
    outages = (*(began for began in state.outages if now - began < _DAY), since)
    lines = [f"It cannot be reached: {because}"]
    if len(outages) > 1:
        lines.append(f"It comes and goes: {len(outages)} outages within a day")
    down = replace(
        state,
        suspect_since=None,
        back_since=None,
        unreachable_since=since,
        unreachable_because=because,
        outages=outages,
    )
    return down, (News(Kind.UNREACHABLE, tuple(lines), since, facts.problems),)


def answered(state: TargetState, now: datetime) -> tuple[TargetState, tuple[News, ...]]:
    """A check that saw TLS."""
    if state.unreachable_since is None:
        return (replace(state, suspect_since=None) if state.suspect_since else state), ()
    back = state.back_since
    if back is None or back > now:
        back = now
    recent = sum(now - began < _DAY for began in state.outages)
    if now - back < calm(recent):
        return replace(state, back_since=back), ()
    since = state.unreachable_since
    up = replace(state, back_since=None, unreachable_since=None, unreachable_because="")
    return up, (News(Kind.REACHABLE, (f"Reachable again after {span(back - since)}",), since),)
