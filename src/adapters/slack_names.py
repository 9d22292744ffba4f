"""How Slack calls people and groups (``users.info``, ``usergroups.list``), for where nobody is to be called by name.

Law: a name is an ornament. It is asked for within the time given, kept for a day in this process, bounded, and whatever
goes wrong (no scope, no such person, Slack silent) is a name that is not known. A name is a stranger's text: whoever
shows it escapes it. One that reads as a call to all is none.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.slack_caller import SLACK, SlackCaller
from adapters.slack_web import Said
from adapters.tokens import Tokens
from core.model.prose import clean
from core.model.watch import Team
from core.ports import Clock
from core.slack_ports import Never, NotNow

KEPT: Final = timedelta(days=1)
MOST_KEPT: Final = 5_000  # names, of all teams together
MOST_ASKED: Final = 20  # people at once; the others are asked for next time
LONGEST: Final = 60  # characters
_PAUSE: Final = timedelta(minutes=1)  # where Slack does not answer
_REFUSED: Final = timedelta(hours=1)  # where it does not allow it
_LEAST_S: Final = 0.1
_CALL_S: Final = 1.0
_ID: Final = re.compile(r"[UWS][A-Z0-9]{1,40}")
_ALL: Final = frozenset({"channel", "here", "everyone"})
_UNKNOWN: Final = frozenset({"user_not_found", "user_not_visible"})
_GROUPS: Final = "usergroups.list"


@dataclass(frozen=True, slots=True)
class _Known:
    """``name`` None: Slack knows none."""

    name: str | None
    at: datetime

    def fresh(self, now: datetime) -> bool:
        return self.at <= now < self.at + KEPT


@dataclass(slots=True)
class SlackNames:
    """The `NamesOf` of Slack; may be called by several threads. ``base`` ends with a slash."""

    tokens: Tokens
    clock: Clock
    base: str = SLACK
    _known: OrderedDict[tuple[Team, str], _Known] = field(default_factory=OrderedDict)
    _paused: dict[tuple[Team, str], datetime] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, team: Team, ids: Collection[str], seconds: float) -> Mapping[str, str]:
        until = self.clock.monotonic() + seconds
        wanted = [one for one in dict.fromkeys(ids) if _ID.fullmatch(one)]
        missing = [one for one in wanted if not self._is_fresh(team, one)]
        groups = [one for one in missing if one.startswith("S")]
        if groups and (found := self._groups(team, until)) is not None:
            self._keep(team, dict.fromkeys(groups) | found)
        for person in [one for one in missing if not one.startswith("S")][:MOST_ASKED]:
            self._keep(team, self._person(team, person, until))
        with self._lock:
            found_all = ((one, self._known.get((team, one))) for one in wanted)
            return {one: known.name for one, known in found_all if known is not None and known.name is not None}

    def _groups(self, team: Team, until: float) -> dict[str, str | None] | None:
        """All of a team in one answer; None: there was none."""
        asked = {"include_disabled": "true", "include_count": "false", "include_users": "false"}
        said = self._ask(team, _GROUPS, asked, until)
        rows = said.data.get("usergroups") if isinstance(said, Said) else None
        return dict(_read_groups(rows)) if isinstance(rows, list) else None

    def _person(self, team: Team, person: str, until: float) -> Mapping[str, str | None]:
        match self._ask(team, "users.info", {"user": person}, until):
            case Said(data):
                return {person: _read_person(data.get("user"))}
            case Never(_, because) if because in _UNKNOWN:
                return {person: None}
            case _:
                return {}

    def _ask(self, team: Team, method: str, body: dict[str, Any], until: float) -> Said | NotNow | Never | None:
        """None: not asked, for there is no time, or it is known to be in vain."""
        now, left = self.clock.now(), until - self.clock.monotonic()
        with self._lock:
            if left < _LEAST_S or self._paused.get((team, method), now) > now:
                return None
        answer = SlackCaller(self.tokens, self.base).ask(team, method, min(_CALL_S, left), body, read=True)
        match answer:
            case NotNow(retry_after_s=seconds):
                self._pause(team, method, now + max(_PAUSE, timedelta(seconds=seconds or 0)))
            case Never(_, because) if because not in _UNKNOWN:
                self._pause(team, method, now + _REFUSED)
        return answer

    def _pause(self, team: Team, method: str, until: datetime) -> None:
        with self._lock:
            if len(self._paused) >= MOST_KEPT:
                self._paused.clear()
            self._paused[team, method] = until

    def _is_fresh(self, team: Team, one: str) -> bool:
        with self._lock:
            known = self._known.get((team, one))
            return known is not None and known.fresh(self.clock.now())

    def _keep(self, team: Team, found: Mapping[str, str | None]) -> None:
        """What was known longest goes first."""
        now = self.clock.now()
        with self._lock:
            for one, name in found.items():
                self._known[team, one] = _Known(name, now)
                self._known.move_to_end((team, one))
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)


def _read_groups(rows: list[Any]) -> Iterator[tuple[str, str | None]]:
    for row in rows[:MOST_KEPT]:
        match row:
            case {"id": str(one), "handle": str(handle)} if _ID.fullmatch(one):
                gone = " (disabled)" if row.get("date_delete") else ""
                yield one, _shown(handle, gone)


def _read_person(user: object) -> str | None:
    """As Slack shows people: the display name where there is one, else the real name, else the old user name."""
    if not isinstance(user, dict):
        return None
    profile = user.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    chosen = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    gone = " (deactivated)" if user.get("deleted") is True else ""
    return next((shown for name in chosen if isinstance(name, str) and (shown := _shown(name, gone))), None)


def _shown(name: str, gone: str) -> str | None:
    """With an @; None: it is empty, or reads as a call to all."""
    plain = clean(name, LONGEST).strip().lstrip("@").strip()
    return f"@{plain}{gone}" if plain and plain.casefold() not in _ALL else None
