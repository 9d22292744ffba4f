"""What the verbs of watching answer: whatever they are about, Slack takes it; it says what was done and how to undo
it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.message import Message
from core.model.target import Target
from core.model.target_text import parse_target
from core.model.watch import Hold, Leaf, Settings
from core.model.watch_state import Event, Kind
from core.render import slack_watch_talk as talk
from core.render.slack_watch_settings import digest_set, settings_changed, settings_shown
from core.watching.acting import TakenInHand
from core.watching.subscribing import Full, Watched
from tests.core.render.test_slack import SLOW, shown
from tests.core.render.test_slack_home import ENTRIES, entry
from tests.core.render.test_slack_watch_forms import ONE, PLACE, SETTINGS, SUBSCRIPTIONS, TARGETS
from tests.core.render.watching import HOLDS, LINES, NOW, TIMES, accepted, called

STATE = entry().state
A, B = parse_target("a.example"), parse_target("b.example:8443")
LEAF = Leaf(
    sha256="ab" * 32, serial="1", issuer="Test CA", names=("a.example",), key="EC 256",
    not_before=NOW, not_after=NOW + timedelta(days=90),
)  # fmt: skip
RESULTS = st.builds(Watched, SUBSCRIPTIONS, st.just(STATE), st.booleans()) | st.builds(Full, st.integers(0, 9999))
EVENTS = st.builds(Event, key=st.just("a"), seq=st.integers(0), kind=st.sampled_from(Kind), at=TIMES, lines=LINES)
SEVERAL = st.lists(TARGETS, min_size=1, max_size=60)


@SLOW
@given(st.lists(RESULTS, max_size=60))
def test_any_watches_fit(results: list[Watched | Full]) -> None:
    accepted(talk.watched(results))


@SLOW
@given(SEVERAL, SEVERAL, HOLDS, st.booleans())
def test_any_targets_fit(some: Sequence[Target], others: Sequence[Target], hold: Hold, snoozed: bool) -> None:
    messages: list[Message] = [
        talk.unwatched(some, others),
        talk.not_watched(some),
        talk.taken_in_hand(TakenInHand(tuple(some), hold, snoozed, fine=tuple(others))),
        talk.given_back(others, snoozed=snoozed),
    ]
    for message in messages:
        accepted(message)


@SLOW
@given(st.lists(ENTRIES, max_size=8), st.integers(1, 20))
def test_any_list_fits(entries: list[object], times: int) -> None:
    accepted(talk.listed(entries * times, NOW))  # type: ignore[arg-type]


@SLOW
@given(TARGETS, st.lists(EVENTS, max_size=40))
def test_any_history_fits(target: Target, events: list[Event]) -> None:
    hostile = replace(LEAF, issuer="<!channel> *x* `y` " * 40)
    accepted(talk.history(target, events, {event.seq: hostile for event in events}))


def test_a_certificate_stands_where_it_came() -> None:
    event = Event(key="a", seq=1, kind=Kind.CHECKED, at=NOW)
    [row] = [line for line in shown(talk.history(A, [event], {1: LEAF})).splitlines() if "certificate" in line]
    assert f"; certificate {LEAF.sha256[:16]} by {LEAF.issuer}, until " in row


def test_a_new_watch_says_what_comes_and_how_to_undo_it() -> None:
    message = talk.watched([Watched(ONE, STATE, new=True)])
    assert message.text == "Now watching 1 host: `a.example:443`"
    assert "/tlscheck unwatch a.example:443" in shown(message)


def test_undoing_several_watches_is_one_command_while_it_fits() -> None:
    two = [Watched(replace(ONE, target=target), STATE, new=True) for target in (A, B)]
    assert "/tlscheck unwatch a.example:443 b.example:8443" in shown(talk.watched(two))
    assert "To undo:  /tlscheck list" in shown(talk.watched(two * 70))


def test_what_is_full_is_said_beside_what_was_taken() -> None:
    message = talk.watched([Watched(ONE, STATE, new=True), Watched(ONE, STATE, new=False), Full(2000)])
    assert "Now watching 1 host; 1 watched already, changed as asked; 1 not taken: a team can watch 2000." in shown(
        message
    )


def test_what_was_not_watched_is_told_from_what_was() -> None:
    expected = "No longer watched here: `a.example:443`. `b.example:8443` is not watched in this channel."
    assert talk.unwatched([A], [B]).text == expected


def test_of_fifty_none_is_dropped_in_silence() -> None:
    targets = [parse_target(f"{'x' * 60}.{'y' * 60}.{n}.example") for n in range(50)]
    message = talk.unwatched(targets)
    accepted(message)
    assert shown(message).count("x" * 60) == 50


def test_a_list_says_how_each_stands() -> None:
    assert talk.listed([entry(), entry()], NOW).text == "2 hosts watched in this channel"
    assert "12 days left" in shown(talk.listed([entry()], NOW))
    assert "/tlscheck watch example.com" in talk.listed([], NOW).text


def test_a_list_of_hundreds_counts_what_it_leaves_out() -> None:
    message = talk.listed([entry(f"h{n}.example:443") for n in range(300)], NOW)
    accepted(message)
    assert "… and 240 more" in shown(message)


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        (
            Kind.BROKE,
            "a.example:443 is broken: the certificate expired 6 minutes ago",
            "broke: The certificate expired",
        ),
        (Kind.RENEWED, "Renewed: valid until 2027-02-19", "Renewed: valid until 2027-02-19"),
        (Kind.CHECKED, "Checked for the first time", "Checked for the first time"),
        (Kind.CERTIFICATE, "Another issuer: B instead of A", "surprising certificate: another issuer: B instead of A"),
    ],
    ids=str,
)
def test_a_history_says_each_thing_once_and_as_seen_from_now(kind: Kind, line: str, expected: str) -> None:
    said = shown(talk.history(A, [Event(key="a", seq=1, kind=kind, at=NOW, lines=(line,))]))
    assert expected.lower() in said.lower()
    assert "ago" not in said
    assert "is broken" not in said


def test_who_asked_is_named_once() -> None:
    held = talk.signed(talk.taken_in_hand(TakenInHand((A,), Hold(by="U0ONCALL", at=NOW), snoozed=False)), "U0ONCALL")
    assert called(held.blocks) == ["U0ONCALL"]
    assert called(talk.signed(talk.unwatched([A]), "U0ONCALL").blocks) == ["U0ONCALL"]


def test_a_history_begins_with_the_last_change() -> None:
    events = [Event(key="a", seq=n, kind=Kind.RENEWED, at=NOW, lines=(f"line {n}",)) for n in (2, 1)]
    assert talk.history(A, events).text == "`a.example:443`: 2 changes, the last: line 2"
    assert talk.history(A, []).text == "`a.example:443`: Nothing has changed since the watch began."


@pytest.mark.parametrize(
    ("hour", "silent", "said"),
    [
        (None, True, "There will be no digest in this channel."),
        (9, False, "The digest comes to this channel daily at 09:30 Europe/Berlin."),
        (
            9,
            True,
            (
                "The digest comes to this channel daily at 09:30 Europe/Berlin, except on days without news; then "
                "a line on Mondays."
            ),
        ),
    ],
)
def test_the_hour_of_the_digest_is_repeated(hour: int | None, silent: bool, said: str) -> None:
    settings = Settings(place=PLACE, zone="Europe/Berlin", hour=hour, minute=30, silent_when_fine=silent)
    assert digest_set(settings).text == said


def test_a_snooze_says_until_when_and_why() -> None:
    hold = Hold(by="U0ONCALL", at=NOW, until=NOW + timedelta(days=7), reason="it moves")
    message = talk.taken_in_hand(TakenInHand((A,), hold, snoozed=True))
    assert message.text == "Snoozed: `a.example:443`. It ends by itself when another certificate is served."
    assert "it moves" in shown(message)
    assert "until" in shown(message)
    assert "until" not in shown(talk.taken_in_hand(TakenInHand((A,), replace(hold, until=None), snoozed=False)))


@SLOW
@given(SETTINGS)
def test_any_settings_can_be_told(settings: Settings) -> None:
    accepted(settings_changed(settings))
    accepted(settings_shown(settings))
