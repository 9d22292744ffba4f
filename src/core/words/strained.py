"""What the strained hello proves: which thing that a server must bear is too much for it.

Law: one answer to the strained hello clears everything in it. Only a thing that fails alone, beside a plain small hello
that is answered, is blamed; where the plain one fails too, the server is moody and nothing is proved.
"""

from collections.abc import Callable, Iterable, Sequence

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Finding
from core.model.observation import Profile
from core.model.verdict import PASSED, NotApplicable, Undetermined, Verdict, found
from core.words.offers import passes

Hit = tuple[tuple[Endpoint, Profile], ...]


def strained(evidence: Evidence, profiles: Sequence[Profile], make: Callable[[Evidence, Hit], Finding]) -> Verdict:
    """One finding over all endpoints that stumble over one of these."""
    asked = [e for e in evidence.judged if passes(e, Profile.STRAINED) is not None]
    if not asked:
        return NotApplicable("no strained hello was sent: the plain ones fail, or there is no TLS")
    doubtful = [e for e in asked if passes(e, Profile.STRAINED) is False]
    hit = tuple(_stumbles(doubtful, profiles))
    if hit:
        return found(make(evidence, hit))
    if any(passes(e, Profile.SMALL) is not True for e in doubtful):
        return Undetermined("the strained hello fails, and so does, by now, a plain small one")
    if any(passes(e, profile) is None for e in doubtful for profile in profiles):
        return Undetermined("the strained hello fails; what it is about it was not tried to the end")
    return PASSED


def _stumbles(endpoints: Iterable[Endpoint], profiles: Sequence[Profile]) -> Iterable[tuple[Endpoint, Profile]]:
    for endpoint in endpoints:
        if passes(endpoint, Profile.SMALL):
            yield from ((endpoint, profile) for profile in profiles if passes(endpoint, profile) is False)


def endpoints_of(hit: Hit) -> tuple[Endpoint, ...]:
    return tuple(dict.fromkeys(endpoint for endpoint, _ in hit))
