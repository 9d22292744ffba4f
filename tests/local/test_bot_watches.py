"""The bot on one machine watches too: a real server with an expired certificate, a Slack that keeps its rules."""

from pathlib import Path

import pytest

from core.model.target_text import parse_target
from core.model.watch import Place, Team
from core.watching.subscribing import Watched, Wish, watch
from local.workspace import Workspace, serve
from tests.lab.bench import Bench
from tests.lab.starting import start
from tests.local.bots import bot
from tests.support.waiting import eventually

OPS = Place(Team("T0DEMO"), "C0OPS")
PATIENCE_S = 40.0
pytestmark = pytest.mark.slow


def test_what_is_watched_is_told_also_by_the_bot_that_is_started_next(tmp_path: Path) -> None:
    workspace = Workspace()
    with Bench() as bench, serve(workspace) as serving:
        target = parse_target(start(bench, "expired").target)
        stopped = bot(tmp_path, workspace, serving.api_url, bench)
        assert isinstance(watch(stopped.watching.desk, OPS, "U0ONCALL", Wish(target)), Watched)
        with bot(tmp_path, workspace, serving.api_url, bench):
            [alert] = eventually(lambda: workspace.visible("C0OPS"), PATIENCE_S)
    assert alert.text.startswith(f"{target.host}:{target.port} ")
    assert "expired" in alert.text
    assert alert.author == workspace.bot.user_id
