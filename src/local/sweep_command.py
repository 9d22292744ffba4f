"""``tlscheck sweep``: one look at what is due, news on standard output, an exit code that tells. For cron.

What follows from an errand is done at once, in this process: nothing is left behind but what is due later anyway.
Messages that belong to Slack wait for whoever has its token.
"""

import argparse
import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from adapters.sweeper import Sweeper
from core.model.target import Target
from core.model.target_text import TargetError, parse_target
from core.render.slack_voice import voice
from core.slack_ports import Unavailable
from core.watch_ports import Carry, Desk, WatchErrand
from core.watching.delivering import Carried
from core.watching.subscribing import entries
from core.watching.sweeping import Swept
from core.watching.ticking import tick
from core.watching.working import Office, work
from handlers.checking import renewal_information
from local.options import terminal_style
from local.terminal import Switchboard, Terminal
from local.tools import tools
from local.usage import UsageError
from local.watch_place import TERMINAL, database, open_desk, tell

_ERRAND_S: Final = 300.0
_BUSY_S: Final = 5.0  # so long another one's delivery is waited for


@dataclass(slots=True)
class Line:
    """The `WatchQueue` of one process: nothing in it outlives it, and nothing needs to. ``carry``: this terminal's."""

    waiting: deque[WatchErrand] = field(default_factory=deque)
    carry: bool = False

    def send(self, errands: Sequence[WatchErrand]) -> None:
        for errand in errands:
            if not isinstance(errand, Carry):
                self.waiting.append(errand)
            elif errand.place == TERMINAL:
                self.carry = True


def run(arguments: argparse.Namespace) -> int:
    """1: something broken or at risk was told; 3: something could not be checked; 0: neither. Raises UsageError."""
    try:
        return _swept(arguments, open_desk(database(arguments.database)))
    except Unavailable as error:
        tell(f"The database did not answer: {error}. What is due stays due; the next sweep goes on.")
        return 3


def _swept(arguments: argparse.Namespace, desk: Desk) -> int:
    instruments = tools(arguments)
    check = Sweeper(instruments, tell, canaries(arguments.canary))
    ask = renewal_information(instruments, tell)
    terminal = Terminal(sys.stdout, terminal_style(), desk.clock)
    line = Line()
    speak = partial(voice, tried_from="this machine")

    def office() -> Office:
        return Office(
            desk=desk, queue=line, check=check, voice=speak, herald=Switchboard(terminal),
            ask=ask, pause=lambda _seconds: None, until=desk.clock.monotonic() + _ERRAND_S,
        )  # fmt: skip

    tick(desk, line, desk.clock.monotonic() + _ERRAND_S)
    failed = 0
    while line.waiting:
        done = asyncio.run(work(office(), line.waiting.popleft()))
        failed += len(done.failed) if isinstance(done, Swept) else 0
    _carry(desk, line, office)
    if terminal.broken is not None:
        raise terminal.broken
    if failed:
        tell(f"{failed} could not be checked, they come due again.")
    return 1 if _stands(desk, terminal.told) else 3 if failed else 0


def canaries(names: Sequence[str]) -> tuple[Target, ...]:
    """Raises UsageError."""
    try:
        return tuple(parse_target(name) for name in names)
    except TargetError as error:
        raise UsageError(f"{error.sentence} Try: --canary {error.example}") from None


def _carry(desk: Desk, line: Line, office: Callable[[], Office]) -> None:
    """All that waits for this terminal; another process that delivers just now is waited for a little."""
    until = desk.clock.monotonic() + _BUSY_S
    while line.carry:
        match asyncio.run(work(office(), Carry(TERMINAL))):
            case Carried(sent=0, again_in=float(seconds)) if desk.clock.monotonic() + seconds < until:
                time.sleep(seconds)
            case _:
                return


def _stands(desk: Desk, told: Sequence[str]) -> bool:
    """Whether something that was told of is not as it should be. A digest tells of all."""
    if not told:
        return False
    keys = {mark.rsplit("#", 2)[0] for mark in told}
    everything = any(mark.startswith("digest#") for mark in told)
    found = entries(desk, TERMINAL)
    return any(entry.incident.problems for entry in found if everything or entry.subscription.key in keys)
