"""A workspace whose time only moves when a test moves it, and real HTTP to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from local.workspace import Serving, Workspace, serve
from tests.local.workspace.hands import App, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def workspace(clock: Clock, app: App) -> Workspace:
    return Workspace(clock=clock, deliver=app)


@pytest.fixture
def serving(workspace: Workspace) -> Iterator[Serving]:
    with serve(workspace) as running:
        yield running


@pytest.fixture
def client(workspace: Workspace, serving: Serving) -> WebClient:
    return WebClient(token=workspace.bot.token, base_url=serving.api_url, timeout=5, retry_handlers=[])
