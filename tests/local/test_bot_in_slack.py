"""Watching as people in Slack live it, on one machine: a real server whose certificate expired, the real handlers,
loops and queues, commands typed and buttons pressed in a Slack that keeps its rules.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.model.watch import Place, Team
from core.watching.channels import settings_of
from local.watchers import TICK_S
from local.workspace import Message, Outcome, Workspace, serve
from tests.lab.bench import Bench
from tests.lab.starting import start
from tests.local.bots import bot
from tests.support.waiting import eventually

OPS = Place(Team("T0DEMO"), "C0OPS")
PATIENCE_S = 40.0
pytestmark = pytest.mark.slow


def until(found: Callable[[], list[Message]]) -> Message:
    """The last of what is looked for, as soon as there is one."""
    return eventually(found, PATIENCE_S)[-1]


def test_from_a_command_to_an_alert_that_somebody_has_in_hand(tmp_path: Path) -> None:
    workspace = Workspace()
    with (
        Bench() as bench,
        serve(workspace) as serving,
        bot(tmp_path, workspace, serving.api_url, bench, TICK_S) as running,
    ):
        workspace.connect(running.deliver)
        host = start(bench, "expired").target

        def seen(*words: str) -> Callable[[], list[Message]]:
            return lambda: [m for m in workspace.visible("C0OPS") if all(w in f"{m.text} {m.blocks}" for w in words)]

        asked = workspace.command("ops", "oncall", "/tlscheck", f"watch {host} owner @webops", should_escape=True)
        assert asked.outcome is Outcome.OK
        assert "Now watching 1 host" in until(seen("Now watching 1 host", "U0ONCALL")).text
        alert = until(seen(" is broken: ", "expired", "U0WEBOPS"))  # at once, not at the next tick

        workspace.click(alert.ts, "watch_ack", "webops")
        shown = until(seen("Acknowledged by ", "watch_unack"))
        assert (shown.ts, shown.text) == (
            alert.ts,
            alert.text.removeprefix("@Web operations: "),
        )  # an edit calls nobody

        workspace.click(alert.ts, "watch_snooze", "webops")
        form = workspace.modal("webops")
        assert form is not None
        assert "expired" in str(form.content["blocks"])
        workspace.submit(form, {"span": "7d", "reason": "renewed tomorrow"}, "webops")
        assert until(seen("Snoozed by ", "renewed tomorrow")).ts == alert.ts

        workspace.command("ops", "oncall", "/tlscheck", "settings")
        workspace.submit(workspace.modal("oncall") or "", {"zone": "Asia/Tokyo", "digest": "23:30"}, "oncall")
        assert "Digest at 23:30 Asia/Tokyo" in str(until(seen("settings of this channel were changed")).blocks)
        assert settings_of(running.watching.desk, OPS).zone == "Asia/Tokyo"

        workspace.open_home("oncall")
        assert host.split(":")[0] in str(workspace.home("oncall"))

        workspace.command("ops", "oncall", "/tlscheck", f"unwatch {host}")
        assert "No longer watched here" in until(seen("No longer watched here")).text
