"""tlscheck as processes of one machine: a home folder, real servers, a Slack on loopback."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from local.workspace import Workspace
from local.workspace.socket import APP_TOKEN, SocketMode, serve_socket
from tests.lab.bench import Bench

PATIENCE_S = 100.0


@dataclass
class Machine:
    """A home folder, a bench of servers, and tlscheck on it."""

    folder: Path
    bench: Bench
    environment: dict[str, str]

    def words(self, *words: str) -> list[str]:
        checking = ("--ca-file", str(self.bench.ca_file), "--resolver", self.bench.dns.address)
        return [sys.executable, "-m", "local.cli", *words, *(checking if words[0] in ("sweep", "serve") else ())]

    def run(self, *words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            self.words(*words), env=self.environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        return done.returncode, done.stdout, done.stderr

    @contextmanager
    def serving(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        out, err = (self.folder / "out.txt").open("a"), (self.folder / "err.txt").open("a")
        with out, err:
            process = subprocess.Popen(
                self.words("serve", "--every", "0.2", *words), env=self.environment, stdout=out, stderr=err, text=True
            )
            try:
                yield process
            finally:
                process.kill()
                process.wait(PATIENCE_S)

    @property
    def printed(self) -> str:
        return (self.folder / "out.txt").read_text()

    @property
    def complained(self) -> str:
        return (self.folder / "err.txt").read_text()


@contextmanager
def a_machine(folder: Path) -> Iterator[Machine]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with Bench() as bench:
        yield Machine(folder, bench, {**kept, "TLSCHECK_SQLITE": str(folder / "watch.sqlite")})


def ended(process: subprocess.Popen[str], number: int) -> float:
    """Seconds that it took to end, orderly."""
    before = monotonic()
    process.send_signal(number)
    assert process.wait(PATIENCE_S) == 0
    return monotonic() - before


@contextmanager
def slack(machine: Machine) -> Iterator[tuple[Workspace, SocketMode]]:
    workspace = Workspace()
    serving, mode = serve_socket(workspace)
    with serving:
        machine.environment |= {
            "SLACK_API_BASE": serving.address + "/api",
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_BOT_TOKEN": workspace.bot.token,
            "TLSCHECK_ALLOWED_NETWORKS": "127.0.0.0/8",
        }
        yield workspace, mode
