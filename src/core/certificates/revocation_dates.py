"""Is an answer about revocation current? RFC 5280 sections 5.1.2.4 and 5.1.2.5, RFC 6960 section 4.2.2.1.

Seconds are what the formats have: the second named as nextUpdate is still good. A little of the future is forgiven, as
clocks of CAs and ours differ.
"""

from datetime import datetime, timedelta

from core.model.revocation import Doubt

TOLERANCE = timedelta(minutes=5)


def doubt_at(at: datetime, this_update: datetime, next_update: datetime | None) -> Doubt | None:
    """Why an answer with these dates says nothing at ``at``, or None. Without nextUpdate it has no end."""
    if this_update > at + TOLERANCE:
        return Doubt.NOT_YET
    if next_update is not None and at.replace(microsecond=0) > next_update:
        return Doubt.STALE
    return None
