"""`python -m tests.lab [--only NAME …] [--list]`: start the lab, say how to reach it, serve until Ctrl-C."""

import argparse
import shlex
import sys
import threading
from collections.abc import Sequence

from tests.lab.bench import Bench
from tests.lab.catalogue import FAULTS, runnable
from tests.lab.fault import Fault


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description="Real, faulty TLS servers on loopback.")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="fault or group names (default: all)")
    parser.add_argument("--list", action="store_true", help="print the catalogue and end")
    asked = parser.parse_args(words)
    chosen = [fault for fault in FAULTS if not asked.only or {fault.name, fault.group} & set(asked.only)]
    if asked.only and (unknown := set(asked.only) - {f.name for f in FAULTS} - {f.group for f in FAULTS}):
        parser.error(f"no such fault or group: {', '.join(sorted(unknown))}")
    if asked.list:
        for fault in chosen:
            print(f"{fault.group:16} {fault.name:36} {', '.join(fault.expected) or 'healthy':32} {fault.title}")
        return 0
    with Bench() as bench:
        for fault in chosen:
            _start(bench, fault)
        print(f"\nroot: {bench.ca_file}   resolver: {bench.dns.address}   Ctrl-C ends it", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


def _start(bench: Bench, fault: Fault) -> None:
    if not runnable(fault):
        print(f"{fault.name}: left out, this machine has no {fault.needs}")
        return
    running = fault.start(bench)
    command = shlex.join(["tlscheck", "check", *bench.arguments(running), *fault.options])
    print(f"{fault.name}  {running.target}  -> {', '.join(fault.expected) or 'healthy'}\n    {command}")


if __name__ == "__main__":
    sys.exit(main())
