"""The functions of watching by their events: SQLite for table and queues, a Slack over HTTP, weather for servers."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.herald import SlackHerald
from adapters.poller import Poller
from adapters.secrets import GivenSecrets
from adapters.sqlite_queue import SqliteQueue
from adapters.sqlite_table import SqliteTable
from adapters.tokens import OneToken
from adapters.watch_errands import Pulse, read_letter
from adapters.watch_queue import SqliteWatchQueue
from core.model.observation import Depth
from core.model.report import Report
from core.model.target import Target
from core.model.target_text import parse_target
from core.model.watch import Place, Team
from core.watch_ports import Carry, Desk, Sweep
from core.watching.subscribing import Wish, watch
from handlers import delivery, scheduler, sweeper
from handlers.settings import Embedded, Settings, SettingsWrong
from handlers.watch_settings import WatchSettings, read_watch_settings
from handlers.watching import Watching, watching
from local.workspace import Workspace, serve
from tests.core.watching.world import Weather, broken, fine, plainly
from tests.handlers.rig import Clock, Context
from tests.support.http import Request, Response, answering

EVENTS = Path(__file__).parents[2] / "events"
OPS = Place(Team("T0DEMO"), "C0OPS")
KEY = "a.example:443"


def event(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return loaded


class Stage:
    """``weather``: what every server does. Time moves by hand, and by what deliveries wait."""

    def __init__(self, path: Path, workspace: Workspace, api_url: str, clock: Clock) -> None:
        self.clock, self.workspace, self.weather, self.reports = clock, workspace, fine, list[str]()
        self.sweeps = SqliteQueue(path, clock, name="sweep")
        self.tellings = SqliteQueue(path, clock, name="telling")
        self.means = Watching(
            desk=Desk(table=SqliteTable(path, clock), clock=clock, report=self.reports.append),
            queue=SqliteWatchQueue(self.sweeps, self.tellings),
            herald=SlackHerald(OneToken(GivenSecrets("s", workspace.bot.token)), api_url),
            voice=plainly, check=self._check, pause=self.forward,
        )  # fmt: skip
        self.tick = scheduler.make_handler(self.means)
        self.sweep = sweeper.make_handler(self.means)
        self.deliver = delivery.make_handler(self.means)

    weather: Weather

    async def _check(self, targets: Sequence[Target], depth: Depth, _seconds: float) -> Sequence[Report]:
        return [self.weather(target, depth, self.clock.now()) for target in targets]

    def forward(self, seconds: float) -> None:
        self.clock.seconds += seconds

    def watch(self, host: str = "a.example") -> None:
        watch(self.means.desk, OPS, "U1", Wish(parse_target(host)))

    def minute(self) -> None:
        """A tick, and all that it leads to."""
        self.forward(60)
        self.tick(event("tick"), Context())
        pollers = [Poller(self.sweeps, self.sweep, Context), Poller(self.tellings, self.deliver, Context)]
        while any([poller.poll() for poller in pollers]):  # noqa: C419 - each is asked
            pass

    def texts(self) -> list[str]:
        return [message.text for message in self.workspace.visible("C0OPS")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    clock = Clock()
    workspace = Workspace(clock=clock.unix)
    with serve(workspace) as serving:
        yield Stage(tmp_path / "watch.sqlite", workspace, serving.api_url, clock)


@contextmanager
def listening(heard: list[str]) -> Iterator[str]:
    """The address of a server that keeps the paths it is asked for."""

    def answer(request: Request) -> Response:
        heard.append(request.path)
        return Response()

    with answering(answer) as address:
        yield address


Counted = Callable[[], dict[str, float]]


@pytest.fixture
def counted(capsys: pytest.CaptureFixture[str]) -> Counted:
    """What was counted since the last look: the metrics that a function writes to its log."""

    def look() -> dict[str, float]:
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
        names = [m["Name"] for line in lines for m in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]]
        return {name: sum(sum(line.get(name, [])) for line in lines) for name in names}

    return look


def failed(answer: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"][-1] for item in answer["batchItemFailures"]]


def letters(queue: SqliteQueue) -> list[object]:
    return [read_letter(message.body) for message in queue.receive(100)]


# --- ticks


def test_a_tick_hands_out_what_is_due_and_sends_a_pulse(stage: Stage) -> None:
    stage.watch()
    assert stage.tick(event("tick"), Context())["claimed"] == 1
    assert letters(stage.sweeps) == [Sweep((KEY,))]
    [pulse] = letters(stage.tellings)
    assert isinstance(pulse, Pulse)


def test_a_second_tick_hands_out_nothing_twice(stage: Stage) -> None:
    stage.watch()
    stage.tick(event("tick"), Context())
    assert stage.tick(event("tick"), Context())["claimed"] == 0


def test_a_tick_counts_how_late_it_is(stage: Stage, counted: Counted) -> None:
    stage.watch()
    stage.forward(90)
    stage.tick(event("tick"), Context())
    found = counted()
    assert (found["Claimed"], round(found["Late"])) == (1, 90)


# --- sweeps


def test_a_batch_is_checked_and_counted(stage: Stage, counted: Counted) -> None:
    stage.watch()
    stage.tick(event("tick"), Context())
    counted()
    assert failed(stage.sweep(event("sqs_sweep"), Context())) == []
    assert counted() == {"Checked": 1, "News": 1, "NotChecked": 0, "SweepDone": 1}


@pytest.mark.parametrize(("weather", "seen"), [(broken, 1), (fine, 0)])
def test_whether_breakage_is_seen_is_counted(stage: Stage, counted: Counted, weather: Weather, seen: int) -> None:
    stage.weather = weather
    stage.sweep = sweeper.make_handler(stage.means, parse_target("expired.example"))
    stage.watch()
    stage.minute()
    assert counted()["BreakageSeen"] == seen


def test_a_batch_that_comes_twice_is_checked_once(stage: Stage, counted: Counted) -> None:
    stage.watch()
    stage.tick(event("tick"), Context())
    stage.sweep(event("sqs_sweep"), Context())
    counted()
    assert failed(stage.sweep(event("sqs_sweep"), Context())) == []
    assert counted()["Checked"] == 0


def test_a_batch_for_which_no_time_is_left_is_not_checked_and_not_lost(stage: Stage) -> None:
    stage.watch()
    stage.tick(event("tick"), Context())
    assert failed(stage.sweep(event("sqs_sweep"), Context(seconds=2))) == []
    stage.weather = broken
    for _ in range(17):  # the claim runs out
        stage.minute()
    assert "a.example:443: broken" in stage.texts()


# --- deliveries


def test_of_news_a_poison_and_a_pulse_only_the_poison_is_offered_again(stage: Stage, counted: Counted) -> None:
    answer = stage.deliver(event("sqs_telling_announce_poison_pulse"), Context())
    assert failed(answer) == ["2"]
    found = counted()
    assert (found["Heartbeat"], found["UnknownErrand"]) == (1, 1)


@pytest.mark.parametrize("fault", ["invalid_auth", "500", "lost", "429"])
def test_a_pulse_that_slack_does_not_take_is_no_heartbeat(stage: Stage, counted: Counted, fault: str) -> None:
    stage.workspace.fail_next("auth.test", fault)
    answer = stage.deliver(event("sqs_telling_announce_poison_pulse"), Context())
    assert failed(answer) == ["2"]
    assert "Heartbeat" not in counted()


def test_a_heartbeat_is_heard_outside_and_none_without_one(stage: Stage) -> None:
    heard: list[str] = []
    with listening(heard) as url:
        deliver = delivery.make_handler(stage.means, f"{url}/beat")
        deliver(event("sqs_telling_announce_poison_pulse"), Context())
        stage.workspace.fail_next("auth.test", "invalid_auth")
        deliver(event("sqs_telling_announce_poison_pulse"), Context())
    assert heard == ["/beat"]


def test_a_heartbeat_that_nobody_hears_outside_is_one_all_the_same(stage: Stage, counted: Counted) -> None:
    with listening([]) as gone:
        pass
    deliver = delivery.make_handler(stage.means, f"{gone}/beat")
    assert failed(deliver(event("sqs_telling_announce_poison_pulse"), Context())) == ["2"]
    assert counted()["Heartbeat"] == 1


def test_a_day_brings_a_digest_a_server_that_breaks_is_told_once_and_that_it_is_fine_again(stage: Stage) -> None:
    stage.watch()
    stage.minute()
    stage.weather = broken
    stage.forward(86_400)
    stage.minute()
    digest = "digest of 2026-11-22: 1 of 1"
    assert stage.texts() == [digest, "a.example:443: broken"]
    stage.weather = fine
    for _ in range(20):
        stage.minute()
    parents = [m.text for m in stage.workspace.visible("C0OPS") if m.thread_ts is None]
    assert parents == [digest, "a.example:443: fine again"]


def test_a_lane_that_slack_wants_left_alone_is_gone_on_with_as_soon_as_it_may(stage: Stage, counted: Counted) -> None:
    stage.watch()
    stage.weather = broken
    stage.tick(event("tick"), Context())
    stage.sweep(event("sqs_sweep"), Context())
    stage.deliver(event("sqs_telling_announce_poison_pulse"), Context())
    letters(stage.tellings)
    stage.workspace.fail_next("chat.postMessage", "429")
    counted()
    assert failed(stage.deliver(event("sqs_telling_carry"), Context())) == []
    assert counted()["Sent"] == 0
    stage.forward(1)
    assert letters(stage.tellings) == [Carry(OPS)]


def alerted(stage: Stage, minutes: int) -> list[str]:
    """What stands in the channel when the answer to the first message was lost."""
    stage.watch()
    stage.weather = broken
    stage.workspace.fail_next("chat.postMessage", "lost")
    for _ in range(minutes):
        stage.minute()
    return stage.texts()


@pytest.mark.slow
def test_a_message_whose_answer_was_lost_is_found_by_its_mark_and_not_said_twice(stage: Stage) -> None:
    stage.workspace.may_look_back = True
    assert alerted(stage, 3) == ["a.example:443: broken"]


@pytest.mark.slow
def test_where_nobody_may_look_it_is_said_again_and_taken_away_when_it_can_be_seen(stage: Stage) -> None:
    assert alerted(stage, 3) == ["a.example:443: broken"] * 2
    stands = stage.workspace.visible("C0OPS")[1]
    assert "You may see this twice" in str(stands.blocks)
    stage.workspace.may_look_back = True
    for _ in range(5):
        stage.minute()
    assert [message.ts for message in stage.workspace.visible("C0OPS")] == [stands.ts]


def test_a_check_is_not_the_deliverys(tmp_path: Path) -> None:
    wired = watching(Settings(Embedded(tmp_path / "x.sqlite", "s", "b")), WatchSettings())
    with pytest.raises(NotImplementedError):
        wired.check([], Depth.QUICK, 1.0).send(None)  # type: ignore[attr-defined]


# --- settings


def test_the_queues_are_named_when_they_are_missing() -> None:
    with pytest.raises(SettingsWrong) as raised:
        read_watch_settings(
            {
                "TLSCHECK_CANARIES": "dns.google, :::",
                "TLSCHECK_CANARY_BROKEN": "a.example,b.example",
                "TLSCHECK_HEARTBEAT_URL": "http://x",
            }
        )
    lines = [line.split()[0].rstrip(":") for line in str(raised.value).splitlines()]
    assert lines == [
        "TLSCHECK_SWEEP_QUEUE_URL",
        "TLSCHECK_TELLING_QUEUE_URL",
        "TLSCHECK_CANARIES",
        "TLSCHECK_CANARY_BROKEN",
        "TLSCHECK_HEARTBEAT_URL",
    ]


def test_where_checks_are_made_is_said_by_the_region_or_the_machine() -> None:
    cloud = dict.fromkeys(["TLSCHECK_SWEEP_QUEUE_URL", "TLSCHECK_TELLING_QUEUE_URL"], "x")
    assert read_watch_settings({**cloud, "AWS_REGION": "eu-central-1"}).tried_from == "AWS eu-central-1"
    assert read_watch_settings(cloud).tried_from == ""
    here = read_watch_settings({"TLSCHECK_SQLITE": "x", "AWS_REGION": "eu-central-1"}).tried_from
    assert here == "the machine that runs tlscheck"


def test_one_machine_needs_no_queues() -> None:
    read = read_watch_settings({"TLSCHECK_SQLITE": "x", "TLSCHECK_CANARIES": "dns.google,one.one.one.one:8443"})
    assert read == WatchSettings("", "", (parse_target("dns.google"), parse_target("one.one.one.one:8443")))
