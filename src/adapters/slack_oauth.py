"""The `Registrar` port: Slack's ``oauth.v2.access``. The app's secret travels in the Authorization header (RFC 6749
§2.3.1), as Slack recommends; what comes back are secrets, of which nothing is logged.
"""

from collections.abc import Callable
from typing import Any, Final

from adapters.secrets import SecretsMissing
from adapters.slack_caller import SLACK
from adapters.slack_web import Said, ask
from core.model.installation import Credentials, Granted, Renewed
from core.model.watch import Team
from core.slack_ports import Never, NotNow, Reason

_UNREADABLE: Final = "unreadable answer"


class SlackRegistrar:
    """``secret``: reads the app's client secret, may raise `SecretsMissing`. ``base`` ends with a slash."""

    def __init__(self, client_id: str, secret: Callable[[], str], base: str = SLACK) -> None:
        self._id, self._secret, self._base = client_id, secret, base

    def exchange(self, code: str, redirect_uri: str, timeout: float) -> Granted | NotNow | Never:
        answer = self._ask({"code": code, "redirect_uri": redirect_uri}, timeout)
        return answer if not isinstance(answer, Said) else granted(answer.data) or Never(Reason.OTHER, _UNREADABLE)

    def renew(self, refresh: str, timeout: float) -> Renewed | NotNow | Never:
        answer = self._ask({"grant_type": "refresh_token", "refresh_token": refresh}, timeout)
        return answer if not isinstance(answer, Said) else renewed(answer.data) or NotNow(_UNREADABLE, unsure=True)

    def _ask(self, body: dict[str, Any], timeout: float) -> Said | NotNow | Never:
        try:
            auth = {"client_id": self._id, "client_secret": self._secret()}
        except SecretsMissing as error:
            return NotNow(str(error))
        return ask(self._base, None, "oauth.v2.access", timeout, body, read=True, auth=auth)


def granted(data: dict[str, Any]) -> Granted | None:
    """None: not the answer to an installation of a bot."""
    team, enterprise, user = (_part(data, name) for name in ("team", "enterprise", "authed_user"))
    credentials = renewed(data)
    whole = data.get("is_enterprise_install") is True
    place = Team("" if whole else _text(team.get("id")), _text(enterprise.get("id")))
    if credentials is None or not (place.enterprise if whole else place.id):
        return None
    return Granted(
        team=place,
        name=_text((enterprise if whole else team).get("name")),
        app=_text(data.get("app_id")),
        bot_user=_text(data.get("bot_user_id")),
        installer=_text(user.get("id")),
        scopes=tuple(filter(None, _text(data.get("scope")).split(","))),
        renewed=credentials,
    )


def renewed(data: dict[str, Any]) -> Renewed | None:
    """None: no bot token in it."""
    token, refresh, lasts = _text(data.get("access_token")), _text(data.get("refresh_token")), data.get("expires_in")
    if not token or data.get("token_type", "bot") != "bot":
        return None
    rotates = refresh and isinstance(lasts, int) and lasts > 0
    return Renewed(Credentials(token, refresh if rotates else None), lasts if rotates else None)


def _part(data: dict[str, Any], name: str) -> dict[str, Any]:
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
