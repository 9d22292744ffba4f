"""The requests that the workspace sends are Slack's: signed, complete, wrapped as API Gateway wraps them."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import Clock as SdkClock
from slack_sdk.signature import SignatureVerifier

from local.workspace import Via, Workspace
from local.workspace.payloads import slack_escape
from tests.local.workspace.hands import App, Clock, Json, actions, button


class At(SdkClock):
    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now


def body_of(event: Json) -> str:
    return base64.b64decode(event["body"]).decode() if event["isBase64Encoded"] else event["body"]


def form(event: Json) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body_of(event), keep_blank_values=True).items()}


def clicked(workspace: Workspace, only_to: str | None = None) -> Json:
    message = workspace.post(
        "C0OPS", "U0TLSCHECK", Via.API, text="t", blocks=[actions(button(value="v"))], only_to=only_to
    )
    workspace.click(message.ts, "again", "oncall")
    payload: Json = json.loads(form(workspace.deliveries[-1].event)["payload"])
    return payload


def verifies(workspace: Workspace, event: Json, now: float) -> bool:
    verifier = SignatureVerifier(workspace.signing_secret, At(now))
    return verifier.is_valid_request(body_of(event), event["headers"])


def test_every_kind_of_request_is_signed(workspace: Workspace, app: App, clock: Clock) -> None:
    """Slack's own SDK accepts the signature of each."""
    workspace.command("ops", "oncall", "/tlscheck", "bücher.example & co")
    clicked(workspace)
    workspace.ssl_check()
    workspace.url_verification()
    workspace.event({"type": "app_mention", "text": "hi"})
    assert [verifies(workspace, event, clock.now) for event in app.events] == [True] * 5


def test_a_signature_depends_on_the_secret_the_body_and_the_time(workspace: Workspace, app: App, clock: Clock) -> None:
    """Changed by one byte, signed by another, or six minutes old: no longer valid."""
    event = workspace.ssl_check().event
    assert not verifies(Workspace(signing_secret="other"), event, clock.now)
    assert not verifies(workspace, {**event, "body": event["body"][:-4] + "AAAA"}, clock.now)
    assert not verifies(workspace, event, clock.now + 360)


def test_a_command_carries_all_of_slacks_fields(workspace: Workspace, app: App) -> None:
    """The form of a slash command, whole."""
    delivery = workspace.command("#ops", "@oncall", "/tlscheck", "example.com a=b&c")
    assert form(delivery.event) == {
        "token": "verification-token-nobody-should-use",
        "team_id": "T0DEMO",
        "team_domain": "demo",
        "channel_id": "C0OPS",
        "channel_name": "ops",
        "user_id": "U0ONCALL",
        "user_name": "oncall",
        "command": "/tlscheck",
        "text": "example.com a=b&c",
        "api_app_id": "A0TLSCHECK",
        "is_enterprise_install": "false",
        "response_url": delivery.response_url,
        "trigger_id": delivery.trigger_id,
    }


def test_a_click_names_message_block_and_action(workspace: Workspace, clock: Clock) -> None:
    """block_actions with container, message, response_url and one action."""
    payload = clicked(workspace)
    message = workspace.messages[-1]
    assert payload["type"] == "block_actions"
    assert payload["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": "C0OPS",
        "is_ephemeral": False,
    }
    assert payload["message"]["ts"] == message.ts
    assert payload["message"]["bot_id"] == "B0TLSCHECK"
    assert payload["channel"] == {"id": "C0OPS", "name": "ops"}
    assert payload["user"]["id"] == "U0ONCALL"
    assert payload["response_url"] == workspace.deliveries[-1].response_url
    assert payload["trigger_id"] == workspace.deliveries[-1].trigger_id
    assert payload["actions"] == [
        {
            "action_id": "again",
            "block_id": message.blocks[0]["block_id"],
            "type": "button",
            "text": {"type": "plain_text", "text": "Again"},
            "value": "v",
            "action_ts": f"{clock.now:.6f}",
        }
    ]


def test_a_click_on_an_ephemeral_message_carries_no_message(workspace: Workspace) -> None:
    """Slack leaves it out, and says so in the container."""
    payload = clicked(workspace, only_to="U0ONCALL")
    assert "message" not in payload
    assert payload["container"]["is_ephemeral"] is True


def test_the_event_is_an_http_api_event(workspace: Workspace, clock: Clock) -> None:
    """Payload format 2.0: lower-cased headers, method and path in the request context, time in milliseconds."""
    event = workspace.ssl_check().event
    assert event["version"] == "2.0"
    assert event["rawPath"] == "/slack/events"
    assert all(name == name.lower() for name in event["headers"])
    assert event["headers"]["x-slack-request-timestamp"] == str(int(clock.now))
    assert event["requestContext"]["http"]["method"] == "POST"
    assert event["requestContext"]["timeEpoch"] == int(clock.now * 1000)


def test_forms_come_in_base64_and_json_does_not(workspace: Workspace) -> None:
    """As API Gateway does by itself; the other way on request."""
    assert workspace.command("ops", "oncall", "/tlscheck").event["isBase64Encoded"] is True
    assert workspace.command("ops", "oncall", "/tlscheck", base64_body=False).event["isBase64Encoded"] is False
    assert workspace.url_verification().event["isBase64Encoded"] is False


def test_headers_may_be_spoiled_on_purpose(workspace: Workspace) -> None:
    """A test can send a timestamp that is no number."""
    delivery = workspace.command("ops", "oncall", "/tlscheck", headers={"x-slack-request-timestamp": "abc"})
    assert delivery.event["headers"]["x-slack-request-timestamp"] == "abc"


def test_a_repeated_event_says_so(workspace: Workspace) -> None:
    """The retry headers appear from the first retry on."""
    first = workspace.event({"type": "app_mention"}, event_id="Ev1")
    again = workspace.event({"type": "app_mention"}, event_id="Ev1", retry=1)
    assert "x-slack-retry-num" not in first.event["headers"]
    assert again.event["headers"]["x-slack-retry-num"] == "1"
    assert json.loads(again.event["body"])["event_id"] == "Ev1"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("example.com", "<http://example.com|example.com>"),
        ("check example.com:8443", "check <http://example.com:8443|example.com:8443>"),
        ("https://example.com/x?a=1&b=2", "<https://example.com/x?a=1&amp;b=2>"),
        ("owner @webops in #ops", "owner <@U0WEBOPS|webops> in <#C0OPS|ops>"),
        ("@nobody #nowhere", "@nobody #nowhere"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("mail me@example.com", "mail me@example.com"),
        ("help", "help"),
    ],
)
def test_escaped_commands_wrap_links_and_mentions(workspace: Workspace, typed: str, sent: str) -> None:
    """What an app with should_escape gets for what was typed."""
    assert slack_escape(typed, workspace.users.values(), workspace.channels.values()) == sent
    assert form(workspace.command("ops", "oncall", "/tlscheck", typed, should_escape=True).event)["text"] == sent


def test_the_app_cannot_change_the_record_of_its_request(workspace: Workspace, app: App) -> None:
    """Bolt writes into the event's headers; the delivery keeps what was sent."""
    app.then = lambda event: event["headers"].clear()
    assert workspace.ssl_check().event["headers"]["content-type"] == "application/x-www-form-urlencoded"
