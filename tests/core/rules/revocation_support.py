"""Evidence with revocation data to order: what each address of the certificate answers, and what the server staples."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.examine import examine, statuses_wanted
from core.model.evidence import Evidence
from core.model.observation import Attempt, Depth, Profile
from core.model.revocation import StatusFetched, StatusRequest
from tests.core.rules.certificate_support import CA, DAY, NOW, OWN, ROOT, SECOND, told
from tests.core.rules.support import TARGET, attempt, completed, make_observation
from tests.support.pki import Leaf

CRL_URL, SECOND_CRL_URL, OCSP_URL = "http://ca.test/part1.crl", "http://ca.test/part2.crl", "http://ocsp.ca.test"
PENDING = object()
Reply = bytes | str | object


def judged(
    leaf: Leaf,
    replies: Mapping[str, Reply] | None = None,
    *more: Attempt,
    staple: bytes | None = None,
    now: datetime = NOW,
    at: datetime | None = None,
    depth: Depth = Depth.FULL,
) -> Evidence:
    """``replies`` by URL: bytes as fetched, a clause why not, or PENDING. None: nothing is asked."""
    full = attempt(completed(leaf.sent_ders, staple=staple))
    seen = replace(make_observation(full, *more, target=TARGET), observed_at=now, depth=depth)
    for _ in range(3 if replies is not None else 0):
        wanted = statuses_wanted(seen, OWN, now)
        came = tuple(_fetched(request, (replies or {})[request.url]) for request in wanted)
        seen = replace(seen, statuses=(*seen.statuses, *came))
    return examine(seen, OWN, at)


def _fetched(request: StatusRequest, reply: Reply) -> StatusFetched:
    match reply:
        case bytes():
            return StatusFetched(request=request, body=reply)
        case str():
            return StatusFetched(request=request, failure=reply)
        case _:
            return StatusFetched(request=request, failure="no complete answer within 1.5 s", pending=True)


def again(leaf: Leaf, staple: bytes | None = None) -> Attempt:
    """Another handshake with the same certificate."""
    return attempt(completed(leaf.sent_ders, staple=staple), Profile.FULL_AGAIN)


__all__ = ["CA", "DAY", "NOW", "ROOT", "SECOND", "again", "judged", "told"]
