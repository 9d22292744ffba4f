"""Names in place of ids, asked for when something is about to be said; nothing waits long for them.

Law: a name is not kept with the watch: whoever is renamed is called so from the next day on. What is not known is left
out, and shown as an id that says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from core.model.watch import Subscription, Team
from core.model.watch_say import Board, CrowdBoard, CrowdReply, Digest, Reply, Show
from core.watch_ports import Desk

ALERT_S: Final = 1.0
DIGEST_S: Final = 3.0
ANSWER_S: Final = 0.7
S = TypeVar("S", bound=Show | Digest)


def named(desk: Desk, team: Team, said: S, seconds: float = ALERT_S) -> S:
    """The same, with the names that it needs as far as they are known."""
    ids = list(_people(said))
    return replace(said, names=desk.names(team, ids, seconds)) if ids else said


def owners(desk: Desk, team: Team, found: Sequence[Subscription], until: float) -> Mapping[str, str]:
    """How to show who owns these. ``until``: the monotonic second by which somebody waits for the answer."""
    known = {one.owner: f"@{one.owner_name}" for one in found if one.owner and one.owner_name}
    ids = [one.owner for one in found if one.owner]
    seconds = min(ANSWER_S, until - desk.clock.monotonic())
    return known | dict(desk.names(team, ids, seconds)) if ids and seconds > 0 else known


def _people(said: Show | Digest) -> Iterator[str]:
    match said:
        case Board(owner=owner):
            yield from [owner] if owner else []
        case Reply(owner=owner, mention=mention):
            yield from [owner] if owner and mention else []
        case CrowdBoard(owners=owners) | CrowdReply(owners=owners):
            yield from (one.id for one in owners)
        case Digest(groups=groups):
            for row in (row for group in groups for row in group.rows):
                yield from [row.owner] if row.owner else []
                yield from [row.held.by] if row.held else []
