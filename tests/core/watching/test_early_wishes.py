"""What a channel hears when the issuer of its certificate wishes an early renewal."""

from dataclasses import replace
from datetime import timedelta

from core.model.renewal import Window
from core.model.watch import Hold, Settings
from core.model.watch_say import Board, Look, Reply, Saying
from core.model.watch_state import Form
from core.watching.transition import learn
from tests.core.watching.test_incidents import PLACE, Channel
from tests.core.watching.test_renewals import PAGE, USUAL, at_once, says
from tests.core.watching.test_transition import DAY, HOUR, NOW, leaf, up

NEXT = leaf("b", end=NOW + 93 * DAY)


def wishes(channel: Channel, said: Window, after: timedelta) -> list[Saying]:
    channel.state, events = learn(channel.state, said, "a", NOW + after)
    return channel.hears(events, after)


def asked(settings: Settings | None = None) -> Channel:
    """Watched, fine, and its usual window known."""
    channel = Channel(settings=settings) if settings else Channel()
    channel.sees(up(), -DAY)
    assert wishes(channel, says(USUAL), -DAY) == []
    return channel


def lines(sayings: list[Saying]) -> list[str]:
    return [line for saying in sayings if isinstance(saying.show, Reply) for line in saying.show.lines]


def test_it_is_a_message_of_its_own_with_the_page_that_explains() -> None:
    (saying,) = wishes(asked(), at_once(NOW), timedelta())
    assert saying.form is Form.PARENT
    assert isinstance(saying.show, Board)
    assert (saying.show.look, saying.show.link) == (Look.OVERDUE, PAGE)
    assert saying.show.lines[0].startswith(
        "The issuer asks for an early renewal of this certificate, between 2026-06-01"
    )


def test_it_is_said_once() -> None:
    channel = asked()
    wishes(channel, at_once(NOW), timedelta())
    assert [wishes(channel, at_once(NOW + n * HOUR), n * HOUR) for n in (6, 12, 18, 24)] == [[]] * 4


def test_the_renewal_ends_it() -> None:
    channel = asked()
    wishes(channel, at_once(NOW), timedelta())
    said = channel.sees(up(served=[NEXT]), DAY)
    assert [saying.form for saying in said] == [Form.EDIT, Form.THREAD]
    assert lines(said) == ["The certificate is renewed: valid until 2026-09-02"]


def test_a_wish_that_is_taken_back_is_said_to_be() -> None:
    channel = asked()
    wishes(channel, at_once(NOW), timedelta())
    said = wishes(channel, says(USUAL), DAY)
    assert lines(said) == ["The issuer no longer asks for an early renewal of what is served"]


def test_quiet_hours_keep_it_until_their_end() -> None:
    """Nothing is broken yet."""
    quiet = Settings(place=PLACE, quiet=(11, 14))
    channel = asked(quiet)
    assert wishes(channel, at_once(NOW), timedelta()) == []
    assert channel.telling is not None
    assert channel.telling.moment == NOW + 2 * HOUR


def test_a_snooze_that_was_meant_for_the_certificate_keeps_it_too() -> None:
    channel = asked()
    hold = Hold(by="U2", at=NOW, until=NOW + 9 * DAY, sha256="a")
    channel.subscription = replace(channel.subscription, snoozed=hold)
    assert wishes(channel, at_once(NOW), timedelta()) == []
