"""Which team a payload of Slack's speaks for: every kind, in and out of an organisation, over Slack Connect.

Shapes: docs.slack.dev (interaction payloads, Events API ``authorizations``, apps for an organisation).
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.request.internals import extract_enterprise_id, extract_team_id

from core.model.watch import Team
from handlers.slack_payload import asked, asked_by_event
from handlers.slack_team import workspace

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
GRID = {"id": "E1", "name": "Grid"}
SHOWN: dict[str, tuple[dict[str, Any], Team]] = {
    "command": ({"team_id": "T1", "channel_id": "C1"}, Team("T1")),
    "command in an organisation": ({"team_id": "T1", "enterprise_id": "E1"}, Team("T1", "E1")),
    "click": ({"team": {"id": "T1"}, "enterprise": None, "user": {"id": "U1", "team_id": "T1"}}, Team("T1")),
    "click in an organisation": ({"team": {"id": "T1", "enterprise_id": "E1"}, "enterprise": GRID}, Team("T1", "E1")),
    "click, app of the organisation": (
        {"team": None, "enterprise": GRID, "is_enterprise_install": True, "user": {"id": "U1", "team_id": "T1"}},
        Team("T1", "E1"),
    ),
    "modal": ({"team": {"id": "T1"}, "view": {"id": "V1", "team_id": "T1"}, "user": {"id": "U1"}}, Team("T1")),
    "modal, app of the organisation": (
        {"team": None, "enterprise": GRID, "view": {"team_id": "T1"}, "user": {"id": "U1", "team_id": "T1"}},
        Team("T1", "E1"),
    ),
    "event": ({"team_id": "T1", "event": {"channel": "C1"}, "authorizations": [{"team_id": "T1"}]}, Team("T1")),
    "event of a channel that another team shares": (
        {"team_id": "T9", "authorizations": [{"enterprise_id": None, "team_id": "T1"}], "event": {}},
        Team("T1"),
    ),
    "event, app of the organisation": (
        {"team_id": "T1", "authorizations": [{"enterprise_id": "E1", "team_id": "T1", "is_enterprise_install": True}]},
        Team("T1", "E1"),
    ),
    "event without authorizations": ({"team_id": "T1", "enterprise_id": "E1"}, Team("T1", "E1")),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_the_team_is_the_one_where_the_app_is_installed(kind: str) -> None:
    payload, team = SHOWN[kind]
    assert workspace(payload) == team


@pytest.mark.parametrize("kind", SHOWN)
def test_bolt_finds_the_same_team(kind: str) -> None:
    payload, team = SHOWN[kind]
    assert (extract_team_id(payload), extract_enterprise_id(payload) or "") == (team.id, team.enterprise)


def test_a_modal_opened_over_slack_connect_belongs_to_where_the_app_is() -> None:
    """The organisation in the payload is the clicker's, so it is not taken for the app's."""
    payload = {"team": {"id": "T9"}, "enterprise": {"id": "E9"}, "view": {"app_installed_team_id": "T1"}}
    assert workspace(payload) == Team("T1")


@pytest.mark.parametrize("payload", [{}, {"team": None}, {"team": "T1"}, {"authorizations": []}, {"user": {"id": "U"}}])
def test_without_a_team_there_is_nobody_to_answer_for(payload: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        workspace(payload)


NAMES = st.sampled_from(["id", "team", "team_id", "enterprise", "enterprise_id", "authorizations", "view", "user"])
JUNK = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(NAMES, JUNK, max_size=6))
def test_whatever_comes_is_a_team_or_none(payload: dict[str, Any]) -> None:
    try:
        found = workspace(payload)
    except KeyError:
        return
    assert found.id
    assert isinstance(found.enterprise, str)


def test_a_command_is_asked_in_its_organisation() -> None:
    form = {
        "trigger_id": "1.2", "team_id": "T1", "enterprise_id": "E1", "channel_id": "C1", "user_id": "U1",
        "response_url": "https://hooks.slack.com/x",
    }  # fmt: skip
    assert asked(form, NOW, 0.0).workspace == Team("T1", "E1")


def test_an_event_is_asked_where_the_app_is_authorised() -> None:
    event = {"type": "app_mention", "channel": "C1", "user": "U1", "ts": "1.2"}
    body = {"event_id": "Ev1", "team_id": "T9", "authorizations": [{"team_id": "T1"}], "event": event}
    assert asked_by_event(body, NOW, 0.0).workspace == Team("T1")
