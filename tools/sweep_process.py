"""What processes use, as the kernel tells it (proc(5))."""

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_TICK: Final = os.sysconf("SC_CLK_TCK")
_EVERY_S: Final = 0.05


def family(*pids: int) -> tuple[int, ...]:
    """With all that they started and that still runs."""
    found = list(pids)
    for pid in found:
        with suppress(OSError):
            found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return tuple(found)


def cpu_of(*pids: int) -> float:
    """Seconds, in user and kernel, with what their ended children used."""
    spent = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += sum(map(int, fields[11:15]))
    return spent / _TICK


def peak_rss(pid: int) -> int:
    """Bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


class Files:
    """Use as a context manager: the most file descriptors that each process had open, looked at often."""

    def __init__(self, pids: Sequence[int]) -> None:
        self.most = dict.fromkeys(pids, 0)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_EVERY_S):
            for pid in self.most:
                with suppress(OSError):
                    self.most[pid] = max(self.most[pid], sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()))
