"""slack-manifest.yaml: what Slack accepts, and what the bot needs and no more.

Limits: Slack's manifest schema, version 2 (slackapi/manifest-schema; docs.slack.dev, app manifest reference).
"""

from pathlib import Path
from typing import Any

import jsonschema
import yaml

from core.command_text import COMMAND
from core.scopes import SCOPES
from handlers.slack_events import SHORTCUTS as SHORTCUTS_ANSWERED
from local.workspace import Bot

URL = {"type": "string", "pattern": "^https://", "maxLength": 3000}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def text(most: int, least: int = 1) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most}


FLAG = {"type": "boolean"}
COMMANDS = closed(
    ["command", "description"],
    command={"type": "string", "pattern": "^/[a-z0-9_-]{1,31}$"},
    url=URL,
    description=text(2000),
    usage_hint=text(1000),
    should_escape=FLAG,
)
SHORTCUTS = closed(
    ["name", "type", "callback_id", "description"],
    name=text(24),
    type={"enum": ["message", "global"]},
    callback_id=text(255),
    description=text(150),
)
APP_HOME = closed([], home_tab_enabled=FLAG, messages_tab_enabled=FLAG, messages_tab_read_only_enabled=FLAG)
EVENTS = closed(["bot_events"], request_url=URL, bot_events={"type": "array", "maxItems": 100, "items": text(100)})
SCHEMA = closed(
    ["display_information"],
    _metadata=closed([], major_version={"const": 2}, minor_version={"type": "integer"}),
    display_information=closed(
        ["name"],
        name=text(35),
        description=text(140),
        long_description=text(4000, 174),
        background_color={"type": "string", "pattern": "^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"},
    ),
    features=closed(
        [],
        bot_user=closed(["display_name"], display_name=text(80), always_online=FLAG),
        app_home=APP_HOME,
        slash_commands={"type": "array", "maxItems": 50, "items": COMMANDS},
        shortcuts={"type": "array", "maxItems": 10, "items": SHORTCUTS},
    ),
    oauth_config=closed([], scopes=closed([], bot={"type": "array", "maxItems": 255, "items": text(100)})),
    settings=closed(
        [],
        event_subscriptions=EVENTS,
        interactivity=closed(["is_enabled"], is_enabled=FLAG, request_url=URL),
        org_deploy_enabled=FLAG,
        socket_mode_enabled=FLAG,
        token_rotation_enabled=FLAG,
    ),
)


def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent.parent / "slack-manifest.yaml").read_text())
    return loaded


def test_slack_accepts_it() -> None:
    jsonschema.validate(manifest(), SCHEMA)


def test_the_command_is_the_one_that_is_answered() -> None:
    [command] = manifest()["features"]["slash_commands"]
    assert command["command"] == COMMAND
    assert command["should_escape"] is True  # owners are people and groups


def test_the_home_is_shown() -> None:
    assert manifest()["features"]["app_home"]["home_tab_enabled"] is True


def test_the_scopes_are_the_least_that_work() -> None:
    assert manifest()["oauth_config"]["scopes"]["bot"] == [
        "commands",
        "chat:write",
        "app_mentions:read",
        "im:history",
        "files:read",
        "files:write",
        "users:read",
        "usergroups:read",
        "channels:read",
        "groups:read",
    ]


def test_the_fake_workspace_grants_no_other() -> None:
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == Bot().scopes


def test_the_events_are_those_that_the_scopes_are_for() -> None:
    assert manifest()["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened",
        "app_mention",
        "file_shared",
        "message.im",
        "member_joined_channel",
        "channel_unarchive",
        "group_unarchive",
        "app_uninstalled",
        "tokens_revoked",
    ]


def test_an_installation_asks_for_the_same_scopes() -> None:
    assert tuple(manifest()["oauth_config"]["scopes"]["bot"]) == SCOPES


def test_the_shortcuts_are_those_that_are_answered() -> None:
    shortcuts = manifest()["features"]["shortcuts"]
    assert {(s["callback_id"], s["type"]) for s in shortcuts} == {(name, "message") for name in SHORTCUTS_ANSWERED}


def test_commands_buttons_and_events_come_to_the_same_address() -> None:
    loaded = manifest()
    assert loaded["settings"]["interactivity"]["request_url"] == loaded["features"]["slash_commands"][0]["url"]
    assert loaded["settings"]["interactivity"]["request_url"].endswith("/slack/events")
    assert (
        loaded["settings"]["event_subscriptions"]["request_url"] == loaded["settings"]["interactivity"]["request_url"]
    )
