"""Shortcuts, mentions and files in the fake workspace: what the app hears, and who may fetch and delete what."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import WebClient

from local.workspace import Serving, Upload, Workspace, serve
from tests.handlers.test_slack_function import event as sample

FILE = Upload(id="", name="a b.log", length=5, body=b"hello")


@dataclass
class Heard:
    """An app that takes everything and remembers what it was told."""

    bodies: list[str] = field(default_factory=list)

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        self.bodies.append(event["body"])
        return {"statusCode": 200, "body": ""}


@dataclass
class Rig:
    workspace: Workspace
    serving: Serving
    heard: Heard

    @property
    def client(self) -> WebClient:
        return WebClient(self.workspace.bot.token, base_url=self.serving.api_url, retry_handlers=[])

    def fetch(self, url: str, token: str | None = None) -> tuple[int, bytes, str]:
        bearer = {"authorization": f"Bearer {self.workspace.bot.token if token is None else token}"}
        with urllib.request.urlopen(urllib.request.Request(url, headers=bearer), timeout=5) as answer:
            return answer.status, answer.read(), answer.headers["content-type"]


@pytest.fixture
def rig() -> Iterator[Rig]:
    heard = Heard()
    workspace = Workspace(deliver=heard)
    with serve(workspace) as serving:
        yield Rig(workspace, serving, heard)


def error(call: Any, **arguments: str) -> str:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])


def test_a_file_in_a_channel_is_told_by_one_event_and_with_a_mention_by_two(rig: Rig) -> None:
    _, plain = rig.workspace.drop("ops", "oncall", FILE)
    _, mentioned = rig.workspace.drop("ops", "oncall", FILE, "@tlscheck look")
    assert (len(plain), len(mentioned)) == (1, 2)
    assert '"type": "file_shared"' in rig.heard.bodies[0]
    assert '"type": "app_mention"' in rig.heard.bodies[2]
    assert "<@U0TLSCHECK> look" in rig.heard.bodies[2]


def test_where_the_app_is_not_it_hears_and_sees_nothing(rig: Rig) -> None:
    _, told = rig.workspace.drop("random", "oncall", FILE, "@tlscheck look")
    assert told == []
    [upload] = rig.workspace.uploads.values()
    assert error(rig.client.files_info, file=upload.id) == "file_not_found"


def test_a_direct_message_with_a_file_has_slacks_subtype(rig: Rig) -> None:
    place = rig.workspace.direct("oncall")
    rig.workspace.drop(place.id, "oncall", FILE)
    assert '"subtype": "file_share"' in rig.heard.bodies[1]
    assert '"channel_type": "im"' in rig.heard.bodies[1]


def test_the_content_is_for_a_bearer_of_the_token(rig: Rig) -> None:
    message, _ = rig.workspace.drop("ops", "oncall", FILE, thread=rig.workspace.say("ops", "oncall", "root").ts)
    info = rig.client.files_info(file=message.files[0]["id"])["file"]
    assert rig.fetch(info["url_private_download"]) == (200, b"hello", "application/octet-stream")
    assert b"Sign in" in rig.fetch(info["url_private_download"], "xoxb-other")[1]
    assert info["shares"]["public"]["C0OPS"] == [{"ts": message.ts, "thread_ts": message.thread_ts}]


def test_a_bot_deletes_only_what_it_may(rig: Rig) -> None:
    message, _ = rig.workspace.drop("ops", "oncall", FILE)
    assert error(rig.client.files_delete, file=message.files[0]["id"]) == "cant_delete_file"
    other, _ = rig.workspace.drop("ops", "oncall", Upload(id="", name="k", length=1, body=b"k", deletable=True))
    rig.client.files_delete(file=other.files[0]["id"])
    assert error(rig.client.files_info, file=other.files[0]["id"]) == "file_not_found"
    with pytest.raises(urllib.error.HTTPError):
        rig.fetch(other.files[0]["url_private"])


def test_a_shortcut_carries_the_message_and_a_trigger(rig: Rig) -> None:
    message = rig.workspace.say("ops", "webops", "certificate has expired")
    delivery = rig.workspace.shortcut(message.ts, "explain_message", "oncall")
    assert delivery.trigger_id is not None
    assert sample("shortcut_explain_message")["headers"].keys() == delivery.event["headers"].keys()
    with pytest.raises(LookupError):
        rig.workspace.shortcut("1.1", "explain_message", "oncall")
