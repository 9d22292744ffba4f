"""Watching in Slack, whole: the rig of the conversation, and the functions that tick, sweep and deliver behind it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from adapters.herald import SlackHerald
from adapters.poller import Poller
from core.model.observation import Depth
from core.model.report import Report
from core.model.target import Target
from core.model.watch import Place, Settings, Subscription, Team
from core.watching import keys
from core.watching.channels import settings_of
from core.watching.shelf import read
from handlers import delivery, scheduler, sweeper
from handlers.watching import Watching
from local.workspace import Delivery, Message
from tests.core.watching.world import Weather, fine
from tests.handlers.rig import Context, Rig, rigged

PACE_S = 1.5  # between two things that somebody does
OPS = Place(Team("T0DEMO"), "C0OPS")


class Stage:
    """``weather``: what every server does, or one of ``odd`` by host. Time moves by hand."""

    def __init__(self, rig: Rig, api_url: str) -> None:
        self.rig, self.clock, self.workspace = rig, rig.clock, rig.workspace
        self.weather: Weather = fine
        self.odd: dict[str, Weather] = {}
        self.means = Watching(
            desk=rig.counter.desk, queue=rig.queue_of_watching, herald=SlackHerald(rig.tokens, api_url),
            voice=rig.counter.voice, check=self._check, pause=self.forward,
        )  # fmt: skip
        self.tick = scheduler.make_handler(self.means)
        self.sweep, self.deliver = sweeper.make_handler(self.means), delivery.make_handler(self.means)

    async def _check(self, targets: Sequence[Target], depth: Depth, _seconds: float) -> Sequence[Report]:
        return [self.odd.get(t.host, self.weather)(t, depth, self.clock.now()) for t in targets]

    # --- what people do

    def say(self, text: str, channel: str = "ops", user: str = "oncall") -> Delivery:
        """As Slack hands it over when ``should_escape`` is set, as in the manifest."""
        self.forward(PACE_S)
        return self.workspace.command(channel, user, "/tlscheck", text, should_escape=True)

    def click(self, message: Message, action: str, user: str = "oncall") -> Delivery:
        self.forward(PACE_S)
        return self.workspace.click(message.ts, action, user)

    # --- what happens by itself

    def forward(self, seconds: float) -> None:
        self.clock.seconds += seconds

    def work(self) -> None:
        """Everything in the queues, what it leads to, and what had to wait for Slack's message a second."""
        pollers = [
            Poller(self.rig.sweeps, self.sweep, Context), Poller(self.rig.tellings, self.deliver, Context),
            Poller(self.rig.queue, self.rig.work, Context),
        ]  # fmt: skip
        for _ in range(3):
            while any([poller.poll() for poller in pollers]):  # noqa: C419 - each is asked
                pass
            self.forward(PACE_S)

    def minutes(self, number: int = 1) -> None:
        """Ticks, and all that they lead to."""
        for _ in range(number):
            self.forward(60)
            self.tick({}, Context())
            self.work()

    # --- what there is

    def seen(self, channel: str = "ops", user: str = "webops") -> list[Message]:
        return self.rig.seen(channel, user)

    def texts(self, channel: str = "ops", user: str = "webops") -> list[str]:
        """By default of somebody who did not ask: what the whole channel sees."""
        return self.rig.texts(channel, user)

    def title(self, user: str = "U0ONCALL") -> str | None:
        """Of the modal that stands open."""
        view = self.workspace.modal(user)
        return view.content["title"]["text"] if view else None

    def watch(self, key: str, place: Place = OPS) -> Subscription | None:
        held = read(self.rig.counter.desk.table, keys.subscription(place, key), Subscription)
        return held.value if held else None

    def settings(self, place: Place = OPS) -> Settings:
        return settings_of(self.rig.counter.desk, place)


@contextmanager
def staged(path: Path) -> Iterator[Stage]:
    path.mkdir(parents=True, exist_ok=True)
    with rigged(path) as rig:
        yield Stage(rig, rig.api_url)
