"""The app uploads: three steps, a file that takes its time, pictures in blocks, and every refusal."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.workspace import Bot, Channel, Fault, Upload, Workspace
from tests.local.workspace.hands import Clock, Json, error_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def send(url: str, body: bytes) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body), timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def given(client: WebClient, body: bytes = PNG, name: str = "a.png", **more: Any) -> str:
    """The id of a file whose bytes are there."""
    ticket = client.files_getUploadURLExternal(filename=name, length=len(body), **more)
    assert send(str(ticket["upload_url"]), body) == 200
    return str(ticket["file_id"])


def picture(**named: str) -> Json:
    return {"type": "image", "alt_text": "a line", "slack_file": named}


def test_a_file_is_shared_into_a_thread_with_a_comment(client: WebClient, workspace: Workspace) -> None:
    root = workspace.say("ops", "oncall", "root")
    file = given(client, b"a,b", "w.csv", alt_txt="who")
    done = client.files_completeUploadExternal(
        files=[{"id": file, "title": "Watches"}], channel_id="C0OPS", thread_ts=root.ts, initial_comment="Here"
    )
    [_, message] = workspace.messages
    assert (message.text, message.thread_ts, message.author) == ("Here", root.ts, "U0TLSCHECK")
    assert [(shown["id"], shown["title"], shown["mimetype"]) for shown in message.files] == [
        (file, "Watches", "text/csv")
    ]
    [listed] = done["files"]
    assert listed["id"] == file
    info = client.files_info(file=file)["file"]
    assert (info["shares"], info["alt_txt"]) == (
        {"public": {"C0OPS": [{"ts": message.ts, "thread_ts": root.ts}]}},
        "who",
    )


def test_the_bytes_are_taken_once_and_as_many_as_announced(client: WebClient) -> None:
    ticket = client.files_getUploadURLExternal(filename="a.png", length=3)
    url = str(ticket["upload_url"])
    assert [send(url, b"ab"), send(url, b"abc"), send(url, b"abc"), send(url + "x", b"abc")] == [400, 200, 404, 404]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"filename": "a", "length": 0}, "invalid_arguments"),
        ({"filename": "a", "length": "many"}, "invalid_arguments"),
        ({"length": 3}, "invalid_arguments"),
        ({"filename": "a", "length": 3, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
def test_what_cannot_be_begun(client: WebClient, arguments: Json, error: str) -> None:
    assert error_of(client, "files.getUploadURLExternal", **arguments) == error


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("C0OUT", "not_in_channel"),
        ("C0OLD", "is_archived"),
        ("C0NONE", "channel_not_found"),
        ("U0ONCALL", "invalid_arguments"),
    ],
)
def test_where_it_cannot_be_shared(client: WebClient, workspace: Workspace, place: str, error: str) -> None:
    """A person's id is no channel; and nothing is shared."""
    file = given(client)
    assert error_of(client, "files.completeUploadExternal", files=[{"id": file}], channel_id=place) == error
    assert workspace.messages == []
    client.files_completeUploadExternal(files=[{"id": file}])


def test_a_file_is_completed_once(client: WebClient) -> None:
    file = given(client)
    client.files_completeUploadExternal(files=[{"id": file}])
    for wrong in ([{"id": file}], [{"id": "F0NONE"}], ["x"]):
        assert error_of(client, "files.completeUploadExternal", files=wrong) == "file_not_found"
    assert error_of(client, "files.completeUploadExternal", files=[]) == "invalid_arguments"


def test_a_persons_file_is_not_completed_by_the_bot(client: WebClient, workspace: Workspace) -> None:
    message, _ = workspace.drop("ops", "oncall", Upload(id="", name="x", length=1, body=b"x"))
    assert error_of(client, "files.completeUploadExternal", files=[{"id": message.files[0]["id"]}]) == "file_not_found"


def test_a_picture_is_shown_by_id_and_by_url_once_slack_has_looked_at_it(
    client: WebClient, workspace: Workspace, clock: Clock
) -> None:
    """Before that it is an invalid slack file, and its kind is not known. Showing it shares it."""
    workspace.file_seconds = 1.5
    file = given(client)
    client.files_completeUploadExternal(files=[{"id": file}])
    info = client.files_info(file=file)["file"]
    assert (info["mimetype"], info["shares"]) == ("", {})
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0OPS", text="x", blocks=[picture(id=file)])
    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"
    ]
    clock.advance(1.5)
    assert client.files_info(file=file)["file"]["mimetype"] == "image/png"
    by_url = picture(url=info["url_private"])
    ts = client.chat_postMessage(channel="C0OPS", text="x", blocks=[picture(id=file), by_url])["ts"]
    assert client.files_info(file=file)["file"]["shares"] == {"public": {"C0OPS": [{"ts": ts}]}}


def test_only_a_picture_that_the_bot_may_see_is_shown(client: WebClient, workspace: Workspace) -> None:
    """Not a text, not a file that nobody completed, not one of a channel without the bot, not an invented one."""
    text, open_one = given(client, b"a,b", "w.csv"), given(client)
    client.files_completeUploadExternal(files=[{"id": text}])
    workspace.set_channel(Channel(id="G0", name="secret", is_private=True, bot_is_member=False))
    away, _ = workspace.drop("secret", "oncall", Upload(id="", name="x.png", length=len(PNG), body=PNG))
    for wrong in (text, open_one, away.files[0]["id"], "F0NONE"):
        blocks = [picture(id=wrong)]
        assert error_of(client, "chat.postMessage", channel="C0OPS", text="x", blocks=blocks) == "invalid_blocks"
    home = {"type": "home", "blocks": [picture(id=text)]}
    assert error_of(client, "views.publish", user_id="U0ONCALL", view=home) == "invalid_arguments"


def test_the_bot_deletes_its_own_picture(client: WebClient) -> None:
    """Also when nobody was shown it."""
    file = given(client)
    client.files_completeUploadExternal(files=[{"id": file}])
    client.files_delete(file=file)
    assert error_of(client, "files.info", file=file) == "file_not_found"


def test_without_the_scope_nothing_goes_up(client: WebClient, workspace: Workspace) -> None:
    """Slack names what is needed and what was granted."""
    workspace.bot = Bot(scopes=frozenset({"chat:write"}))
    with pytest.raises(SlackApiError) as refused:
        client.files_getUploadURLExternal(filename="a", length=1)
    answer = refused.value.response
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "files:write", "chat:write")


def test_the_bytes_can_get_lost_on_request(client: WebClient, workspace: Workspace) -> None:
    ticket = client.files_getUploadURLExternal(filename="a.png", length=3)
    workspace.fail_next("upload", Fault.SERVER_ERROR)
    assert [send(str(ticket["upload_url"]), b"abc"), send(str(ticket["upload_url"]), b"abc")] == [500, 200]
