"""The real clock."""

import time
from datetime import UTC, datetime


class SystemClock:
    """`core.ports.Clock` on this machine's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
