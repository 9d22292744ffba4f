"""What is to be done about teams besides watching: renew a token, delete what is left of one that went, try what was
closed for one that came back. Each may be repeated, and goes on where it stopped.
"""

from collections.abc import Iterator

from core.install_ports import Registry
from core.installing import renew
from core.model.installation import Belongs, Chore
from core.model.watch import Team
from core.slack_ports import Unavailable
from core.table import Remove
from core.watch_ports import Desk
from core.watching import keys
from core.watching.channels import forget, places, wake
from core.watching.shelf import Kept, readable, walk
from core.words.out_of_reach import TOKEN_TROUBLE


def tend(desk: Desk, registry: Registry | None, team: Team, until: float) -> bool:
    """False: the time (monotonic second ``until``) was over before all was done. May raise `Unavailable`."""
    if registry is not None:
        renew(registry, team)
    record = desk.table.get(keys.chore(team))
    chore = readable(desk, record, Chore) if record else None
    if chore is None:
        return True
    done = all(_one(desk, chore, each, until) for each in _teams(desk, team))
    if done:
        _finish(desk, chore)
    return done


def _one(desk: Desk, chore: Kept[Chore], team: Team, until: float) -> bool:
    if chore.value.leaving:
        return forget(desk, team, until, lambda: _stands(desk, chore))
    for settings in places(desk, team):
        if desk.clock.monotonic() >= until:
            return False
        if settings.dead in TOKEN_TROUBLE:
            wake(desk, settings.place)
    return True


def _teams(desk: Desk, team: Team) -> Iterator[Team]:
    """The team; or all of an organisation that ever watched something."""
    if team.id:
        yield team
    else:
        yield from (held.value.team for held in walk(desk.table, keys.teams(team), Belongs))


def _stands(desk: Desk, chore: Kept[Chore]) -> bool:
    """They did not come back meanwhile."""
    record = desk.table.get(keys.chore(chore.value.team))
    return record is not None and record.version == chore.version


def _finish(desk: Desk, chore: Kept[Chore]) -> None:
    team = chore.value.team
    if chore.value.leaving and not _stands(desk, chore):
        return
    if chore.value.leaving:
        own = keys.grid(team) if team.id else None
        listed = [keys.team(each) for each in _teams(desk, team)] if team.enterprise else []
        for key in [*listed, *([own] if own else [])]:
            desk.table.write([Remove(key, None)])
    if not desk.table.write([Remove(chore.record.key, chore.version)]):
        raise Unavailable("something else is to be done about the team now")
