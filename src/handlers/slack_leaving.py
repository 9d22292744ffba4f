"""The routes of teams that take the app away: the token goes at once, the rest by an errand. Slack may tell it late,
twice, and in any order (docs.slack.dev/reference/events/app_uninstalled).
"""

from datetime import UTC, datetime
from typing import Any

from slack_bolt import App

from core.installing import in_full, revoke, uninstall
from core.model.watch import Team
from core.watch_ports import Desk
from handlers.slack_team import installed_in

Body = dict[str, Any]


def listen_to_leaving(app: App, desk: Desk) -> None:
    """Adds the routes to the app. A table that is not there raises: Slack tells it again."""

    @app.event("app_uninstalled")
    def uninstalled(body: Body) -> None:
        team = in_full(desk.table, installed_in(body))
        if not uninstall(desk, team, _at(desk, body)):
            desk.report(f"{team.id or team.enterprise} installed the app again before we heard that it went")

    @app.event("tokens_revoked")
    def revoked(body: Body) -> None:
        bots = body["event"].get("tokens", {}).get("bot") or ()
        revoke(desk, in_full(desk.table, installed_in(body)), tuple(bots), _at(desk, body))

    @app.event("team_access_revoked")
    def access_revoked(body: Body) -> None:
        """Workspaces of an organisation that the app may not see any more."""
        enterprise = installed_in(body).enterprise
        for team_id in body["event"].get("team_ids") or ():
            uninstall(desk, Team(str(team_id), enterprise), _at(desk, body))


def _at(desk: Desk, body: Body) -> datetime:
    told = body.get("event_time")
    return datetime.fromtimestamp(told, UTC) if isinstance(told, int) else desk.clock.now()
