"""A year of 500 targets under a fake clock: every alert that should come comes once, when it should, and no other.

The oracle below knows the fates and counts days; it shares nothing with the code under test.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from core.model.watch import Settings
from core.model.watch_state import Form
from tests.core.watching.worlds import (
    DAY,
    HOUR,
    MINUTE,
    PLACE,
    START,
    YEAR,
    Deployed,
    Fate,
    Interval,
    Watch,
    leaf,
    live,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

END = START + YEAR
SHORT = timedelta(hours=160)
QUIET = Settings(place=PLACE, zone="Europe/Berlin", quiet=(22, 7))
NIGHT = 9 * HOUR
JUMP = Interval(START + timedelta(days=200, hours=5), START + timedelta(days=201, hours=9))  # the clock is ahead here
AHEAD = 2 * HOUR
OTHER = "CN=Other CA 1,O=Other Trust,C=NL"

# What a line in the channel is about.
SAYS = {
    "should have been renewed by": "overdue",
    "expires in": "expires",
    "expired": "expired",
    "cannot be reached": "down",
    "It can be reached again": "up",
    "is renewed": "renewed",
    "for another name": "broken",
    "No longer found: hostname-mismatch": "repaired",
    "side by side": "stuck",
    "The roll-out is over": "unstuck",
    "Another issuer": "surprise",
    "The issuer asks for": "early",
    "no longer asks for": "taken back",
    "It lasted": "",
}


@dataclass(frozen=True, slots=True)
class Due:
    """What has to be heard, and between which true instants."""

    what: str
    earliest: datetime
    latest: datetime


@dataclass(slots=True)
class Story:
    fate: Fate
    due: list[Due] = field(default_factory=list)
    settings: Settings | None = None

    def expect(self, what: str, at: datetime, late: timedelta = 10 * MINUTE, early: timedelta = timedelta()) -> None:
        if self.settings is QUIET and what in ("overdue", "expires", "stuck", "surprise"):
            late += NIGHT
        if at < END - 2 * DAY:
            self.due.append(Due(what, at - early - AHEAD, at + late))


# --- the oracle's own arithmetic -----------------------------------------------------------------------------------

# Days before the end at which something is said: certificates without a known habit.
POINTS = {
    90 * DAY: (("overdue", 27 * DAY), ("expires", 13.5 * DAY)),
    200 * DAY: (("overdue", 60 * DAY), ("expires", 30 * DAY), ("expires", 15 * DAY)),
    SHORT: (("overdue", 4480 * MINUTE), ("expires", 3200 * MINUTE), ("expires", 24 * HOUR)),
}
HABIT = 7 * DAY  # by so much a learnt habit of renewals on time may shift "overdue"
AFTER = (0, 1, 3, *range(7, 400, 7))  # days past the end


def chain(key: str, life: timedelta, renew_at: list[timedelta], rng: random.Random) -> list[Deployed]:
    """Certificates one after the other: the n-th is replaced at the age of ``renew_at[n]``, the last entry for ever."""
    begin = START - rng.uniform(0.05, 0.5) * life
    deployed = [Deployed(leaf(f"{key}-0", begin, life), begin)]
    while deployed[-1].at < END:
        number = len(deployed)
        at = deployed[-1].leaf.not_before + renew_at[min(number - 1, len(renew_at) - 1)]
        deployed.append(Deployed(leaf(f"{key}-{number}", at, life), at))
    return deployed


def reminders(story: Story, life: timedelta, number: int, *, found_within: timedelta) -> None:
    """What the n-th certificate has to bring, until it is replaced; ``found_within``: how long a renewal may stay
    unseen.
    """
    now_served, following = story.fate.deployed[number : number + 2]
    end, replaced = now_served.leaf.not_after, following.at
    due = [(what, end - left) for what, left in POINTS[life]]
    due += [("expired", end + days * DAY) for days in AFTER]
    heard = [(what, at) for what, at in due if at < replaced]
    for what, at in heard:
        story.expect(what, at, late=HABIT if what == "overdue" and number >= 2 else 2 * HOUR, early=DAY)
    if heard:
        story.expect("renewed", replaced, late=found_within)


# --- the stories ------------------------------------------------------------------------------------------------------


def on_time(rng: random.Random) -> Iterator[Story]:
    for number in range(190):
        yield Story(Fate(f"n{number}", chain(f"n{number}", 90 * DAY, [rng.uniform(55, 61) * DAY], rng)))
    for number in range(70):
        yield Story(Fate(f"l{number}", chain(f"l{number}", 200 * DAY, [rng.uniform(120, 134) * DAY], rng)))
    for number in range(6):
        yield Story(Fate(f"s{number}", chain(f"s{number}", SHORT, [rng.uniform(75, 80) * HOUR], rng)))


def late(rng: random.Random) -> Iterator[Story]:
    for number in range(50):
        fate = Fate(f"late{number}", chain(f"late{number}", 90 * DAY, [75 * DAY, 59 * DAY], rng))
        story = Story(fate, settings=QUIET if number % 2 else None)
        reminders(story, 90 * DAY, 0, found_within=7 * HOUR)
        yield story
    for number in range(4):
        fate = Fate(f"short{number}", chain(f"short{number}", SHORT, [100 * HOUR, 78 * HOUR], rng))
        story = Story(fate)
        reminders(story, SHORT, 0, found_within=2 * HOUR)
        yield story


def forgotten(rng: random.Random) -> Iterator[Story]:
    for number in range(40):
        ages = [59 * DAY] * (number % 3) + [95 * DAY + rng.uniform(0, 20) * HOUR, 59 * DAY]
        fate = Fate(f"forgot{number}", chain(f"forgot{number}", 90 * DAY, ages, rng))
        story = Story(fate)
        reminders(story, 90 * DAY, number % 3, found_within=7 * HOUR)
        yield story
    for number in range(10):
        fate = Fate(f"dead{number}", chain(f"dead{number}", 200 * DAY, [900 * DAY], rng))
        story = Story(fate)
        reminders(story, 200 * DAY, 0, found_within=7 * HOUR)
        yield story


def rollouts(rng: random.Random) -> Iterator[Story]:
    for number in range(45):
        takes = [8 * HOUR, 12 * HOUR, 50 * HOUR][number % 3]
        deployed = chain(f"roll{number}", 90 * DAY, [59 * DAY], rng)
        first, *rest = deployed
        mixed = number % 3 == 1
        story = Story(Fate(f"roll{number}", [first, *(Deployed(d.leaf, d.at, takes, mixed) for d in rest)]))
        if takes > 24 * HOUR:
            for d in rest:
                story.expect("stuck", d.at + DAY, late=26 * HOUR)
                story.expect("unstuck", d.at + takes + 6 * HOUR, late=4 * HOUR)
        yield story


def outages(rng: random.Random) -> Iterator[Story]:
    for number in range(50):
        fate = Fate(f"out{number}", chain(f"out{number}", 90 * DAY, [58 * DAY], rng))
        story = Story(fate)
        for month in range(11):
            begin = START + timedelta(days=30 * month + 3 + rng.uniform(0, 10))
            if month % 3 == number % 3:
                hole = Interval(begin, begin + rng.uniform(30, 70) * HOUR)
                story.expect("down", hole.begin, late=25 * HOUR)
                story.expect("up", hole.end, late=2 * HOUR)
            else:
                hole = Interval(begin, begin + timedelta(seconds=55))  # nobody needs to hear of it
            fate.outages.append(hole)
        yield story


def expired_out_of_sight(rng: random.Random) -> Iterator[Story]:
    for number in range(10):
        fate = Fate(f"gone{number}", chain(f"gone{number}", 90 * DAY, [96 * DAY, 59 * DAY], rng))
        story = Story(fate)
        end = fate.deployed[0].leaf.not_after
        hole = Interval(end - 2 * DAY, end + 2.5 * DAY)
        fate.outages.append(hole)
        reminders(story, 90 * DAY, 0, found_within=7 * HOUR)
        story.expect("down", hole.begin, late=7 * HOUR)
        story.expect("up", hole.end, late=7 * HOUR)
        yield story


def faults(rng: random.Random) -> Iterator[Story]:
    for number in range(20):
        fate = Fate(f"fault{number}", chain(f"fault{number}", 90 * DAY, [58 * DAY], rng))
        story = Story(fate)
        begin = START + timedelta(days=rng.uniform(20, 300))
        fate.faults.append(Interval(begin, begin + rng.uniform(30, 90) * HOUR))
        story.expect("broken", begin, late=25 * HOUR)
        story.expect("repaired", fate.faults[0].end, late=7 * HOUR)
        yield story


def surprises(rng: random.Random) -> Iterator[Story]:
    for number in range(10):
        deployed = chain(f"odd{number}", 90 * DAY, [58 * DAY], rng)
        others = [Deployed(leaf(f"other-{d.leaf.sha256}", d.at, 90 * DAY, OTHER), d.at) for d in deployed]
        story = Story(Fate(f"odd{number}", [*deployed[:2], *others[2:]]), settings=QUIET if number % 2 else None)
        story.expect("surprise", deployed[2].at, late=25 * HOUR)
        yield story


USUAL = (59 * DAY, 61 * DAY)  # as Let's Encrypt wishes it


def wishes_followed(rng: random.Random) -> Iterator[Story]:
    for number in range(20):
        ages = [rng.uniform(59.1, 60.9) * DAY]
        yield Story(Fate(f"asked{number}", chain(f"asked{number}", 90 * DAY, ages, rng), window=USUAL))


def wishes_not_followed(rng: random.Random) -> Iterator[Story]:
    """The issuer wishes renewal at 50 to 52 days; the first certificate is replaced at 75."""
    for number in range(10):
        fate = Fate(f"deaf{number}", chain(f"deaf{number}", 90 * DAY, [75 * DAY, 51 * DAY], rng))
        fate.window = (50 * DAY, 52 * DAY)
        story = Story(fate)
        begin = fate.deployed[0].leaf.not_before
        story.expect("overdue", begin + 55 * DAY, late=2 * HOUR)
        story.expect("expires", begin + 60 * DAY, late=2 * HOUR)
        story.expect("renewed", begin + 75 * DAY, late=7 * HOUR)
        yield story


def revocations(rng: random.Random) -> Iterator[Story]:
    """The CA wishes all to be renewed at once, because it will revoke; some do it soon, some late."""
    for number in range(20):
        fate = Fate(f"recall{number}", chain(f"recall{number}", 90 * DAY, [60 * DAY], rng), window=USUAL)
        story = Story(fate)
        second = fate.deployed[1].leaf
        begin = second.not_before + rng.uniform(5, 30) * DAY
        soon = number % 2 == 0
        renewed = begin + (rng.uniform(26, 60) * HOUR if soon else 6 * DAY)
        fate.alarms.append(Interval(begin, begin + 40 * DAY))
        fate.deployed[2:] = [Deployed(d.leaf, d.at) for d in _from(renewed, fate.key)]
        story.expect("early", begin, late=25 * HOUR)
        if not soon:
            story.expect("overdue", begin + 3 * DAY, late=25 * HOUR, early=HOUR)
        story.expect("renewed", renewed, late=25 * HOUR)
        yield story


def _from(at: datetime, key: str) -> Iterator[Deployed]:
    number = 2
    while at < END:
        yield Deployed(leaf(f"{key}-again{number}", at, 90 * DAY), at)
        at, number = at + 60 * DAY, number + 1


def false_alarms(rng: random.Random) -> Iterator[Story]:
    for number in range(5):
        fate = Fate(f"oops{number}", chain(f"oops{number}", 90 * DAY, [60 * DAY], rng), window=USUAL)
        story = Story(fate)
        begin = fate.deployed[1].at + rng.uniform(5, 30) * DAY
        fate.alarms.append(Interval(begin, begin + 60 * HOUR))
        story.expect("early", begin, late=25 * HOUR)
        story.expect("taken back", begin + 60 * HOUR, late=25 * HOUR)
        yield story


def year(seed: int) -> list[Story]:
    rng = random.Random(seed)
    kinds = (on_time, late, forgotten, rollouts, outages, expired_out_of_sight, faults, surprises)
    asked = (wishes_followed, wishes_not_followed, revocations, false_alarms)
    return [story for kind in (*kinds, *asked) for story in kind(rng)]


# --- what came of it --------------------------------------------------------------------------------------------------


def heard(watch: Watch) -> list[tuple[str, datetime]]:
    """What every line that was posted is about."""
    return [(what, said.at) for said in watch.heard if (what := _what(said.line))]


def _what(line: str) -> str:
    fitting = [what for words, what in SAYS.items() if words in line]
    assert len(fitting) == 1, line
    return fitting[0]


def compare(story: Story, watch: Watch) -> list[str]:
    """Every difference between what should have been heard and what was."""
    left, wrong = heard(watch), []
    for due in sorted(story.due, key=lambda due: due.latest):
        found = next((h for h in left if h[0] == due.what and due.earliest <= h[1] <= due.latest), None)
        if found:
            left.remove(found)
        else:
            wrong.append(f"{story.fate.key}: missing {due.what} {due.earliest:%m-%d %H:%M} to {due.latest:%m-%d %H:%M}")
    wrong += [f"{story.fate.key}: too much: {what} at {at:%m-%d %H:%M}" for what, at in left if at < END - 2 * DAY]
    return wrong


def clock(true: datetime) -> datetime:
    """Right, except for a day on which it is two hours ahead; it jumps there and back."""
    return true + AHEAD if true in JUMP else true


@pytest.fixture(scope="module")
def lived() -> list[tuple[Story, Watch]]:
    stories = year(seed=20261121)
    watches = [Watch.of(story.fate, story.settings) for story in stories]
    live(watches, END, clock)
    return list(zip(stories, watches, strict=True))


def test_it_is_a_year_of_five_hundred_targets(lived: list[tuple[Story, Watch]]) -> None:
    assert len(lived) >= 500
    assert sum(len(story.due) for story, _ in lived) > 1000
    assert {due.what for story, _ in lived for due in story.due} == {what for what in SAYS.values() if what}


def test_every_alert_comes_once_and_no_other(lived: list[tuple[Story, Watch]]) -> None:
    wrong = [line for story, watch in lived for line in compare(story, watch)]
    assert wrong == []


def test_renewals_on_time_are_never_heard_of(lived: list[tuple[Story, Watch]]) -> None:
    assert [watch.forms for story, watch in lived if not story.due and watch.forms] == []


def test_messages_of_a_channel_and_day_are_bounded(lived: list[tuple[Story, Watch]]) -> None:
    for story, watch in lived:
        days = Counter(at.date() for at, form in watch.forms if form is not Form.EDIT)
        assert max(days.values(), default=0) <= 4, story.fate.key


def test_no_two_messages_have_the_same_id(lived: list[tuple[Story, Watch]]) -> None:
    for _, watch in lived:
        assert len(watch.ids) == len(set(watch.ids))


def test_checks_are_about_as_many_as_the_intervals_say(lived: list[tuple[Story, Watch]]) -> None:
    checks = {story.fate.key: watch.checks for story, watch in lived}
    assert 365 <= checks["n0"] <= 500
    assert 8760 <= checks["s0"] <= 9800


def test_a_server_that_comes_and_goes_for_days_is_no_storm() -> None:
    rng = random.Random(7)
    fate = Fate("flaps", chain("flaps", 90 * DAY, [58 * DAY], rng))
    at = START + 20 * DAY
    while at < START + 23 * DAY:
        down = rng.uniform(3, 50) * MINUTE
        fate.outages.append(Interval(at, at + down))
        at += down + rng.uniform(3, 50) * MINUTE
    watch = Watch.of(fate)
    live([watch], START + 40 * DAY)
    told = heard(watch)
    days = Counter(at.date() for at, form in watch.forms if form is not Form.EDIT)
    edits = Counter(at.date() for at, form in watch.forms if form is Form.EDIT)
    assert len(fate.outages) > 60
    assert told[0][0] == "down"
    assert watch.incident.opened_at is None, "the parent shows that it is over"
    assert max(days.values()) <= 6
    assert max(edits.values()) <= 30
