"""Slack's methods, called with the token of the team that they are called for: the only place where the two meet.

A team whose token is not known is one that Slack would refuse: a value, like all that Slack says. A token that Slack
does not take any more is looked up again once: another process may have renewed it.
"""

from dataclasses import dataclass
from typing import Any, Final

from adapters.secrets import SecretsMissing
from adapters.slack_web import Said, ask
from adapters.tokens import Tokens
from core.model.watch import Team
from core.slack_ports import Never, NotNow, Reason

SLACK: Final = "https://slack.com/api/"
DEAD: Final = frozenset({"token_revoked", "token_expired", "invalid_auth", "account_inactive", "not_authed"})


@dataclass(frozen=True, slots=True)
class SlackCaller:
    """``base`` ends with a slash: Slack's, or a fake's."""

    tokens: Tokens
    base: str = SLACK

    def ask(
        self, team: Team, method: str, timeout: float, body: dict[str, Any], *, read: bool = False
    ) -> Said | NotNow | Never:
        """``read``: methods that only read take their arguments as a form, not as JSON."""
        try:
            token = self.tokens.bot_token(team)
            if token is None:
                return Never(Reason.OTHER, "not_authed")
            answer = ask(self.base, token, method, timeout, body, read=read)
            if not (isinstance(answer, Never) and answer.because in DEAD):
                return answer
            renewed = self.tokens.refused(team, token)
        except SecretsMissing as error:
            return NotNow(str(error))
        return answer if renewed in (None, token) else ask(self.base, renewed, method, timeout, body, read=read)
