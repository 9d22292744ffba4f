"""The `Tokens` port on the installations in the table: each team's own token, opened when it is needed.

An opened token stays in this process for at most five minutes; one that Slack refuses is looked up again once, because
another process may have renewed it. One whose time is over and that is about to be renewed is "not known now", so that
nobody takes a late renewal for the end.
"""

from dataclasses import dataclass, field
from typing import Final

from adapters.secrets import KEPT_S, SecretsMissing
from core.codec import Undecodable
from core.install_ports import Cipher, Unsealable
from core.installing import credentials_of, find
from core.model.installation import Installation
from core.model.watch import Team
from core.ports import Clock
from core.slack_ports import Unavailable
from core.table import Table

MOST: Final = 1_000  # opened tokens in one process


@dataclass(frozen=True, slots=True)
class _Opened:
    token: str = field(repr=False)
    read_at: float


class StoredTokens:
    def __init__(self, table: Table, cipher: Cipher, clock: Clock) -> None:
        self._table, self._cipher, self._clock = table, cipher, clock
        self._opened: dict[Team, _Opened] = {}

    def bot_token(self, team: Team) -> str | None:
        known = self._opened.get(team)
        if known is not None and self._clock.monotonic() - known.read_at <= KEPT_S:
            return known.token
        return self._read(team)

    def refused(self, team: Team, token: str) -> str | None:
        self._opened.pop(team, None)
        found = self._read(team)
        return found if found != token else None

    def _read(self, team: Team) -> str | None:
        try:
            held = find(self._table, team)
            if held is None:
                self._opened.pop(team, None)
                return None
            token = credentials_of(self._cipher, held.value).token
        except (Unavailable, Undecodable, Unsealable) as error:
            raise SecretsMissing(f"the installation of {team.id} cannot be read: {error}") from None
        if self._late(held.value):
            raise SecretsMissing(f"the token of {team.id} is not renewed yet")
        if len(self._opened) >= MOST:
            self._opened.clear()
        self._opened[team] = _Opened(token, self._clock.monotonic())
        return token

    def _late(self, installation: Installation) -> bool:
        ends = installation.expires_at
        return ends is not None and installation.broken is None and ends <= self._clock.now()
