"""``tlscheck serve`` and ``tlscheck sweep`` as processes: real servers, a Slack on loopback, signals that end them."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from local.workspace import Outcome
from tests.lab.starting import start
from tests.local.machine import PATIENCE_S, Machine, ended, slack
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow


def test_a_sweep_tells_once_and_its_exit_code_says_so(machine: Machine) -> None:
    expired, healthy = start(machine.bench, "expired").target, start(machine.bench, "healthy").target
    machine.run("watch", expired, healthy, "--owner", "web team")
    code, out, err = machine.run("sweep")
    assert (code, err) == (1, "")
    assert f"{expired} is broken" in out
    assert "owner web team" in out
    assert f"Cause and fix: tlscheck check {expired}" in out
    assert healthy not in out
    assert machine.run("sweep") == (0, "", "")
    listed = json.loads(machine.run("list", "--json")[1])["watches"]
    assert {watch["target"]: watch["state"] for watch in listed} == {expired: "expired", healthy: "fine"}
    assert listed[0]["stands"][0]["severity"] == "broken"


def test_a_test_alert_is_printed_by_the_next_sweep_and_is_no_alarm(machine: Machine) -> None:
    machine.run("test-alert")
    code, out, _ = machine.run("sweep")
    assert code == 0
    assert "This is a test" in out


def test_what_could_not_be_printed_is_printed_by_the_next_sweep(machine: Machine) -> None:
    machine.run("watch", start(machine.bench, "expired").target)
    reader, writer = os.pipe()
    os.close(reader)
    lost = subprocess.run(
        machine.words("sweep"), env=machine.environment, stdout=writer, timeout=PATIENCE_S, check=False
    )
    os.close(writer)
    code, out, _ = machine.run("sweep")
    assert lost.returncode == 141
    assert code == 1
    assert "is broken" in out
    assert "You may see this twice" in out


def test_while_the_canary_is_silent_nothing_is_believed_and_the_exit_code_says_so(machine: Machine) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # taken, and nobody listens
        target = f"127.0.0.1:{closed.getsockname()[1]}"
        machine.run("watch", target)
        code, out, err = machine.run("sweep", "--canary", target)
    assert (code, out) == (3, "")
    assert err.splitlines() == [
        "tlscheck: the canaries are silent too: what was not reached (1) is not believed to be down",
        "tlscheck: 1 could not be checked, they come due again.",
    ]
    assert "not checked so far" in machine.run("list")[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_prints_what_is_news_and_ends_when_asked(machine: Machine, number: int) -> None:
    target = start(machine.bench, "expired").target
    machine.run("watch", target)
    with machine.serving("--terminal") as process:
        assert eventually(lambda: f"{target} is broken" in machine.printed)
        assert ended(process, number) < 5


def test_a_killed_serve_goes_on_where_it_was(machine: Machine) -> None:
    target = start(machine.bench, "expired").target
    with machine.serving("--terminal") as process:
        assert eventually(lambda: machine.complained != "")
        machine.run("watch", target)
        process.kill()
    with machine.serving("--terminal"):
        assert eventually(lambda: f"{target} is broken" in machine.printed)


@pytest.mark.timeout(300)  # what the killed one had in hand is free again after 35 seconds
def test_serve_is_the_bot_and_survives_being_killed(machine: Machine) -> None:
    target = start(machine.bench, "expired").target
    with slack(machine) as (workspace, mode):
        with machine.serving() as process:
            mode.wait_for_link(PATIENCE_S)
            assert workspace.command("C0OPS", "U0ONCALL", "/tlscheck", target).outcome is Outcome.OK
            process.kill()
        with machine.serving() as process:
            mode.wait_for_link(PATIENCE_S)
            assert eventually(lambda: any(target in m.text and m.edits for m in workspace.visible("C0OPS")))
            assert machine.run("watch", target, "--channel", "C0WEB")[0] == 0
            assert eventually(lambda: any(f"{target} is broken" in m.text for m in workspace.visible("C0WEB")))
            assert machine.run("ack", target, "we know", "--channel", "C0WEB")[0] == 0
            assert eventually(lambda: "we know" in str(workspace.visible("C0WEB")[0].blocks))
            assert ended(process, signal.SIGTERM) < 5
        assert len([m for m in workspace.visible("C0OPS") if target in m.text]) == 1
        assert len(workspace.visible("C0WEB")) == 1
    assert "is broken" not in machine.printed


def test_private_addresses_are_refused_to_slack_by_serve(machine: Machine) -> None:
    target = start(machine.bench, "expired").target
    with slack(machine) as (workspace, mode):
        del machine.environment["TLSCHECK_ALLOWED_NETWORKS"]
        with machine.serving():
            mode.wait_for_link(PATIENCE_S)
            assert workspace.command("C0OPS", "U0ONCALL", "/tlscheck", target).outcome is Outcome.OK
            assert eventually(lambda: any(m.edits for m in workspace.visible("C0OPS")))
            [verdict] = [m for m in workspace.visible("C0OPS") if target.split(":")[0] in m.text]
    assert "expired" not in verdict.text.replace(target.split(":")[0], "")


@pytest.mark.parametrize(("name", "wrong"), [("SLACK_BOT_TOKEN", "xoxb-wrong"), ("SLACK_APP_TOKEN", "xapp-wrong")])
def test_a_token_that_slack_refuses_is_said_with_where_it_stands(machine: Machine, name: str, wrong: str) -> None:
    with slack(machine):
        machine.environment[name] = wrong
        code, _, err = machine.run("serve")
    assert code == 2
    assert f"tlscheck: Slack refuses {name}: invalid_auth. It stands in your app → " in err


def test_missing_tokens_are_all_named_and_the_way_without_slack(machine: Machine) -> None:
    code, _, err = machine.run("serve")
    assert code == 2
    assert err == (
        "tlscheck: SLACK_APP_TOKEN is not set (xapp-…: your app → Basic Information → App-Level Tokens, with "
        "connections:write). SLACK_BOT_TOKEN is not set (xoxb-…: your app → OAuth & Permissions → Bot User OAuth "
        "Token). Without Slack: tlscheck serve --terminal\n"
    )


def test_without_slack_the_library_of_its_socket_is_not_loaded() -> None:
    code = "import sys, local.serve_command; print('websockets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
