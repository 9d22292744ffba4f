"""What was silenced, or told once, does not keep back what comes later."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.watch import Hold, Threshold
from core.model.watch_say import Saying
from core.model.watch_state import Form, Kind
from core.watching.certificates import SETTLED
from tests.core.watching.test_incidents import DAY, HOUR, MINUTE, Channel, channel, forms, lines
from tests.core.watching.test_transition import DOWN, NOW, WRONG_NAME, leaf, up, walk

__all__ = ["channel"]
HELD = Hold(by="U9", at=NOW, sha256="a")
WEEK = Threshold(seconds=7 * 86_400)


def heard(sayings: Iterable[Saying]) -> list[Form]:
    """Without edits, which call nobody."""
    return [form for form in forms(sayings) if form is not Form.EDIT]


def test_an_acknowledgement_is_over_with_what_it_was_about(channel: Channel) -> None:
    """Somebody had an outage in hand; that says nothing of the certificate that ends months later."""
    channel.sees(DOWN, 0 * DAY)
    assert forms(channel.sees(DOWN, 2 * MINUTE)) == [Form.PARENT]
    channel.subscription = replace(channel.subscription, acknowledged=HELD)
    channel.sees(up(), 10 * MINUTE)
    assert channel.subscription.acknowledged is not None
    assert forms(channel.sees(up(), 12 * MINUTE)) == [Form.EDIT, Form.THREAD]
    assert channel.subscription.acknowledged is None
    assert forms(channel.wakes(54 * DAY)) == [Form.PARENT]


def test_what_began_while_something_else_was_acknowledged_is_told_when_that_is_over(channel: Channel) -> None:
    channel.sees(up(WRONG_NAME), 52 * DAY)
    channel.subscription = replace(channel.subscription, acknowledged=HELD)
    assert not heard(channel.wakes(54 * DAY))
    over = channel.sees(up(), 55 * DAY)
    assert "No longer found: hostname-mismatch" in lines(over, Form.THREAD)
    assert any("should have been renewed" in line for line in lines(over, Form.THREAD))


def test_a_snooze_that_ends_in_quiet_hours_wakes_when_they_end(channel: Channel) -> None:
    channel.settings = replace(channel.settings, quiet=(22, 7))
    channel.sees(up(WRONG_NAME), 0 * DAY)
    until = NOW + 11 * HOUR
    channel.subscription = replace(channel.subscription, snoozed=replace(HELD, until=until))
    assert channel.wakes(11 * HOUR) == []
    assert channel.telling is not None
    assert channel.telling.moment == NOW + 19 * HOUR
    assert forms(channel.wakes(19 * HOUR)) == [Form.EDIT, Form.THREAD]


def test_a_threshold_that_was_changed_is_met_though_another_was_told(channel: Channel) -> None:
    channel.subscription = replace(channel.subscription, thresholds=(Threshold(seconds=20 * 86_400),))
    assert forms(channel.wakes(60 * DAY)) == [Form.PARENT]
    channel.subscription = replace(channel.subscription, thresholds=(WEEK,))
    channel.wakes(61 * DAY)
    assert channel.wakes(73 * DAY - HOUR) == []
    assert lines(channel.wakes(73 * DAY), Form.THREAD)[0].startswith("The certificate expires in 7 days")
    assert channel.wakes(74 * DAY) == []


def test_a_wider_threshold_is_not_told_anew(channel: Channel) -> None:
    channel.subscription = replace(channel.subscription, thresholds=(WEEK,))
    channel.wakes(73 * DAY)
    channel.subscription = replace(channel.subscription, thresholds=(Threshold(seconds=20 * 86_400),))
    assert channel.wakes(74 * DAY) == []


def test_a_chain_that_expired_and_was_mended_leaves_the_certificate_its_reminders(channel: Channel) -> None:
    channel.sees(replace(up(), earliest=NOW + 5 * DAY), DAY)
    assert "A certificate of the chain expired" in lines(channel.wakes(8 * DAY), Form.EDIT)[0]
    channel.sees(up(), 9 * DAY)
    assert forms(channel.wakes(54 * DAY)) == [Form.PARENT]
    channel.wakes(68 * DAY)
    assert lines(channel.wakes(80 * DAY + timedelta(seconds=1)), Form.THREAD)[0].startswith("The certificate expired")


def test_a_clock_that_goes_back_two_hours_tells_nothing_twice(channel: Channel) -> None:
    assert forms(channel.wakes(54 * DAY)) == [Form.PARENT]
    assert channel.wakes(54 * DAY - 2 * HOUR) == []
    assert channel.wakes(54 * DAY + HOUR) == []


def test_another_chain_sets_another_moment() -> None:
    """Nothing to tell, but other instants at which there will be."""
    _, events = walk((up(), 0 * DAY), (replace(up(), earliest=NOW + 5 * DAY), DAY), (up(), 2 * DAY), (up(), 3 * DAY))
    assert [event.kind for event in events] == [Kind.CHECKED, Kind.MOMENT, Kind.MOMENT]


def test_an_old_certificate_that_is_back_after_weeks_is_no_renewal() -> None:
    """A backup that was restored: it ends earlier than what was served until now."""
    new = leaf("b", end=NOW + 140 * DAY)
    _, events = walk((up(), 0 * DAY), (up(served=[new]), DAY), (up(), DAY + SETTLED))
    assert [event.kind for event in events[1:]] == [Kind.RENEWED, Kind.CERTIFICATE]
    assert events[-1].lines[0].startswith("It ends earlier")


def test_a_new_certificate_among_several_sets_another_moment() -> None:
    """Two side by side are how this target is; one of them is renewed."""
    two = up(served=[leaf(), leaf("b")])
    third = up(served=[leaf("c", end=NOW + 90 * DAY), leaf("b")])
    _, events = walk((two, 0 * DAY), (third, DAY), (two, 2 * DAY))
    assert [event.kind for event in events] == [Kind.CHECKED, Kind.MOMENT]


@pytest.mark.parametrize("hold", ["snoozed", "acknowledged"])
def test_nothing_keeps_back_that_a_certificate_expired_though_nobody_looked_for_days(
    channel: Channel, hold: str
) -> None:
    channel.wakes(54 * DAY)
    channel.subscription = replace(channel.subscription, **{hold: HELD})  # type: ignore[arg-type]
    assert not heard(channel.wakes(70 * DAY))
    late = channel.wakes(83 * DAY + HOUR)
    assert lines(late, Form.THREAD)[0].startswith("The certificate expired 3 days ago")
    assert not any(heard(channel.wakes(day * DAY + HOUR)) for day in (84, 87, 94))
