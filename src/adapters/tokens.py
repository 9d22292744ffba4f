"""Bot tokens by the team that they belong to. A token is never logged, never in a message, never in a repr."""

from typing import Protocol

from adapters.secrets import Secrets
from core.model.watch import Team


class Tokens(Protocol):
    """Both may raise `SecretsMissing`: not known now."""

    def bot_token(self, team: Team) -> str | None:
        """None: the app is not installed there."""

    def refused(self, team: Team, token: str) -> str | None:
        """Slack did not take this token: the one to use instead, None when nothing else is known."""


class OneToken:
    """One workspace, one token: whoever the team is."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def bot_token(self, _team: Team) -> str:
        return self._secrets.bot_token()

    def refused(self, _team: Team, token: str) -> str | None:
        """The operator may have put a new one there a moment ago."""
        found = self._secrets.bot_token(anew=True)
        return found if found != token else None
