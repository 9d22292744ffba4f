"""Watching as it is asked for, cut off at every effect: whoever asks again comes to what they wanted, and the alert
comes once. A store, a queue or a Slack that does not answer is always said.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.slack_ports import Unavailable
from core.watching import keys
from core.watching.shelf import read
from core.watching.subscribing import Tally
from handlers import slack
from local.workspace import Outcome
from tests.core.watching.world import broken
from tests.handlers.rig import Clock, Context, Kill, Killed, Rig
from tests.handlers.watch_stage import OPS, Stage, staged

KEY = "a.example:443"
BROKEN = f"{KEY} is broken: Found: cert-expired"


class Failing:
    """A port whose ``at``-th effect does not happen; 0: none fails. Reading works."""

    READS = frozenset({"get", "get_many", "query", "load", "answer"})

    def __init__(self, port: object, count: list[str], at: int) -> None:
        self._port, self._count, self._at = port, count, at

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if name in self.READS:
            return method

        def effect(*args: object, **kwargs: object) -> object:
            self._count.append(name)
            if len(self._count) == self._at:
                raise Unavailable(name)
            return method(*args, **kwargs)

        return effect


def behind(stage: Stage, wrap: Callable[[object], Any]) -> None:
    """The Slack side with every store and queue behind ``wrap``."""
    rig: Rig = stage.rig
    counter = replace(
        rig.counter,
        desk=replace(rig.counter.desk, table=wrap(rig.counter.desk.table)),
        queue=wrap(rig.counter.queue),
    )
    services = replace(rig.services, store=wrap(rig.store), queue=wrap(rig.queue))
    rig.slack = slack.make_handler(services, counter)


def healed(stage: Stage) -> None:
    stage.rig.kill.at = 0
    stage.rig.slack = slack.make_handler(stage.rig.services, stage.rig.counter)


def watches(stage: Stage) -> int:
    held = read(stage.rig.counter.desk.table, keys.tally(OPS.team), Tally)
    return held.value.watches if held else 0


def told_once(stage: Stage) -> None:
    """The server breaks, and that is heard once."""
    stage.weather = broken
    stage.forward(16 * 60)  # a claim that was cut off has run out
    stage.minutes(3)
    assert [text for text in stage.texts() if "is broken" in text] == [BROKEN]


def effects(path: Path, text: str) -> list[str]:
    """What a command does, one after the other."""
    with staged(path) as stage:
        kill = Kill()
        behind(stage, kill.wrap)
        stage.say(text)
        return kill.seen


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True])
def test_a_watch_that_was_cut_off_anywhere_is_completed_by_asking_again(tmp_path: Path, after: bool) -> None:
    number = len(effects(tmp_path / "count", "watch a.example b.example"))
    assert number >= 8
    for at in range(1, number + 1):
        with staged(tmp_path / f"{at}") as stage:
            behind(stage, Kill(at=at, after=after).wrap)
            stage.workspace.connect(lambda event, stage=stage: _mortal(stage, event))  # type: ignore[misc]
            stage.say("watch a.example b.example")
            healed(stage)
            assert stage.say("watch a.example b.example").outcome is Outcome.OK
            assert watches(stage) == 2
            stage.odd["b.example"] = stage.weather
            told_once(stage)


def _mortal(stage: Stage, event: dict[str, Any]) -> dict[str, Any]:
    try:
        return stage.rig.slack(event, Context())
    except Killed as death:
        raise RuntimeError("the process is gone") from death


class Slow:
    """A port of which every call takes so many seconds of the stage's clock."""

    def __init__(self, port: object, clock: Clock, seconds: float) -> None:
        self._port, self._clock, self._seconds = port, clock, seconds

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def call(*args: object, **kwargs: object) -> object:
            self._clock.seconds += self._seconds
            return method(*args, **kwargs)

        return call


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.2, 0.3])
def test_a_slow_store_is_answered_in_time_with_what_was_not_come_to(stage: Stage, seconds: float) -> None:
    hosts = [f"h{n}.example" for n in range(50)]
    behind(stage, lambda port: Slow(port, stage.clock, seconds))
    delivery = stage.say(f"watch {' '.join(hosts)}")
    assert (delivery.outcome, delivery.took < 3) == (Outcome.OK, True)
    taken = watches(stage)
    assert taken >= 20
    said = stage.texts()[-1]
    assert said.startswith(f"Now watching {taken} hosts")
    assert ("Not come to in time" in said) == (taken < 50)
    healed(stage)
    stage.say(f"watch {' '.join(hosts)}")
    assert watches(stage) == 50


COMMANDS = ("watch a.example", "unwatch c.example", "ack c.example", "digest 08:00", "list", "settings", "test-alert")


@pytest.mark.slow
@pytest.mark.parametrize("text", COMMANDS)
def test_whatever_does_not_answer_the_asker_hears_something(tmp_path: Path, text: str) -> None:
    def run(at: int, folder: Path) -> int:
        with staged(folder) as stage:
            stage.say("watch c.example")
            stage.forward(60)
            count: list[str] = []
            behind(stage, lambda port: Failing(port, count, at))
            before = len(stage.rig.seen())
            delivery = stage.say(text)
            assert delivery.outcome is Outcome.OK
            assert len(stage.rig.seen()) > before or stage.title() is not None
            return len(count)

    number = run(0, tmp_path / "none")
    for at in range(1, number + 1):
        run(at, tmp_path / str(at))


@pytest.mark.parametrize("fault", ["500", "timeout", "lost", "429", "is_archived"])
def test_a_slack_that_does_not_take_the_answer_leaves_it_to_the_acknowledgement(stage: Stage, fault: str) -> None:
    stage.workspace.fail_next("chat.postMessage", fault)
    delivery = stage.say("watch a.example")
    assert delivery.shown is not None
    assert "Now watching 1 host" in delivery.shown.text
    assert stage.watch(KEY) is not None
