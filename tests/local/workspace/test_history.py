"""Looking back into a channel: what is shown, to whom it is refused."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import WebClient

from local.workspace import Workspace

MARK = {"event_type": "told", "event_payload": {"mark": "m1"}}


def history(client: WebClient, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.conversations_history(channel="C0OPS", **more)["messages"]
    return found


def test_without_a_scope_nobody_looks_back(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        history(client)
    assert refused.value.response["error"] == "missing_scope"


def test_the_newest_comes_first_and_threads_stay_apart(client: WebClient, workspace: Workspace) -> None:
    workspace.may_look_back = True
    first = client.chat_postMessage(channel="C0OPS", text="one")["ts"]
    client.chat_postMessage(channel="C0OPS", text="below", thread_ts=first)
    client.chat_postMessage(channel="C0OPS", text="two")
    assert [m["text"] for m in history(client)] == ["two", "one"]
    replies = client.conversations_replies(channel="C0OPS", ts=first)["messages"]
    assert [m["text"] for m in replies] == ["one", "below"]


def test_metadata_is_shown_when_it_is_asked_for(client: WebClient, workspace: Workspace) -> None:
    workspace.may_look_back = True
    client.chat_postMessage(channel="C0OPS", text="one", metadata=MARK)
    [shown], [bare] = history(client, include_all_metadata=True), history(client)
    assert shown["metadata"] == MARK
    assert "metadata" not in bare


def test_pages_follow_each_other(client: WebClient, workspace: Workspace) -> None:
    workspace.may_look_back = True
    for text in ("one", "two", "three"):
        client.chat_postMessage(channel="C0OPS", text=text)
    page = client.conversations_history(channel="C0OPS", limit=2)
    cursor = page["response_metadata"]["next_cursor"]
    assert [m["text"] for m in page["messages"]] == ["three", "two"]
    assert [m["text"] for m in history(client, limit=2, cursor=cursor)] == ["one"]


def test_metadata_of_another_shape_is_refused(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0OPS", text="one", metadata={"mark": "m1"})
    assert refused.value.response["error"] == "invalid_metadata_schema"
