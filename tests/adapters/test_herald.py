"""Watching's messages in a Slack over HTTP on loopback: the workspace that keeps its rules, and, for looking back, a
server that answers what a test says.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest

from adapters.herald import EVENT, SlackHerald
from adapters.secrets import GivenSecrets, SecretsMissing
from adapters.tokens import OneToken
from core.model.job import Posted
from core.model.message import Message
from core.model.watch import Place, Team
from core.slack_ports import Delivered, Never, NotNow, Reason
from local.workspace import Workspace, serve
from tests.support.http import Request, Response, answering

SINCE = datetime(2026, 11, 21, 12, tzinfo=UTC)
TEAM = Team("T1")
HELLO = Message("hello", ())
READ_ONLY = "restricted_action_read_only_channel"


@dataclass
class Stage:
    workspace: Workspace
    herald: SlackHerald
    place: Place

    def texts(self) -> list[str]:
        return [message.text for message in self.workspace.visible(self.place.channel)]


@pytest.fixture
def stage() -> Iterator[Stage]:
    workspace = Workspace()
    channel = next(iter(workspace.channels))
    with serve(workspace) as serving:
        tokens = OneToken(GivenSecrets("s", workspace.bot.token))
        yield Stage(workspace, SlackHerald(tokens, serving.api_url), Place(TEAM, channel))


def posted(stage: Stage, thread: Posted | None = None) -> Posted:
    sent = stage.herald.post(stage.place, HELLO, mark="m1", thread=thread, timeout=5)
    assert isinstance(sent, Delivered)
    assert sent.place is not None
    return sent.place


def test_a_message_carries_its_mark_unseen(stage: Stage) -> None:
    posted(stage)
    [call] = [call for call in stage.workspace.calls if call.method == "chat.postMessage"]
    assert call.arguments["metadata"] == {"event_type": EVENT, "event_payload": {"mark": "m1"}}
    assert stage.texts() == ["hello"]


def test_a_reply_stands_in_the_thread(stage: Stage) -> None:
    parent = posted(stage)
    posted(stage, parent)
    assert [m.thread_ts for m in stage.workspace.visible(stage.place.channel)] == [None, parent.ts]


def test_a_message_is_replaced_and_removed(stage: Stage) -> None:
    message = posted(stage)
    assert stage.herald.update(stage.place, message, Message("bye", ()), 5) == Delivered(message)
    assert stage.texts() == ["bye"]
    assert isinstance(stage.herald.remove(stage.place, message, 5), Delivered)
    assert stage.texts() == []


def test_a_message_that_is_gone_is_named_so(stage: Stage) -> None:
    gone = Posted(stage.place.channel, "1.000001")
    assert stage.herald.update(stage.place, gone, HELLO, 5) == Never(Reason.MESSAGE_GONE, "message_not_found")


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ("429", NotNow("ratelimited", 1.0)),
        ("500", NotNow("internal_error", unsure=True)),
        ("is_archived", Never(Reason.NO_ACCESS, "is_archived")),
        (READ_ONLY, Never(Reason.NO_ACCESS, READ_ONLY)),
        ("invalid_auth", Never(Reason.OTHER, "invalid_auth")),
    ],
)
def test_what_slack_refuses_is_a_value(stage: Stage, fault: str, answer: object) -> None:
    stage.workspace.fail_next("chat.postMessage", fault)
    assert stage.herald.post(stage.place, HELLO, mark="m1", thread=None, timeout=5) == answer


def test_what_a_locked_thread_does_not_take_is_told_in_the_channel(stage: Stage) -> None:
    parent = posted(stage)
    stage.workspace.fail_next("chat.postMessage", "restricted_action_thread_locked")
    posted(stage, parent)
    assert [m.thread_ts for m in stage.workspace.visible(stage.place.channel)] == [None, None]


def test_a_lost_answer_is_unsure_and_nothing_is_sent_again(stage: Stage) -> None:
    stage.workspace.fail_next("chat.postMessage", "lost")
    sent = stage.herald.post(stage.place, HELLO, mark="m1", thread=None, timeout=5)
    assert isinstance(sent, NotNow)
    assert sent.unsure
    assert stage.texts() == ["hello"]


def test_alive_is_slack_taking_the_token(stage: Stage) -> None:
    assert stage.herald.alive(TEAM, 5) == Delivered()
    stage.workspace.fail_next("auth.test", "invalid_auth")
    assert stage.herald.alive(TEAM, 5) == Never(Reason.OTHER, "invalid_auth")


class NoTokens:
    def bot_token(self, team: Team) -> str | None:
        if team.id == "T2":
            raise SecretsMissing("cannot read the parameter")
        return None

    def refused(self, team: Team, token: str) -> str | None:
        raise AssertionError((team, token))


def test_a_team_without_a_token_is_one_that_slack_refuses() -> None:
    herald = SlackHerald(NoTokens(), "http://127.0.0.1:9/")
    assert herald.alive(TEAM, 1) == Never(Reason.OTHER, "not_authed")
    assert herald.alive(Team("T2"), 1) == NotNow("cannot read the parameter")


# --- looking back


@dataclass
class History:
    """``pages``: answers in turn; ``asked``: methods and arguments."""

    pages: list[Any]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def telling(history: History) -> Iterator[SlackHerald]:
    def answer(request: Request) -> Response:
        form = parse_qs(request.body.decode())  # slack_sdk asks with a form
        history.asked.append((request.path.rpartition("/")[2], {name: values[0] for name, values in form.items()}))
        return Response(json.dumps(history.pages.pop(0)).encode())

    with answering(answer) as address:
        yield SlackHerald(OneToken(GivenSecrets("s", "xoxb-x")), f"{address}/api/")


def said(ts: str, mark: str | None = "m1", event: str = EVENT) -> dict[str, Any]:
    return {"ts": ts, "metadata": {"event_type": event, "event_payload": {"mark": mark}}}


def page(*messages: Any, cursor: str = "") -> dict[str, Any]:
    return {"ok": True, "messages": list(messages), "response_metadata": {"next_cursor": cursor}}


def find(history: History, thread: Posted | None = None) -> tuple[Posted, ...] | None:
    with telling(history) as herald:
        return herald.find(Place(TEAM, "C1"), "m1", SINCE, thread=thread, timeout=5)


def test_only_what_carries_the_mark_is_found_oldest_first() -> None:
    messages = (
        said("3.0"),
        said("2.0", "m2"),
        said("1.0"),
        said("0.5", event="other"),
        {"ts": "0.4"},
        "odd",
        {"ts": 1},
    )
    assert find(History([page(*messages)])) == (Posted("C1", "1.0"), Posted("C1", "3.0"))


def test_nothing_found_is_another_answer_than_not_allowed_to_look() -> None:
    assert find(History([page()])) == ()
    assert find(History([{"ok": False, "error": "missing_scope"}])) is None


def test_the_channel_is_asked_from_the_instant_on_with_metadata() -> None:
    history = History([page()])
    find(history)
    [(method, asked)] = history.asked
    assert method == "conversations.history"
    assert (asked["channel"], asked["oldest"]) == ("C1", f"{SINCE.timestamp():.6f}")
    assert asked["include_all_metadata"] == "true"


def test_in_a_thread_its_replies_are_asked() -> None:
    history = History([page(said("5.0"))])
    assert find(history, Posted("C1", "4.0")) == (Posted("C1", "5.0"),)
    assert (history.asked[0][0], history.asked[0][1]["ts"]) == ("conversations.replies", "4.0")


def test_all_pages_are_looked_through() -> None:
    history = History([page(said("2.0"), cursor="next"), page(said("1.0"))])
    assert find(history) == (Posted("C1", "1.0"), Posted("C1", "2.0"))
    assert history.asked[1][1]["cursor"] == "next"


def test_more_than_can_be_looked_through_is_not_seen() -> None:
    history = History([page(said("2.0"), cursor="next")] * 9)
    assert find(history) is None
    assert len(history.asked) == 5


@pytest.mark.parametrize("odd", [{"ok": True}, {"ok": True, "messages": "x", "response_metadata": []}])
def test_an_answer_of_another_shape_holds_nothing(odd: Any) -> None:
    assert find(History([odd])) == ()
