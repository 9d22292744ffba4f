"""A full check against sslscan, sslyze and testssl.sh, in one run, on the same servers: on loopback, and over a wire of
50 ms a round trip.

    tools/bench_full.py [--rounds 5] [--rtt MS] [--only TOOL,TOOL] [--limit SECONDS]

Peers are asked for the map and the certificate only: versions, cipher suites, groups, resumption, headers; no
attack-shaped probes. Their names need no DNS; ours asks the lab's DNS server, over the same wire. Connections and
bytes are the kernel's own counters of the servers' namespace. A tool that is not there is named.
"""

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.support.netns import Namespace, missing

from tools.bench_servers import ROOT, Bed, Server, arena, surroundings

SSLYZE: Final = ROOT / ".venv-bench/bin/sslyze"
_PATIENT: Final = 20.0  # a tool that takes longer is run once
_SSLYZE_MAP: Final = (
    "--mozilla_config=disable", "--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--certinfo",
    "--elliptic_curves", "--resum", "--early_data", "--compression", "--reneg", "--fallback", "--ems", "--http_headers",
)  # fmt: skip
_TESTSSL_MAP: Final = (
    "--quiet", "--warnings=off", "--color=0", "--nodns=none", "--protocols", "--cipher-per-proto", "--fs",
    "--server-defaults", "--server-preference", "--headers", "--compression", "--renegotiation", "--tls-fallback",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tool:
    """``asks``: its version. ``command``: how it is let loose on a server."""

    name: str
    asks: tuple[str, ...]
    command: Callable[[Bed, Server], list[str]]

    @property
    def is_there(self) -> bool:
        return shutil.which(self.asks[0]) is not None

    @property
    def version(self) -> str:
        """The first number with a dot in what it says of itself."""
        said = subprocess.run(self.asks, capture_output=True, text=True, check=False)
        found = re.search(r"(?<![\w.])\d+\.\d+(\.\d+)*", said.stdout + said.stderr)
        return found[0] if found else "of unknown version"


def _ours(*options: str) -> Callable[[Bed, Server], list[str]]:
    base = [sys.executable, "-m", "local.cli", "check", "--json", *options]
    return lambda bed, server: [*base, server.host, "--resolver", bed.dns, "--ca-file", str(bed.roots)]


_PYTHON: Final = (sys.executable, "--version")
TOOLS: Final = (
    Tool("tlscheck", _PYTHON, _ours()),  # the version told is Python's
    Tool("tlscheck --quick", _PYTHON, _ours("--quick")),
    Tool("sslscan", ("sslscan", "--version"),
         lambda _, s: ["sslscan", "--no-colour", "--no-heartbleed", f"--sni-name={s.host}", f"{s.address}:443"]),
    Tool("sslyze", (str(SSLYZE.with_name("pip")), "show", "sslyze"),
         lambda _, s: [str(SSLYZE), *_SSLYZE_MAP, f"{s.host}:443{{{s.address}}}"]),
    Tool("testssl.sh", ("testssl", "--version"),
         lambda _, s: ["testssl", *_TESTSSL_MAP, f"--ip={s.address}", f"https://{s.host}:443"]),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One tool on one server once. ``cpu``: seconds, of the tool and all that it started. ``check``: seconds by our own
    report, without the start of Python. ``ended``: within its time.
    """

    seconds: float
    cpu: float
    connections: int
    octets: int
    check: float | None = None
    ended: bool = True


def measure(command: list[str], limit: float, client: Namespace, server: Namespace) -> Run:
    """Run it in the client's namespace; count in the server's."""
    before, spent, begun = server.counters(), _children(), time.perf_counter()
    run = subprocess.Popen(
        client.command(*command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = run.communicate(timeout=limit)
        ended = True
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, 9)
        said, _ = run.communicate()
        ended = False
    seconds, cpu, after = time.perf_counter() - begun, _children() - spent, server.counters()
    told = json.loads(said)["duration_ms"] / 1000 if "--json" in command else None
    opened, came, went = (after[key] - before[key] for key in ("Tcp.PassiveOpens", "IpExt.InOctets", "IpExt.OutOctets"))
    return Run(seconds, cpu, opened, came + (went if client is not server else 0), told, ended)


def _children() -> float:
    """CPU seconds of what we started and waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rounds(bed: Bed, server: Server, tools: list[Tool], wanted: argparse.Namespace, ends: tuple[Namespace, Namespace]
           ) -> dict[str, list[Run]]:  # fmt: skip
    """The tools in turn, so that a busy machine slows them alike; the slow ones once."""
    runs: dict[str, list[Run]] = {tool.name: [] for tool in tools}
    for _ in range(wanted.rounds):
        for tool in tools:
            taken = runs[tool.name]
            if not taken or taken[0].seconds < _PATIENT:
                taken.append(measure(tool.command(bed, server), wanted.limit, *ends))
    return runs


def table(title: str, runs: dict[str, list[Run]], rtt: float) -> None:
    """One server's figures in Markdown; medians, and ratios to the first tool."""
    first = next(iter(runs.values()))
    rows = [_row(name, taken, first, rtt) for name, taken in runs.items()]
    print(f"\n### {title}\n\n| {' | '.join(rows[0])} |\n|{'---|' * len(rows[0])}")
    for row in rows:
        print(f"| {' | '.join(row.values())} |", flush=True)
    alone = [run.check for run in first if run.check is not None]
    if alone:
        inside = statistics.median(alone)
        also = f" = {inside / rtt:.1f} round trips" if rtt else ""
        print(f"\nOf ours, the check itself: {inside:.2f} s{also}; the rest is the start of Python.", flush=True)


def _row(name: str, taken: list[Run], first: list[Run], rtt: float) -> dict[str, str]:
    wall, opened = _median(taken, "seconds"), _median(taken, "connections")
    more = "" if all(run.ended for run in taken) else "> "
    trips = {"round trips": f"{more}{wall / rtt:.1f}"} if rtt else {}
    return {
        "tool": name,
        "wall s": f"{more}{wall:.2f}",
        **trips,
        "CPU s": f"{more}{_median(taken, 'cpu'):.2f}",
        "connections": f"{more}{opened:.0f}",
        "kB": f"{more}{_median(taken, 'octets') / 1000:.0f}",
        "wall / ours": f"{more}{wall / _median(first, 'seconds'):.1f}",
        "connections / ours": f"{more}{opened / _median(first, 'connections'):.1f}",
    }


def _median(runs: list[Run], what: str) -> float:
    return float(statistics.median(getattr(run, what) for run in runs))


def _prepare(empty: str) -> None:
    """For every tool alike: nothing is left of an earlier check, and Python has compiled what it will import."""
    os.environ.update(surroundings(), XDG_CACHE_HOME=empty, TERM="dumb")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    imports = "import local.cli, local.check_command, core.rules; core.rules.catalogue()"
    subprocess.run([sys.executable, "-c", imports], check=True, capture_output=True)
    if SSLYZE.exists():
        subprocess.run([SSLYZE, "--help"], check=True, capture_output=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rtt", type=float, default=50.0, help="milliseconds of the slow wire")
    parser.add_argument("--only", default="", help="names of tools, with commas; ours is always there")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one run of a tool")
    wanted = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} CPUs, load average {os.getloadavg()[0]:.1f}")
    reason = missing()
    if reason:
        print(f"No comparison with other scanners: this machine has no {reason}.")
        return 0
    chosen = [t for t in TOOLS if not wanted.only or t.name.startswith("tlscheck") or t.name in wanted.only.split(",")]
    print("; ".join(f"{t.name} {t.version if t.is_there else 'IS NOT THERE and left out'}" for t in chosen))
    tools = [tool for tool in chosen if tool.is_there]
    rtt = wanted.rtt / 1000
    with arena(rtt) as (client, server, bed), tempfile.TemporaryDirectory() as empty:
        _prepare(empty)
        for target in bed.servers:
            table(f"{target.name}, loopback", rounds(bed, target, tools, wanted, (server, server)), 0)
            title = f"{target.name}, {wanted.rtt:.0f} ms round trip"
            table(title, rounds(bed, target, tools, wanted, (client, server)), rtt)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
