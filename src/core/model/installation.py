"""The app as it is installed: in one workspace, or in a whole Grid organisation. Values only.

What opens Slack is never in the clear in anything that is stored, and never in a repr.
"""

from dataclasses import dataclass, field
from datetime import datetime

from core.model.watch import Team


@dataclass(frozen=True, slots=True)
class Credentials:
    """``refresh``: renews the token, once; None: the token does not expire (token rotation is off)."""

    token: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """``team``: with an empty ``id`` for a whole organisation. ``sealed``: `Credentials`, readable for this team only.
    ``installer``: user id. ``expires_at``: of the token, None never. ``held_until``: somebody is renewing it.
    ``broken``: why it cannot be renewed any more: it must be installed again.
    """

    team: Team
    name: str
    app: str
    bot_user: str
    installer: str
    installed_at: datetime
    sealed: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    held_until: datetime | None = None
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class Renewed:
    """What Slack gives for a refresh token. ``lasts_s``: of the token, None for ever."""

    credentials: Credentials
    lasts_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What Slack gives for the code of an installation. ``team``: as in `Installation`."""

    team: Team
    name: str
    app: str
    bot_user: str
    installer: str
    scopes: tuple[str, ...]
    renewed: Renewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """What is to be done about a team since ``at``. ``leaving``: all that is theirs goes; else they came (back), and
    their closed channels open again.
    """

    team: Team
    at: datetime
    leaving: bool


@dataclass(frozen=True, slots=True)
class Belongs:
    """A workspace of an organisation, in the organisation's list; or by its id alone, in its own."""

    team: Team
