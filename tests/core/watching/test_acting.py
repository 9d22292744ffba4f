"""A verb is done and says what it came to, the first time and whenever it is repeated."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from core.model.command import Invalid
from core.model.message import Message
from core.model.target_text import parse_target
from core.model.watch_state import Form, Parcel
from core.watching import acting, commands, keys
from core.watching.channels import change_settings, settings_of
from core.watching.records import History
from core.watching.shelf import walk
from core.watching.subscribing import Watched, Wish, entries
from tests.core.watching.world import DEV, OPS, World, at_risk, broken, fine

A, B, C = (parse_target(host) for host in ("a.example", "b.example", "c.example"))
SAMPLE = Message("a test", ())
ASKER = acting.Asker(place=OPS, by="U1", sample=SAMPLE)


def act(world: World, verb: commands.Verb, asker: acting.Asker = ASKER) -> acting.Outcome:
    return acting.act(world.desk, asker, verb)


def watching(*targets: str) -> World:
    world = World()
    for host in targets:
        world.watch(host)
    return world


def test_watching_twice_is_new_once() -> None:
    world = World()
    first, again = (act(world, commands.Watch((Wish(A), Wish(B)))) for _ in range(2))
    assert isinstance(first, acting.Begun)
    assert isinstance(again, acting.Begun)
    assert [result.new for result in first.results if isinstance(result, Watched)] == [True, True]
    assert [result.new for result in again.results if isinstance(result, Watched)] == [False, False]


def test_what_was_not_watched_comes_back_as_such() -> None:
    world = watching("a.example")
    assert act(world, commands.Unwatch((A, B))) == acting.Ended((A,), (B,))
    assert act(world, commands.Unwatch((A, B))) == acting.Ended((), (A, B))


@pytest.mark.parametrize(
    "verb",
    [commands.Snooze((B,)), commands.Unsnooze((B,)), commands.Ack((B,)), commands.Unack((B,)), commands.History(B)],
)
def test_what_is_not_watched_cannot_be_held_or_looked_back_on(verb: commands.Verb) -> None:
    world = watching("a.example")
    outcome = act(world, verb)
    assert outcome == acting.NotWatched((B,))
    assert acting.missing(outcome) == (B,)


def test_a_snooze_without_a_length_is_a_week() -> None:
    world = watching("a.example")
    outcome = act(world, commands.Snooze((A, B), reason="it is being replaced"))
    assert isinstance(outcome, acting.TakenInHand)
    assert (outcome.targets, outcome.unknown, outcome.snoozed) == ((A,), (B,), True)
    assert outcome.hold.until == world.clock.now() + timedelta(days=7)
    assert entries(world.desk, OPS)[0].subscription.snoozed == outcome.hold


def test_a_snooze_until_a_day_ends_when_that_day_begins_in_the_channel() -> None:
    world = watching("a.example")
    change_settings(world.desk, OPS, lambda settings: replace(settings, zone="Europe/Berlin"))
    day = (world.clock.now() + timedelta(days=10)).date()
    outcome = act(world, commands.Snooze((A,), until=day))
    assert isinstance(outcome, acting.TakenInHand)
    assert outcome.hold.until is not None
    assert outcome.hold.until.astimezone(UTC).date() == day - timedelta(days=1)


def test_a_snooze_until_a_day_that_is_past_changes_nothing() -> None:
    world = watching("a.example")
    assert isinstance(act(world, commands.Snooze((A,), until=date(2001, 1, 1))), Invalid)
    assert entries(world.desk, OPS)[0].subscription.snoozed is None


def test_an_acknowledgement_is_of_what_stands() -> None:
    """What was advice when the watch began is nothing to take in hand; what is broken is."""
    world = World()
    world.weather |= {"a.example": broken, "b.example": fine, "c.example": at_risk}
    for host in ("a.example", "b.example", "c.example"):
        world.watch(host)
    world.pass_time(2)
    taken = act(world, commands.Ack((A, B, C)))
    assert isinstance(taken, acting.TakenInHand)
    assert (taken.targets, taken.fine, taken.unknown) == ((A,), (B, C), ())
    refused = act(world, commands.Ack((B, C)))
    assert isinstance(refused, Invalid)
    assert refused.example == "/tlscheck snooze b.example:443 7d"


def test_an_acknowledgement_is_taken_back() -> None:
    world = World()
    world.weather["a.example"] = broken
    world.watch("a.example")
    world.pass_time(2)
    act(world, commands.Ack((A,), "we know"))
    assert act(world, commands.Unack((A,))) == acting.GivenBack((A,), snoozed=False)
    assert entries(world.desk, OPS)[0].subscription.acknowledged is None


def test_the_list_has_what_ends_first_first_and_only_that_channel() -> None:
    world = watching("b.example", "a.example")
    world.watch("c.example", DEV)
    outcome = act(world, commands.ListWatches())
    assert isinstance(outcome, acting.Listed)
    assert [entry.subscription.target for entry in outcome.entries] == [A, B]
    assert outcome.now == world.clock.now()


def test_the_digest_of_now_is_shown_also_on_a_day_without_news() -> None:
    world = World()
    assert act(world, commands.DigestNow()) == acting.DigestShown(None)
    world.watch("a.example")
    outcome = act(world, commands.DigestNow())
    assert isinstance(outcome, acting.DigestShown)
    assert outcome.digest is not None
    assert outcome.digest.total == 1


def test_the_time_of_the_digest_keeps_the_zone_that_was_set() -> None:
    world = World()
    act(world, commands.DigestAt(8, 30, "Europe/Berlin"))
    outcome = act(world, commands.DigestAt(7, 0))
    assert isinstance(outcome, acting.Set)
    assert (outcome.settings.hour, outcome.settings.minute, outcome.settings.zone) == (7, 0, "Europe/Berlin")
    act(world, commands.DigestOff())
    assert settings_of(world.desk, OPS).hour is None


def test_to_look_at_the_settings_changes_none() -> None:
    world = World()
    assert act(world, commands.ChangeSettings()) == acting.Set(settings_of(world.desk, OPS), changed=False)
    assert world.table.get(keys.settings(OPS)) is None


def test_a_test_alert_goes_the_way_of_alerts() -> None:
    world = World()
    assert act(world, commands.TestAlert()) == acting.Tested()
    [parcel] = [held.value for held in walk(world.table, keys.parcels(OPS), Parcel)]
    assert (parcel.form, parcel.message, parcel.key) == (Form.NOTICE, SAMPLE, None)


def test_the_history_of_what_never_changed_is_empty() -> None:
    assert act(watching("a.example"), commands.History(A)) == acting.Past(A, History((), {}))
