"""Whose a payload of Slack's is. Parses, decides nothing."""

from collections.abc import Mapping
from typing import Any

from core.model.watch import Team

Json = Mapping[str, Any]


def workspace(body: Json) -> Team:
    """The team in which the app is installed that is spoken to. Raises `KeyError` when no team is named.

    A modal that was opened over Slack Connect says where its app is installed, an event in ``authorizations``. An app
    of a whole organisation gets clicks without ``team``: then it is the clicker's (docs.slack.dev/enterprise).
    """
    view, event_of = _part(body, "view"), _first(body.get("authorizations"))
    team, user, enterprise = _part(body, "team"), _part(body, "user"), _part(body, "enterprise")
    named = _id(team.get("id"), event_of.get("team_id"), body.get("team_id"), user.get("team_id"), view.get("team_id"))
    installed = _id(view.get("app_installed_team_id"), named)
    if not installed:
        raise KeyError("team")
    of = (enterprise.get("id"), event_of.get("enterprise_id"), body.get("enterprise_id"), team.get("enterprise_id"))
    return Team(installed, _id(*of) if installed == named else "")  # else it is the clicker's organisation


def installed_in(body: Json) -> Team:
    """Whose installation an event is about: as `workspace`, and with an empty ``id`` a whole organisation's."""
    of = _first(body.get("authorizations"))
    enterprise = Team(
        "", _id(of.get("enterprise_id"), body.get("enterprise_id"), _part(body, "event").get("enterprise_id"))
    )
    if enterprise.enterprise and (of.get("is_enterprise_install") is True or body.get("is_enterprise_install") is True):
        return enterprise
    try:
        return workspace(body)
    except KeyError:
        return enterprise


def _id(*given: object) -> str:
    """The first that is one."""
    return next((one for one in given if isinstance(one, str) and one), "")


def _part(body: Json, name: str) -> Json:
    part = body.get(name)
    return part if isinstance(part, dict) else {}


def _first(parts: object) -> Json:
    return parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], dict) else {}
