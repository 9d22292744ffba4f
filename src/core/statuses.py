"""Asking for revocation data, off the way of the check: as much as a slice of time allows, the rest later.

What only lacked time is marked pending and named in `still_looking`; `without_pending` says that nobody goes on, and
then it counts as not had.
"""

from dataclasses import replace

from core.examine import statuses_wanted
from core.model.observation import Depth, Observation
from core.model.revocation import StatusFetched, StatusRequest
from core.model.trust import TrustStores
from core.ports import Clock, StatusSource

_ROUNDS = 3  # the responder, then the list it names, then the list's second address


async def ask_statuses(
    seen: Observation, source: StatusSource, stores: TrustStores, clock: Clock, deadline: float
) -> Observation:
    """The observation with what could be learnt by the monotonic second ``deadline``; pending ones are asked anew."""
    if seen.depth is Depth.QUICK:
        return seen
    seen = replace(seen, statuses=tuple(s for s in seen.statuses if not s.pending))
    for _ in range(_ROUNDS):
        wanted = statuses_wanted(seen, stores, seen.observed_at)
        if not wanted:
            break
        late = clock.monotonic() >= deadline
        came = tuple(map(_no_time, wanted)) if late else await source.fetch(wanted, deadline)
        seen = replace(seen, statuses=(*seen.statuses, *came))
        if late:
            break
    return seen


def without_pending(seen: Observation) -> Observation:
    """Nobody goes on looking: what lacked time was not had."""
    return replace(seen, statuses=tuple(replace(s, pending=False) for s in seen.statuses))


def still_looking(seen: Observation) -> tuple[str, ...]:
    """What is being looked for while the report is already there: words for a list."""
    return tuple(dict.fromkeys(f"{s.request.source.value} at {s.request.url}" for s in seen.statuses if s.pending))


def _no_time(request: StatusRequest) -> StatusFetched:
    return StatusFetched(request=request, failure="our time was up before it could be asked", pending=True)
