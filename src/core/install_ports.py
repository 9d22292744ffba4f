"""The ports of installing: a cipher that ties what it seals to a team, and Slack's side of OAuth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.model.installation import Granted, Renewed
from core.model.watch import Team
from core.slack_ports import Never, NotNow
from core.watch_ports import Desk


class Unsealable(Exception):  # noqa: N818 - names a state of the world
    """Not sealed by this key, or for another team, or damaged."""


class Cipher(Protocol):
    """Authenticated encryption. May raise `Unavailable`."""

    def seal(self, text: str, team: Team) -> str:
        """At most 4 KB of text, as text."""

    def open(self, sealed: str, team: Team) -> str:
        """Raises `Unsealable` for what was not sealed for this team."""


class Registrar(Protocol):
    """Slack's ``oauth.v2.access`` (docs.slack.dev/authentication/installing-with-oauth, …/using-token-rotation). Never
    raises for what Slack or the network do. ``timeout`` in seconds."""

    def exchange(self, code: str, redirect_uri: str, timeout: float) -> Granted | NotNow | Never:
        """A code is good once, for ten minutes."""

    def renew(self, refresh: str, timeout: float) -> Renewed | NotNow | Never:
        """A refresh token is good once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The means of installing. ``pause``: waits so many seconds."""

    desk: Desk
    cipher: Cipher
    registrar: Registrar
    pause: Callable[[float], None]
