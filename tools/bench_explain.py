"""How long `explain` takes, in CPU time of this process, beside one partner on the same text: `re` looking for the word
“error” without regard to case, a hundred times. Prints one line a case; run it with `python tools/bench_explain.py`.

The first text is measured in a fresh process after import, as the limit (20 ms) is stated; so is a full log of 64 KiB.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable

from core.explain import explain_text

SHORT = "curl: (60) SSL certificate problem: unable to get local issuer certificate"
TRACE = (
    "javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path\n"
    + "\tat java.base/sun.security.ssl.HandshakeContext.dispatch(HandshakeContext.java:480)\n" * 40
)
LINE = "2026-11-20T10:00:00Z INFO request served in 12 ms path=/api/v1/orders status=200 client=203.0.113.9\n"
LOG = (LINE * 700)[: 64 * 1024] + SHORT
NOISY = (LINE.replace("INFO", "ERROR") * 700)[: 64 * 1024] + SHORT
CASES = {"short": SHORT, "trace": TRACE, "log": LOG, "noisy-log": NOISY}
_ROUNDS = 15
_PARTNER = re.compile("error", re.IGNORECASE)


def cpu(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds of CPU time, the least of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        before = time.process_time()
        work()
        best = min(best, (time.process_time() - before) * 1000)
    return best


def first(name: str) -> float:
    """Milliseconds of CPU time for the first text of a process: the work of `--first NAME` in a new one."""
    command = [sys.executable, __file__, "--first", name]
    found = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(3)]
    return min(float(one) for one in found)


def main(words: list[str]) -> None:
    if words[:1] == ["--first"]:
        print(cpu(lambda: explain_text(CASES[words[1]]), 1))
        return
    print(f"{'text':10} {'characters':>10} {'first ms':>9} {'again ms':>9} {'re x100 ms':>11} {'again/re':>9}")
    for name, text in CASES.items():
        again = cpu(lambda text=text: explain_text(text), _ROUNDS)  # type: ignore[misc]
        partner = cpu(lambda text=text: [_PARTNER.findall(text) for _ in range(100)], 5)  # type: ignore[misc]
        print(f"{name:10} {len(text):10} {first(name):9.1f} {again:9.1f} {partner:11.1f} {again / partner:9.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
