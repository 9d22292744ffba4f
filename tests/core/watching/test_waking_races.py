"""Two at once at a closed channel, in every order: one message, and it is open in the end."""

from core.watch_ports import Desk
from core.watching import keys
from core.watching.channels import close, reopen, settings_of, wake
from core.watching.delivering import Van, carry
from core.watching.digesting import make_digest
from tests.core.watching.test_races import races
from tests.core.watching.world import OPS, World, plainly

TRY = "digest of 2026-11-21: 1 of 1"


def checked(world: World) -> None:
    world.watch()
    world.pass_time(2)


def closed(world: World) -> None:
    """It can be written to again, and nobody knows yet."""
    checked(world)
    close(world.quiet_desk, OPS, "is_archived")


def told_to_try(world: World) -> None:
    closed(world)
    wake(world.quiet_desk, OPS)


def trying(world: World) -> None:
    """The try waits in the lane."""
    told_to_try(world)
    make_digest(world.quiet_desk, plainly, OPS)


def _make(_: World, desk: Desk) -> None:
    make_digest(desk, plainly, OPS)


def _carry(world: World, desk: Desk) -> None:
    until = world.clock.monotonic() + 60
    carry(Van(desk=desk, herald=world.slack, pause=world.clock.pause, until=until), OPS)


def _wake(_: World, desk: Desk) -> None:
    wake(desk, OPS)


def _reopen(_: World, desk: Desk) -> None:
    reopen(desk, OPS)


def open_in_the_end(world: World) -> bool:
    world.pass_time(4)
    nothing_waits = not world.table.query(*keys.parcels(OPS)).records
    return settings_of(world.quiet_desk, OPS).dead is None and nothing_waits


def test_two_that_make_a_try_make_one() -> None:
    for world, order in races(told_to_try, _make, _make, switches=2):
        assert len(world.table.query(*keys.parcels(OPS)).records) == 1, order
        assert open_in_the_end(world), order
        assert world.slack.texts() == [TRY], order


def test_two_that_carry_a_try_carry_it_once() -> None:
    for world, order in races(trying, _carry, _carry, switches=2):
        assert open_in_the_end(world), order
        assert world.slack.texts() == [TRY], order


def test_a_sign_that_comes_while_a_try_is_made_or_carried_is_no_second_message() -> None:
    for prepare, piece in ((told_to_try, _make), (trying, _carry)):
        for world, order in races(prepare, piece, _wake, switches=2):
            assert open_in_the_end(world), order
            assert world.slack.texts() == [TRY], order


def test_an_answer_that_is_taken_while_a_try_is_carried_opens_it_once() -> None:
    for world, order in races(trying, _carry, _reopen, switches=2):
        assert open_in_the_end(world), order
        assert world.slack.texts() == [TRY], order


def test_a_channel_that_is_closed_while_a_sign_comes_is_closed_or_tried() -> None:
    """By a message that was refused before it was unarchived."""
    for world, order in races(checked, lambda _, desk: close(desk, OPS, "is_archived"), _wake):
        world.clock.pause(3600)
        assert open_in_the_end(world), order
        assert world.slack.texts() == [TRY], order
