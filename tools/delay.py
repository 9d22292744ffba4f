"""A wire between two network namespaces on which every packet takes its time.

Law: nothing is read, lost, reordered or answered; SYN, data and ACK all wait alike, so what a program spends on round
trips is real. It stands in for netem, which not every kernel has: two TUN devices and one thread that carries packets.
"""

import fcntl
import os
import select
import struct
import subprocess
import threading
import time
from collections import deque
from types import TracebackType
from typing import Final, Self

from tests.support.netns import Namespace

_TUNSETIFF: Final = 0x400454CA
_IFF_TUN_NO_PI: Final = 0x0001 | 0x1000
_PACKET: Final = 65536


class Wire:
    """Use as a context manager. ``delay``: seconds one way. ``addresses``: of the two ends, with prefix."""

    def __init__(self, ends: tuple[Namespace, Namespace], addresses: tuple[str, str], delay: float) -> None:
        self._delay = delay
        self._files = tuple(_device(*end) for end in zip(ends, addresses, "ab", strict=True))
        self._stop, self._stopped = os.pipe()
        self._thread = threading.Thread(target=self._carry, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._stopped)
        self._thread.join()
        for file in (*self._files, self._stop):
            os.close(file)

    def _carry(self) -> None:
        """One queue is enough: the delay is the same for all."""
        other = dict(zip(self._files, reversed(self._files), strict=True))
        under_way: deque[tuple[float, int, bytes]] = deque()
        while True:
            wait = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
            ready, _, _ = select.select([self._stop, *self._files], [], [], wait)
            if self._stop in ready:
                return
            for file in ready:
                under_way.append((time.monotonic() + self._delay, other[file], os.read(file, _PACKET)))
            while under_way and under_way[0][0] <= time.monotonic():
                _, file, packet = under_way.popleft()
                os.write(file, packet)


def _device(space: Namespace, address: str, end: str) -> int:
    """A TUN device in the namespace; its file stays with us."""
    file = os.open("/dev/net/tun", os.O_RDWR)
    name = f"wire{os.getpid()}{end}"[-15:]
    fcntl.ioctl(file, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TUN_NO_PI))
    subprocess.run(["ip", "link", "set", name, "netns", space.name], check=True, capture_output=True)
    space.ip("addr", "add", address, "dev", name)
    space.ip("link", "set", name, "up")
    return file
