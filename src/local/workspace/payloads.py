"""The requests that Slack sends, to the byte: payloads, v0 signature, and the API Gateway event around them.

Law: pure functions of their arguments. Shapes: docs.slack.dev (slash commands, block_actions payload, Events API,
verifying requests); docs.aws.amazon.com, HTTP API payload format 2.0. API Gateway hands form bodies on in base64.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from local.workspace.limits import flatten
from local.workspace.model import Bot, Channel, Group, Json, Message, Team, User

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
PATH = "/slack/events"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
GATEWAY = "local.execute-api.eu-central-1.amazonaws.com"
OLD_TOKEN = "verification-token-nobody-should-use"  # noqa: S105


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """What every payload that comes from a person carries."""

    team: Team
    bot: Bot
    user: User
    trigger_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Interaction):
    """One that happens in a channel."""

    channel: Channel
    response_url: str


def about_app(about: Interaction) -> Json:
    """Whose app it is and who acted: the same in every payload."""
    team = about.team
    return {
        "token": OLD_TOKEN,
        "api_app_id": about.bot.app_id,
        "user": {"id": about.user.id, "username": about.user.name, "name": about.user.name, "team_id": team.id},
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": {"id": team.enterprise, "name": team.name} if team.enterprise else None,
        "is_enterprise_install": team.org_install,
        "trigger_id": about.trigger_id,
    }


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """Slack's v0 signature of a raw body."""
    base = b"v0:%d:%s" % (timestamp, body)
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def command(about: Placed, name: str, text: str) -> str:
    """Form body of a slash command."""
    grid = {"enterprise_id": about.team.enterprise, "enterprise_name": about.team.name}
    return urlencode(
        {
            **(grid if about.team.enterprise else {}),
            "token": OLD_TOKEN,
            "team_id": about.team.id,
            "team_domain": about.team.domain,
            "channel_id": about.channel.id,
            "channel_name": about.channel.name,
            "user_id": about.user.id,
            "user_name": about.user.name,
            "command": name,
            "text": text,
            "api_app_id": about.bot.app_id,
            "is_enterprise_install": "true" if about.team.org_install else "false",
            "response_url": about.response_url,
            "trigger_id": about.trigger_id,
        }
    )


def block_action(about: Placed, message: Message, action: Json) -> str:
    """Form body of a click. Slack leaves `message` out when the message is ephemeral."""
    payload: Json = {
        "type": "block_actions",
        **about_app(about),
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": message.is_ephemeral,
        },
        "channel": {"id": about.channel.id, "name": about.channel.name},
        "state": {"values": {}},
        "response_url": about.response_url,
        "actions": [action],
    }
    if message.thread_ts is not None:
        payload["container"]["thread_ts"] = message.thread_ts
    if not message.is_ephemeral:
        payload["message"] = message_json(message, about.bot, about.team)
    return interaction(payload)


def message_action(about: Placed, message: Message, callback_id: str) -> str:
    """Form body of a message shortcut."""
    return interaction(
        {
            "type": "message_action",
            **about_app(about),
            "action_ts": message.ts,
            "channel": {"id": about.channel.id, "name": about.channel.name},
            "callback_id": callback_id,
            "response_url": about.response_url,
            "message_ts": message.ts,
            "message": message_json(message, about.bot, about.team),
        }
    )


def active(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Everything that can be pressed or filled in, with its block."""
    for _, block in flatten(list(blocks)):
        for element in (block.get("element"), block.get("accessory"), *block.get("elements", ())):
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def interaction(payload: Json) -> str:
    """How payloads of what people do are sent: JSON in a form field."""
    return urlencode({"payload": json.dumps(payload)})


def message_event(message: Message, bot: Bot, team: Team, *, direct: bool) -> Json:
    """The event of a message in a direct conversation, or of a mention."""
    shown = message_json(message, bot, team) | {"channel": message.channel, "event_ts": message.ts}
    if not direct:
        return shown | {"type": "app_mention"}
    return shown | {"channel_type": "im", **({"subtype": "file_share"} if message.files else {})}


def message_json(message: Message, bot: Bot, team: Team) -> Json:
    """A message as the Web API and the payloads carry it."""
    shown: Json = {"type": "message", "user": message.author, "ts": message.ts, "text": message.text, "team": team.id}
    if message.author == bot.user_id:
        shown |= {"bot_id": bot.bot_id, "app_id": bot.app_id}
    if message.blocks:
        shown["blocks"] = list(message.blocks)
    if message.thread_ts is not None:
        shown["thread_ts"] = message.thread_ts
    if message.files:
        shown["files"] = list(message.files)
    if message.edited:
        shown["edited"] = {"user": message.author, "ts": f"{message.edits[-1].at:.6f}"}
    return shown


def gateway_event(
    body: str,
    content_type: str,
    *,
    secret: str,
    now: float,
    headers: Mapping[str, str],
    base64_body: bool | None = None,
) -> Json:
    """The signed request as an HTTP API (payload 2.0) event. `headers` are added last and may overwrite."""
    raw = body.encode()
    encoded = content_type == FORM if base64_body is None else base64_body
    return {
        "version": "2.0",
        "routeKey": f"POST {PATH}",
        "rawPath": PATH,
        "rawQueryString": "",
        "headers": {
            "accept": "*/*",
            "accept-encoding": "gzip,deflate",
            "content-length": str(len(raw)),
            "content-type": content_type,
            "host": GATEWAY,
            "user-agent": AGENT,
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
            "x-slack-request-timestamp": str(int(now)),
            "x-slack-signature": sign(secret, int(now), raw),
            **headers,
        },
        "requestContext": _request_context(raw, now),
        "body": base64.b64encode(raw).decode() if encoded else body,
        "isBase64Encoded": encoded,
    }


def _request_context(raw: bytes, now: float) -> Json:
    return {
        "accountId": "123456789012",
        "apiId": "local",
        "domainName": GATEWAY,
        "domainPrefix": "local",
        "http": {"method": "POST", "path": PATH, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": AGENT},
        "requestId": hashlib.sha256(raw + str(now).encode()).hexdigest()[:16],
        "routeKey": f"POST {PATH}",
        "stage": "$default",
        "time": datetime.fromtimestamp(now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(now * 1000),
    }


_TOKEN = re.compile(
    r"(?P<url>https?://[^\s<>|]+)|(?<![\w@.-])(?P<host>(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/[^\s<>|]*)?)(?![\w@-])"
    r"|(?<!\w)@(?P<user>[\w.-]+)|(?<!\w)#(?P<channel>[\w-]+)",
    re.IGNORECASE,
)


def escape(text: str) -> str:
    """The three entities of Slack's text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_NAMED = re.compile(r"(?<!\w)(?:@(?P<user>[\w.-]*\w)|#(?P<channel>[\w-]*\w))")


def said(text: str, bot: Bot, users: Iterable[User], channels: Iterable[Channel], groups: Iterable[Group] = ()) -> str:
    """A person's message as Slack keeps it: entities, and mentions of people, groups, the bot, channels as links."""
    teams = {group.handle: group.id for group in groups}
    people = {user.name: user.id for user in users} | {bot.name: bot.user_id}
    rooms = {channel.name: channel.id for channel in channels if channel.dm_with is None}

    def link(found: re.Match[str]) -> str:
        if found["user"] in people:
            return f"<@{people[found['user']]}>"
        if found["user"] in teams:
            return f"<!subteam^{teams[found['user']]}>"
        return f"<#{rooms[found['channel']]}|{found['channel']}>" if found["channel"] in rooms else found[0]

    return _NAMED.sub(link, escape(text))


def slack_escape(text: str, users: Iterable[User], channels: Iterable[Channel], groups: Iterable[Group] = ()) -> str:
    """Command text as an app with `should_escape: true` gets it: entities escaped, links and mentions in `<…>`."""
    teams = {group.handle: group.id for group in groups}
    people = {user.name: user for user in users}
    rooms = {channel.name: channel for channel in channels}

    def wrap(found: re.Match[str]) -> str:
        match found.lastgroup:
            case "url":
                return f"<{found[0]}>"
            case "host":
                return f"<http://{found[0]}|{found[0]}>"
            case "user" if found["user"] in people:
                return f"<@{people[found['user']].id}|{found['user']}>"
            case "user" if found["user"] in teams:
                return f"<!subteam^{teams[found['user']]}|@{found['user']}>"
            case "channel" if found["channel"] in rooms:
                return f"<#{rooms[found['channel']].id}|{found['channel']}>"
            case _:
                return found[0]

    return _TOKEN.sub(wrap, escape(text))
