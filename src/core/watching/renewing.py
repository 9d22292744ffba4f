"""Asking the issuers of what was just checked when they wish it renewed (RFC 9773), and writing what that changes.

Law: an errand beside the check, after its result is written. A certificate is asked about once for all targets that
serve it, no oftener than its issuer wishes; the answer is kept by certificate, a target is written only when it changes
something there. What fails leaves all as it was.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from core.model.renewal import Answer, Question, Suggested, Unanswered, Window, Wish
from core.model.watch import Leaf
from core.model.watch_state import TargetState
from core.slack_ports import Unavailable
from core.watch_ports import Ask, Desk
from core.watching import keys
from core.watching.ari import question
from core.watching.records import outbox, state_put
from core.watching.shelf import Plan, put, read, readable, settle
from core.watching.transition import learn

_MOST_S: Final = 8.0
_LEAST_S: Final = 1.0
_KEPT: Final = timedelta(days=30)


async def ask_issuers(desk: Desk, ask: Ask, leaves: Mapping[str, Leaf], until: float) -> tuple[str, ...]:
    """``leaves``: what the targets of these keys serve. The keys of those with something to tell; takes no longer than
    until the monotonic second ``until``.
    """
    now = desk.clock.now()
    asked = {key: about for key, leaf in leaves.items() if (about := question(leaf, now))}
    try:
        wishes = await _wishes(desk, ask, {about.id: about for about in asked.values()}, until)
        said = {key: wish.said for key, about in asked.items() if (wish := wishes.get(about.id)) and wish.said}
        return tuple(key for key, window in said.items() if _learnt(desk, key, window, leaves[key].sha256))
    except Unavailable as error:
        desk.report(f"what issuers wish of {len(asked)} certificates waits for the next check: {error}")
        return ()


async def _wishes(desk: Desk, ask: Ask, questions: Mapping[str, Question], until: float) -> Mapping[str, Wish]:
    """By the id of the question: what was known, and what is known now."""
    if not questions:
        return {}
    now = desk.clock.now()
    records = desk.table.get_many([keys.renewal(name) for name in questions])
    found = {name: readable(desk, record, Wish) for name in questions if (record := records.get(keys.renewal(name)))}
    wishes = {name: held.value for name, held in found.items() if held is not None}
    due = [about for name, about in questions.items() if name not in wishes or wishes[name].again_at <= now]
    seconds = min(_MOST_S, until - desk.clock.monotonic())
    if not due or seconds < _LEAST_S:
        return wishes
    answers = await ask(due, seconds)
    _report(desk, (about for about in due if isinstance(answers.get(about.id), Unanswered)), answers)
    new = {about.id: _after(wishes.get(about.id), answers[about.id], desk) for about in due if about.id in answers}
    for name, wish in new.items():
        desk.table.write([put(keys.renewal(name), wish, None, expires_at=now + _KEPT)])
    return {**wishes, **new}


def _after(before: Wish | None, answer: Answer, desk: Desk) -> Wish:
    """No answer: what was said before stands."""
    again_at = desk.clock.now() + answer.again_in
    match answer:
        case Suggested(window=window):
            return Wish(again_at=again_at, said=window)
        case Unanswered(because=because):
            return Wish(again_at=again_at, said=before.said if before else None, because=because)


def _report(desk: Desk, silent: Iterable[Question], answers: Mapping[str, Answer]) -> None:
    """A line for each CA and reason."""
    reasons = Counter((about.issuer.organisation, _because(answers[about.id])) for about in silent)
    for (who, because), count in reasons.items():
        desk.report(f"{who} did not say when {count} certificates are to be renewed: {because}")


def _because(answer: Answer) -> str:
    return answer.because if isinstance(answer, Unanswered) else ""


def _learnt(desk: Desk, key: str, said: Window, sha256: str) -> bool:
    """Whether there is something to tell."""
    return settle(desk.table, lambda: _learn(desk, key, said, sha256))


def _learn(desk: Desk, key: str, said: Window, sha256: str) -> Plan[bool]:
    held = read(desk.table, keys.state(key), TargetState)
    if held is None or not held.value.watchers:
        return Plan(False)
    now = desk.clock.now()
    state, events = learn(held.value, said, sha256, now)
    if state == held.value:
        return Plan(False)
    return Plan(bool(events), [state_put(state, held.version, now), *outbox(events)])
