"""The machine's clock, and leaps of it: what has to wait for hours waits for a leap, everything else takes its time."""

import time
from datetime import UTC, datetime, timedelta


class Leaping:
    """`core.ports.Clock`. Between two leaps it runs as the machine's; ``monotonic`` never leaps."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()

    def unix(self) -> float:
        return self.now().timestamp()

    def leap(self, length: timedelta) -> None:
        self.ahead += length

    def leap_to(self, at: datetime) -> None:
        self.leap(max(timedelta(), at - self.now()))
