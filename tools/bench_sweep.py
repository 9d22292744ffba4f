"""A sweep of thousands of TLS servers, all the way: a tick claims them, sweepers check them as in Lambda, states are
kept. Then the same servers for prometheus-blackbox-exporter and ssl-cert-check. Every state must be what the server is.

    bench_sweep.py [--targets 5000] [--workers 4] [--rounds 2] [--no-peers]

Runs in a network namespace of its own (unshare of util-linux, root or user namespaces). In the first round everything
is new, and what is broken is looked at by a full check; the rounds after are the daily ones: a quick check each, no
news. The servers come first at the CPU: sweepers and peers are started nice.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from adapters.clock import SystemClock
from adapters.sqlite_queue import SqliteQueue
from adapters.sqlite_table import SqliteTable
from adapters.watch_queue import SqliteWatchQueue
from core.model.finding import Severity
from core.model.target_text import parse_target
from core.model.watch_state import TargetState
from core.table import Table
from core.watch_ports import Desk
from core.watching import keys
from core.watching.records import state_put
from core.watching.shelf import kept
from core.watching.ticking import tick
from tools.sweep_fleet import Fleet, Ship, fleet
from tools.sweep_names import NAMESERVER
from tools.sweep_peers import Peer, blackbox, ssl_cert_check
from tools.sweep_process import Files, cpu_of, family, peak_rss

ROOT: Final = Path(__file__).parents[1]
_INSIDE: Final = "TLSCHECK_BENCH_SWEEP"
_NICE: Final = ["nice", "-n", "5"]
_SOME: Final = 100
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One round of all sweepers. ``claim``: seconds of the tick; ``cpu``: seconds of all sweepers; ``servers``: of the
    servers meanwhile. ``rss``, ``files``: of each sweeper, at its peak; ``growth``: bytes that a sweeper had more at
    the end of the round than in its middle, the worst of them. ``wrong``: targets whose state is not what they are.
    """

    targets: int
    claim: float
    seconds: float
    cpu: float
    servers: float
    rss: tuple[int, ...]
    files: tuple[int, ...]
    growth: int
    wrong: tuple[str, ...]


@contextmanager
def sweepers(count: int, database: Path, ready: Fleet) -> Iterator[list[subprocess.Popen[str]]]:
    command = [*_NICE, sys.executable, "-m", "tools.sweep_worker", str(database), str(ready.roots)]
    with ExitStack() as running:
        started = []
        for _ in range(count):
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            running.callback(process.wait)
            running.callback(process.kill)
            started.append(process)
        for process in started:
            assert _said(process) == "ready"
        yield started


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def due_now(table: Table, ships: Sequence[Ship]) -> None:
    """All of them, as they stand; those that are new without any facts, and a full check a week away."""
    now = SystemClock().now()
    for start in range(0, len(ships), _SOME):
        some = ships[start : start + _SOME]
        stand = _states(table, some)
        states = [stand.get(ship.target) or _new(ship) for ship in some]
        assert table.write([state_put(replace(state, next_due=now), None, now) for state in states])  # type: ignore[arg-type]


def _new(ship: Ship) -> TargetState:
    now = SystemClock().now()
    return TargetState(
        key=ship.target, target=parse_target(ship.target), watchers=1, next_due=now, full_due=now + _WEEK
    )


def _states(table: Table, ships: Sequence[Ship]) -> dict[str, TargetState]:
    records = table.get_many([keys.state(ship.target) for ship in ships])
    states = (kept(record, TargetState).value for record in records.values())
    return {state.key: state for state in states}


def one_round(desk: Desk, queue: SqliteWatchQueue, ready: Fleet, workers: list[subprocess.Popen[str]]) -> Swept:
    begun = time.monotonic()
    ticked = tick(desk, queue, begun + 600)
    claim = time.monotonic() - begun
    assert ticked.claimed == len(ready.ships), ticked
    servers = family(*ready.processes)
    spent, begun = cpu_of(*servers), time.monotonic()
    pids = [process.pid for process in workers]
    with Files(pids) as files:
        for process in workers:
            assert process.stdin is not None
            print("sweep", file=process.stdin, flush=True)
        rounds = [json.loads(_said(process)) for process in workers]
    seconds = time.monotonic() - begun
    return Swept(
        targets=len(ready.ships),
        claim=claim,
        seconds=seconds,
        cpu=sum(each["cpu"] for each in rounds),
        servers=cpu_of(*servers) - spent,
        rss=tuple(map(peak_rss, pids)),
        files=tuple(files.most.values()),
        growth=max(_growth(each["rss"]) for each in rounds),
        wrong=mistakes(desk.table, ready.ships),
    )


def _growth(after: list[int]) -> int:
    """From the middle to the end, by the medians of the thirds: one large batch is no growth."""
    third = len(after) // 3
    return int(statistics.median(after[-third:]) - statistics.median(after[third:-third])) if third else 0


def wrong(ship: Ship, state: TargetState | None) -> str:
    """What of the state is not what the server is; '' when all is right."""
    if state is None or state.checked_at is None:
        return "not checked"
    facts = state.facts
    if not ship.nature.speaks_tls:
        away = state.suspect_since or state.unreachable_since
        return "" if away and facts is None else f"reached: {facts}"
    if facts is None or facts.leaf is None:
        return f"no certificate: {state.unreachable_because}"
    found = tuple(sorted(p.code for p in facts.problems if p.severity is Severity.BROKEN))
    if found != ship.nature.broken:
        return f"broken: {found}"
    return "" if facts.leaf.sha256 == ship.leaf else "another certificate"


def mistakes(table: Table, ships: Sequence[Ship]) -> tuple[str, ...]:
    states = _states(table, ships)
    judged = ((ship, wrong(ship, states.get(ship.target))) for ship in ships)
    return tuple(f"{ship.target} ({ship.nature.label}): {why}" for ship, why in judged if why)


def ours(ready: Fleet, folder: Path, workers: int, rounds: int) -> list[Swept]:
    database, clock = folder / "sweep.sqlite", SystemClock()
    table = SqliteTable(database, clock)
    queue = SqliteWatchQueue(*(SqliteQueue(database, clock, name=name) for name in ("sweep", "telling")))
    desk = Desk(table=table, clock=clock, report=print)
    swept = []
    with sweepers(workers, database, ready) as started:
        for number in range(1, rounds + 1):
            due_now(table, ready.ships)
            swept.append(one_round(desk, queue, ready, started))
            _tell(number, swept[-1])
    return swept


def _tell(number: int, swept: Swept) -> None:
    each = 1000 / swept.targets
    print(
        f"round {number}: claimed in {swept.claim:.1f} s, swept in {swept.seconds:.1f} s: "
        f"{swept.targets / swept.seconds:.0f} targets/s, {swept.targets / swept.cpu:.0f} a core and second, "
        f"{swept.cpu * each:.2f} ms of CPU a target (the servers {swept.servers * each:.2f} ms); a sweeper has at most "
        f"{max(swept.rss) / 2**20:.0f} MiB (growth {swept.growth / 2**20:+.1f}) and {max(swept.files)} files",
        *swept.wrong[:10], sep="\n", flush=True,
    )  # fmt: skip


def _row(swept: Swept) -> Peer:
    name, right = f"tlscheck, {len(swept.rss)} sweepers", swept.targets - len(swept.wrong)
    rss, files = sum(swept.rss), sum(swept.files)
    return Peer(name, swept.targets, swept.seconds, swept.cpu, rss, files, right, swept.servers)


def table_of(rows: Sequence[Peer]) -> None:
    first = rows[0]
    print("\n| | targets | targets/s | CPU ms a target | to ours | MiB | files | right | servers, cores |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        cpu = row.cpu * 1000 / row.targets
        ratio, size = cpu / (first.cpu * 1000 / first.targets), f"{row.rss / 2**20:.0f}" if row.rss else ""
        print(
            f"| {row.name} | {row.targets:,} | {row.targets / row.seconds:.0f} | {cpu:.1f} | {ratio:.2f} | {size} | "
            f"{row.files or ''} | {row.right:,} | {row.servers / row.seconds:.2f} |"
        )


def inside(wanted: argparse.Namespace) -> int:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tls-sweep-") as name:
        folder = Path(name)
        (folder / "resolv.conf").write_text(f"nameserver {NAMESERVER}\n")
        subprocess.run(["mount", "--bind", folder / "resolv.conf", "/etc/resolv.conf"], check=True)
        with fleet(wanted.targets, folder) as ready:
            natures = Counter(ship.nature.label for ship in ready.ships)
            print(", ".join(f"{count} {label}" for label, count in natures.items()), end="; ")
            print(f"made in {time.monotonic() - began:.0f} s; {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
            swept = ours(ready, folder, wanted.workers, wanted.rounds)
            peers = () if wanted.no_peers else (blackbox(ready, folder, _NICE), ssl_cert_check(ready, _NICE))
            table_of([_row(swept[-1]), *filter(None, peers)])
    found = sum(len(each.wrong) for each in swept)
    print(f"{time.monotonic() - began:.0f} s in all; {found} wrong states")
    return int(found > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--no-peers", action="store_true")
    wanted = parser.parse_args()
    if os.environ.get(_INSIDE):
        return inside(wanted)
    for needed in ("unshare", "ip", "nginx"):
        if shutil.which(needed) is None:
            print(f"No sweep: this machine has no {needed}.")
            return 0
    command = ["unshare", "--net", "--mount", "--fork", "--kill-child", *([] if os.geteuid() == 0 else ["-r"])]
    if subprocess.run([*command, "true"], check=False).returncode:
        print("No sweep: this machine does not give us a network of our own.")
        return 0
    again = [*command, sys.executable, "-m", "tools.bench_sweep", *sys.argv[1:]]
    environment = {**os.environ, _INSIDE: "1", "PYTHONPATH": f"{ROOT}/src:{ROOT}"}
    return subprocess.run(again, check=False, cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    raise SystemExit(main())
