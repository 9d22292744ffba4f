"""A server that is kept broken on purpose and must be found broken: the proof that breakage is still seen.

Law: it is checked once in `EVERY` by all sweepers together, and tells no channel anything of its own. Not reached
proves nothing, neither way. While it is found fine, digests say that what they say may be wrong.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.model.observation import Depth
from core.model.target import Target
from core.watch_ports import Check, Desk, Missed
from core.watching import keys
from core.watching.facts import facts_of
from core.watching.problems import broken
from core.watching.proof import Proof
from core.watching.shelf import Plan, put, read, settle

EVERY: Final = timedelta(minutes=15)
_KEPT: Final = timedelta(days=1)  # a canary that was taken away is forgotten
_LEAST_S, _MOST_S = 8.0, 12.0


async def prove(desk: Desk, check: Check, canary: Target, until: float) -> bool | None:
    """Whether it was found broken. None: not its turn, no time for it, or not reached. May raise `Unavailable`."""
    if until - desk.clock.monotonic() < _LEAST_S or not settle(desk.table, lambda: _begin(desk, canary)):
        return None
    seconds = min(_MOST_S, until - desk.clock.monotonic() - 1.0)
    (report,) = await check([canary], Depth.QUICK, seconds)
    facts = None if isinstance(report, Missed) else facts_of(report)
    if facts is None or not facts.reached:
        desk.report(f"{canary}, which must be found broken, was not reached: that proves nothing")
        return None
    seen = bool(broken(facts))
    settle(desk.table, lambda: _end(desk, canary, seen=seen))
    if not seen:
        desk.report(f"{canary}, which must be found broken, was found fine: breakage may go unseen")
    return seen


def _begin(desk: Desk, canary: Target) -> Plan[bool]:
    """Whoever writes that it is tried, tries it."""
    held, now = read(desk.table, keys.proof(), Proof), desk.clock.now()
    if held is not None and timedelta() <= now - held.value.tried_at < EVERY:
        return Plan(False)
    same = held is not None and held.value.target == str(canary)
    blind = held.value.blind_since if held and same else None
    proof = Proof(target=str(canary), tried_at=now, blind_since=blind)
    return Plan(True, [put(keys.proof(), proof, held.version if held else 0, expires_at=now + _KEPT)])


def _end(desk: Desk, canary: Target, *, seen: bool) -> Plan[None]:
    held, now = read(desk.table, keys.proof(), Proof), desk.clock.now()
    if held is None or held.value.target != str(canary):
        return Plan(None)
    blind = None if seen else held.value.blind_since or now
    if blind == held.value.blind_since:
        return Plan(None)
    return Plan(None, [put(keys.proof(), replace(held.value, blind_since=blind), held.version, expires_at=now + _KEPT)])
