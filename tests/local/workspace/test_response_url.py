"""A response_url works five times within thirty minutes, and edits only what was clicked."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient, WebhookResponse

from local.workspace import Message, Serving, Via, Workspace
from tests.local.workspace.hands import Clock, actions, button, section

pytestmark = pytest.mark.usefixtures("serving")


def send(url: str | None, **message: Any) -> WebhookResponse:
    assert url is not None
    return WebhookClient(url, timeout=5, retry_handlers=[]).send_dict(message)


def command_url(workspace: Workspace) -> str | None:
    return workspace.command("ops", "oncall", "/tlscheck", "example.com").response_url


def click_url(workspace: Workspace, only_to: str | None = None) -> tuple[Message, str | None]:
    message = workspace.post("C0OPS", "U0TLSCHECK", Via.API, text="first", blocks=[actions(button())], only_to=only_to)
    return message, workspace.click(message.ts, "again", "oncall").response_url


def texts(workspace: Workspace) -> list[str]:
    return [message.text for message in workspace.visible("ops", "U0ONCALL")]


def test_five_uses_and_no_sixth(workspace: Workspace, clock: Clock) -> None:
    """The sixth is 404 used_url."""
    url = command_url(workspace)
    answers = []
    for _ in range(6):
        answers.append(send(url, text="x"))
        clock.advance(1)
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert len(workspace.messages) == 5


def test_thirty_minutes_and_no_longer(workspace: Workspace, clock: Clock) -> None:
    """Alive at 1800 s, expired after."""
    url = command_url(workspace)
    clock.advance(1800)
    assert send(url, text="x").status_code == 200
    clock.advance(0.01)
    late = send(url, text="x")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


def test_an_invented_url_is_not_found(serving: Serving) -> None:
    """Nobody can guess one."""
    assert send(f"{serving.address}/commands/T0DEMO/1/00", text="x").status_code == 404


def test_the_default_is_ephemeral(workspace: Workspace) -> None:
    """Only the person who typed sees it, unless it is in_channel."""
    url = command_url(workspace)
    send(url, text="quiet")
    send(url, text="loud", response_type="in_channel")
    assert [message.only_to for message in workspace.messages] == ["U0ONCALL", None]


@pytest.mark.parametrize("flag", [True, "true"])
def test_replacing_after_a_command_posts_anew(workspace: Workspace, flag: object) -> None:
    """A slash command has no original: the earlier message stays and a second one appears."""
    url = command_url(workspace)
    send(url, text="Checking")
    send(url, text="Done", replace_original=flag)
    assert texts(workspace) == ["Checking", "Done"]
    assert [message.edits for message in workspace.messages] == [(), ()]


def test_deleting_after_a_command_deletes_nothing(workspace: Workspace) -> None:
    """Neither the earlier answer nor anything else."""
    url = command_url(workspace)
    send(url, text="Checking")
    assert send(url, delete_original=True).status_code == 200
    assert texts(workspace) == ["Checking"]


@pytest.mark.parametrize("only_to", [None, "U0ONCALL"])
def test_replacing_after_a_click_edits_the_message(workspace: Workspace, only_to: str | None) -> None:
    """Same ts, same visibility, new content, the old one kept in its history; also for ephemeral messages."""
    message, url = click_url(workspace, only_to)
    assert send(url, text="second", blocks=[section("second")], replace_original=True).status_code == 200
    edited = workspace.find("C0OPS", message.ts)
    assert (edited.text, edited.only_to, edited.blocks[0]["type"]) == ("second", only_to, "section")
    assert [(edit.text, edit.blocks) for edit in edited.edits] == [("first", message.blocks)]


def test_deleting_after_a_click_removes_the_message(workspace: Workspace) -> None:
    """The clicked message is gone."""
    _, url = click_url(workspace)
    send(url, delete_original=True)
    assert texts(workspace) == []


def test_without_a_flag_a_click_posts_a_new_message(workspace: Workspace) -> None:
    """The clicked message stays as it was."""
    _, url = click_url(workspace)
    send(url, text="more")
    assert texts(workspace) == ["first", "more"]


def test_an_ephemeral_message_stays_ephemeral(workspace: Workspace) -> None:
    """in_channel cannot change what is only visible to one."""
    message, url = click_url(workspace, "U0ONCALL")
    send(url, text="all", response_type="in_channel", replace_original=True)
    assert workspace.find("C0OPS", message.ts).only_to == "U0ONCALL"


def test_limits_hold_here_too(workspace: Workspace) -> None:
    """Blocks that Slack refuses are refused, and empty messages."""
    url = command_url(workspace)
    wrong = send(url, text="x", blocks=[section("x" * 3001)])
    assert (wrong.status_code, "invalid_blocks" in wrong.body) == (400, True)
    assert send(url, text="").status_code == 400


def test_posting_too_fast_is_429_here_too(workspace: Workspace) -> None:
    """Three at once, the fourth has to wait a second."""
    url = command_url(workspace)
    answers = [send(url, text="x") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1"


def test_neither_token_nor_membership_is_needed(workspace: Workspace) -> None:
    """A response_url works where chat.postMessage is not_in_channel."""
    url = workspace.command("random", "oncall", "/tlscheck").response_url
    assert send(url, text="x").status_code == 200


def test_a_reply_can_go_to_a_thread(workspace: Workspace) -> None:
    """With in_channel and thread_ts, as documented."""
    message, url = click_url(workspace)
    send(url, text="x", response_type="in_channel", replace_original=False, thread_ts=message.ts)
    assert workspace.messages[-1].thread_ts == message.ts


def test_a_response_url_can_fail_on_request(workspace: Workspace) -> None:
    """500 once, then it works; the failed try is not counted as a use."""
    url = command_url(workspace)
    workspace.fail_next("response_url", 500)
    assert [send(url, text="x").status_code for _ in range(2)] == [500, 200]
    assert [call.error for call in workspace.called("response_url")] == ["internal_error", None]
