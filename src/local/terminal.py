"""The `Herald` port of a terminal: what is news is printed, and a place that is Slack's goes to Slack.

Law: what was printed is delivered. An edit of what scrolled away is not printed again: every piece of news comes as a
message or a reply too. Nobody can look back into a terminal, so `find` says that it cannot.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, TextIO

from adapters.herald import LivingHerald
from core.model.job import Posted
from core.model.message import Message
from core.model.watch import Place, Team
from core.ports import Clock
from core.render.plain_style import Style
from core.render.plain_watch import render
from core.slack_ports import Delivered, NotNow, Sent
from handlers.watching import Watching
from local.watch_place import TERMINAL, as_written

_NO_TOKEN: Final = NotNow("no token of that workspace is at hand here")


@dataclass(slots=True)
class Terminal:
    """``told``: marks of what was printed. ``broken``: why nothing more can be written there."""

    out: TextIO
    style: Style
    clock: Clock
    told: list[str] = field(default_factory=list)
    broken: OSError | None = None

    def post(self, message: Message, mark: str, thread: Posted | None) -> Sent:
        """A reply stands alone here, so it begins with its target."""
        about = mark.rsplit("#", 2)[0] if thread else ""
        now = self.clock.now()
        try:
            self.out.write(f"{now:%Y-%m-%d %H:%M} UTC  {render(message, self.style, about)}\n")
            self.out.flush()
        except OSError as error:
            self.broken = error
            return NotNow(f"standard output: {error.strerror}", unsure=True)
        self.told.append(mark)
        return Delivered(Posted(TERMINAL.channel, f"{now.timestamp():.6f}"))


class Switchboard:
    """``slack`` None: what belongs there stays where it is."""

    def __init__(self, terminal: Terminal, slack: LivingHerald | None = None) -> None:
        self._terminal, self._slack = terminal, slack

    def post(self, place: Place, message: Message, *, mark: str, thread: Posted | None, timeout: float) -> Sent:
        if place == TERMINAL:
            return self._terminal.post(message, mark, thread)
        return self._slack.post(place, message, mark=mark, thread=thread, timeout=timeout) if self._slack else _NO_TOKEN

    def update(self, place: Place, posted: Posted, message: Message, timeout: float) -> Sent:
        if place == TERMINAL:
            return Delivered(posted)
        return self._slack.update(place, posted, message, timeout) if self._slack else _NO_TOKEN

    def remove(self, place: Place, posted: Posted, timeout: float) -> Sent:
        if place == TERMINAL:
            return Delivered()
        return self._slack.remove(place, posted, timeout) if self._slack else _NO_TOKEN

    def find(
        self, place: Place, mark: str, since: datetime, *, thread: Posted | None, timeout: float
    ) -> tuple[Posted, ...] | None:
        if place == TERMINAL or self._slack is None:
            return None
        return self._slack.find(place, mark, since, thread=thread, timeout=timeout)

    def alive(self, team: Team, timeout: float) -> Sent:
        return self._slack.alive(team, timeout) if self._slack else Delivered()


def beside(terminal: Terminal, means: Watching) -> Watching:
    """Slack and the terminal, each with what is its own; a terminal shows no pictures."""
    herald = Switchboard(terminal, means.herald)
    names = means.desk.names

    def named(team: Team, ids: Collection[str], seconds: float) -> Mapping[str, str]:
        return as_written(team, ids, seconds) if team == TERMINAL.team else names(team, ids, seconds)

    desk = replace(means.desk, names=named)
    return replace(
        means, desk=desk, herald=herald, uploads=lambda place: None if place == TERMINAL else means.uploads(place)
    )
