"""The CPU time of a check, in process, against nginx on loopback: the first one after import, the ones after, and where
it goes.

    tools/profile_check.py [--runs 20] [--top 25]

The law (performance.md): a full check at most 150 ms after import, a quick one at most 15 ms. Only this process is
counted, the kernel's part of it included; the server is another.
"""

import argparse
import asyncio
import cProfile
import pstats
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.support.netns import missing

from adapters.checker import build_instruments
from core.model.observation import Depth
from core.model.report import Report
from core.model.target_text import parse_target
from core.render import plain
from core.render.plain_style import Style
from core.rules import catalogue
from core.sections import sections
from core.workflows import check
from tools.bench_servers import arena, surroundings


def _once(wanted: argparse.Namespace, depth: Depth) -> Report:
    """What the command line does between import and exit."""
    host, _, port = wanted.resolver.partition(":")
    roots = Path(wanted.ca_file).read_bytes()
    instruments = build_instruments(ca_pem=roots, dns_server=(host, int(port)), public_only=False)
    report = asyncio.run(check(parse_target(wanted.target), instruments, depth=depth))
    plain.render(report, Style(), sections(report))
    return report


def _cpu(wanted: argparse.Namespace, depth: Depth) -> float:
    spent = time.process_time()
    _once(wanted, depth)
    return (time.process_time() - spent) * 1000


def measure(wanted: argparse.Namespace) -> None:
    """Print the figures of one depth in this process, which has checked nothing before."""
    depth = Depth(wanted.depth)
    catalogue()  # imports the rules
    first = _cpu(wanted, depth)
    later = [_cpu(wanted, depth) for _ in range(wanted.runs)]
    print(f"{depth}: first check after import {first:.0f} ms of CPU; then median {statistics.median(later):.1f}, "
          f"least {min(later):.1f}, of {wanted.runs}")  # fmt: skip
    if wanted.top:
        for label, order in (("all together", "cumulative"), ("by itself", "tottime")):
            profile = cProfile.Profile()
            profile.enable()
            for _ in range(wanted.runs):
                _once(wanted, depth)
            profile.disable()
            print(f"\n{wanted.runs} checks, {label}:")
            pstats.Stats(profile).strip_dirs().sort_stats(order).print_stats(wanted.top)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--top", type=int, default=0, help="also profile, and print so many functions")
    for name in ("--target", "--resolver", "--ca-file", "--depth"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.target:
        measure(wanted)
        return 0
    reason = missing()
    if reason:
        print(f"No servers of our own: this machine has no {reason}.")
        return 0
    with arena(0) as (_, server, bed):
        for depth in Depth:
            again = [sys.executable, __file__, f"--target={bed.servers[0].host}", f"--resolver={bed.dns}"]
            again += [f"--ca-file={bed.roots}", f"--depth={depth}", f"--runs={wanted.runs}", f"--top={wanted.top}"]
            subprocess.run(server.command(*again), env=surroundings(), check=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
