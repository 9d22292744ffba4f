"""The end of a watch, told by the alert that stands: its message is edited once, on the way that alerts take.

Law: the parcel is written in the transaction that ends the watch, so it is there when the watch is gone and only then.
It knows by itself where the message stands, as the incident is gone too. Where that is not known yet, because a
delivery is under way, whoever delivers the message says so; where it never came, there is nothing to edit.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.model.job import Posted
from core.model.watch_state import Form, Incident, Parcel
from core.render.slack_parting import parted
from core.table import Write
from core.watch_ports import Desk
from core.watching import keys
from core.watching.records import later, order, parcel_put
from core.watching.shelf import walk_readable


def parting(desk: Desk, incident: Incident, by: str) -> Sequence[Write]:
    """What is to be written when ``by`` ends a watch; nothing where no alert of its own stands."""
    if incident.opened_at is None or incident.crowd is not None:
        return ()
    now = desk.clock.now()
    at, key = later(now, incident.spoke_at), incident.key
    parcel = Parcel(
        id=f"{key}#{at.isoformat()}#last", place=incident.place, form=Form.LAST, message=parted(key, by, now), key=key,
        order=order(at), created_at=at, posted=incident.posted,
    )  # fmt: skip
    return (parcel_put(parcel, 0),)


def waited_for(desk: Desk, parent: Parcel, posted: Posted) -> Sequence[Write]:
    """The partings that did not know yet that this parent stands there."""
    found = walk_readable(desk, keys.parcels(parent.place), Parcel)
    mine = (it for it in found if it.value.form is Form.LAST and it.value.key == parent.key)
    return [parcel_put(replace(it.value, posted=posted), it.version) for it in mine if it.value.posted != posted]
