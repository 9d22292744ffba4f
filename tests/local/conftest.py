"""What the tests of the local bot share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.workspace import Workspace
from local.workspace.socket import serve_socket
from tests.local.machine import Machine, a_machine
from tests.local.on_sockets import Slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A workspace whose requests go to whoever opens a WebSocket."""
    workspace = Workspace()
    serving, mode = serve_socket(workspace)
    with serving:
        yield workspace, serving, mode


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with a_machine(tmp_path) as made:
        yield made
