"""What keeps a channel from being told: severities, quiet hours, a snooze, an acknowledgement. Pure.

Law: a hold ends by itself when its certificate is no longer served, or when nothing is wrong any more; a snooze also at
its time, and what still stands is then told again. An acknowledgement does not keep back what breaks later; nothing
keeps back that a certificate expired: it is what the reminders that somebody silenced were about.
"""

from datetime import datetime

from core.model.finding import Severity
from core.model.watch import Hold, Settings, Subscription
from core.model.watch_say import Standing
from core.model.watch_state import Stage, TargetState
from core.watching import local_time
from core.watching.certificates import fingerprints
from core.watching.problems import graver


def holds_still(hold: Hold | None, state: TargetState, stands: tuple[Standing, ...]) -> bool:
    """Whether the matter that it was meant for is still there; time is not looked at."""
    if hold is None:
        return False
    if hold.sha256 is None:
        return bool(stands)
    seen = {*fingerprints(state.facts), *(state.rollout if state.rollout_since else ())}
    return not seen or hold.sha256 in seen


def over(snooze: Hold | None, now: datetime) -> bool:
    """The time of the snooze has come."""
    return snooze is not None and snooze.until is not None and snooze.until <= now


def quiet(settings: Settings, now: datetime) -> bool:
    return local_time.within(settings.zone, settings.quiet, now)


def too_mild(item: Standing, settings: Settings) -> bool:
    """Never told at once in this channel."""
    return graver(settings.least, item.severity)


def hushed(item: Standing, subscription: Subscription, settings: Settings, now: datetime) -> bool:
    """Not told just now."""
    if too_mild(item, settings):
        return True
    if subscription.snoozed is not None:
        return all(told.stage is not Stage.EXPIRED for told in item.told)
    grave = item.severity is Severity.BROKEN
    if subscription.acknowledged is not None:
        known = any(told.stage is Stage.LONG_EXPIRED for told in item.told)
        return not grave or known
    return quiet(settings, now) and not grave


def end_of_quiet(settings: Settings, now: datetime) -> datetime | None:
    """When the quiet hours that are now end."""
    if settings.quiet is None or not quiet(settings, now):
        return None
    return local_time.next_at(settings.zone, settings.quiet[1], 0, now)
