"""`make demo`: four commands, a shortcut and a watch in a fake Slack, their answers, then the page until Ctrl-C."""

import argparse
import logging
import os
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("POWERTOOLS_METRICS_DISABLED", "true")  # metrics are for CloudWatch, not for a terminal
os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "CRITICAL")

from adapters.checker import build_instruments
from local.bot import LocalBot
from local.workspace import Message, Workspace, serve
from tests.demo.show import lines
from tests.lab.bench import Bench
from tests.lab.catalogue import by_name, runnable

SECRET = "a secret for this demo only"
FIRST = ("expired", "chain-incomplete", "client-cert-required-tls13", "healthy")
MORE = (
    "wrong-name-www",
    "self-signed",
    "key-mismatch-tls12-rsa",
    "not-tls-http",
    "silent-after-hello",
    "odd-address-expired",
    "dns-nxdomain-www",
    "clock-not-yet-valid",
)
SHORTCUTS = {"explain_message": "Explain this TLS error", "check_message": "Check hosts in message"}
WAIT = 20.0
ERROR = "curl: (60) SSL certificate problem: unable to get local issuer certificate (https://shop.example.com)"


def main() -> int:
    arguments = argparse.ArgumentParser(prog="make demo")
    arguments.add_argument("--once", action="store_true", help="end after the first answers")
    once: bool = arguments.parse_args().once
    logging.getLogger().setLevel(logging.CRITICAL)
    with Bench() as bench:
        started = {name: by_name(name).start(bench) for name in (*FIRST, *MORE) if runnable(by_name(name))}
        workspace = Workspace(signing_secret=SECRET, shortcuts=SHORTCUTS)
        host, _, port = bench.dns.address.rpartition(":")
        instruments = build_instruments(
            ca_pem=bench.ca_file.read_bytes(), dns_server=(host, int(port)), public_only=False
        )
        with serve(workspace) as serving, _bot(bench.folder, workspace, serving.api_url, instruments) as bot:
            workspace.connect(bot.deliver)
            answered = [_ask(workspace, number, started[name].target) for number, name in enumerate(FIRST)]
            answered += [_explain(workspace), _watch(workspace, started[FIRST[0]].target)]
            if not all(answered):
                print("An answer did not come.", file=sys.stderr)
                return 1
            print(f"\nThe workspace:  {serving.address}\n")
            if once:
                return 0
            print("Type there, for instance:")
            for name, running in started.items():
                print(f"  /tlscheck {running.target:44} {by_name(name).title}")
            print(f"  /tlscheck {'explain 48':44} what an alert, a code or an error text means")
            print("\nCtrl-C ends everything.", flush=True)
            _until_interrupted()
    return 0


def _bot(folder: Path, workspace: Workspace, slack_api: str, instruments: object) -> LocalBot:
    return LocalBot(
        folder / "bot.sqlite",
        signing_secret=SECRET,
        bot_token=workspace.bot.token,
        slack_api=slack_api,
        instruments=instruments,  # type: ignore[arg-type]
    )


def _ask(workspace: Workspace, number: int, target: str) -> bool:
    """Type the command, wait for the verdict, print it as the channel shows it."""
    user, channel = next(iter(workspace.users)), list(workspace.channels)[number % 2]
    _say(f"> /tlscheck {target}")
    begun = time.monotonic()
    workspace.command(channel, user, "/tlscheck", target)
    while time.monotonic() - begun < WAIT:
        message = _latest(workspace, channel, user)
        if message and message.edits:
            print("\n".join(lines(message.blocks or [], message.text)), flush=True)
            return True
        time.sleep(0.05)
    return False


def _explain(workspace: Workspace) -> bool:
    """Use the shortcut on what a colleague wrote; the answer stands in the thread."""
    asker, colleague = workspace.users
    channel = list(workspace.channels)[1]
    message = workspace.say(channel, colleague, ERROR)
    print(f"\n> {ERROR}\n  (its menu: Explain this TLS error)")
    workspace.shortcut(message.ts, "explain_message", asker)
    answers = [m for m in workspace.visible(channel, asker) if m.thread_ts == message.ts]
    for answer in answers:
        print("\n".join(lines(list(answer.blocks), answer.text)), flush=True)
    return bool(answers)


def _watch(workspace: Workspace, target: str) -> bool:
    """Watch a broken server: the channel is told at once, as it would be on the day on which it breaks."""
    user, channel = next(iter(workspace.users)), list(workspace.channels)[1]
    before = len(workspace.visible(channel, user))
    _say(f"> /tlscheck watch {target}")
    workspace.command(channel, user, "/tlscheck", f"watch {target}")
    begun = time.monotonic()
    while time.monotonic() - begun < WAIT:
        for message in workspace.visible(channel, user)[before:]:
            print("\n".join(lines(list(message.blocks), message.text)), flush=True)
            before += 1
            if any(block["type"] == "header" for block in message.blocks):
                return True
        time.sleep(0.05)
    return False


def _say(text: str) -> None:
    print(f"\n\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() else f"\n{text}")


def _latest(workspace: Workspace, channel: str, user: str) -> Message | None:
    visible = workspace.visible(channel, user)
    return visible[-1] if visible else None


def _until_interrupted() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("\nGood-bye.")


if __name__ == "__main__":
    sys.exit(main())
