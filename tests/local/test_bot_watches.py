"""The bot on one machine watches too: a real server with an expired certificate, a Slack that keeps its rules."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from adapters.checker import build_instruments
from core.model.target_text import parse_target
from core.model.watch import Place, Team
from core.watching.subscribing import Watched, Wish, watch
from local.bot import LocalBot
from local.workspace import Message, Workspace, serve
from tests.lab.bench import Bench
from tests.lab.starting import start

OPS = Place(Team("T0DEMO"), "C0OPS")
PATIENCE_S = 40.0
pytestmark = pytest.mark.slow


def bot(folder: Path, workspace: Workspace, slack_api: str, bench: Bench) -> LocalBot:
    tools = build_instruments(
        ca_pem=bench.ca_file.read_bytes(), dns_server=("127.0.0.1", bench.dns.port), public_only=False
    )
    return LocalBot(
        folder / "bot.sqlite", signing_secret=workspace.signing_secret, bot_token=workspace.bot.token,
        slack_api=slack_api, instruments=tools, tick_s=0.2,
    )  # fmt: skip


def wait_for(found: Callable[[], list[Message]]) -> list[Message]:
    until = time.monotonic() + PATIENCE_S
    while not found() and time.monotonic() < until:
        Event().wait(0.05)
    return found()


def test_what_is_watched_is_told_also_by_the_bot_that_is_started_next(tmp_path: Path) -> None:
    workspace = Workspace()
    with Bench() as bench, serve(workspace) as serving:
        target = parse_target(start(bench, "expired").target)
        stopped = bot(tmp_path, workspace, serving.api_url, bench)
        assert isinstance(watch(stopped.watching.desk, OPS, "U0ONCALL", Wish(target)), Watched)
        with bot(tmp_path, workspace, serving.api_url, bench):
            [alert] = wait_for(lambda: workspace.visible("C0OPS"))
    assert alert.text.startswith(f"{target.host}:{target.port} ")
    assert "expired" in alert.text
    assert alert.author == workspace.bot.user_id
