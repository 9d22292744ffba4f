"""A server that must be found broken: asked by one of all, counted, and said in digests while it is found fine."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from core.model.observation import Depth
from core.model.report import Report
from core.model.target import Target
from core.model.target_text import parse_target
from core.watch_ports import Missed
from core.watching.canary import EVERY, prove
from core.watching.digesting import make_digest
from core.watching.proof import doubt
from tests.core.watching.world import OPS, Weather, World, broken, fine, plainly, silent

CANARY = parse_target("expired.example")
BLIND = (
    "tlscheck may not see what is broken: expired.example:443, which is kept broken to prove that, has been found fine "
    "since 2026-11-21 12:00 UTC"
)


@dataclass
class Sight:
    """A sweeper in a world, and what it finds the canary to be."""

    world: World
    weather: Weather | None

    def proves(self, canary: Target = CANARY, seconds: float = 60.0) -> bool | None:
        self.world.weather[canary.host] = self.weather or fine
        check = self.world.check if self.weather else _failing
        until = self.world.clock.monotonic() + seconds
        return asyncio.run(prove(self.world.desk, check, canary, until))

    def later(self, weather: Weather | None, after: timedelta = EVERY) -> bool | None:
        self.weather = weather
        self.world.clock.forward(after)
        return self.proves()


async def _failing(targets: Sequence[Target], depth: Depth, seconds: float) -> Sequence[Report | Missed]:
    return [Missed("it failed")] * len(targets)


def test_breakage_that_is_seen_is_no_word() -> None:
    sight = Sight(World(), broken)
    assert sight.proves() is True
    assert doubt(sight.world.desk) == ""
    assert sight.world.reports == []


def test_breakage_that_is_not_seen_is_said_since_when() -> None:
    sight = Sight(World(), fine)
    assert sight.proves() is False
    assert doubt(sight.world.desk) == BLIND
    assert sight.later(fine) is False
    assert doubt(sight.world.desk) == BLIND
    assert sight.world.reports[0] == (
        "expired.example:443, which must be found broken, was found fine: breakage may go unseen"
    )


def test_once_it_is_seen_again_nothing_is_said() -> None:
    sight = Sight(World(), fine)
    sight.proves()
    assert sight.later(broken) is True
    assert doubt(sight.world.desk) == ""


def test_not_reached_proves_nothing_neither_way() -> None:
    sight = Sight(World(), silent)
    assert sight.proves() is None
    assert doubt(sight.world.desk) == ""
    sight.later(fine)
    assert sight.later(silent) is None
    assert doubt(sight.world.desk) != "", "it was blind when it was asked last"


def test_a_check_that_fails_inside_proves_nothing() -> None:
    assert Sight(World(), None).proves() is None


def test_all_sweepers_together_ask_once_in_a_quarter_of_an_hour() -> None:
    sight = Sight(World(), broken)
    sight.proves()
    assert sight.later(broken, EVERY - timedelta(seconds=1)) is None
    assert len(sight.world.checks) == 1
    assert sight.later(broken, timedelta(seconds=1)) is True


def test_a_clock_that_was_set_back_does_not_end_the_proof() -> None:
    sight = Sight(World(), broken)
    sight.proves()
    sight.world.clock.set_back(timedelta(days=2))
    assert sight.proves() is True


def test_without_time_nobody_is_asked() -> None:
    sight = Sight(World(), broken)
    assert sight.proves(seconds=7.9) is None
    assert sight.world.checks == []


def test_another_canary_begins_anew() -> None:
    sight = Sight(World(), fine)
    sight.proves()
    sight.world.clock.forward(EVERY)
    sight.weather = broken
    assert sight.proves(parse_target("other.example")) is True
    assert doubt(sight.world.desk) == ""


def test_a_canary_that_was_taken_away_is_forgotten_within_a_day() -> None:
    sight = Sight(World(), fine)
    sight.proves()
    sight.world.clock.forward(timedelta(days=1, seconds=1))
    assert doubt(sight.world.desk) == ""


@pytest.mark.parametrize(("weather", "comes"), [(broken, False), (fine, True)])
def test_a_digest_of_a_quiet_day_comes_when_it_may_be_wrong(weather: Weather, comes: bool) -> None:
    sight = Sight(World(), weather)
    sight.world.watch()
    sight.world.pass_time(2)
    sight.proves()
    sight.world.clock.forward(datetime(2026, 11, 22, 8, 58, tzinfo=UTC) - sight.world.clock.now())  # a Sunday
    sight.world.minute()
    sight.world.clock.forward(timedelta(minutes=1))
    assert make_digest(sight.world.desk, plainly, OPS) is comes
