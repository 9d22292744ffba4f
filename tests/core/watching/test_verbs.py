"""The verbs of watching: what people type is understood in any order and wrapping; what is not has a sentence and an
example that runs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.command_text import COMMAND, target_text
from core.model.command import Invalid
from core.model.target_text import parse_target
from core.model.watch import Threshold
from core.watching.commands import (
    Ack,
    ChangeSettings,
    DigestAt,
    DigestNow,
    DigestOff,
    History,
    ListWatches,
    Snooze,
    TestAlert,
    Unack,
    Unsnooze,
    Unwatch,
    Verb,
    Watch,
)
from core.watching.subscribing import Wish
from core.watching.verbs import EXAMPLES, MOST_HOSTS, parse_verb, snoozed_until

A, B = parse_target("a.example"), parse_target("b.example:8443")
DAY, THIRD, FORTNIGHT = 86400, Threshold(share=0.3), Threshold(seconds=14 * 86400)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("watch a.example", Watch((Wish(A),))),
        ("Watch: a.example", Watch((Wish(A),))),
        ("monitor https://a.example/path", Watch((Wish(A),))),
        ("subscribe this channel to", Invalid),
        ("watch a.example, b.example:8443", Watch((Wish(A), Wish(B)))),
        ("watch a.example a.example", Watch((Wish(A),))),
        ("watch a.example 30% 14d", Watch((Wish(A, (THIRD, FORTNIGHT)),))),
        ("watch a.example at 30 percent and 14 days left", Watch((Wish(A, (THIRD, FORTNIGHT)),))),
        ("watch 14d a.example", Watch((Wish(A, (FORTNIGHT,)),))),
        ("watch a.example owner <@U012AB3CD>", Watch((Wish(A, (), "U012AB3CD"),))),
        (
            "watch a.example owner: <!subteam^S0TEAM|@ops> 14d",
            Watch((Wish(A, (FORTNIGHT,), "S0TEAM", owner_name="ops"),)),
        ),
        ("watch <@U012AB3CD|jo> <http://a.example|a.example>", Watch((Wish(A, (), "U012AB3CD", owner_name="jo"),))),
        ("watch a.example owner <@subteam^S0TEAM|@ops>", Watch((Wish(A, (), "S0TEAM", owner_name="ops"),))),
        ("watch owner.example", Watch((Wish(parse_target("owner.example")),))),
        ("watch intranet", Watch((Wish(parse_target("intranet")),))),
        ("unwatch a.example b.example:8443", Unwatch((A, B))),
        ("stop watching a.example", Unwatch((A,))),
        ("list", ListWatches()),
        ("ls everything", ListWatches()),
        ("history a.example", History(A)),
        ("digest", DigestNow()),
        ("digest now", DigestNow()),
        ("digest off", DigestOff()),
        ("digest 9", DigestAt(9, 0)),
        ("digest 09:30 Europe/Berlin", DigestAt(9, 30, "Europe/Berlin")),
        ("digest daily at 7 pm new york", DigestAt(19, 0, "America/New_York")),
        ("digest 12am berlin", DigestAt(0, 0, "Europe/Berlin")),
        ("snooze a.example", Snooze((A,))),
        ("snooze a.example 7d", Snooze((A,), timedelta(days=7))),
        ("mute a.example for 2 weeks because it moves", Snooze((A,), timedelta(days=14), reason="it moves")),
        ("snooze a.example b.example:8443 3h", Snooze((A, B), timedelta(hours=3))),
        ("snooze a.example until 2026-12-24 holidays", Snooze((A,), until=date(2026, 12, 24), reason="holidays")),
        ("snooze a.example off", Unsnooze((A,))),
        ("unsnooze a.example", Unsnooze((A,))),
        ("ack a.example I am on it", Ack((A,), "I am on it")),
        ("ack a.example fixed.", Ack((A,), "fixed.")),
        ("snooze a.example 1.5h", Snooze((A,), timedelta(minutes=90))),
        ("acknowledge a.example off", Unack((A,))),
        ("unack a.example", Unack((A,))),
        ("settings", ChangeSettings()),
        ("test-alert", TestAlert()),
        ("test alert", TestAlert()),
        ("", None),
        ("a.example", None),
        ("check a.example", None),
        ("watch.example", None),
        ("test a.example", None),
    ],
)
def test_what_people_type_is_understood(text: str, expected: Verb | type[Invalid] | None) -> None:
    found = parse_verb(text)
    assert isinstance(found, Invalid) if expected is Invalid else found == expected


def test_a_target_keeps_its_protocol_address_and_name() -> None:
    found = parse_verb("watch smtp://mx.example:25 @203.0.113.7 sni=www.example 14d")
    assert isinstance(found, Watch)
    assert [target_text(wish.target) for wish in found.wishes] == ["smtp://mx.example:25 @203.0.113.7 sni=www.example"]
    assert found.wishes[0].thresholds == (FORTNIGHT,)


@pytest.mark.parametrize(
    ("text", "sentence", "example"),
    [
        ("watch", "Which host do you want to watch?", "watch example.com 30% 7d"),
        ("watch a.example 14", "“14” lacks its unit: % of the lifetime, h, d or w.", "watch a.example 14d"),
        (
            "watch a.example owner @ops",
            "“@ops” is no person or group that Slack knows: type @ and choose one from its list.",
            "watch example.com 30% 7d",
        ),
        (
            "watch a.example owner",
            "Whom does it belong to? After owner comes a person or a group: type @ and choose one.",
            "watch example.com 30% 7d",
        ),
        ("history a.example b.example", "One host at a time: history shows one target.", "history example.com"),
        ("digest 25:00", "“25:00” is not a time of day.", "digest 09:00 Europe/Berlin"),
        (
            "digest 8 Europe/Belin",
            "I do not know the time zone “Europe/Belin”. Did you mean Europe/Berlin?",
            "digest 08:00 Europe/Berlin",
        ),
        (
            "digest 8 GMT+2",  # in the tz database, that is two hours behind Greenwich
            "“GMT+2” knows no summer time: time zones have names like Europe/Berlin.",
            "digest 08:00 Europe/Berlin",
        ),
        (
            "digest 8 +05:30",
            "“+05:30” knows no summer time: time zones have names like Europe/Berlin.",
            "digest 08:00 Europe/Berlin",
        ),
        (
            "digest 8 localtime",
            "I do not know the time zone “localtime”; time zones have names like Europe/Berlin.",
            "digest 08:00 Europe/Berlin",
        ),
        (
            "snooze a.example 400d",
            "“400d” is not between 10 minutes and 90 days.",
            "snooze example.com 7d the certificate is being replaced",
        ),
        (
            "snooze a.example 3 months the CA is slow",
            "“3 months” cannot be counted in minutes, hours, days or weeks.",
            "snooze example.com 7d the certificate is being replaced",
        ),
        (
            "snooze a.example 30",
            "“30” cannot be counted in minutes, hours, days or weeks.",
            "snooze example.com 7d the certificate is being replaced",
        ),
        (
            "snooze a.example until friday",
            "“friday” is no date: a date is written as 2026-12-24.",
            "snooze example.com until 2026-12-24",
        ),
        ("watch a.example whenever", "“whenever” is no host name: it has no dot.", "watch example.com 30% 7d"),
        ("ack", "Which host is it about?", "ack example.com"),
    ],
)
def test_a_refusal_says_why_and_what_would_do(text: str, sentence: str, example: str) -> None:
    assert parse_verb(text) == Invalid(sentence, f"{COMMAND} {example}")


def test_fifty_hosts_at_once_and_not_one_more() -> None:
    hosts = [f"h{n}.example" for n in range(MOST_HOSTS + 1)]
    assert isinstance(parse_verb(f"watch {' '.join(hosts[:-1])}"), Watch)
    assert isinstance(parse_verb(f"watch {' '.join(hosts)}"), Invalid)


@pytest.mark.parametrize("example", EXAMPLES.values())
def test_every_example_runs(example: str) -> None:
    assert not isinstance(parse_verb(example), Invalid | None)


PARTS = st.sampled_from(
    ["watch", "snooze", "digest", "ack", "history", "a.example", "30%", "14", "d", "9", "am", "owner", "<@U1>", "until",
     "2026-12-24", "9999-12-31", "@203.0.113.7", "sni=x", "<!channel>", "off", "Europe/Berlin", "٣d", "1e9d", "99999w"]
)  # fmt: skip


@given(st.text(max_size=200) | st.lists(PARTS, max_size=8).map(" ".join) | st.just("watch " + "x" * 3000))
def test_nothing_typed_raises_and_every_refusal_has_an_example_that_runs(text: str) -> None:
    found = parse_verb(text)
    if isinstance(found, Invalid):
        assert found.sentence
        assert not isinstance(parse_verb(found.example.removeprefix(f"{COMMAND} ")), Invalid | None)


def test_a_snooze_until_a_day_ends_when_the_day_begins_there() -> None:
    snooze = Snooze((A,), until=date(2026, 11, 23))
    assert snoozed_until(snooze, "Europe/Berlin", NOW) == datetime(2026, 11, 22, 23, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2027, 2, 20), date.max, date.min])
def test_a_snooze_ends_within_ninety_days(day: date) -> None:
    assert isinstance(snoozed_until(Snooze((A,), until=day), "UTC", NOW), Invalid)


def test_a_snooze_without_an_end_asks_for_it() -> None:
    assert snoozed_until(Snooze((A,)), "UTC", NOW) is None
    assert snoozed_until(Snooze((A,), timedelta(days=7)), "UTC", NOW) == NOW + timedelta(days=7)
