"""The App Home: whatever is watched, Slack takes it; it shows nobody another channel's settings."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.message import View
from core.model.report import State
from core.model.target_text import parse_target
from core.model.watch import Facts, Hold, Leaf, Place, Settings, Subscription, Team
from core.model.watch_state import Entry, Incident, TargetState
from core.render.slack_home import MOST_LISTED, MOST_WATCHES, Home, home
from core.watching.forms import About, unpacked
from local.workspace import validate_view
from tests.core.render.test_slack import SLOW
from tests.core.render.test_slack import texts as read
from tests.core.render.test_slack_watch_forms import SETTINGS
from tests.core.render.watching import HOLDS, KEYS, TIMES, WORDS, harmless

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
OPS, DEV, OTHER = (Place(Team("T1"), channel) for channel in ("C0OPS", "C0DEV", "C0OTHER"))


def entry(key: str = "a.example:443", place: Place = OPS, ends: datetime | None = NOW + timedelta(days=12)) -> Entry:
    target = parse_target("a.example")
    leaf = Leaf(
        sha256="ab", serial="1", issuer="CN=CA", names=("a.example",), key="EC P-256",
        not_before=datetime(1950, 1, 1, tzinfo=UTC), not_after=ends or NOW,
    )  # fmt: skip
    facts = Facts(checked_at=NOW, state=State.OK, reached=True, leaf=leaf if ends else None)
    subscription = Subscription(place=place, key=key, target=target, created_by="U1", created_at=NOW)
    state = TargetState(key=key, target=target, next_due=NOW, full_due=NOW, facts=facts, checked_at=NOW)
    return Entry(subscription, state, Incident(place=place, key=key))


def varied(base: Entry, snoozed: Hold | None, broken: datetime | None, unreachable: datetime | None) -> Entry:
    state = replace(base.state, broken_since=broken, unreachable_since=unreachable)
    return replace(base, subscription=replace(base.subscription, snoozed=snoozed), state=state)


ENTRIES = st.builds(
    varied,
    st.builds(entry, KEYS, st.sampled_from([OPS, DEV]), st.none() | TIMES),
    st.none() | HOLDS, st.none() | TIMES, st.none() | TIMES,
)  # fmt: skip
PLACED = st.builds(lambda settings, place: replace(settings, place=place), SETTINGS, st.sampled_from([OPS, DEV, OTHER]))
HOMES = st.builds(
    Home, entries=st.lists(ENTRIES, max_size=8).map(tuple),
    settings=st.lists(PLACED, max_size=3, unique_by=lambda settings: settings.place).map(tuple), now=TIMES,
    installer=st.booleans(),
)  # fmt: skip


def text(view: View) -> str:
    return " ".join([*read(view.body["blocks"]), *sections(view)])


def sections(view: View) -> Iterator[str]:
    yield from (block["text"]["text"] for block in view.body["blocks"] if block["type"] == "section")


def without_own(view: View) -> object:
    """Without the channels of the watches, which are named as Slack's markup by our own hand."""
    return json.loads(json.dumps(view.body).replace("<#C0OPS>", "").replace("<#C0DEV>", ""))


def test_a_watch_names_its_channel() -> None:
    shown = home(Home(entries=(entry(), entry(place=DEV)), settings=(), now=NOW))
    assert [text.partition(" – ")[0] for text in sections(shown)] == [
        "`a.example:443` in <#C0OPS>",
        "`a.example:443` in <#C0DEV>",
    ]


def channels(view: View) -> set[str]:
    return {name for name in ("C0OPS", "C0DEV", "C0OTHER") if name in str(view.body)}


@SLOW
@given(HOMES)
def test_any_home_fits(shown: Home) -> None:
    view = home(shown)
    assert validate_view(view.body) == []
    harmless(without_own(view))


@SLOW
@given(WORDS)
def test_why_a_channel_is_dead_is_no_markup(because: str) -> None:
    view = home(Home(entries=(entry(),), settings=(Settings(place=OPS, dead=because, dead_since=NOW),), now=NOW))
    assert validate_view(view.body) == []
    harmless(without_own(view))


def test_two_thousand_watches_in_many_channels_fit_and_the_rest_is_counted() -> None:
    places = [Place(Team("T1"), f"C{n}") for n in range(40)]
    entries = tuple(entry(f"{'x' * 200}{n}.example:443", places[n % 40]) for n in range(2000))
    view = home(Home(entries=entries, settings=tuple(Settings(place=place) for place in places), now=NOW))
    assert validate_view(view.body) == []
    assert f"… and {2000 - MOST_WATCHES - MOST_LISTED} more: /tlscheck list" in text(view)
    assert "… and 30 more" in text(view)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (entry(), "12 days left, ends"),
        (entry(ends=NOW - timedelta(days=3)), "expired 3 days ago"),
        (entry(ends=None), "no certificate seen"),
        (varied(entry(), None, NOW - timedelta(hours=5), None), "broken for 5 hours"),
        (varied(entry(), None, NOW, NOW - timedelta(hours=2)), "unreachable for 2 hours"),
        (varied(entry(), Hold(by="U1", at=NOW, reason="it moves"), None, None), "it moves"),
    ],
)
def test_each_watch_says_how_it_stands(shown: Entry, said: str) -> None:
    assert said in text(home(Home(entries=(shown,), settings=(), now=NOW)))


def test_the_button_of_a_watch_knows_its_channel_and_target() -> None:
    view = home(Home(entries=(entry("smtp://mx.example:25 @203.0.113.7", DEV),), settings=(), now=NOW))
    values = [block["accessory"]["value"] for block in view.body["blocks"] if block["type"] == "section"]
    assert [unpacked(value) for value in values] == [About("C0DEV", "smtp://mx.example:25 @203.0.113.7")]


def test_settings_of_channels_without_a_watch_of_theirs_are_not_shown() -> None:
    settings = tuple(Settings(place=place) for place in (OPS, OTHER))
    assert channels(home(Home(entries=(entry(),), settings=settings, now=NOW))) == {"C0OPS"}
    assert channels(home(Home(entries=(entry(),), settings=settings, now=NOW, installer=True))) == {"C0OPS"}


@pytest.mark.parametrize(("installer", "seen"), [(False, set()), (True, {"C0OTHER"})])
def test_dead_channels_of_others_are_for_the_installer(installer: bool, seen: set[str]) -> None:
    dead = Settings(place=OTHER, dead="the channel is archived", dead_since=NOW)
    view = home(Home(entries=(), settings=(dead,), now=NOW, installer=installer))
    assert channels(view) == seen
    assert ("the channel is archived" in text(view)) is installer


def test_who_watches_nothing_learns_how() -> None:
    assert "/tlscheck watch example.com" in text(home(Home(entries=(), settings=(), now=NOW)))
