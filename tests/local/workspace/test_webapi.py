"""The Web API as slack_sdk sees it: it works, and it refuses what Slack refuses."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.workspace import Bot, Channel, Group, Serving, Via, Workspace
from tests.local.workspace.hands import Clock, Json, actions, button, error_of, section

MODAL: Json = {"type": "modal", "title": {"type": "plain_text", "text": "Why"}, "blocks": [section("x")]}
HOME: Json = {"type": "home", "blocks": [section("home")]}


def test_auth_test_names_the_bot(client: WebClient) -> None:
    """Team, user and bot ids."""
    answer = client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0DEMO", "U0TLSCHECK", "B0TLSCHECK")


def test_a_wrong_token_is_refused(serving: Serving) -> None:
    """invalid_auth for a wrong one, not_authed for none."""
    assert error_of(WebClient(token="xoxb-wrong", base_url=serving.api_url), "auth.test") == "invalid_auth"
    assert error_of(WebClient(base_url=serving.api_url), "auth.test") == "not_authed"


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    """Slack's own word for it."""
    assert error_of(client, "chat.shout") == "unknown_method"


def test_a_posted_message_is_remembered(client: WebClient, workspace: Workspace) -> None:
    """Text and blocks as sent; blocks get ids."""
    answer = client.chat_postMessage(channel="C0OPS", text="hello", blocks=[section("hello")])
    (message,) = workspace.visible("ops")
    assert (message.ts, message.text, message.via) == (answer["ts"], "hello", Via.API)
    assert answer["message"]["blocks"] == list(message.blocks)
    assert {key: value for key, value in message.blocks[0].items() if key != "block_id"} == section("hello")


def test_a_form_body_works_as_well(client: WebClient, workspace: Workspace) -> None:
    """Blocks arrive as a JSON string then."""
    client.api_call("chat.postMessage", data={"channel": "C0OPS", "text": "x", "blocks": '[{"type":"divider"}]'})
    assert workspace.messages[0].blocks[0]["type"] == "divider"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NONE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0OUT", "text": "x"}, "not_in_channel"),
        ({"channel": "C0OLD", "text": "x"}, "is_archived"),
        ({"channel": "C0OPS"}, "no_text"),
        ({"channel": "C0OPS", "text": "", "blocks": []}, "no_text"),
        ({"channel": "C0OPS", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C0OPS", "text": "x", "blocks": [{"type": "verdict"}]}, "invalid_blocks"),
        ({"channel": "C0OPS", "text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"channel": "C0OPS", "text": "x", "blocks": "not json"}, "invalid_blocks_format"),
        ({"channel": "C0OPS", "text": "x", "blocks": [section("x" * 2700)] * 5}, "msg_blocks_too_long"),
        ({"text": "x"}, "invalid_arguments"),
    ],
)
def test_what_may_not_be_posted(client: WebClient, workspace: Workspace, arguments: Json, error: str) -> None:
    """Each refusal by its code, and nothing is posted."""
    assert error_of(client, "chat.postMessage", **arguments) == error
    assert workspace.messages == []


def test_the_longest_text_fits(client: WebClient) -> None:
    """40,000 characters are taken."""
    assert client.chat_postMessage(channel="C0OPS", text="x" * 40_000)["ok"]


def test_a_private_channel_without_the_bot_is_not_found(client: WebClient, workspace: Workspace) -> None:
    """Slack does not admit that it exists."""
    workspace.set_channel(Channel(id="G0", name="secret", is_private=True, bot_is_member=False))
    assert error_of(client, "chat.postMessage", channel="G0", text="x") == "channel_not_found"
    assert error_of(client, "conversations.info", channel="G0") == "channel_not_found"


def test_invalid_blocks_come_with_pointers(client: WebClient) -> None:
    """response_metadata.messages says where."""
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0OPS", text="x", blocks=[section("x" * 3001)])
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_posting_to_a_person_opens_a_direct_message(client: WebClient, workspace: Workspace) -> None:
    """The answer names the channel to use from then on."""
    answer = client.chat_postMessage(channel="U0ONCALL", text="psst")
    assert answer["channel"] == "D0ONCALL"
    assert workspace.channel("D0ONCALL").dm_with == "U0ONCALL"


def test_one_message_a_second_after_a_small_burst(client: WebClient, clock: Clock) -> None:
    """Three at once, then 429 with Retry-After, then one a second; another channel is not held up."""
    for _ in range(3):
        client.chat_postMessage(channel="C0OPS", text="x")
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0OPS", text="x")
    assert (refused.value.response.status_code, refused.value.response.headers["retry-after"]) == (429, "1")
    assert refused.value.response["error"] == "ratelimited"
    client.chat_postMessage(channel="C0WEB", text="x")
    clock.advance(1)
    client.chat_postMessage(channel="C0OPS", text="x")
    assert error_of(client, "chat.postMessage", channel="C0OPS", text="x") == "ratelimited"


def test_updates_have_their_own_rate(client: WebClient, clock: Clock) -> None:
    """Fifty a minute, whatever the channel."""
    ts = client.chat_postMessage(channel="C0OPS", text="x")["ts"]
    for _ in range(50):
        client.chat_update(channel="C0OPS", ts=ts, text="y")
    assert error_of(client, "chat.update", channel="C0OPS", ts=ts, text="y") == "ratelimited"
    clock.advance(2)
    assert client.chat_update(channel="C0OPS", ts=ts, text="y")["ok"]


def test_an_update_keeps_ts_and_history(client: WebClient, workspace: Workspace) -> None:
    """One message evolves."""
    ts = client.chat_postMessage(channel="C0OPS", text="Checking")["ts"]
    answer = client.chat_update(channel="C0OPS", ts=ts, text="broken", blocks=[section("broken")])
    (message,) = workspace.messages
    assert (answer["ts"], message.text, [edit.text for edit in message.edits]) == (ts, "broken", ["Checking"])


def test_only_a_text_update_shows_the_edited_mark(client: WebClient, workspace: Workspace) -> None:
    """Block updates do not."""
    ts = client.chat_postMessage(channel="C0OPS", text="a", blocks=[section("a")])["ts"]
    client.chat_update(channel="C0OPS", ts=ts, text="b", blocks=[section("b")])
    assert workspace.messages[0].edited is False
    client.chat_update(channel="C0OPS", ts=ts, text="c")
    assert workspace.messages[0].edited is True


def test_text_alone_removes_the_blocks(client: WebClient, workspace: Workspace) -> None:
    """Whereas blocks alone keep the text."""
    ts = client.chat_postMessage(channel="C0OPS", text="a", blocks=[section("a")])["ts"]
    client.api_call("chat.update", json={"channel": "C0OPS", "ts": ts, "blocks": [section("b")]})
    assert (workspace.messages[0].text, workspace.messages[0].blocks[0]["text"]["text"]) == ("a", "b")
    client.chat_update(channel="C0OPS", ts=ts, text="c")
    assert (workspace.messages[0].text, workspace.messages[0].blocks) == ("c", ())


def test_an_update_takes_4000_characters(client: WebClient) -> None:
    """Less than a post."""
    ts = client.chat_postMessage(channel="C0OPS", text="a")["ts"]
    assert client.chat_update(channel="C0OPS", ts=ts, text="x" * 4000)["ok"]
    assert error_of(client, "chat.update", channel="C0OPS", ts=ts, text="x" * 4001) == "msg_too_long"


def test_only_the_bots_own_lasting_messages_can_change(client: WebClient, workspace: Workspace) -> None:
    """Not a person's, not an ephemeral one, not one from an ack, not a missing one."""
    said = workspace.say("ops", "oncall", "mine").ts
    quiet = client.chat_postEphemeral(channel="C0OPS", user="U0ONCALL", text="psst")["message_ts"]
    acked = workspace.post("C0OPS", "U0TLSCHECK", Via.ACK, text="x").ts

    def refused(method: str, ts: str) -> str:
        return error_of(client, method, channel="C0OPS", ts=ts, text="x")

    assert [refused("chat.update", ts) for ts in (said, quiet, acked, "1.2")] == [
        "cant_update_message",
        "message_not_found",
        "cant_update_message",
        "message_not_found",
    ]
    assert [refused("chat.delete", ts) for ts in (said, quiet)] == ["cant_delete_message", "message_not_found"]


def test_a_deleted_message_is_gone(client: WebClient, workspace: Workspace) -> None:
    """And can no longer be updated."""
    ts = client.chat_postMessage(channel="C0OPS", text="a")["ts"]
    client.chat_delete(channel="C0OPS", ts=ts)
    assert workspace.messages == []
    assert error_of(client, "chat.update", channel="C0OPS", ts=ts, text="b") == "message_not_found"


def test_an_ephemeral_message_is_for_one(client: WebClient, workspace: Workspace) -> None:
    """And only for somebody who is there."""
    client.chat_postEphemeral(channel="C0OPS", user="U0ONCALL", text="psst")
    assert (len(workspace.visible("ops", "U0ONCALL")), len(workspace.visible("ops", "U0WEBOPS"))) == (1, 0)
    assert error_of(client, "chat.postEphemeral", channel="C0OPS", user="U0NO", text="x") == "user_not_in_channel"


def test_a_trigger_opens_one_modal_within_three_seconds(client: WebClient, workspace: Workspace, clock: Clock) -> None:
    """At 3 s it works, a second time it is exchanged, after 3 s expired, an invented one invalid."""
    first = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    second = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    clock.advance(3)
    assert client.views_open(trigger_id=first, view=MODAL)["view"]["type"] == "modal"
    assert error_of(client, "views.open", trigger_id=first, view=MODAL) == "exchanged_trigger_id"
    clock.advance(0.01)
    assert error_of(client, "views.open", trigger_id=second, view=MODAL) == "expired_trigger_id"
    assert error_of(client, "views.open", trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"


def test_a_view_is_updated_by_its_hash(client: WebClient, workspace: Workspace) -> None:
    """A stale hash loses the race; a closed view is not found."""
    trigger = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    view = client.views_open(trigger_id=trigger, view=MODAL)["view"]
    update: dict[str, Any] = {"view_id": view["id"], "view": MODAL}
    assert client.views_update(**update, hash=view["hash"])["view"]["hash"] != view["hash"]
    assert error_of(client, "views.update", **update, hash=view["hash"]) == "hash_conflict"
    assert error_of(client, "views.update", view_id="V0", view=MODAL) == "not_found"


def test_a_home_is_published_per_person(client: WebClient, workspace: Workspace) -> None:
    """Twice published is still one view."""
    for _ in range(2):
        client.views_publish(user_id="U0ONCALL", view=HOME)
    assert [(view.user, view.kind) for view in workspace.views.values()] == [("U0ONCALL", "home")]


def test_a_view_is_checked(client: WebClient, workspace: Workspace) -> None:
    """A title of 25 characters, and a home where a modal belongs; the trigger is not spent on it."""
    trigger = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    long = {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}
    assert error_of(client, "views.open", trigger_id=trigger, view=long) == "invalid_arguments"
    assert error_of(client, "views.open", trigger_id=trigger, view=HOME) == "invalid_arguments"
    assert client.views_open(trigger_id=trigger, view=MODAL)["ok"]


def test_channels_and_people_can_be_looked_up(client: WebClient, workspace: Workspace) -> None:
    """With membership, archive flag and time zone offset; people only with the scope."""
    granted = workspace.bot.scopes
    workspace.bot = Bot(scopes=granted - {"users:read"})
    assert error_of(client, "users.info", user="U0ONCALL") == "missing_scope"
    workspace.bot = Bot(scopes=granted | {"im:write"})
    assert client.conversations_open(users="U0ONCALL")["channel"] == {"id": "D0ONCALL"}
    assert client.conversations_info(channel="C0OLD")["channel"]["is_archived"] is True
    listed: list[Json] = client.conversations_list()["channels"] or []
    assert [channel["name"] for channel in listed] == ["ops", "web-team", "random", "old-site"]
    assert client.users_info(user="U0ONCALL")["user"]["tz"] == "Europe/Berlin"
    assert error_of(client, "users.info", user="U0NO") == "user_not_found"


def test_groups_are_listed_and_disabled_ones_only_when_asked_for(client: WebClient, workspace: Workspace) -> None:
    workspace.groups = {
        "S0OPS": Group(id="S0OPS", handle="ops", name="Operations"),
        "S0OLD": Group(id="S0OLD", handle="old", name="Old team", disabled=True),
    }
    listed: list[Json] = client.usergroups_list()["usergroups"] or []
    assert [(group["handle"], group["date_delete"]) for group in listed] == [("ops", 0)]
    everyone: list[Json] = client.usergroups_list(include_disabled=True)["usergroups"] or []
    assert [bool(group["date_delete"]) for group in everyone] == [False, True]
    workspace.bot = Bot(scopes=workspace.bot.scopes - {"usergroups:read"})
    assert error_of(client, "usergroups.list") == "missing_scope"


def test_a_file_goes_up_in_three_steps(client: WebClient, workspace: Workspace) -> None:
    """slack_sdk's own upload works, the bytes are kept and the channel sees it."""
    client.files_upload_v2(channel="C0OPS", filename="chain.pem", content="-----BEGIN", initial_comment="The chain")
    (upload,) = workspace.uploads.values()
    assert (upload.body, upload.channel) == (b"-----BEGIN", "C0OPS")
    (message,) = workspace.messages
    assert (message.text, [file["name"] for file in message.files]) == ("The chain", ["chain.pem"])


def test_a_file_must_be_uploaded_before_it_is_shared(client: WebClient) -> None:
    """Completing an empty upload is refused."""
    file_id = client.files_getUploadURLExternal(filename="x", length=3)["file_id"]
    assert error_of(client, "files.completeUploadExternal", files=[{"id": file_id}]) == "file_not_found"


def test_a_click_ends_in_an_edited_message(client: WebClient, workspace: Workspace) -> None:
    """The whole way of a Re-check: post, click, update."""
    ts = client.chat_postMessage(channel="C0OPS", text="broken", blocks=[actions(button())])["ts"]
    workspace.connect(lambda _: {"statusCode": 200 if client.chat_update(channel="C0OPS", ts=ts, text="fine") else 500})
    workspace.click(ts, "again", "oncall")
    assert [message.text for message in workspace.messages] == ["fine"]


def test_every_call_is_recorded(client: WebClient, workspace: Workspace) -> None:
    """Method, arguments without the token, and how it ended."""
    client.chat_postMessage(channel="C0OPS", text="x")
    error_of(client, "chat.postMessage", channel="C0OUT", text="x")
    assert [(call.method, call.error) for call in workspace.calls] == [
        ("chat.postMessage", None),
        ("chat.postMessage", "not_in_channel"),
    ]
    assert workspace.calls[0].arguments["text"] == "x"
    assert "token" not in workspace.calls[0].arguments
