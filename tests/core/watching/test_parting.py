"""A watch ends while its alert stands: the alert says so, once, whatever dies or comes at the same time."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.model.watch import Place
from core.slack_ports import Never, Reason
from core.table import MOST_WRITES, Remove
from core.watch_ports import Desk
from core.watching import keys
from core.watching.delivering import Van, carry
from core.watching.fanout import announce
from core.watching.subscribing import unwatch, unwatch_all
from core.watching.together import AT_ONCE
from tests.core.watching.test_crashes import every_mishap, later, until_done
from tests.core.watching.test_races import found_broken, races
from tests.core.watching.world import DEV, KEY, OPS, World, broken, fine, plainly
from tests.support.table import Stopped

ALERT = "a.example:443: broken"
PARTED = "a.example:443 is no longer watched here"
LATER = float("inf")


def alerted() -> World:
    """Two channels have the alert."""
    world = World()
    broken_in_two(world)
    world.pass_time(2)
    assert world.slack.texts() == world.slack.texts(DEV) == [ALERT]
    return world


def broken_in_two(world: World) -> None:
    world.watch()
    world.watch(place=DEV)
    world.weather["a.example"] = broken


def forms(world: World, place: Place = OPS) -> list[list[str]]:
    """Each message of a channel, with all that it ever said."""
    return [shown.forms for shown in world.slack.channels.get(place, [])]


def waiting(world: World, place: Place = OPS) -> int:
    return len(world.table.query(*keys.parcels(place)).records)


def test_the_alert_says_once_that_the_watch_ended_and_only_in_its_channel() -> None:
    world = alerted()
    unwatch(world.desk, OPS, KEY, "U1")
    world.pass_time(20)
    assert forms(world) == [[ALERT, PARTED]]
    assert PARTED not in str(forms(world, DEV))
    assert waiting(world) == 0


def test_where_nothing_stands_nothing_is_edited() -> None:
    world = World()
    world.watch()
    world.pass_time(2)
    unwatch(world.desk, OPS, KEY, "U1")
    assert waiting(world) == 0


def test_what_was_over_keeps_how_it_ended() -> None:
    world = alerted()
    world.weather["a.example"] = fine
    world.pass_time(60)
    before = forms(world)
    assert before[0][-1] == "a.example:443: fine again"
    unwatch(world.desk, OPS, KEY, "U1")
    world.pass_time(3)
    assert forms(world) == before


def test_nobody_is_told_of_what_nobody_ended() -> None:
    world = alerted()
    unwatch(world.desk, OPS, KEY)
    world.pass_time(3)
    assert forms(world) == [[ALERT]]


def test_an_alert_that_was_never_sent_is_not_sent_any_more() -> None:
    world = World()
    parcel_waits(world)
    unwatch(world.desk, OPS, KEY, "U1")
    world.pass_time(3)
    assert forms(world) == []
    assert waiting(world) == 0


def test_an_alert_that_came_although_nobody_knew_is_found_and_edited() -> None:
    """The delivery died after Slack had it; the watch ended before the next one."""
    world = World()
    parcel_waits(world)
    _post_and_die(world)
    unwatch(world.desk, OPS, KEY, "U1")
    world.pass_time(20)
    assert forms(world) == [[ALERT, PARTED]]


def _post_and_die(world: World) -> None:
    class Dying:
        def __getattr__(self, name: str) -> object:
            return getattr(world.slack, name)

        def post(self, *args: object, **kwargs: object) -> object:
            world.slack.post(*args, **kwargs)  # type: ignore[arg-type]
            raise Stopped("post")

    van = Van(desk=world.desk, herald=Dying(), pause=world.clock.pause, until=world.clock.monotonic() + 60)  # type: ignore[arg-type]
    with pytest.raises(Stopped):
        carry(van, OPS)


@pytest.mark.parametrize("reason", [Reason.MESSAGE_GONE, Reason.BAD_CONTENT, Reason.OTHER])
def test_an_alert_that_cannot_be_edited_holds_up_nothing(reason: Reason) -> None:
    world = alerted()
    world.watch("b.example")
    unwatch(world.desk, OPS, KEY, "U1")
    world.weather["b.example"] = broken
    world.slack.answers.extend([Never(reason, "no")] * (2 if reason is Reason.BAD_CONTENT else 1))
    world.pass_time(20)
    assert [shown.text for shown in world.slack.channels[OPS]] == [ALERT, "b.example:443: broken"]
    assert waiting(world) == 0


def test_watched_again_the_old_alert_has_ended_and_the_new_one_is_its_own() -> None:
    world = alerted()
    unwatch(world.desk, OPS, KEY, "U1")
    world.watch()
    world.pass_time(20)
    assert [said[0] for said in forms(world)] == [ALERT, ALERT]
    assert [said[-1] for said in forms(world)] == [PARTED, ALERT]


@pytest.mark.timeout(240)
def test_whatever_dies_the_alert_ends_once_or_never_came() -> None:
    def run(world: World) -> None:
        broken_in_two(world)
        later(world)
        until_done(lambda: unwatch(world.desk, OPS, KEY, "U1"))
        later(world)

    hits = 0
    for what, world in every_mishap(run):
        hits += 1
        assert [(said[0], said[-1]) for said in forms(world)] == [(ALERT, PARTED)], what
        assert [said[-1] for said in forms(world, DEV)] == [ALERT], what
        assert waiting(world) == 0, what
    assert hits > 50


def parcel_waits(world: World) -> None:
    found_broken(world)
    announce(world.quiet_desk, plainly, KEY, world.clock.monotonic() + 60)


def _unwatch(world: World, desk: Desk) -> None:
    unwatch(desk, OPS, KEY, "U1")


def _carry(world: World, desk: Desk) -> None:
    carry(Van(desk=desk, herald=world.slack, pause=world.clock.pause, until=world.clock.monotonic() + 60), OPS)


def _announce(world: World, desk: Desk) -> None:
    announce(desk, plainly, KEY, world.clock.monotonic() + 60)


@pytest.mark.parametrize(("prepare", "other"), [(parcel_waits, _carry), (found_broken, _announce)])
def test_whoever_is_first_an_alert_that_came_says_that_the_watch_ended(
    prepare: Callable[[World], None], other: Callable[[World, Desk], None]
) -> None:
    came = 0
    for world, order in races(prepare, other, _unwatch):
        world.clock.forward(timedelta(minutes=2))
        world.pass_time(3)
        assert [said[-1] for said in forms(world)] in ([], [PARTED]), order
        assert waiting(world) == 0, order
        came += bool(forms(world))
    assert came or other is _announce


def test_as_many_as_go_into_one_command_fit_into_their_transactions() -> None:
    world = World()
    hosts = [f"h{number}.example" for number in range(AT_ONCE + 2)]
    for host in hosts:
        world.watch(host)
        world.weather[host] = broken
        world.table.write([Remove(keys.rush(OPS), None)])  # each has a message of its own
        world.pass_time(1)
    gone = unwatch_all(world.desk, OPS, [f"{host}:443" for host in hosts], LATER, "U1")
    assert len(gone.results) == len(hosts)
    assert AT_ONCE * 5 + 1 <= MOST_WRITES
    world.pass_time(3)
    parted = [shown.text for shown in world.slack.channels[OPS] if shown.text.endswith("no longer watched here")]
    assert len(parted) == len(hosts)
