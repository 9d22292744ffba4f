"""What a channel is told: news once, an end to each alert, silence where it is wished."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from core.model.finding import Severity
from core.model.job import Posted
from core.model.watch import Facts, Hold, Mention, Place, Problem, Settings, Subscription, Team, Threshold
from core.model.watch_say import Board, Look, Reply, Saying
from core.model.watch_state import Event, Form, Incident, Kind, Stage, TargetState, Told
from core.watching.incidents import Telling, board, tell
from core.watching.phrasing import MOST_A_DAY, REOPENED_WITHIN
from core.watching.transition import advance, overlook
from tests.core.watching.test_transition import (
    DOWN,
    LE,
    NO_HSTS,
    NOW,
    OLD_TLS,
    SELF_SIGNED,
    WRONG_NAME,
    blank,
    leaf,
    up,
)

EXPIRED = Problem("cert-expired", Severity.BROKEN, "a.example:443 is broken: the certificate expired")
DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
PLACE = Place(Team("T1", "E1"), "C1")
END = NOW + 80 * DAY
SILENTLY = [Form.EDIT]
"""The parent shows the latest; nobody hears of it."""


@dataclass(slots=True)
class Channel:
    """One subscription over time, delivered at once."""

    settings: Settings = field(default_factory=lambda: Settings(place=PLACE))
    subscription: Subscription = field(
        default_factory=lambda: Subscription(
            place=PLACE, key=blank().key, target=blank().target, created_by="U1", created_at=NOW, owner="U2"
        )
    )
    state: TargetState = field(default_factory=blank)
    incident: Incident = field(default_factory=lambda: Incident(place=PLACE, key=blank().key, fresh=True))
    telling: Telling | None = None

    def sees(self, facts: Facts, after: timedelta) -> list[Saying]:
        self.state, events = advance(self.state, facts, NOW + after)
        return self.hears(events, after)

    def hears(self, events: Iterable[Event], after: timedelta) -> list[Saying]:
        told = tell(self.subscription, self.settings, self.state, self.incident, tuple(events), NOW + after)
        self.subscription, self.incident, self.telling = told.subscription, told.incident, told
        if any(saying.form is Form.PARENT for saying in told.sayings):
            self.incident = replace(self.incident, posted=Posted("C1", "1.0"))
        return list(told.sayings)

    def wakes(self, after: timedelta) -> list[Saying]:
        """Time alone passes."""
        self.state = replace(self.state, seq=self.state.seq + 1)
        moment = Event(key=self.state.key, seq=self.state.seq, kind=Kind.MOMENT, at=NOW + after)
        return self.hears([moment], after)


def forms(sayings: Iterable[Saying]) -> list[Form]:
    return [saying.form for saying in sayings]


def lines(sayings: Iterable[Saying], form: Form) -> tuple[str, ...]:
    return next(saying.show.lines for saying in sayings if saying.form is form)


def shown(sayings: Iterable[Saying]) -> Board:
    found = next(saying.show for saying in sayings if isinstance(saying.show, Board))
    assert isinstance(found, Board)
    return found


@pytest.fixture
def channel() -> Channel:
    """Everything was fine yesterday."""
    found = Channel()
    assert found.sees(up(), -DAY) == []
    return found


# --- alerts and their end ---------------------------------------------------------------------------------------------


def test_an_alert_its_history_and_its_end(channel: Channel) -> None:
    first = channel.sees(up(WRONG_NAME), 0 * DAY)
    assert forms(first) == [Form.PARENT]
    assert shown(first).look is Look.BROKEN
    assert shown(first).lines == ("The certificate is for another name",)
    worse = channel.sees(up(WRONG_NAME, SELF_SIGNED), HOUR)
    assert forms(worse) == [Form.EDIT, Form.THREAD]
    assert lines(worse, Form.THREAD) == ("The certificate is self-signed",)
    assert lines(worse, Form.EDIT) == ("The certificate is for another name", "The certificate is self-signed")
    better = channel.sees(up(SELF_SIGNED), 2 * HOUR)
    assert lines(better, Form.THREAD) == ("No longer found: hostname-mismatch",)
    over = channel.sees(up(), 5 * HOUR)
    assert forms(over) == [Form.EDIT, Form.THREAD]
    assert shown(over).look is Look.FINE
    assert shown(over).lasted == 5 * HOUR
    assert lines(over, Form.THREAD) == ("No longer found: self-signed", "It lasted 5 hours")
    assert channel.incident.opened_at is None
    assert channel.incident.closed_at == NOW + 5 * HOUR


def test_an_event_is_taken_into_account_once(channel: Channel) -> None:
    channel.state, events = advance(channel.state, up(WRONG_NAME), NOW)
    assert len(channel.hears(events, 0 * DAY)) == 1
    before = channel.incident
    assert channel.hears(events, 0 * DAY) == []
    assert channel.incident == before


def test_the_same_computed_twice_has_the_same_ids(channel: Channel) -> None:
    state, events = advance(channel.state, up(WRONG_NAME), NOW)
    twice = [
        tell(channel.subscription, channel.settings, state, channel.incident, events, NOW + n * HOUR) for n in (0, 1)
    ]
    assert [s.id for s in twice[0].sayings] == [s.id for s in twice[1].sayings] == ["a.example:443#2#parent"]


def test_a_lost_event_changes_nothing(channel: Channel) -> None:
    """What stands counts, not what was heard."""
    channel.state, _ = advance(channel.state, up(WRONG_NAME), NOW)
    assert forms(channel.wakes(HOUR)) == [Form.PARENT]


def test_a_fault_that_comes_back_soon_goes_on_in_its_message(channel: Channel) -> None:
    channel.sees(up(WRONG_NAME), 0 * DAY)
    channel.sees(up(), HOUR)
    assert forms(channel.sees(up(WRONG_NAME), HOUR + REOPENED_WITHIN - SECOND)) == [Form.EDIT, Form.THREAD]


def test_a_fault_that_comes_back_later_is_a_new_message(channel: Channel) -> None:
    channel.sees(up(WRONG_NAME), 0 * DAY)
    channel.sees(up(), HOUR)
    assert forms(channel.sees(up(WRONG_NAME), HOUR + REOPENED_WITHIN)) == [Form.PARENT]


def test_on_a_day_with_many_messages_a_fault_goes_on_in_the_old_one(channel: Channel) -> None:
    told = [channel.sees(up(WRONG_NAME) if n % 2 == 0 else up(), 2 * n * HOUR) for n in range(4)]
    assert [Form.PARENT in forms(sayings) for sayings in told] == [True, False, True, False]
    assert forms(channel.sees(up(WRONG_NAME), 8 * HOUR)) == [Form.EDIT, Form.THREAD]


def test_a_day_has_its_limit_and_the_next_day_is_another(channel: Channel) -> None:
    told = [channel.sees(up(WRONG_NAME) if n % 2 == 0 else up(), n * 10 * MINUTE) for n in range(40)]
    posts = [form for sayings in told for form in forms(sayings) if form is not Form.EDIT]
    assert len(posts) == MOST_A_DAY
    assert all(forms(sayings)[0] is Form.EDIT for sayings in told[1:]), "the parent shows all of it"
    last = next(sayings for sayings in reversed(told) if Form.THREAD in forms(sayings))
    assert "until tomorrow" in lines(last, Form.THREAD)[-1]
    assert Form.PARENT in forms(channel.sees(up(WRONG_NAME), DAY))


def test_risks_that_stood_before_are_no_news_and_new_ones_are() -> None:
    channel = Channel()
    assert channel.sees(up(OLD_TLS), -DAY) == []
    assert channel.sees(up(OLD_TLS), 0 * DAY) == []
    assert channel.sees(up(), HOUR) == []
    assert forms(channel.sees(up(OLD_TLS), 2 * HOUR)) == [Form.PARENT]


def test_what_is_broken_already_is_told_to_who_begins_to_watch() -> None:
    channel = Channel()
    assert forms(channel.sees(up(WRONG_NAME, OLD_TLS), 0 * DAY)) == [Form.PARENT]


def test_a_channel_that_was_closed_hears_again_what_stands(channel: Channel) -> None:
    channel.sees(up(WRONG_NAME), 0 * DAY)
    channel.incident = replace(channel.incident, fresh=True)
    assert forms(channel.wakes(2 * DAY)) == [Form.PARENT]
    assert channel.wakes(3 * DAY) == []


def test_unreachable_and_back(channel: Channel) -> None:
    channel.sees(DOWN, 0 * DAY)
    down = channel.sees(DOWN, MINUTE)
    assert (forms(down), shown(down).look) == ([Form.PARENT], Look.UNREACHABLE)
    assert shown(down).since == NOW
    channel.sees(up(), HOUR)
    back = channel.sees(up(), HOUR + MINUTE)
    assert lines(back, Form.THREAD) == ("It can be reached again", "It lasted 61 minutes")


def test_a_target_that_nobody_checks_is_told(channel: Channel) -> None:
    channel.state, events = overlook(channel.state, NOW + 3 * DAY)
    told = channel.hears(events, 3 * DAY)
    assert (forms(told), shown(told).look) == ([Form.PARENT], Look.UNCHECKED)
    assert lines(channel.sees(up(), 4 * DAY), Form.THREAD)[0] == "It is checked again"


# --- certificates -----------------------------------------------------------------------------------------------------


def test_each_stage_is_told_once_and_renewal_ends_it(channel: Channel) -> None:
    heard: list[tuple[timedelta, list[Form]]] = []
    for days in range(100):
        sayings = channel.sees(up(), days * DAY) or channel.wakes(days * DAY)
        if sayings:
            heard.append((END - (NOW + days * DAY), forms(sayings)))
    assert heard == [
        (27 * DAY, [Form.PARENT]),
        (13 * DAY, [Form.EDIT, Form.THREAD]),
        (-1 * DAY, [Form.EDIT, Form.THREAD]),
        (-3 * DAY, [Form.EDIT, Form.THREAD]),
        (-7 * DAY, [Form.EDIT, Form.THREAD]),
        (-14 * DAY, [Form.EDIT, Form.THREAD]),
    ]
    over = channel.sees(up(served=[leaf("b", end=NOW + 190 * DAY)]), 100 * DAY)
    assert lines(over, Form.THREAD) == ("The certificate is renewed: valid until 2026-12-08",)


def test_what_expired_has_lasted_since_it_broke_and_a_reminder_has_not(channel: Channel) -> None:
    """Nobody was hit while it was only overdue."""
    channel.wakes(53 * DAY)
    again = leaf("b", end=NOW + 90 * DAY)
    in_time = channel.sees(up(served=[again]), 60 * DAY)
    assert (shown(in_time).look, shown(in_time).lasted, shown(in_time).since) == (Look.FINE, None, None)
    channel.wakes(84 * DAY)
    broke = channel.sees(up(EXPIRED, served=[again]), 91 * DAY)
    assert (shown(broke).look, shown(broke).since) == (Look.EXPIRED, None)
    over = channel.sees(up(served=[leaf("c", end=NOW + 190 * DAY)]), 93 * DAY)
    assert (shown(over).lasted, shown(over).since) == (2 * DAY, NOW + 91 * DAY)
    assert lines(over, Form.THREAD) == ("The certificate is renewed: valid until 2026-12-08", "It lasted 2 days")


def test_a_chain_that_is_mended_is_no_renewal(channel: Channel) -> None:
    """The certificate is the same one. What expired was above it; the next true renewal is one again."""
    channel.sees(replace(up(EXPIRED), earliest=NOW + 5 * DAY), 6 * DAY)
    over = channel.sees(up(), 8 * DAY)
    mended = "The chain is mended: certificate and chain are valid until 2026-08-20"
    assert lines(over, Form.THREAD) == (mended, "It lasted 2 days")
    assert shown(over).lines == (mended, "It lasted 2 days")
    channel.wakes(53 * DAY)
    renewed = channel.sees(up(served=[leaf("b", end=NOW + 190 * DAY)]), 54 * DAY)
    assert lines(renewed, Form.THREAD) == ("The certificate is renewed: valid until 2026-12-08",)


def test_a_reminder_that_ends_with_other_thresholds_is_no_renewal(channel: Channel) -> None:
    channel.settings = replace(channel.settings, thresholds=(Threshold(seconds=35 * 86_400),))
    channel.wakes(50 * DAY + HOUR)
    channel.settings = replace(channel.settings, thresholds=(Threshold(seconds=3 * 86_400),))
    over = channel.wakes(50 * DAY + 2 * HOUR)
    assert lines(over, Form.THREAD) == ("No renewal is due any more: certificate and chain are valid until 2026-08-20",)


def test_an_alert_says_what_is_to_be_done(channel: Channel) -> None:
    overdue = shown(channel.wakes(53 * DAY)).todo
    assert overdue.startswith("See why it was not renewed by itself, and renew it before it ends.")
    expired = shown(channel.wakes(81 * DAY)).todo
    assert expired.startswith("Renew the certificate and have the server load it.")
    other = leaf("b", end=NOW + 190 * DAY)
    assert shown(channel.sees(up(served=[other]), 82 * DAY)).todo == ""


def test_where_the_chain_ends_first_the_chain_is_to_be_replaced(channel: Channel) -> None:
    short = replace(up(), earliest=NOW + 5 * DAY)
    channel.sees(short, 0 * DAY)
    assert shown(channel.wakes(6 * DAY)).todo.startswith("Have the server send the chain that its CA gives out now")


def test_a_reminder_says_days_and_share(channel: Channel) -> None:
    told = channel.wakes(53 * DAY)
    assert shown(told).lines == (
        "The certificate should have been renewed by 2026-07-24: 27 days left, 30 % of its life",
    )
    assert shown(told).look is Look.OVERDUE
    assert lines(channel.wakes(70 * DAY), Form.THREAD) == ("The certificate expires in 10 days, 11 % of its life left",)


def test_several_stages_at_once_are_one_message_with_the_gravest(channel: Channel) -> None:
    told = channel.wakes(82 * DAY)
    assert forms(told) == [Form.PARENT]
    assert shown(told).lines == ("The certificate expired 2 days ago",)
    assert channel.incident.told == (Told("a", Stage.LONG_EXPIRED, 1),)


def test_expiry_seen_by_a_check_and_by_the_clock_is_one_alert(channel: Channel) -> None:
    channel.wakes(79 * DAY)
    expired = replace(WRONG_NAME, code="cert-expired", headline="The certificate expired")
    assert lines(channel.sees(up(expired), 80 * DAY + SECOND), Form.THREAD) == ("The certificate expired 1 second ago",)
    assert channel.wakes(80 * DAY + HOUR) == []


def test_a_certificate_out_of_sight_goes_on_towards_its_end(channel: Channel) -> None:
    channel.sees(DOWN, 78 * DAY)
    channel.sees(DOWN, 78 * DAY + MINUTE)
    told = channel.wakes(81 * DAY)
    assert lines(told, Form.THREAD) == ("The certificate seen last, on 2026-06-01, expired 24 hours ago",)


def test_own_thresholds_of_the_watch_come_before_the_channels(channel: Channel) -> None:
    channel.settings = replace(channel.settings, thresholds=(Threshold(share=0.6),))
    assert shown(channel.wakes(30 * DAY)).look is Look.EXPIRING
    other = Channel(state=channel.state)
    other.subscription = replace(other.subscription, thresholds=(Threshold(share=0.2),))
    other.settings = channel.settings
    assert other.wakes(30 * DAY) == []


def test_a_routine_renewal_is_never_heard_of(channel: Channel) -> None:
    assert channel.sees(up(served=[leaf("b", end=NOW + 140 * DAY)]), 50 * DAY) == []


def test_a_surprising_certificate_is_told_and_stays_no_fault(channel: Channel) -> None:
    told = channel.sees(up(served=[leaf("b", end=NOW + 140 * DAY, issuer="CN=X,O=Other")]), 50 * DAY)
    assert (forms(told), shown(told).look) == ([Form.PARENT], Look.CHANGED)
    assert shown(told).lines == ("Another issuer: Other instead of Let's Encrypt",)
    assert channel.incident.opened_at is None
    assert channel.wakes(51 * DAY) == []


def test_a_long_rollout_is_one_message_that_ends(channel: Channel) -> None:
    both = up(served=[leaf(), leaf("b", end=NOW + 140 * DAY)])
    told = [channel.sees(both, n * HOUR) for n in range(24)]
    assert told == [[]] * 24
    assert channel.telling is not None
    assert channel.telling.moment is None or channel.state.rollout_since == NOW
    stuck = channel.wakes(DAY)
    assert shown(stuck).lines == ("2 certificates are served side by side, for 24 hours",)
    assert [channel.sees(both, DAY + n * HOUR) for n in range(1, 9)] == [[]] * 8
    alone = up(served=[leaf("b", end=NOW + 140 * DAY)])
    channel.sees(alone, 2 * DAY)
    assert lines(channel.sees(alone, 2 * DAY + 6 * HOUR), Form.THREAD)[0] == "The roll-out is over"


def test_an_old_certificate_that_is_being_replaced_is_told_only_when_urgent() -> None:
    old, new = leaf("a", end=NOW + 20 * DAY), leaf("b")
    channel = Channel()
    assert channel.sees(up(served=[old, new]), 0 * DAY) == []
    told = channel.wakes(7 * DAY)
    assert shown(told).lines == ("The certificate expires in 13 days, 14 % of its life left",)


# --- silence ----------------------------------------------------------------------------------------------------------


def test_milder_than_wished_is_not_told_at_once(channel: Channel) -> None:
    assert channel.sees(up(NO_HSTS), 0 * DAY) == []
    channel.settings = replace(channel.settings, least=Severity.BROKEN)
    assert channel.sees(up(NO_HSTS, OLD_TLS), HOUR) == []
    assert channel.wakes(60 * DAY) == []
    assert forms(channel.wakes(81 * DAY)) == [Form.PARENT]


def test_quiet_hours_keep_back_what_is_milder_than_broken_until_they_end(channel: Channel) -> None:
    channel.settings = replace(channel.settings, zone="Europe/Berlin", quiet=(13, 17))  # it is 14:00 in Berlin
    assert channel.sees(up(OLD_TLS), 0 * DAY) == []
    assert channel.telling is not None
    assert channel.telling.moment == NOW + 3 * HOUR
    assert channel.wakes(3 * HOUR - SECOND) == []
    assert forms(channel.wakes(3 * HOUR)) == [Form.PARENT]
    channel.settings = replace(channel.settings, quiet=(13, 23))
    assert forms(channel.sees(up(OLD_TLS, WRONG_NAME), 4 * HOUR)) == [Form.EDIT, Form.THREAD]


def test_what_came_and_went_in_quiet_hours_is_not_told(channel: Channel) -> None:
    channel.settings = replace(channel.settings, quiet=(0, 23))
    assert channel.sees(up(OLD_TLS), 0 * DAY) == []
    assert channel.sees(up(), HOUR) == []
    assert channel.wakes(11 * HOUR) == []


def test_a_surprise_in_quiet_hours_is_told_after_them(channel: Channel) -> None:
    channel.settings = replace(channel.settings, quiet=(12, 14))
    odd = up(served=[leaf("b", end=NOW + 140 * DAY, issuer="CN=X,O=Other")])
    assert channel.sees(odd, 0 * DAY) == []
    assert shown(channel.wakes(2 * HOUR)).lines == ("Another issuer: Other instead of Let's Encrypt",)
    assert channel.wakes(3 * HOUR) == []


def held(sha256: str | None = "a", until: datetime | None = None) -> Hold:
    return Hold(by="U3", at=NOW, until=until, sha256=sha256)


def test_a_snooze_is_silent_and_what_stands_is_told_when_it_ends(channel: Channel) -> None:
    channel.sees(up(WRONG_NAME), 0 * DAY)
    channel.subscription = replace(channel.subscription, snoozed=held(until=NOW + 7 * DAY))
    assert forms(channel.sees(up(WRONG_NAME, SELF_SIGNED), HOUR)) == [Form.EDIT]
    assert channel.telling is not None
    assert channel.telling.moment == NOW + 7 * DAY
    again = channel.wakes(7 * DAY)
    assert forms(again) == [Form.EDIT, Form.THREAD]
    assert lines(again, Form.THREAD) == ("The certificate is for another name", "The certificate is self-signed")
    assert channel.subscription.snoozed is None


def test_a_snooze_ends_with_its_certificate(channel: Channel) -> None:
    channel.subscription = replace(channel.subscription, snoozed=held(until=NOW + 300 * DAY))
    assert channel.wakes(70 * DAY) == []
    channel.sees(up(served=[leaf("b", end=NOW + 160 * DAY)]), 71 * DAY)
    assert channel.subscription.snoozed is None


@pytest.mark.parametrize("until", [None, NOW + 300 * DAY])
def test_no_snooze_keeps_back_that_a_certificate_expired(channel: Channel, until: datetime | None) -> None:
    channel.wakes(53 * DAY)
    channel.subscription = replace(channel.subscription, snoozed=held(until=until))
    assert forms(channel.wakes(70 * DAY)) == SILENTLY
    assert forms(channel.wakes(80 * DAY + SECOND)) == [Form.EDIT, Form.THREAD]
    assert channel.subscription.snoozed is not None, "it is told once"
    assert [forms(channel.wakes((80 + n) * DAY + SECOND)) for n in (1, 3, 7)] == [SILENTLY] * 3


def test_a_snooze_of_what_expired_already_is_silent(channel: Channel) -> None:
    assert forms(channel.wakes(80 * DAY + SECOND)) == [Form.PARENT]
    channel.subscription = replace(channel.subscription, snoozed=held())
    assert [forms(channel.wakes((80 + n) * DAY + SECOND)) for n in (1, 3, 7)] == [SILENTLY] * 3


def test_the_parent_shows_the_latest_also_while_a_hold_is_silent(channel: Channel) -> None:
    channel.wakes(53 * DAY)
    channel.subscription = replace(channel.subscription, acknowledged=held())
    edited = shown(channel.wakes(67 * DAY))
    assert (edited.look, edited.mention) == (Look.EXPIRING, False)
    assert edited.lines == ("The certificate expires in 13 days, 14 % of its life left",)


def test_a_hold_without_a_certificate_ends_when_nothing_is_wrong(channel: Channel) -> None:
    channel.sees(up(WRONG_NAME), 0 * DAY)
    channel.subscription = replace(channel.subscription, acknowledged=held(None))
    channel.wakes(HOUR)
    assert channel.subscription.acknowledged is not None
    channel.sees(up(), 2 * HOUR)
    assert channel.subscription.acknowledged is None


def test_an_acknowledged_expiry_is_not_repeated_and_other_faults_are_told(channel: Channel) -> None:
    channel.wakes(53 * DAY)
    channel.subscription = replace(channel.subscription, acknowledged=held())
    assert forms(channel.wakes(70 * DAY)) == SILENTLY
    assert forms(channel.sees(up(WRONG_NAME), 71 * DAY)) == [Form.EDIT, Form.THREAD]
    assert forms(channel.wakes(80 * DAY + SECOND)) == [Form.EDIT, Form.THREAD], "it has expired all the same"
    assert forms(channel.wakes(87 * DAY)) == SILENTLY


@pytest.mark.parametrize(
    ("mention", "risk", "broken"),
    [(Mention.NOBODY, False, False), (Mention.OWNER, True, True), (Mention.OWNER_WHEN_BROKEN, False, True)],
)
def test_the_owner_is_called_as_wished(channel: Channel, mention: Mention, risk: bool, broken: bool) -> None:
    channel.settings = replace(channel.settings, mention=mention)
    assert shown(channel.sees(up(OLD_TLS), 0 * DAY)).mention is risk
    later = channel.sees(up(OLD_TLS, WRONG_NAME), HOUR)
    reply = next(saying.show for saying in later if isinstance(saying.show, Reply))
    assert (reply.mention, reply.owner) == (broken, "U2")
    assert shown(later).mention is False, "an edit calls nobody"


def test_the_parent_after_a_click_shows_who_took_it(channel: Channel) -> None:
    channel.sees(up(WRONG_NAME), 0 * DAY)
    channel.subscription = replace(channel.subscription, acknowledged=held())
    now_shown = board(channel.subscription, channel.settings, channel.state, channel.incident, NOW + HOUR)
    assert now_shown.acknowledged == held()
    assert (now_shown.look, now_shown.lines) == (Look.BROKEN, ("The certificate is for another name",))


def test_nothing_new_says_nothing_and_knows_when_it_will(channel: Channel) -> None:
    told = tell(channel.subscription, channel.settings, channel.state, channel.incident, (), NOW)
    assert (told.sayings, told.incident) == ((), channel.incident)
    assert told.moment == END - 27 * DAY
    assert LE.startswith("CN=")


def test_without_an_event_nothing_is_said_also_when_something_stands(channel: Channel) -> None:
    channel.state, _ = advance(channel.state, up(WRONG_NAME), NOW)
    assert channel.hears([], 0 * DAY) == []
    assert channel.incident.problems == ()


def test_reminders_of_certificates_that_are_gone_for_good_are_forgotten(channel: Channel) -> None:
    channel.incident = replace(channel.incident, told=(Told("long ago", Stage.WARN), Told("a", Stage.OVERDUE)))
    channel.wakes(HOUR)
    assert channel.incident.told == (Told("a", Stage.OVERDUE),)
