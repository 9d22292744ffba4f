"""The digest: everything that matters under the worst heading, what was not checked too, silence where nothing is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.model.finding import Severity
from core.model.watch import Hold, Place, Problem, Settings, Team
from core.model.watch_say import Back, Digest, Section
from core.model.watch_state import Entry, Incident, Kind, Lately
from core.watching.digest import digest, next_digest
from core.watching.local_time import local
from core.watching.transition import overlook
from tests.core.watching.test_incidents import Channel
from tests.core.watching.test_transition import DOWN, LE, NOW, OLD_TLS, WRONG_NAME, blank, leaf, up

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
PLACE = Place(Team("T1"), "C1")
SETTINGS = Settings(place=PLACE, zone="Europe/Berlin", hour=14)  # NOW, a Monday
TUESDAY = NOW + DAY
OFTENER = "longer now, so renewal comes round oftener"
LE_64 = "new certificates of Let's Encrypt are valid for at most 64 days"


def entry(channel: Channel, name: str = "a", **how: object) -> Entry:
    subscription = replace(channel.subscription, key=name, owner=None, created_at=NOW - 90 * DAY, **how)  # type: ignore[arg-type]
    return Entry(subscription, replace(channel.state, key=name), channel.incident)


def fine(name: str = "fine", *, at: datetime = NOW) -> Entry:
    channel = Channel()
    channel.sees(up(), at - DAY - NOW)
    channel.sees(up(), at - MINUTE - NOW)
    return entry(channel, name)


def expiring(days: int, name: str, owner: str | None = None) -> Entry:
    channel = Channel()
    channel.sees(up(served=[leaf(name, end=NOW + timedelta(days=days))]), -DAY)
    channel.sees(up(served=[leaf(name, end=NOW + timedelta(days=days))]), -MINUTE)
    found = entry(channel, name)
    return replace(found, subscription=replace(found.subscription, owner=owner))


def broken(name: str = "broken") -> Entry:
    channel = Channel()
    channel.sees(up(), -DAY)
    channel.sees(up(WRONG_NAME), -HOUR)
    return entry(channel, name)


def made(*entries: Entry, now: datetime = NOW, settings: Settings = SETTINGS) -> Digest:
    found = digest(settings, entries, now)
    assert found is not None
    return found


def headings(found: Digest) -> list[tuple[Section, str | None, list[str]]]:
    return [(group.section, group.owner, [row.key for row in group.rows]) for group in found.groups]


def test_everything_has_its_heading() -> None:
    down, unseen, risky = Channel(), Channel(), Channel()
    down.sees(up(), -3 * DAY)
    down.sees(DOWN, -2 * DAY)
    down.sees(DOWN, -HOUR)
    unseen.sees(up(), -4 * DAY)
    unseen.state, _ = overlook(unseen.state, NOW - MINUTE)
    risky.sees(up(OLD_TLS), -HOUR)
    found = made(
        fine("one"), broken(), expiring(20, "late"), expiring(3, "soon", "U1"), expiring(9, "later", "U1"),
        entry(down, "down"), entry(unseen, "unseen"), entry(risky, "risky"), fine("two"),
    )  # fmt: skip
    assert headings(found) == [
        (Section.CHANGED, None, ["broken", "down"]),
        (Section.BROKEN, None, ["broken"]),
        (Section.OVERDUE, None, ["late"]),
        (Section.EXPIRING, "U1", ["soon", "later"]),
        (Section.UNREACHABLE, None, ["down"]),
        (Section.UNCHECKED, None, ["unseen"]),
        (Section.AT_RISK, None, ["risky"]),
    ]
    assert (found.total, found.checked, found.fine, found.quiet) == (9, 8, 2, False)


def test_42_of_42_checked() -> None:
    found = made(*(fine(f"host{n}") for n in range(42)))
    assert (found.total, found.checked, found.fine, found.groups) == (42, 42, 42, ())


def test_what_expires_is_grouped_by_owner_and_sorted_by_end() -> None:
    found = made(expiring(9, "c"), expiring(8, "b", "U2"), expiring(7, "a", "U1"), expiring(3, "d", "U2"))
    assert headings(found) == [
        (Section.EXPIRING, "U1", ["a"]), (Section.EXPIRING, "U2", ["d", "b"]), (Section.EXPIRING, None, ["c"]),
    ]  # fmt: skip


def test_days_without_news_are_silent_except_for_a_line_on_mondays() -> None:
    assert made(fine()).quiet
    assert digest(SETTINGS, [fine(at=TUESDAY)], TUESDAY) is None
    assert made(fine(at=TUESDAY), now=TUESDAY, settings=replace(SETTINGS, silent_when_fine=False)).quiet


def test_a_risk_that_just_stands_is_no_news() -> None:
    channel = Channel()
    channel.sees(up(OLD_TLS), 0 * DAY)
    channel.sees(up(OLD_TLS), DAY - MINUTE)
    assert digest(SETTINGS, [entry(channel)], TUESDAY) is None


def test_what_is_broken_is_news_every_day() -> None:
    channel = Channel()
    channel.sees(up(WRONG_NAME), 0 * DAY)
    channel.sees(up(WRONG_NAME), DAY - MINUTE)
    assert headings(made(entry(channel), now=TUESDAY + DAY, settings=SETTINGS))[-1][0] is Section.BROKEN


def test_a_renewal_is_a_change_of_the_day_only() -> None:
    channel = Channel()
    channel.sees(up(), -DAY)
    channel.sees(up(served=[leaf("b", end=NOW + 140 * DAY)]), HOUR)
    channel.sees(up(served=[leaf("b", end=NOW + 140 * DAY)]), DAY - MINUTE)
    group = made(entry(channel), now=TUESDAY).groups[0]
    assert (group.section, group.rows[0].lines) == (Section.CHANGED, ("Renewed: valid until 2026-10-19",))
    assert digest(SETTINGS, [entry(channel)], TUESDAY + DAY) is None


def test_what_happened_before_it_was_watched_is_no_change() -> None:
    found = broken()
    new = replace(found, subscription=replace(found.subscription, created_at=NOW - MINUTE))
    assert headings(made(new)) == [(Section.BROKEN, None, ["broken"])]


def test_what_was_never_checked_is_said() -> None:
    new = Entry(replace(Channel().subscription, key="new"), blank(), Incident(place=PLACE, key="new"))
    found = made(new)
    assert headings(found) == [(Section.UNCHECKED, None, ["new"])]
    assert found.groups[0].rows[0].lines == ("Never checked so far",)
    assert (found.checked, found.fine) == (0, 0)


def test_a_check_that_is_long_ago_is_not_taken_for_fine() -> None:
    stale = fine(at=NOW - 3 * DAY)
    found = made(stale)
    assert headings(found) == [(Section.UNCHECKED, None, ["fine"])]
    assert found.groups[0].rows[0].lines == ("Last checked 2026-05-29 11:59 UTC",)


@pytest.mark.parametrize(("after", "checked"), [(2 * DAY, 1), (2 * DAY + timedelta(seconds=1), 0)])
def test_two_intervals_are_within_the_time(after: timedelta, checked: int) -> None:
    seen = fine(at=NOW)
    last = seen.state.checked_at
    assert last is not None
    found = digest(replace(SETTINGS, silent_when_fine=False), [seen], last + after)
    assert found is not None
    assert (found.total, found.checked, found.fine) == (1, checked, checked)


@pytest.mark.parametrize(
    ("begun", "how"),
    [
        (-4 * DAY, "no check was begun since"),
        (-HOUR, "the check of 2026-06-01 11:00 UTC brought no result"),
    ],
)
def test_what_was_not_checked_says_since_when_and_how_far_it_came(begun: timedelta, how: str) -> None:
    channel = Channel()
    channel.sees(up(OLD_TLS), -3 * DAY)
    channel.state, _ = overlook(replace(channel.state, claimed_at=NOW + begun), NOW - MINUTE)
    (row,) = made(entry(channel)).groups[-1].rows
    assert row.lines == (f"Last checked 2026-05-29 12:00 UTC; {how}", "TLS 1.0 is spoken")


@pytest.mark.parametrize(("ahead", "checked"), [(6 * HOUR, 1), (DAY, 0)])
def test_what_was_seen_by_a_clock_that_was_ahead_does_not_count_as_checked(ahead: timedelta, checked: int) -> None:
    """Until the clock is there again, no check comes; a digest must not say that all is well."""
    channel = Channel()
    channel.sees(up(), ahead)
    assert made(entry(channel), settings=replace(SETTINGS, silent_when_fine=False)).checked == checked


def test_what_was_not_checked_says_what_hindered_it() -> None:
    state = replace(blank(), claimed_at=NOW - MINUTE, missed="its turn did not come in time")
    new = Entry(replace(Channel().subscription, key="new"), state, Incident(place=PLACE, key="new"))
    (line,) = made(new).groups[0].rows[0].lines
    assert line.endswith("2026-06-01 11:59 UTC brought no result: its turn did not come in time")


def test_what_never_was_checked_says_whether_it_was_tried() -> None:
    state = replace(blank(), claimed_at=NOW - MINUTE)
    new = Entry(replace(Channel().subscription, key="new"), state, Incident(place=PLACE, key="new"))
    said = "Never checked so far; the check of 2026-06-01 11:59 UTC brought no result"
    assert made(new).groups[0].rows[0].lines == (said,)


def test_the_unreachable_say_why_and_since_when() -> None:
    down = Channel()
    refused = Problem("tcp-refused", Severity.BROKEN, f"{blank().target} is broken: the connection is refused")
    gone = replace(DOWN, problems=(refused,))
    down.sees(up(), -3 * DAY)
    down.sees(gone, -2 * DAY)
    down.sees(gone, -HOUR)
    (row,) = made(entry(down)).groups[-1].rows
    assert row.lines == ("It cannot be reached: the connection is refused (since 2026-05-30 12:00 UTC)",)


def test_the_snoozed_stand_apart_and_are_no_news() -> None:
    hold = Hold(by="U1", at=NOW, until=NOW + 9 * DAY, sha256="a")
    channel = Channel()
    channel.sees(up(WRONG_NAME), 0 * DAY)
    channel.sees(up(WRONG_NAME), 2 * DAY - MINUTE)
    found = entry(channel, snoozed=hold)
    assert digest(SETTINGS, [found], NOW + 2 * DAY) is None
    group = made(found, now=NOW + 2 * DAY, settings=replace(SETTINGS, silent_when_fine=False)).groups[0]
    assert (group.section, group.rows[0].held) == (Section.SNOOZED, hold)


def test_the_acknowledged_stay_under_their_heading() -> None:
    hold = Hold(by="U1", at=NOW)
    found = made(replace(broken(), subscription=replace(broken().subscription, acknowledged=hold)))
    assert found.groups[-1].section is Section.BROKEN
    assert found.groups[-1].rows[0].held == hold


def test_nothing_watched_is_nothing_to_say() -> None:
    assert digest(SETTINGS, [], NOW) is None


def test_the_timeline_has_every_end_soonest_first() -> None:
    found = made(expiring(20, "b"), fine("c"), expiring(3, "a"))
    assert [key for key, _ in found.timeline] == ["a", "b", "c"]


def test_rules_to_come_are_said_to_whom_they_touch() -> None:
    at = datetime(2027, 1, 18, 13, tzinfo=UTC)  # a Monday
    long = leaf("x", end=at + 150 * DAY, not_before=at - 40 * DAY)
    other = leaf("y", end=at + 60 * DAY, not_before=at - 30 * DAY)
    private = leaf("z", end=at + 2000 * DAY, not_before=at - DAY, issuer="CN=Example CA")
    entries = []
    for served in (long, other, private):
        channel = Channel()
        channel.sees(up(served=[served]), at - MINUTE - NOW)
        entries.append(entry(channel, served.sha256))
    assert made(*entries, now=at).forecast == (
        f"From 2027-02-10, {LE_64}; 2 of these 3 live {OFTENER}",
        f"From 2027-03-15, new certificates of public CAs are valid for at most 100 days; 1 of these 3 lives {OFTENER}",
    )
    assert made(*entries, now=at - 42 * DAY).forecast == ()
    assert LE.endswith("C=US")


# --- when -------------------------------------------------------------------------------------------------------------


def test_no_hour_is_no_digest() -> None:
    assert next_digest(replace(SETTINGS, hour=None), NOW) is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("hour", [0, 2, 9])
def test_one_a_local_day_for_a_year_with_its_own_id(zone: str, hour: int) -> None:
    settings = replace(SETTINGS, zone=zone, hour=hour, minute=30, silent_when_fine=False)
    watched, at, ids = [fine()], NOW, []
    for _ in range(366):
        following = next_digest(settings, at)
        assert following is not None
        at = following
        ids.append(made(*watched, now=at, settings=settings).id)
    first = local(zone, NOW).date()
    days = [first + timedelta(days=n) for n in range(400)]
    assert ids in ([f"digest#{day}" for day in days[skip : skip + 366]] for skip in (0, 1))


def happened(*ago: timedelta) -> Entry:
    channel = fine()
    lately = tuple(Lately(NOW - each, Kind.RENEWED, f"renewed {each.days} days ago") for each in ago)
    return replace(channel, state=replace(channel.state, lately=lately))


def test_what_came_while_the_channel_was_out_of_reach_is_in_its_first_digest() -> None:
    """And what came the day before: the digest that would have told it may be the message that was refused."""
    entry_there = happened(23 * DAY, 20 * DAY + 23 * HOUR, 7 * DAY, HOUR)
    found = digest(SETTINGS, (entry_there,), NOW, back=Back(NOW - 20 * DAY, "is_archived"))
    assert found is not None
    [changed] = [group for group in found.groups if group.section is Section.CHANGED]
    assert changed.rows[0].lines == ("renewed 20 days ago", "renewed 7 days ago", "renewed 0 days ago")


def test_the_first_digest_after_a_closure_comes_on_a_day_without_news_too() -> None:
    assert digest(SETTINGS, (fine(at=TUESDAY),), TUESDAY) is None
    assert digest(SETTINGS, (fine(at=TUESDAY),), TUESDAY, back=Back(NOW, "is_archived")) is not None
