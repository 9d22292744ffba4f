"""One sweeper, as Lambda runs it: the real handler, a letter at a time, until its queue is empty.

    python -m tools.sweep_worker DATABASE ROOTS

Every line of input is a round; one line of JSON says what it came to. All between the rounds stays as it is, so memory
that grows is seen.
"""

import json
import logging
import os
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from adapters.checker import build_instruments
from adapters.clock import SystemClock
from adapters.poller import Poller
from adapters.sqlite_queue import SqliteQueue
from adapters.sweeper import Sweeper
from handlers import sweeper
from handlers.settings import Embedded, Settings
from handlers.watch_places import VISIBILITY_S
from handlers.watch_settings import WatchSettings
from handlers.watching import watching
from local.bot import LocalContext

_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Round:
    """``cpu``: seconds, kernel's part included. ``rss``: bytes after every batch."""

    batches: int
    cpu: float
    seconds: float
    rss: tuple[int, ...]


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def poller(database: Path, roots: Path) -> Poller:
    instruments = build_instruments(ca_pem=roots.read_bytes(), allowed_networks=("127.0.0.0/8",))
    check = Sweeper(instruments, logging.getLogger("tlscheck").warning)
    means = watching(Settings(Embedded(database, "s", "xoxb-0")), WatchSettings(), check)
    queue = SqliteQueue(database, SystemClock(), visibility_s=VISIBILITY_S, name="sweep")
    return Poller(queue, sweeper.make_handler(means), lambda: LocalContext(time.monotonic()))


def one_round(polling: Poller) -> Round:
    begun, spent, after = time.monotonic(), cpu(), []
    while polling.poll():
        after.append(resident())
    return Round(len(after), cpu() - spent, time.monotonic() - begun, tuple(after))


def main() -> None:
    told = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # where metrics go
    polling = poller(*map(Path, sys.argv[1:3]))
    print("ready", file=told, flush=True)
    for _ in sys.stdin:
        print(json.dumps(asdict(one_round(polling))), file=told, flush=True)


if __name__ == "__main__":
    main()
