"""What may be acknowledged: something that stands. Of a healthy host there is nothing to take in hand, and a hold on it
would keep back the reminders that are still to come.
"""

from collections.abc import Sequence

from core.command_text import target_text
from core.model.command import Invalid
from core.model.target import Target
from core.model.watch import Place, Subscription
from core.watch_ports import Desk
from core.watching import keys
from core.watching.channels import settings_of
from core.watching.incidents import counted_now
from core.watching.shelf import kept
from core.watching.subscribing import entries_of

NOTHING_STANDS = "Nothing stands there to be acknowledged"
_NAMED = 5


def idle(desk: Desk, place: Place, targets: Sequence[Target]) -> tuple[Target, ...]:
    """Those that are watched here and have nothing that stands. May raise `Unavailable`, `Undecodable`."""
    found = desk.table.get_many([keys.subscription(place, keys.target_key(target)) for target in targets])
    held = [kept(record, Subscription).value for record in found.values()]
    settings, now = settings_of(desk, place), desk.clock.now()
    fine = {
        entry.subscription.key
        for entry in entries_of(desk, place, held)
        if not counted_now(entry.subscription, settings, entry.state, entry.incident, now)
    }
    return tuple(target for target in targets if keys.target_key(target) in fine)


def refusal(fine: Sequence[Target]) -> Invalid:
    """With what they may mean."""
    first, *_ = names = [target_text(target) for target in fine]
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return Invalid(
        f"{NOTHING_STANDS}: {', '.join(names[:_NAMED])}{rest}. To be silent about a host for a while, snooze it.",
        f"/tlscheck snooze {first} 7d",
    )
