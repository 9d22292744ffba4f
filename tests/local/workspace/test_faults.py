"""Slack's bad days, on request."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.workspace import Fault, Serving, Workspace
from tests.local.workspace.hands import error_of


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (500, 500, "internal_error"),
        (429, 429, "ratelimited"),
        ("invalid_blocks", 200, "invalid_blocks"),
        ("invalid_auth", 200, "invalid_auth"),
        (Fault.MESSAGE_NOT_FOUND, 200, "message_not_found"),
    ],
)
def test_a_planted_fault_answers_in_slacks_way(
    client: WebClient, workspace: Workspace, fault: int | str | Fault, status: int, error: str
) -> None:
    """The call fails without being done, and the next one works."""
    workspace.fail_next("chat.postMessage", fault)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0OPS", text="x")
    assert (refused.value.response.status_code, refused.value.response["error"]) == (status, error)
    assert workspace.messages == []
    assert client.chat_postMessage(channel="C0OPS", text="x")["ok"]


def test_429_says_how_long(client: WebClient, workspace: Workspace) -> None:
    """Retry-After in seconds."""
    workspace.fail_next("chat.postMessage", 429)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0OPS", text="x")
    assert refused.value.response.headers["retry-after"] == "1"


def test_a_fault_lasts_as_often_as_told(client: WebClient, workspace: Workspace) -> None:
    """Three times, and only for its own method."""
    workspace.fail_next("chat.postMessage", 500, times=3)
    assert client.auth_test()["ok"]
    errors = [error_of(client, "chat.postMessage", channel="C0OPS", text="x") for _ in range(3)]
    assert errors == ["internal_error"] * 3
    assert client.chat_postMessage(channel="C0OPS", text="x")["ok"]


@pytest.mark.parametrize(("fault", "done"), [("timeout", 0), ("lost", 1)])
def test_no_answer_at_all(workspace: Workspace, serving: Serving, fault: str, done: int) -> None:
    """The caller's own timeout ends it; after "lost" the message is there all the same."""
    hasty = WebClient(token=workspace.bot.token, base_url=serving.api_url, timeout=1, retry_handlers=[])
    workspace.fail_next("chat.postMessage", fault)
    with pytest.raises(TimeoutError):
        hasty.chat_postMessage(channel="C0OPS", text="x")
    assert len(workspace.messages) == done
    assert [call.error for call in workspace.calls] == ["no answer"]


def test_an_unknown_fault_is_a_mistake_in_the_test(workspace: Workspace) -> None:
    """Not silently ignored."""
    with pytest.raises(ValueError, match="flood"):
        workspace.fail_next("chat.postMessage", "flood")
