"""A batch of claimed targets: check them side by side, turn each state into the next, keep state and news together.

A quick check first. Where it would be news, or a full one is due, a full check decides, so nothing is told on less than
a second look. No news: one write. News: state, outbox and history are one transaction on condition of the version, so
an errand that comes twice, or two that overlap, say nothing twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from core.model.observation import Depth
from core.model.watch import Facts
from core.model.watch_state import Kind, TargetState
from core.slack_ports import Unavailable
from core.table import Refused
from core.watch_ports import Ask, Check, Desk, Missed, ask_nobody
from core.watching import keys
from core.watching.facts import facts_of
from core.watching.records import outbox, state_put
from core.watching.renewals import hurried
from core.watching.renewing import ask_issuers
from core.watching.shelf import Kept, Plan, read, readable, settle
from core.watching.transition import advance

FULL_EVERY: Final = timedelta(days=7)
FULL_WHEN_HURRIED: Final = timedelta(days=1)  # a revocation may come, which no quick check sees
_NO_FINDING: Final = frozenset({Kind.MOMENT, Kind.CHECKED})
_LEAST_S: Final = 15.0  # for a full check of what would be news
_WRITING_S: Final = 3.0  # kept for what comes after the checks


@dataclass(frozen=True, slots=True)
class Swept:
    """``checked``: targets with a new state. ``news``: keys of those with something to tell. ``failed``: not checked or
    not written; they come due again when their claim runs out.
    """

    checked: int = 0
    news: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


async def sweep(desk: Desk, check: Check, found: Sequence[str], until: float, ask: Ask = ask_nobody) -> Swept:
    """Check the targets of these keys by the monotonic second ``until``. May raise `Unavailable` before any check."""
    held = _claimed(desk, found)
    states = [one.value for one in held.values()]
    full = [state for state in states if state.full_due <= desk.clock.now()]
    quick = [state for state in states if state.full_due > desk.clock.now()]
    came = {**await _look(desk, check, quick, Depth.QUICK, until), **await _look(desk, check, full, Depth.FULL, until)}
    seen = {key: facts for key, facts in came.items() if isinstance(facts, Facts)}
    twice = [state for state in quick if state.key in seen and _is_news(desk, state, seen[state.key])]
    if twice and until - desk.clock.monotonic() >= _LEAST_S:
        full += twice
        better = await _look(desk, check, twice, Depth.FULL, until)
        seen |= {key: facts for key, facts in better.items() if isinstance(facts, Facts)}
    thorough = {state.key for state in full}
    news, failed, checked = [], [state.key for state in states if state.key not in seen], 0
    for key, missed in ((key, one) for key, one in came.items() if isinstance(one, Missed)):
        _note(desk, held[key], missed)
    for key, facts in seen.items():
        try:
            told = settle(desk.table, _recording(desk, held[key], facts, full=key in thorough))
        except (Unavailable, Refused) as error:  # one that can never be written must not cost the others their check
            desk.report(f"{key}: checked, not written: {error}")
            failed.append(key)
            continue
        checked += 1
        news += [key] if told else []
    leaves = {key: facts.leaf for key, facts in seen.items() if facts.leaf is not None and key not in failed}
    news += await ask_issuers(desk, ask, leaves, until - _WRITING_S)
    return Swept(checked, tuple(dict.fromkeys(news)), tuple(failed))


def _claimed(desk: Desk, found: Sequence[str]) -> dict[str, Kept[TargetState]]:
    """Those that are still to be checked, by key: watched, and not checked since they were handed out."""
    records = desk.table.get_many([keys.state(key) for key in dict.fromkeys(found)])
    found_states = (readable(desk, record, TargetState) for record in records.values())
    return {held.value.key: held for held in found_states if held is not None and _to_check(held.value)}


def _to_check(state: TargetState) -> bool:
    checked, claimed = state.checked_at, state.claimed_at
    return state.watchers > 0 and (checked is None or claimed is None or checked < claimed)


async def _look(
    desk: Desk, check: Check, states: Sequence[TargetState], depth: Depth, until: float
) -> dict[str, Facts | Missed]:
    seconds = until - _WRITING_S - desk.clock.monotonic()
    if not states or seconds <= 0:
        return {}
    reports = await check([state.target for state in states], depth, seconds)
    return {
        state.key: report if isinstance(report, Missed) else facts_of(report)
        for state, report in zip(states, reports, strict=True)
    }


def _note(desk: Desk, held: Kept[TargetState], missed: Missed) -> None:
    """Why there is no result, for who is told that it was not checked. It may get lost: nothing else depends on it."""
    if held.value.missed != missed.because:
        noted = replace(held.value, missed=missed.because)
        try:
            desk.table.write([state_put(noted, held.version, desk.clock.now())])
        except Unavailable as error:
            desk.report(f"{held.value.key}: why it was not checked was not written: {error}")


def _is_news(desk: Desk, state: TargetState, facts: Facts) -> bool:
    """Whether a quick check would make something be told. A server that is not reached is confirmed by time instead."""
    _, events = advance(state, facts, desk.clock.now())
    return facts.reached and any(event.kind not in _NO_FINDING for event in events)


def _recording(desk: Desk, held: Kept[TargetState], facts: Facts, *, full: bool) -> Callable[[], Plan[bool]]:
    """What was read before the check is good enough for the first try: the write is on condition of its version."""
    known, key = [held], held.value.key

    def compose() -> Plan[bool]:
        return _record(desk, known.pop() if known else read(desk.table, keys.state(key), TargetState), facts, full=full)

    return compose


def _record(desk: Desk, held: Kept[TargetState] | None, facts: Facts, *, full: bool) -> Plan[bool]:
    """Whether there is something to tell."""
    if held is None or not held.value.watchers:
        return Plan(False)
    was, now = held.value, desk.clock.now()
    if was.checked_at is not None and was.checked_at >= facts.checked_at:
        return Plan(was.seq > 0 and desk.table.get(keys.news(was.key, was.seq)) is not None)  # somebody knows as much
    state, events = advance(was, facts, now)
    state = replace(state, full_due=now + (FULL_WHEN_HURRIED if hurried(state) else FULL_EVERY)) if full else state
    kept = outbox(events, facts.leaf, was.facts.leaf if was.facts else None)
    return Plan(bool(events), [state_put(state, held.version, now), *kept])
