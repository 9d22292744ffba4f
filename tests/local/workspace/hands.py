"""Small things the workspace's tests act with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

Json = dict[str, Any]
JSON_HEADERS = {"content-type": "application/json"}


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class App:
    """A Lambda that keeps its events and answers as told; `then` runs while Slack is waiting."""

    answer: Json = field(default_factory=lambda: {"statusCode": 200, "body": ""})
    then: Callable[[Json], None] | None = None
    events: list[Json] = field(default_factory=list)

    def __call__(self, event: Json) -> Json:
        self.events.append(event)
        if self.then is not None:
            self.then(event)
        return self.answer

    def says(self, **message: Any) -> None:
        self.answer = {"statusCode": 200, "headers": JSON_HEADERS, "body": json.dumps(message)}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action_id: str = "again", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Again"}, **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def error_of(client: WebClient, method: str, **arguments: Any) -> str:
    """The error code that a Web API call is refused with."""
    try:
        client.api_call(method, json=arguments)
    except SlackApiError as refused:
        return str(refused.response["error"])
    raise AssertionError(f"{method} was accepted")
