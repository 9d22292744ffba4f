"""`python -m tests.lab [--only NAME …] [--list]`: start the lab, say how to reach it, serve until Ctrl-C."""

import argparse
import shlex
import signal
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
    names, groups = {fault.name for fault in FAULTS}, {fault.group for fault in FAULTS}
    words_asked = set(asked.only or names)
    if unknown := words_asked - names - groups:
        parser.error(f"no such fault or group: {', '.join(sorted(unknown))}")
    whole = words_asked - names  # a word that is both means the fault
    chosen = [fault for fault in FAULTS if fault.name in words_asked or fault.group in whole]
    if asked.list:
        for fault in chosen:
            print(f"{fault.group:16} {fault.name:36} {', '.join(fault.expected) or 'healthy':32} {fault.title}")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that programs and files go too
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
