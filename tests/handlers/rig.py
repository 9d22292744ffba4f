"""The bot whole, in one process: the real handlers and adapters, SQLite, and a Slack that enforces its rules over HTTP.

Time is the rig's: it moves when a test moves it. ``faults`` may kill the process at any single effect.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from adapters.poller import Poller
from adapters.secrets import GivenSecrets
from adapters.slack_files import SlackFiles
from adapters.slack_messenger import SlackMessenger
from adapters.slack_names import SlackNames
from adapters.sqlite_queue import SqliteQueue
from adapters.sqlite_store import SqliteStore
from adapters.sqlite_table import SqliteTable
from adapters.tokens import OneToken, Tokens
from adapters.watch_queue import SqliteWatchQueue
from core.address_policy import PublicOnly
from core.model.observation import Fetched
from core.model.report import Report
from core.model.target import Target
from core.render.slack_voice import voice
from core.watch_ports import Counter
from core.watch_ports import Desk as WatchDesk
from handlers import slack, undertaker, worker
from handlers.reading import make_reader
from handlers.wiring import Services
from local.workspace import Delivery, Message, Workspace, serve
from tests.support.pki import Authority
from tests.support.reports import healthy_report
from tests.support.trust import trusting

START = datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()


ROOT = Authority.root(at=datetime(2026, 11, 20, tzinfo=UTC))


class NothingFetched:
    """No issuer can be had."""

    async def fetch(self, urls: Sequence[str], deadline: float) -> tuple[Fetched, ...]:
        return tuple(Fetched(url, failure="no network here") for url in urls)


class Killed(BaseException):
    """The process is gone; nobody can catch that."""


class Clock:
    """Moves by hand, and by a hair at every look, so that nothing happens at the same instant."""

    def __init__(self) -> None:
        self.seconds = START

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds - START

    def unix(self) -> float:
        self.seconds += 1e-5
        return self.seconds


@dataclass
class Kill:
    """Kill at the ``at``-th effect from now, before or after it takes place; 0 never."""

    at: int = 0
    after: bool = False
    seen: list[str] = field(default_factory=list)

    def wrap(self, port: object) -> Any:
        return _Mortal(port, self)


class _Mortal:
    def __init__(self, port: object, kill: Kill) -> None:
        self._port, self._kill = port, kill

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def effect(*args: object, **kwargs: object) -> object:
            self._kill.seen.append(name)
            now = len(self._kill.seen) == self._kill.at
            if now and not self._kill.after:
                raise Killed(name)
            done = method(*args, **kwargs)
            if now:
                raise Killed(name)
            return done

        return effect


@dataclass(frozen=True)
class Context:
    """What Lambda gives a function."""

    seconds: float = 28.0
    function_name: str = "tlscheck"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:local:000000000000:function:tlscheck"
    aws_request_id: str = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


class Rig:
    """``reports``: what the checks say, by host; a host that is not in it is fine. An exception is raised."""

    def __init__(
        self, path: Path, workspace: Workspace, api_url: str, clock: Clock, tokens: Tokens | None = None
    ) -> None:
        self.clock, self.workspace, self.kill = clock, workspace, Kill()
        self.reports: dict[str, Report | Exception] = {}
        self.checked: list[str] = []
        self.secrets = GivenSecrets(workspace.signing_secret, workspace.bot.token)
        self.tokens = tokens = tokens or OneToken(self.secrets)
        self.store = SqliteStore(path, clock)
        self.queue = SqliteQueue(path, clock, visibility_s=180, most_receives=4)
        self.services = Services(
            store=self.kill.wrap(self.store),
            queue=self.kill.wrap(self.queue),
            messenger=lambda team: self.kill.wrap(SlackMessenger(tokens, team, api_url)),
            files=lambda team: self.kill.wrap(SlackFiles(tokens, team, api_url)),
            secrets=self.secrets,
            clock=clock,
        )
        self.sweeps, self.tellings = (SqliteQueue(path, clock, name=name) for name in ("sweep", "telling"))
        self.queue_of_watching = SqliteWatchQueue(self.sweeps, self.tellings)
        self.api_url = api_url
        self.reported: list[str] = []
        self.counter = Counter(
            desk=WatchDesk(
                table=SqliteTable(path, clock),
                clock=clock,
                report=self.reported.append,
                names=SlackNames(tokens, clock, api_url),
            ),
            queue=self.queue_of_watching,
            policy=PublicOnly(),
            voice=partial(voice, tried_from="AWS eu-central-1"),
        )
        self.slack = slack.make_handler(self.services, self.counter)
        self.read = make_reader(self.services.files, trusting(ROOT), NothingFetched(), clock)
        self.work = worker.make_handler(self.services, self._check, read=self.read)
        self.bury = undertaker.make_handler(self.services)
        workspace.connect(lambda event: self.slack(event, Context()))

    async def _check(self, targets: Sequence[Target], _seconds: float) -> Sequence[Report]:
        return [self._report(target) for target in targets]

    def _report(self, target: Target) -> Report:
        self.checked.append(target.host)
        known = self.reports.get(target.host, healthy_report())
        if isinstance(known, Exception):
            raise known
        return replace(known, target=target)

    # --- what happens in the world

    def ask(self, text: str, channel: str = "ops", user: str = "oncall") -> Delivery:
        return self.workspace.command(channel, user, "/tlscheck", text)

    def work_once(self) -> int:
        """What is due now in the queue, then what is due among the dead letters."""
        context: Callable[[], Context] = Context
        alive = Poller(self.queue, self.work, context, batch=10).poll()
        return alive + Poller(self.queue, self.bury, context, dead=True).poll()

    def run(self, seconds: float = 3600, step: float = 20) -> None:
        """Let time pass and the functions work, dying when they are killed (they come back)."""
        end = self.clock.seconds + seconds
        while self.clock.seconds < end:
            try:
                while self.work_once():
                    pass
            except Killed:
                pass
            self.clock.seconds += step

    # --- what people see

    def seen(self, channel: str = "ops", user: str = "oncall") -> list[Message]:
        return self.workspace.visible(channel, self.workspace.user(user).id)

    def texts(self, channel: str = "ops", user: str = "oncall") -> list[str]:
        return [message.text for message in self.seen(channel, user)]


@contextmanager
def rigged(path: Path) -> Iterator[Rig]:
    clock = Clock()
    workspace = Workspace(clock=clock.unix)
    with serve(workspace) as serving:
        yield Rig(path / "tlscheck.sqlite", workspace, serving.api_url, clock)
