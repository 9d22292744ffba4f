"""Watching whole on one machine: a Slack that keeps its rules, the bot with its loops, servers with real certificates.

What is waited for is waited for on the workspace's memory, with a deadline; nothing sleeps.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TypeVar

from adapters.checker import build_instruments
from core.model.watch_state import TargetState
from core.watching import keys
from core.watching.shelf import read
from local.bot import LocalBot
from local.workspace import Delivery, Message, Serving, Workspace, serve
from local.workspace.socket import APP_TOKEN, SocketMode, serve_socket
from tests.lab.bench import Bench
from tests.lab.clock import Leaping

T = TypeVar("T")
TICK_S = 0.2
PATIENCE_S = 40.0
OPS = "C0OPS"


def until(found: Callable[[], T], patience: float = PATIENCE_S) -> T:
    """What is looked for, as soon as it is there and not empty. Raises `TimeoutError`."""
    end = time.monotonic() + patience
    while not (seen := found()):
        if time.monotonic() > end:
            raise TimeoutError("it did not come")
        Event().wait(0.02)
    return seen


@dataclass(kw_only=True)
class Channel:
    """What people do in #ops, and what stands there."""

    bench: Bench
    workspace: Workspace
    serving: Serving
    clock: Leaping = field(default_factory=Leaping)

    def type(self, text: str, user: str = "oncall") -> Delivery:
        return self.workspace.command(OPS, user, "/tlscheck", text, should_escape=True)

    def click(self, message: Message, action: str, user: str = "oncall") -> Delivery:
        return self.workspace.click(message.ts, action, user)

    def seen(self) -> list[Message]:
        """What the app says where everybody sees it."""
        return [m for m in self.workspace.visible(OPS) if m.author == self.workspace.bot.user_id]

    def said(self, words: str) -> Message:
        """The last message with these words in its text, as soon as there is one."""
        return until(lambda: [m for m in self.seen() if words in m.text])[-1]

    def shows(self, message: Message, words: str) -> Message:
        """The same message, as soon as these words stand in its text or its blocks."""

        def now() -> list[Message]:
            shown = self.workspace.find(message.channel, message.ts)
            return [shown] if words in f"{shown.text} {shown.blocks}" else []

        return until(now)[0]

    def thread(self, parent: Message) -> list[Message]:
        return [m for m in self.seen() if m.thread_ts == parent.ts]

    def answers(self, parent: Message, words: str) -> Message:
        """The last message of the thread with these words in its text, as soon as there is one."""
        return until(lambda: [m for m in self.thread(parent) if words in m.text])[-1]


@dataclass(kw_only=True)
class Office(Channel):
    """The bot runs in this process, from `start` to `stop`, and may be started again on what it left."""

    _bot: LocalBot | None = None

    def start(self) -> None:
        tools = build_instruments(
            ca_pem=self.bench.ca_file.read_bytes(), dns_server=("127.0.0.1", self.bench.dns.port), public_only=False
        )
        self._bot = LocalBot(
            self.bench.folder / "watched.sqlite", signing_secret=self.workspace.signing_secret,
            bot_token=self.workspace.bot.token, slack_api=self.serving.api_url,
            instruments=replace(tools, clock=self.clock), tick_s=TICK_S,
        )  # fmt: skip
        self.workspace.connect(self._bot.deliver)
        self._bot.__enter__()

    def stop(self) -> None:
        if self._bot is not None:
            self._bot.__exit__(None, None, None)
            self._bot = None

    def leap(self, length: timedelta, *watched: str) -> None:
        """So much later; waits until these targets were checked since."""
        self.clock.leap(length)
        since = self.clock.now()
        until(lambda: all(self._checked(target) >= since for target in watched))

    def watch(self, words: str, *targets: str) -> None:
        """Type it, and wait for the first check of each, and until it is known when time has something to say."""
        self.type(f"watch {' '.join(targets)} {words}")
        until(lambda: all((state := self._state(target)) and state.next_moment for target in targets))

    def _checked(self, target: str) -> datetime:
        state = self._state(target)
        return (state and state.checked_at) or datetime.min.replace(tzinfo=UTC)

    def _state(self, target: str) -> TargetState | None:
        assert self._bot is not None
        held = read(self._bot.watching.desk.table, keys.state(target), TargetState)
        return held.value if held else None


@dataclass(kw_only=True)
class Served(Channel):
    """``tlscheck serve`` as a process of its own, over Socket Mode, on the machine's clock."""

    mode: SocketMode
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = ["serve", "--every", str(TICK_S), "--ca-file", str(self.bench.ca_file)]
        words += ["--resolver", self.bench.dns.address]
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
            "TLSCHECK_SQLITE": str(self.bench.folder / "served.sqlite"),
            "SLACK_API_BASE": f"{self.serving.address}/api",
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_BOT_TOKEN": self.workspace.bot.token,
            "TLSCHECK_ALLOWED_NETWORKS": "127.0.0.0/8",
        }
        silent = subprocess.DEVNULL
        self._process = subprocess.Popen(
            [sys.executable, "-m", "local.cli", *words], env=environment, stdout=silent, stderr=silent
        )
        self.mode.wait_for_link(PATIENCE_S)

    def told(self) -> None:
        """Waits until what Slack has is noted too: the same hand delivers messages and heartbeats, one by one."""
        beats = len(self.workspace.called("auth.test"))
        until(lambda: len(self.workspace.called("auth.test")) > beats)

    def kill(self) -> None:
        """SIGKILL: nothing is put away."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def office() -> Iterator[Office]:
    """With a running bot."""
    clock = Leaping()
    workspace = Workspace(clock=clock.unix)
    with Bench() as bench, serve(workspace) as serving:
        made = Office(bench=bench, workspace=workspace, serving=serving, clock=clock)
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def served() -> Iterator[Served]:
    """With a running process."""
    workspace = Workspace()
    serving, mode = serve_socket(workspace)
    with Bench() as bench, serving:
        made = Served(bench=bench, workspace=workspace, serving=serving, mode=mode)
        made.start()
        try:
            yield made
        finally:
            made.kill()
