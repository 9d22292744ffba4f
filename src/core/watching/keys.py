"""Every key of the table, with the access pattern that it serves. No other module writes one.

Tenancy is in the keys: whatever belongs to a team has enterprise, team and channel in its ``part``, taken from a
`Place` or `Team`; ids are escaped, so two different places never meet in one key. Parts named ``target`` belong to
nobody: they hold what a public server showed. The one thing there that names a place is the watcher, which only the
fan-out reads.

| record | part | sort | due shard, at | read by |
|---|---|---|---|---|
| state of a target | target#KEY | state | check#0-15, next check | get: sweep, fan-out, list, digest |
| who watches it | target#KEY | watcher#PLACE | | query: fan-out |
| what is to be told | target#KEY | news#SEQ | news#0-3, at once | query in order: fan-out |
| what changed | target#KEY | change#SEQ, newest first | | query: history |
| what an issuer wishes | renewal#ID | wish | | get: sweep |
| that breakage is still seen | canary | proof | | get: sweep, digest |
| a certificate, once for all who serve it | certificate#SHA256 | leaf | | get: history |
| settings | place#PLACE | settings | digest#0-3, next digest or try | get: fan-out, digest, delivery |
| subscription | place#PLACE | sub#KEY | | query: list, digest; get: fan-out, click |
| incident | place#PLACE | incident#KEY | | get: fan-out, delivery |
| who spoke lately, and the crowd of now | place#PLACE | rush | | get: fan-out, gathering |
| a message of many | place#PLACE | crowd#ID | | get: fan-out, gathering, delivery, click |
| a target in it | place#PLACE | seat#ID#KEY | | query: gathering; get: fan-out |
| a digest was made | place#PLACE | digest#DATE | | condition: never twice a day; query: the next digest |
| settings to be applied | place#PLACE | apply | apply#0-3, at once | get: applying |
| parcel | lane#PLACE | parcel#ORDER#ID | lane#0-3, when it may go | query in order: delivery |
| a crowd changed | lane#PLACE | bell#ID | lane#0-3, when it is to be shown | query: delivery |
| a repeat to be edited away | lane#PLACE | repeat#ID | lane#0-3, when to look | query: delivery |
| who delivers just now | lane#PLACE | lease | | get: delivery |
| a parcel that Slack refused | lane#PLACE | buried#ORDER#ID | | query: an operator |
| channels of a team | team#TEAM | place#CHANNEL | | query: App Home, uninstall |
| how many watches | team#TEAM | tally | | get: the limit |
| installation | team#TEAM, team#ENTERPRISE# | install | tenant#0, ahead of expiry | get: every token, renewal |
| what is to be done about a team | team#TEAM | chore | tenant#0, at once | get: tending |
| workspaces of an organisation | team#ENTERPRISE# | member#TEAM | | query: uninstall |
| the organisation of a workspace | team##TEAM | grid | | get: uninstall |
| a state of OAuth that was used | oauth#NONCE | used | | condition: never twice |
"""

import hashlib
from typing import Final

from core.command_text import target_text
from core.model.target import Target
from core.model.watch import Place, Team
from core.table import Key

CHECK_SHARDS: Final = 16
OTHER_SHARDS: Final = 4
CHECK, NEWS, DIGEST, APPLY, LANE, TENANT = "check", "news", "digest", "apply", "lane", "tenant"
SHARDS: Final = {
    CHECK: CHECK_SHARDS, NEWS: OTHER_SHARDS, DIGEST: OTHER_SHARDS, APPLY: OTHER_SHARDS, LANE: OTHER_SHARDS, TENANT: 1,
}  # fmt: skip
STATE, WISH, SETTINGS, LEASE, TALLY = "state", "wish", "settings", "lease", "tally"
_NEWEST: Final = 10**10


def target_key(target: Target) -> str:
    """The same for equal targets, different for different ones: the words that `parse_command` reads back."""
    return target_text(target)


def shards(queue: str) -> tuple[str, ...]:
    """All shards of one of the queues above."""
    return tuple(f"{queue}#{number}" for number in range(SHARDS[queue]))


def shard_of(queue: str, part: str) -> str:
    """The shard of a queue where things of this part come due; the same for ever."""
    digest = hashlib.sha256(part.encode()).digest()
    return f"{queue}#{int.from_bytes(digest[:4], 'big') % SHARDS[queue]}"


def state(key: str) -> Key:
    return Key(_target(key), STATE)


def watcher(key: str, place: Place) -> Key:
    return Key(_target(key), f"watcher#{_of_place(place)}")


def watchers(key: str) -> tuple[str, str]:
    """Part and prefix of everybody who watches."""
    return _target(key), "watcher#"


def news(key: str, seq: int) -> Key:
    return Key(_target(key), f"news#{seq:010}")


def all_news(key: str) -> tuple[str, str]:
    return _target(key), "news#"


def change(key: str, seq: int) -> Key:
    return Key(_target(key), f"change#{_NEWEST - seq:010}")


def changes(key: str) -> tuple[str, str]:
    """Newest first."""
    return _target(key), "change#"


def renewal(renewal_id: str) -> Key:
    """By RFC 9773's identifier: what a CA said of a certificate, whoever serves it."""
    return Key(f"renewal#{renewal_id}", WISH)


def proof() -> Key:
    """One for the whole installation: it is about us."""
    return Key("canary", "proof")


def certificate(sha256: str) -> Key:
    """By fingerprint: what a public server showed, so it belongs to nobody."""
    return Key(f"certificate#{sha256}", "leaf")


def settings(place: Place) -> Key:
    return Key(_place(place), SETTINGS)


def subscription(place: Place, key: str) -> Key:
    return Key(_place(place), f"sub#{key}")


def subscriptions(place: Place) -> tuple[str, str]:
    return _place(place), "sub#"


def incident(place: Place, key: str) -> Key:
    return Key(_place(place), f"incident#{key}")


def rush(place: Place) -> Key:
    return Key(_place(place), "rush")


def crowd(place: Place, crowd_id: str) -> Key:
    return Key(_place(place), f"crowd#{escaped(crowd_id)}")


def seat(place: Place, crowd_id: str, key: str) -> Key:
    return Key(_place(place), f"seat#{escaped(crowd_id)}#{key}")


def seats(place: Place, crowd_id: str) -> tuple[str, str]:
    return _place(place), f"seat#{escaped(crowd_id)}#"


def bell(place: Place, crowd_id: str) -> Key:
    return Key(_lane(place), f"bell#{escaped(crowd_id)}")


def bells(place: Place) -> tuple[str, str]:
    return _lane(place), "bell#"


def everything(place: Place) -> tuple[str, str]:
    """The two parts of a place, to be deleted."""
    return _place(place), _lane(place)


def digest(place: Place, date: str) -> Key:
    return Key(_place(place), f"digest#{date}")


def digests(place: Place) -> tuple[str, str]:
    return _place(place), "digest#"


def apply(place: Place) -> Key:
    return Key(_place(place), "apply")


def parcel(place: Place, order: str, parcel_id: str) -> Key:
    return Key(_lane(place), f"parcel#{escaped(order)}#{escaped(parcel_id)}")


def parcels(place: Place) -> tuple[str, str]:
    return _lane(place), "parcel#"


def buried(place: Place, order: str, parcel_id: str) -> Key:
    return Key(_lane(place), f"buried#{escaped(order)}#{escaped(parcel_id)}")


def repeat(place: Place, parcel_id: str) -> Key:
    return Key(_lane(place), f"repeat#{escaped(parcel_id)}")


def repeats(place: Place) -> tuple[str, str]:
    return _lane(place), "repeat#"


def lease(place: Place) -> Key:
    return Key(_lane(place), LEASE)


def member(place: Place) -> Key:
    """The place in its team's list."""
    return Key(_team(place.team), f"place#{escaped(place.channel)}")


def members(team: Team) -> tuple[str, str]:
    return _team(team), "place#"


def tally(team: Team) -> Key:
    return Key(_team(team), TALLY)


def installation(team: Team) -> Key:
    """``team``: without an id for a whole organisation."""
    return Key(_team(team), "install")


def chore(team: Team) -> Key:
    return Key(_team(team), "chore")


def team(member: Team) -> Key:
    """The team in its organisation's list."""
    return Key(_team(Team("", member.enterprise)), f"member#{escaped(member.id)}")


def teams(team: Team) -> tuple[str, str]:
    """All teams of the organisation that ever watched something."""
    return _team(Team("", team.enterprise)), "member#"


def grid(team: Team) -> Key:
    """In which organisation a team is, for payloads that name the team alone."""
    return Key(_team(Team(team.id)), "grid")


def used_state(nonce: str) -> Key:
    return Key(f"oauth#{escaped(nonce)}", "used")


def key_in(part: str) -> str:
    """The target's key in a ``target`` part. Raises ValueError for another part."""
    kind, _, key = part.partition("#")
    if kind != "target" or not key:
        raise ValueError(f"no target in {part[:80]}")
    return key


def place_in(part: str) -> Place:
    """The place in a ``place`` or ``lane`` part. Raises ValueError for another part."""
    kind, *ids = part.split("#")
    if kind not in ("place", "lane") or len(ids) != 3:
        raise ValueError(f"no place in {part[:80]}")
    enterprise, team, channel = map(_plain, ids)
    return Place(Team(team, enterprise), channel)


def team_in(part: str) -> Team:
    """The team in a ``team`` part. Raises ValueError for another part."""
    kind, *ids = part.split("#")
    if kind != "team" or len(ids) != 2:
        raise ValueError(f"no team in {part[:80]}")
    enterprise, team_id = map(_plain, ids)
    return Team(team_id, enterprise)


def escaped(text: str) -> str:
    """Injective, and without the separator."""
    return text.replace("%", "%25").replace("#", "%23")


def _plain(text: str) -> str:
    return text.replace("%23", "#").replace("%25", "%")


def _target(key: str) -> str:
    return f"target#{key}"


def _place(place: Place) -> str:
    return f"place#{_of_place(place)}"


def _lane(place: Place) -> str:
    return f"lane#{_of_place(place)}"


def _team(team: Team) -> str:
    return f"team#{escaped(team.enterprise)}#{escaped(team.id)}"


def _of_place(place: Place) -> str:
    return f"{escaped(place.team.enterprise)}#{escaped(place.team.id)}#{escaped(place.channel)}"
