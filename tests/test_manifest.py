"""slack-manifest.yaml: what Slack accepts, and what the bot needs and no more.

Limits: Slack's manifest schema, version 2 (slackapi/manifest-schema; docs.slack.dev, app manifest reference).
"""

from pathlib import Path
from typing import Any

import jsonschema
import yaml

from core.command_text import COMMAND

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
        slash_commands={"type": "array", "maxItems": 50, "items": COMMANDS},
    ),
    oauth_config=closed([], scopes=closed([], bot={"type": "array", "maxItems": 255, "items": text(100)})),
    settings=closed(
        [],
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
    assert command["should_escape"] is False


def test_the_scopes_are_the_least_that_work() -> None:
    assert manifest()["oauth_config"]["scopes"]["bot"] == ["commands", "chat:write"]


def test_commands_and_buttons_come_to_the_same_address() -> None:
    loaded = manifest()
    assert loaded["settings"]["interactivity"]["request_url"] == loaded["features"]["slash_commands"][0]["url"]
    assert loaded["settings"]["interactivity"]["request_url"].endswith("/slack/events")
