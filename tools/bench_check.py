"""What a healthy check costs beside `openssl s_client` on the same loopback server, in one run. Prints ratios."""

import asyncio
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable

from tests.lab.bench import Bench
from tests.lab.catalogue import by_name

from adapters.checker import build_instruments
from core.model.target_text import parse_target
from core.workflows import check

ROUNDS = 15


def median_ms(work: Callable[[], object]) -> tuple[float, float]:
    """Median wall and CPU time of this process, in ms."""
    wall, cpu = [], []
    for _ in range(ROUNDS):
        begun, spent = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - spent) * 1000)
    return statistics.median(wall), statistics.median(cpu)


def main() -> None:
    with Bench() as bench:
        running = by_name("healthy").start(bench)
        host, _, port = bench.dns.address.rpartition(":")
        instruments = build_instruments(
            ca_pem=bench.ca_file.read_bytes(), dns_server=(host, int(port)), public_only=False
        )
        target = parse_target(running.target)
        ours, cpu = median_ms(lambda: asyncio.run(check(target, instruments)))
        print(f"healthy check, in process: {ours:.1f} ms wall, {cpu:.1f} ms CPU (lab server's threads included)")
        if openssl := shutil.which("openssl"):
            command = [openssl, "s_client", "-connect", f"127.0.0.1:{running.port}", "-servername", running.host]
            partner, _ = median_ms(
                lambda: subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            )
            print(f"openssl s_client, one handshake: {partner:.1f} ms wall; ours / theirs = {ours / partner:.2f}")


if __name__ == "__main__":
    main()
