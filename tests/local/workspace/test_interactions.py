"""What people see after they typed or clicked, depending on how the app answers."""

from __future__ import annotations

import json

import pytest

from local.workspace import Channel, Message, Outcome, Via, Workspace
from tests.local.workspace.hands import App, Clock, Json, actions, button, section


def texts(workspace: Workspace, user: str | None = None) -> list[str]:
    return [message.text for message in workspace.visible("ops", user)]


def test_an_empty_ack_shows_nothing(workspace: Workspace) -> None:
    """The command itself is not shown either."""
    delivery = workspace.command("ops", "oncall", "/tlscheck", "example.com")
    assert (delivery.outcome, delivery.shown, workspace.messages) == (Outcome.OK, None, [])


def test_a_plain_text_ack_is_shown_to_the_person_only(workspace: Workspace, app: App) -> None:
    """Ephemeral is the default, and others see nothing."""
    app.answer = {"statusCode": 200, "body": "Checking example.com:443 …", "headers": {"Content-Type": "text/plain"}}
    workspace.command("ops", "oncall", "/tlscheck", "example.com")
    assert texts(workspace, "U0ONCALL") == ["Checking example.com:443 …"]
    assert texts(workspace, "U0WEBOPS") == texts(workspace) == []


def test_an_in_channel_ack_shows_the_command_too(workspace: Workspace, app: App) -> None:
    """Slack echoes what was typed, escaped, then shows the answer to all."""
    app.says(response_type="in_channel", text="Checking", blocks=[section("Checking")])
    delivery = workspace.command("ops", "oncall", "/tlscheck", "<b>")
    assert texts(workspace) == ["/tlscheck &lt;b&gt;", "Checking"]
    assert delivery.shown == workspace.messages[-1]
    assert [message.via for message in workspace.messages] == [Via.USER, Via.ACK]


def test_three_seconds_are_in_time(workspace: Workspace, app: App, clock: Clock) -> None:
    """The limit itself still counts."""
    app.says(text="done")
    app.then = lambda _: clock.advance(3.0)
    assert workspace.command("ops", "oncall", "/tlscheck").outcome is Outcome.OK


def test_a_late_ack_is_a_timeout_and_its_body_is_lost(workspace: Workspace, app: App, clock: Clock) -> None:
    """The person reads operation_timeout, nobody reads the answer."""
    app.says(text="done")
    app.then = lambda _: clock.advance(3.01)
    assert workspace.command("ops", "oncall", "/tlscheck", "x").outcome is Outcome.LATE
    assert texts(workspace, "U0ONCALL") == ['/tlscheck failed with the error "operation_timeout"']
    assert texts(workspace, "U0WEBOPS") == []


@pytest.mark.parametrize("status", [199, 301, 401, 404, 500])
def test_any_other_status_is_a_failed_dispatch(workspace: Workspace, app: App, status: int) -> None:
    """Errors must be said with 200; everything else reads the same to the person."""
    app.answer = {"statusCode": status, "body": "secret stack"}
    assert workspace.command("ops", "oncall", "/tlscheck").outcome is Outcome.FAILED
    assert texts(workspace, "U0ONCALL") == ['/tlscheck failed with the error "dispatch_failed"']


def test_an_app_that_breaks_is_a_failed_dispatch(workspace: Workspace, app: App) -> None:
    """An exception in the Lambda does not reach the person who typed."""

    def breaks(_: Json) -> None:
        raise RuntimeError("boom")

    app.then = breaks
    delivery = workspace.command("ops", "oncall", "/tlscheck")
    assert (delivery.outcome, delivery.status) == (Outcome.FAILED, None)


def test_no_app_at_all_is_a_failed_dispatch(clock: Clock) -> None:
    """A workspace without an app behaves as Slack does without a reachable URL."""
    assert Workspace(clock=clock).command("ops", "oncall", "/tlscheck").outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "body", ["{", "[]", json.dumps({"blocks": [{"type": "verdict"}]}), json.dumps({"text": "x" * 40_001})]
)
def test_an_ack_that_slack_cannot_show_is_named(workspace: Workspace, app: App, body: str) -> None:
    """Broken JSON and refused blocks are an invalid command response."""
    app.answer = {"statusCode": 200, "body": body, "headers": {"content-type": "application/json"}}
    assert workspace.command("ops", "oncall", "/tlscheck").outcome is Outcome.UNREADABLE
    assert texts(workspace, "U0ONCALL") == ['/tlscheck failed with the error "invalid_command_response"']


def test_commands_work_where_the_app_is_no_member(workspace: Workspace, app: App) -> None:
    """An ack needs no membership."""
    app.says(text="here")
    shown = workspace.command("random", "oncall", "/tlscheck").shown
    assert shown is not None
    assert shown.channel == "C0OUT"


def posted(workspace: Workspace, *elements: Json, only_to: str | None = None) -> Message:
    return workspace.post("C0OPS", "U0TLSCHECK", Via.API, text="t", blocks=[actions(*elements)], only_to=only_to)


def test_a_menu_click_says_what_was_chosen(workspace: Workspace) -> None:
    """The whole option is in the action."""
    option = {"text": {"type": "plain_text", "text": "7 days"}, "value": "7d"}
    message = posted(workspace, {"type": "overflow", "action_id": "snooze", "options": [option]})
    delivery = workspace.click(message.ts, "snooze", "oncall", choose="7d")
    assert delivery.outcome is Outcome.OK
    with pytest.raises(LookupError):
        workspace.click(message.ts, "snooze", "oncall", choose="8d")


def test_one_can_only_click_what_one_sees(workspace: Workspace) -> None:
    """Another person's ephemeral message, a missing message and a missing button are all not there."""
    message = posted(workspace, button(), only_to="U0ONCALL")
    for ts, action, user in [
        (message.ts, "again", "webops"),
        ("1.2", "again", "oncall"),
        (message.ts, "gone", "oncall"),
    ]:
        with pytest.raises(LookupError):
            workspace.click(ts, action, user)


def test_buttons_inside_containers_and_beside_sections_can_be_clicked(workspace: Workspace) -> None:
    """Wherever Slack allows a button."""
    fold = {"type": "container", "title": {"type": "plain_text", "text": "x"}, "child_blocks": [actions(button("in"))]}
    blocks = [fold, {**section("x"), "accessory": button("beside")}]
    message = workspace.post("C0OPS", "U0TLSCHECK", Via.API, text="t", blocks=blocks)
    assert [workspace.click(message.ts, name, "oncall").outcome for name in ("in", "beside")] == [Outcome.OK] * 2


def test_a_challenge_must_come_back(workspace: Workspace, app: App) -> None:
    """url_verification is only fine with the challenge in the answer."""
    assert workspace.url_verification("c-1").outcome is Outcome.UNREADABLE
    app.answer = {"statusCode": 200, "body": "c-1"}
    assert workspace.url_verification("c-1").outcome is Outcome.OK


def test_what_people_write_is_escaped(workspace: Workspace) -> None:
    """Typed markup is text."""
    assert workspace.say("ops", "oncall", "<!channel> & co").text == "&lt;!channel&gt; &amp; co"


def test_every_message_has_its_own_ts(workspace: Workspace) -> None:
    """Also when the clock stands still."""
    stamps = [workspace.say("ops", "oncall", "x").ts for _ in range(5)]
    assert stamps == sorted(set(stamps))


def test_a_channel_can_be_archived_while_people_are_in_it(workspace: Workspace) -> None:
    """Seeds can change in the middle of a test."""
    workspace.set_channel(Channel(id="C0OPS", name="ops", is_archived=True))
    assert workspace.channel("ops").is_archived
