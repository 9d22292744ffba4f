"""What an issuer's wish for renewal (RFC 9773) means for a certificate. Pure; how it is asked is `core.watching.ari`.

Law: what was said before stands until another answer comes. A window that is over stays where it ended, however often
the issuer says "now" anew; so a certificate that it asked for once stays asked for until it is replaced.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.model.renewal import Renewal, Window
from core.model.watch import Leaf
from core.model.watch_state import TargetState
from core.watching.reminders import lifetime

_HOUR: Final = timedelta(hours=1)


def heard(before: Renewal | None, leaf: Leaf, said: Window, now: datetime) -> Renewal:
    """What is known after an answer about ``leaf``. The same when nothing moved by an hour or more."""
    known = before if before is not None and before.sha256 == leaf.sha256 else None
    if known is None:
        usual = said.end
        if said.end <= now and said.end < leaf.not_before + lifetime(leaf) * 2 / 5:
            usual = leaf.not_before + lifetime(leaf) / 2  # no client renews a young certificate by itself
        return Renewal(sha256=leaf.sha256, start=said.start, end=said.end, usual=usual, why=said.why)
    over = known.end <= now and said.end <= now
    if over or (abs(said.start - known.start) < _HOUR and abs(said.end - known.end) < _HOUR):
        return replace(known, why=said.why or known.why)
    new = replace(known, start=said.start, end=said.end, why=said.why)
    return new if moved(new, leaf) else replace(new, usual=said.end)


def moved(renewal: Renewal, leaf: Leaf) -> bool:
    """Whether the issuer wants this certificate renewed earlier than it used to say."""
    return renewal.end < renewal.usual - max(lifetime(leaf) / 30, _HOUR)


def hurried(state: TargetState) -> bool:
    """Whether that is so of the certificate that is served now."""
    leaf = state.facts.leaf if state.facts else None
    return leaf is not None and state.renewal is not None and moved(state.renewal, leaf)


def wish(renewal: Renewal) -> str:
    """A sentence: what it asks for, and what that usually means."""
    return (
        f"The issuer asks for an early renewal of this certificate, {between(renewal)}, not as late as "
        f"{renewal.usual:%Y-%m-%d}: CAs do so ahead of a revocation, or to spread load. Renew now"
    )


def between(renewal: Renewal) -> str:
    """A clause."""
    return f"between {renewal.start:%Y-%m-%d %H:%M} and {renewal.end:%Y-%m-%d %H:%M} UTC"
