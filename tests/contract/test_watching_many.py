"""Many watches in few transactions, on every engine: what one machine and the cloud answer is the same."""

from core.model.target_text import parse_target
from core.model.watch import Hold, Place, Team
from core.table import Table
from core.watch_ports import Desk
from core.watching import keys
from core.watching.channels import mine
from core.watching.subscribing import Held, Wish, entries, hold_all, unwatch_all, watch_all
from core.watching.ticking import hurry
from tests.contract.conftest import Hand
from tests.core.watching.test_together import Letters

OPS = Place(Team("T1", "E1"), "C1")
WISHES = [Wish(parse_target(f"h{number}.example")) for number in range(50)]
KEYS = [keys.target_key(wish.target) for wish in WISHES]
LATER = 1e12


def test_fifty_hosts_from_the_first_watch_to_the_last_unwatch(table: Table, clock: Hand) -> None:
    desk, queue = Desk(table=table, clock=clock, report=print), Letters()
    batch = watch_all(desk, OPS, "U1", WISHES, LATER)
    assert (len(batch.results), batch.left) == (50, ())
    assert hurry(desk, queue, KEYS, LATER) == 50
    assert hurry(desk, queue, KEYS, LATER) == 0

    held = hold_all(desk, OPS, KEYS, Held.SNOOZED, Hold(by="U1", at=clock.now()), LATER)
    assert all(subscription and subscription.snoozed for subscription in held.results)
    assert [entry.subscription.key for entry in entries(desk, OPS)] == sorted(KEYS)
    assert len(mine(desk, OPS.team, "U1")) == 50

    gone = unwatch_all(desk, OPS, KEYS, LATER)
    assert None not in gone.results
    assert entries(desk, OPS) == ()
    assert unwatch_all(desk, OPS, KEYS, LATER).results == (None,) * 50
