"""Who installed the app, and with which token it speaks there: kept sealed, found, renewed in time, taken away.

A token that expires is renewed two hours before, when it comes due in the table: never while somebody waits. A refresh
token is good once, so who renews says so first, on condition: two never use the same one. What Slack then gave is
written down before anything else is done; a crash between the two is the one thing that makes it necessary to install
the app again, and that is said.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from core.codec import Undecodable, decode, encode
from core.install_ports import Cipher, Registry, Unsealable
from core.model.installation import Belongs, Chore, Credentials, Granted, Installation, Renewed
from core.model.watch import Team
from core.slack_ports import Never, NotNow, Unavailable
from core.table import Due, Put, Remove, Table, Write
from core.watch_ports import Desk
from core.watching import keys
from core.watching.shelf import Kept, Plan, kept, put, read, readable, settle

AHEAD: Final = timedelta(hours=2)
HOLD: Final = timedelta(minutes=1)
AGAIN: Final = timedelta(minutes=2)
RENEW_S: Final = 5.0
_TRIES: Final = 5
_FINAL: Final = frozenset({"invalid_refresh_token", "invalid_grant", "token_revoked", "account_inactive"})


class Renewal(StrEnum):
    """renewed · not due · busy: somebody else is at it · later: Slack did not answer · broken: to be installed again"""

    RENEWED = "renewed"
    NOT_DUE = "not due"
    BUSY = "busy"
    LATER = "later"
    BROKEN = "broken"


def find(table: Table, team: Team) -> Kept[Installation] | None:
    """The team's own installation, else its organisation's. Raises `Undecodable`, `Unavailable`."""
    own, whole = keys.installation(team), keys.installation(Team("", team.enterprise))
    found = table.get_many([own, whole] if team.enterprise and team.id else [own])
    record = found.get(own) or found.get(whole)
    held = kept(record, Installation) if record else None
    if held is not None and keys.installation(held.value.team) != held.record.key:
        raise Undecodable("an installation under another team's key")
    return held


def installer_of(table: Table, team: Team) -> str | None:
    """The user who installed the app there."""
    held = find(table, team)
    return held.value.installer if held else None


def credentials_of(cipher: Cipher, installation: Installation) -> Credentials:
    """Raises `Unsealable`, `Undecodable`, `Unavailable`."""
    return decode(Credentials, json.loads(cipher.open(installation.sealed, installation.team)))


def install(registry: Registry, granted: Granted) -> Installation:
    """Keep it, whatever was there before. Who had left and comes back finds what was not deleted yet."""
    desk, team = registry.desk, granted.team
    sealed = _sealed(registry.cipher, granted.renewed.credentials, team)

    def compose() -> Plan[Installation]:
        now = desk.clock.now()
        made = Installation(
            team=team, name=granted.name, app=granted.app, bot_user=granted.bot_user, installer=granted.installer,
            installed_at=now, sealed=sealed, scopes=granted.scopes, expires_at=_ends(granted.renewed, now),
        )  # fmt: skip
        writes: list[Write] = [_put(made, None), chore_put(Chore(team=team, at=now, leaving=False))]
        if team.id and team.enterprise:
            writes.append(put(keys.grid(team), Belongs(team), None))
        return Plan(made, writes)

    return settle(desk.table, compose)


def welcome(desk: Desk, team: Team) -> None:
    """Slack takes the token that we have for the team: what was closed for want of one is tried. May raise
    `Unavailable`.
    """
    desk.table.write([chore_put(Chore(team=team, at=desk.clock.now(), leaving=False))])


def uninstall(desk: Desk, team: Team, at: datetime) -> bool:
    """The app was removed at ``at``: its token goes now, the rest of what is theirs soon. False: it was installed again
    since, or not at all.
    """

    def compose() -> Plan[bool]:
        held = read(desk.table, keys.installation(team), Installation)
        if held is not None and _since(held.value, at):
            return Plan(False)
        writes: list[Write] = [chore_put(Chore(team=team, at=desk.clock.now(), leaving=True))]
        if held is not None:
            writes.append(Remove(held.record.key, held.version))
        return Plan(True, writes)

    return settle(desk.table, compose)


def revoke(desk: Desk, team: Team, bots: Sequence[str], at: datetime) -> bool:
    """Slack took back the tokens of these bot users: ours goes, if it is among them. What is watched stays, for the day
    the app is installed again.
    """

    def compose() -> Plan[bool]:
        held = read(desk.table, keys.installation(team), Installation)
        if held is None or held.value.bot_user not in bots or _since(held.value, at):
            return Plan(False)
        return Plan(True, [Remove(held.record.key, held.version)])

    return settle(desk.table, compose)


def _since(installation: Installation, at: datetime) -> bool:
    """Installed after that; Slack tells whole seconds."""
    return installation.installed_at.replace(microsecond=0) > at


def in_full(table: Table, team: Team) -> Team:
    """The team with its organisation, where a payload names the team alone."""
    if team.enterprise or not team.id:
        return team
    held = read(table, keys.grid(team), Belongs)
    return held.value.team if held else team


def renew(registry: Registry, team: Team) -> Renewal:
    """Renew the token when that is due. May raise `Unavailable`: nothing was used up then."""
    desk = registry.desk
    record = desk.table.get(keys.installation(team))
    held = readable(desk, record, Installation) if record else None
    now = desk.clock.now()
    if held is None or held.value.broken or held.value.expires_at is None or held.value.expires_at - AHEAD > now:
        return Renewal.NOT_DUE
    if held.value.held_until is not None and held.value.held_until > now:
        return Renewal.BUSY
    refresh = _refresh_of(registry, held.value)
    if refresh is None:
        return _broken(registry, held.value, held.version, "there is no refresh token that can be opened")
    ours = replace(held.value, held_until=now + HOLD)
    if not desk.table.write([_put(ours, held.version)]):
        return Renewal.BUSY
    match registry.registrar.renew(refresh, RENEW_S):
        case Renewed() as renewed:
            return _keep(registry, ours, held.version + 1, renewed)
        case Never(_, because) if because in _FINAL:
            return _broken(registry, ours, held.version + 1, because)
        case Never(_, because) | NotNow(because):  # as the operator's own wrong secret, which is no team's fault
            desk.report(f"the token of {_named(team)} is not renewed yet: {because}")
            desk.table.write([_put(replace(ours, held_until=desk.clock.now() + AGAIN), held.version + 1)])
            return Renewal.LATER


def _refresh_of(registry: Registry, installation: Installation) -> str | None:
    """None: none, or one that another key sealed."""
    try:
        return credentials_of(registry.cipher, installation).refresh
    except (Unsealable, Undecodable):
        return None


def _keep(registry: Registry, was: Installation, version: int, renewed: Renewed) -> Renewal:
    """Once the refresh token is used there is no way back, so this is tried hard."""
    now = registry.desk.clock.now()
    for attempt in range(_TRIES):
        try:
            sealed = _sealed(registry.cipher, renewed.credentials, was.team)
            fresh = replace(was, sealed=sealed, expires_at=_ends(renewed, now), held_until=None)
            written = registry.desk.table.write([_put(fresh, version)])
        except Unavailable as error:
            registry.desk.report(f"the new token of {_named(was.team)} is not kept yet: {error}")
            registry.pause(0.2 * 2**attempt)
            continue
        return Renewal.RENEWED if written else _overtaken(registry, was, fresh)
    registry.desk.report(f"the new token of {_named(was.team)} is lost: the app must be installed there again")
    return Renewal.BROKEN


def _overtaken(registry: Registry, was: Installation, fresh: Installation) -> Renewal:
    """Written by an attempt whose answer was lost; or installed again, or removed, meanwhile."""
    held = read(registry.desk.table, keys.installation(was.team), Installation)
    return Renewal.RENEWED if held is not None and held.value.sealed == fresh.sealed else Renewal.BUSY


def _broken(registry: Registry, was: Installation, version: int, because: str) -> Renewal:
    desk = registry.desk
    desk.report(f"the token of {_named(was.team)} cannot be renewed, the app must be installed there again: {because}")
    desk.table.write([_put(replace(was, broken=because, held_until=None), version)])
    return Renewal.BROKEN


def _put(installation: Installation, expected: int | None) -> Put:
    """Due when its token is to be renewed, or its renewal to be looked at."""
    key = keys.installation(installation.team)
    ends = installation.expires_at
    if ends is None or installation.broken:
        return put(key, installation, expected)
    at = installation.held_until or ends - AHEAD
    return put(key, installation, expected, Due(keys.shard_of(keys.TENANT, key.part), at))


def chore_put(chore: Chore, expected: int | None = None) -> Put:
    """Due at once."""
    key = keys.chore(chore.team)
    return put(key, chore, expected, Due(keys.shard_of(keys.TENANT, key.part), chore.at))


def _sealed(cipher: Cipher, credentials: Credentials, team: Team) -> str:
    return cipher.seal(json.dumps(encode(credentials), separators=(",", ":")), team)


def _ends(renewed: Renewed, now: datetime) -> datetime | None:
    return now + timedelta(seconds=renewed.lasts_s) if renewed.lasts_s is not None else None


def _named(team: Team) -> str:
    return team.id or f"organisation {team.enterprise}"
