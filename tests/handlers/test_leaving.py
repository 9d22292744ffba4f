"""Whose installation ends, by what Slack tells: one workspace's, an organisation's, some of its workspaces'.

Shapes: docs.slack.dev/reference/events (app_uninstalled, tokens_revoked, team_access_revoked).
"""

import json
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from core.installing import find, install
from core.model.watch import Place, Team
from core.watching.subscribing import entries
from handlers.slack_leaving import listen_to_leaving
from handlers.slack_team import installed_in
from tests.core.installing.slacks_side import TEAM, Office, grant

GRID, SOUTH, WHOLE = Team("T1", "E1"), Team("T2", "E1"), Team("", "E1")
ORG = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}


def told(office: Office, event: dict[str, Any], **more: Any) -> int:
    """How Slack's callback is answered."""
    app = App(
        request_verification_enabled=False, token_verification_enabled=False, process_before_response=True,
        authorize=lambda enterprise_id, team_id: AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id),
    )  # fmt: skip
    listen_to_leaving(app, office.world.desk)
    now = int(office.world.clock.now().timestamp())
    body = {"type": "event_callback", "event_id": "Ev1", "event_time": now, "event": event, **more}
    return app.dispatch(BoltRequest(body=json.dumps(body), headers={"content-type": "application/json"})).status


@pytest.fixture
def office() -> Office:
    """Three installations: a workspace, a workspace of an organisation, and all of that organisation."""
    made = Office()
    for granted in (grant(TEAM), grant(GRID), grant(WHOLE)):
        install(made.registry, granted)
    return made


def installed(office: Office) -> list[Team]:
    return [t for t in (TEAM, GRID, WHOLE) if (held := find(office.world.table, t)) and held.value.team == t]


@pytest.mark.parametrize(
    ("body", "gone"),
    [
        ({"team_id": "T1"}, GRID),  # a team that is in an organisation, told without it
        ({"team_id": "T1", "enterprise_id": "E1"}, GRID),
        ({"team_id": "T1", "authorizations": [{"enterprise_id": "E1", "team_id": "T1"}]}, GRID),
        ({"team_id": "T1", "enterprise_id": "E1", "authorizations": [ORG]}, WHOLE),
        ({"team_id": None, "enterprise_id": "E1"}, WHOLE),
        ({"enterprise_id": "E1", "is_enterprise_install": True}, WHOLE),
    ],
    ids=str,
)
def test_what_is_uninstalled_is_what_slack_names(office: Office, body: dict[str, Any], gone: Team) -> None:
    assert told(office, {"type": "app_uninstalled"}, **body) == 200
    assert installed(office) == [team for team in (TEAM, GRID, WHOLE) if team != gone]


def test_workspaces_that_the_organisation_takes_away_go_and_the_others_stay(office: Office) -> None:
    for team in (GRID, SOUTH):
        office.world.watch(place=Place(team, "C1"))
    event = {"type": "team_access_revoked", "team_ids": ["T2"]}
    told(office, event, team_id="T1", authorizations=[{"enterprise_id": "E1", "team_id": "T1"}])
    for _ in range(3):
        office.world.minute()
    assert entries(office.world.desk, Place(SOUTH, "C1")) == ()
    assert len(entries(office.world.desk, Place(GRID, "C1"))) == 1
    assert WHOLE in installed(office)


def test_what_came_before_the_installation_is_not_about_it(office: Office) -> None:
    assert told(office, {"type": "app_uninstalled"}, team_id=TEAM.id, event_time=1) == 200
    assert TEAM in installed(office)
    assert "installed the app again before" in repr(office.world.reports)


def test_an_event_about_nobody_ends_nothing(office: Office) -> None:
    told(office, {"type": "app_uninstalled"})
    told(office, {"type": "tokens_revoked"}, team_id="T9")
    told(office, {"type": "tokens_revoked", "tokens": {"bot": None}}, team_id=TEAM.id)
    told(office, {"type": "team_access_revoked", "team_ids": None}, enterprise_id="E1")
    assert installed(office) == [TEAM, GRID, WHOLE]


def test_whose_it_is_without_any_name_is_nobody() -> None:
    assert installed_in({}) == Team("")
