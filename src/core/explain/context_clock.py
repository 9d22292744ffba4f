"""Certificate dates against the clocks that a text shows: the wrong one of the two is named."""

from datetime import datetime, timedelta

from core.explain.context import TRUST, Nudge, Reading, nudge
from core.explain.instants import stated, written
from core.model.explanation import Side

_DATES = frozenset({"cert-expired", "cert-not-yet-valid", "client-clock-wrong", "client-cert-rejected"})
_FAR = timedelta(days=400)  # longer than a public certificate lives
_PROSE = (
    r"(?:cmos|bios) (?:battery|clock|date)|battery (?:was |is )?(?:dead|empty|replaced|pulled)|no rtc|without "
    r"(?:an? )?(?:rtc|ntp)|ntp (?:is )?(?:not|off|fail)|"
    r"raspberry|date(?: and time)? (?:is|was|were) (?:wrong|reset|off)|(?:wrong|incorrect) (?:system )?(?:date|"
    r"time|clock)|after (?:a )?(?:reset|power (?:loss|cut|outage))|1970|"
    r"your (?:computer's |device's )?clock is (?:ahead|behind)|dual[- ]boot"
)


def clock(reading: Reading) -> tuple[Nudge, ...]:
    """A clock that is far off explains both verdicts."""
    if reading.first in TRUST and reading.side is not Side.SERVER:
        return _long_ago(reading)
    if reading.first not in _DATES:
        return ()
    seen = _seen(reading)
    far = seen and _far(reading, seen)
    if seen and far:
        return (Nudge("client-clock-wrong", 0.97, f"the text is dated {seen:%Y-%m-%d}: {far}"),)
    return nudge("client-clock-wrong", 0.96, reading.shows(_PROSE), "a clock that is wrong explains the dates")


def _long_ago(reading: Reading) -> tuple[Nudge, ...]:
    """A machine that starts without a clock trusts nothing, and often does not say why."""
    seen = _seen(reading) if reading.now else None
    if not seen or seen.year > 2001:
        return ()
    return (Nudge("client-clock-wrong", 0.95, f"the text is dated {seen:%Y-%m-%d}: no certificate was valid then"),)


def _seen(reading: Reading) -> datetime | None:
    current = stated(reading.text, r"current time") or stated(
        reading.text, r"clock is set to|local time|system (?:time|date|clock)"
    )
    return current[0] if current else written(reading.text)


def _far(reading: Reading, seen: datetime) -> str:
    """Why the clock at ``seen`` is wrong; "" when it may be right."""
    starts = stated(reading.text, r"not ?before|is before|start date|activated|valid from")
    ends = stated(reading.text, r"not ?after|is after|expire date|expires(?: on)?|valid (?:until|to)")
    if reading.now and seen > reading.now + timedelta(days=3):
        return "that day has not come yet"
    if starts and seen < min(starts) - _FAR:
        return f"the certificate begins at {min(starts):%Y-%m-%d}"
    if ends and seen > max(ends) + 4 * _FAR:
        return f"the certificate ended at {max(ends):%Y-%m-%d}"
    if "cert-not-yet-valid" in reading.causes[:2] and reading.first != "cert-expired":
        old = reading.now and seen < reading.now - 2 * _FAR
        return "certificates of today begin later" if old or seen.year < 2018 else ""
    return ""


def stale_staple(reading: Reading) -> tuple[Nudge, ...]:
    """An OCSP response whose next update lies behind the day that the text names, or the caller's."""
    updates = stated(reading.text, r"next update")
    today = stated(reading.text, r"today is|date:") or ((reading.now,) if reading.now else ())
    if updates and today and max(updates) < today[0] and "ocsp" in reading.text.lower():
        return (Nudge("staple-expired", 0.95, f"the OCSP response ran out on {max(updates):%Y-%m-%d}"),)
    return ()


RULES = (clock, stale_staple)
