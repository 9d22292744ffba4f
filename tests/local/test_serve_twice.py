"""Two ``tlscheck serve`` on one database: they share the work, and nothing is told twice."""

import signal

import pytest

from local.workspace import Message, Outcome
from tests.lab.starting import start
from tests.local.machine import Machine, ended, slack
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow


def test_two_on_one_terminal_tell_everything_once(machine: Machine) -> None:
    targets = [start(machine.bench, "expired").target for _ in range(12)]
    with machine.serving("--terminal") as one, machine.serving("--terminal") as other:
        assert machine.run("watch", *targets)[0] == 0
        assert eventually(lambda: all(f"{target} is broken" in machine.printed for target in targets))
        assert machine.run("test-alert")[0] == 0  # a channel is told in order: a second telling would come before it
        assert eventually(lambda: "This is a test of tlscheck" in machine.printed)
        assert [machine.printed.count(f"{target} is broken") for target in targets] == [1] * len(targets)
        assert (one.poll(), other.poll()) == (None, None)
        assert ended(one, signal.SIGTERM) < 5
        assert ended(other, signal.SIGTERM) < 5
    assert "Traceback" not in machine.complained


def test_two_bots_of_one_workspace_answer_and_alert_once(machine: Machine) -> None:
    targets = [start(machine.bench, "expired").target for _ in range(3)]  # more would be one message
    with slack(machine) as (workspace, mode), machine.serving(), machine.serving():

        def about(target: str, channel: str) -> list[Message]:
            return [message for message in workspace.visible(channel) if target in message.text]

        assert eventually(lambda: len(mode.links) == 2)
        for target in targets:
            assert workspace.command("C0OPS", "U0ONCALL", "/tlscheck", target).outcome is Outcome.OK
            assert eventually(lambda asked=target: any(m.edits for m in about(asked, "C0OPS")))  # type: ignore[misc]
        assert machine.run("watch", *targets, "--channel", "C0WEB")[0] == 0
        assert eventually(lambda: all(about(target, "C0WEB") for target in targets))
        assert machine.run("test-alert", "--channel", "C0WEB")[0] == 0  # in order: a second telling comes first
        assert eventually(lambda: any("test" in message.text.lower() for message in workspace.visible("C0WEB")))
        assert [len(about(target, "C0OPS")) for target in targets] == [1] * len(targets)
        assert [len(about(target, "C0WEB")) for target in targets] == [1] * len(targets)
    assert "Traceback" not in machine.complained
