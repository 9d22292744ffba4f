"""A Slack on loopback, and the real client of Socket Mode on it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from slack_bolt import BoltRequest, BoltResponse

from local.serve_socket import Dispatch, Socket
from local.workspace import Outcome, Serving, Workspace
from local.workspace.socket import APP_TOKEN, SocketMode

PATIENCE_S = 30.0
Slack = tuple[Workspace, Serving, SocketMode]


def yes(_: BoltRequest) -> BoltResponse:
    return BoltResponse(status=200, body={"text": "yes"})


@contextmanager
def connected(slack: Slack, dispatch: Dispatch = yes, ping_s: float = 10.0) -> Iterator[Socket]:
    _, serving, mode = slack
    with Socket(APP_TOKEN, serving.api_url, dispatch, pytest.fail, ping_s=ping_s) as socket:
        mode.wait_for_link(PATIENCE_S)
        yield socket


def asked(workspace: Workspace, text: str = "help") -> Outcome:
    return workspace.command("C0OPS", "U0ONCALL", "/tlscheck", text).outcome
