"""Forms: whatever is stored, Slack takes them, and submitted untouched they change nothing; what comes back is read
whatever it is, and each refusal stands at its field."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.finding import Severity
from core.model.message import View
from core.model.target_text import parse_target
from core.model.watch import Hold, Mention, Place, Settings, Subscription, Team, Threshold
from core.render.slack_watch_forms import refused, settings_form, snooze_form, watch_form
from core.watching.forms import (
    SPANS,
    About,
    Field,
    Filled,
    Wrong,
    packed,
    read_settings,
    read_snooze,
    read_watch,
    unpacked,
)
from core.watching.subscribing import Wish
from local.workspace import validate_view
from tests.core.render.test_slack import SLOW
from tests.core.render.watching import LINES, WORDS, harmless

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
PLACE = Place(Team("T1"), "C0OPS")
THRESHOLDS = st.lists(
    st.integers(1, 99).map(lambda percent: Threshold(share=percent / 100))
    | st.integers(1, 398 * 24).map(lambda hours: Threshold(seconds=hours * 3600)),
    max_size=6,
    unique=True,
).map(tuple)
QUIET = st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda hours: hours[0] != hours[1])
SETTINGS = st.builds(
    Settings, place=st.just(PLACE), zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"]),
    hour=st.none() | st.integers(0, 23), minute=st.integers(0, 59), quiet=QUIET, least=st.sampled_from(Severity),
    thresholds=THRESHOLDS, mention=st.sampled_from(Mention), silent_when_fine=st.booleans(),
    dead=st.none() | WORDS,
)  # fmt: skip
TARGETS = st.sampled_from(
    ["a.example", "[2001:db8::1]:8443", "smtp://mx.example:25", f"{'x' * 60}.{'y' * 60}.{'z' * 60}.{'w' * 60}.example"]
).map(parse_target)
HOLDS = st.builds(Hold, by=st.just("U0ONCALL"), at=st.just(NOW), reason=WORDS)
SUBSCRIPTIONS = st.builds(
    Subscription, place=st.just(PLACE), key=st.just("a.example:443"), target=TARGETS, created_by=st.just("U0ONCALL"),
    created_at=st.just(NOW), thresholds=THRESHOLDS, owner=st.sampled_from([None, "U0WEBOPS", "S0TEAM"]),
    snoozed=st.none() | HOLDS,
)  # fmt: skip
ONE = Subscription(
    place=PLACE, key="a.example:443", target=parse_target("a.example"), created_by="U0ONCALL", created_at=NOW
)
INITIAL = {
    "plain_text_input": ("initial_value", "value"),
    "static_select": ("initial_option", "selected_option"),
    "timepicker": ("initial_time", "selected_time"),
    "users_select": ("initial_user", "selected_user"),
    "conversations_select": ("initial_conversation", "selected_conversation"),
    "checkboxes": ("initial_options", "selected_options"),
}


def submitted(view: View, **filled: Any) -> dict[str, Any]:
    """``view.state.values`` as Slack sends them, untouched but for the fields named."""
    values: dict[str, Any] = {}
    for block in view.body["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        given_as, sent_as = INITIAL[element["type"]]
        empty: Any = [] if element["type"] == "checkboxes" else None
        state = {"type": element["type"], sent_as: filled.get(block["block_id"], element.get(given_as, empty))}
        values[block["block_id"]] = {element["action_id"]: state}
    return values


def option(value: str) -> Mapping[str, Any]:
    return {"text": {"type": "plain_text", "text": value}, "value": value}


@SLOW
@given(SETTINGS)
def test_settings_submitted_untouched_stay_as_they_are(settings: Settings) -> None:
    view = settings_form(settings)
    assert validate_view(view.body) == []
    assert read_settings(submitted(view), settings) == settings


@SLOW
@given(SETTINGS, SETTINGS)
def test_settings_are_read_from_the_form_and_not_from_what_is_stored(shown: Settings, stored: Settings) -> None:
    read = read_settings(submitted(settings_form(shown)), stored)
    kept = shown.minute if shown.hour is not None else stored.minute
    assert read == replace(shown, dead=stored.dead, minute=kept)


@SLOW
@given(SUBSCRIPTIONS)
def test_a_watch_submitted_untouched_stays_as_it_is(subscription: Subscription) -> None:
    view = watch_form(subscription)
    assert validate_view(view.body) == []
    wish = Wish(subscription.target, subscription.thresholds, subscription.owner, whole=True)
    assert read_watch(submitted(view), subscription) == Filled("C0OPS", (wish,))


def test_only_what_may_be_empty_is_called_optional() -> None:
    view = settings_form(Settings(place=PLACE))
    may_be_empty = [block["block_id"] for block in view.body["blocks"] if block["optional"]]
    assert may_be_empty == [Field.DIGEST.value, Field.FINE.value, Field.THRESHOLDS.value]


def test_a_snooze_names_what_it_hides_without_the_name_above() -> None:
    shown = str(snooze_form(ONE, ["a.example:443 is broken: the name does not match"]).body["blocks"][0])
    assert "The name does not match" in shown
    assert "is broken" not in shown


@SLOW
@given(SUBSCRIPTIONS, LINES, st.sampled_from(sorted(SPANS)))
def test_a_snooze_lasts_as_long_as_chosen(subscription: Subscription, hides: tuple[str, ...], span: str) -> None:
    view = snooze_form(subscription, hides)
    assert validate_view(view.body) == []
    harmless([block for block in view.body["blocks"] if block["type"] == "rich_text"])
    hold = read_snooze(submitted(view, span=option(span)), by="U1", now=NOW, sha256="ab")
    length = SPANS[span][1]
    assert isinstance(hold, Hold)
    assert (hold.by, hold.until, hold.sha256) == ("U1", NOW + length if length else None, "ab")


def test_hosts_to_add_come_with_where_how_and_whose() -> None:
    view = watch_form()
    assert validate_view(view.body) == []
    values = submitted(
        view, hosts="a.example\nb.example:8443, ", channel="C0WEB", thresholds="30% 7d", owner="U0WEBOPS"
    )
    how = ((Threshold(share=0.3), Threshold(seconds=7 * 86400)), "U0WEBOPS")
    wishes = (Wish(parse_target("a.example"), *how), Wish(parse_target("b.example:8443"), *how))
    assert read_watch(values) == Filled("C0WEB", wishes)


def test_a_group_stays_owner_until_a_person_is_chosen() -> None:
    subscription = replace(ONE, owner="S0TEAM")
    untouched = read_watch(submitted(watch_form(subscription)), subscription)
    chosen = read_watch(submitted(watch_form(subscription), owner="U0WEBOPS"), subscription)
    assert isinstance(untouched, Filled)
    assert isinstance(chosen, Filled)
    assert (untouched.wishes[0].owner, chosen.wishes[0].owner) == ("S0TEAM", "U0WEBOPS")


@pytest.mark.parametrize(
    ("filled", "field", "begins"),
    [
        (
            {"zone": "Europe/Belin"},
            Field.ZONE,
            "I do not know the time zone “Europe/Belin”. Did you mean Europe/Berlin?",
        ),
        ({"digest": "25:00"}, Field.DIGEST, "“25:00” is not a time of day."),
        ({"quiet_from": option("22")}, Field.QUIET_TO, "Quiet hours need a beginning and an end."),
        ({"thresholds": "14"}, Field.THRESHOLDS, "“14” lacks its unit: % of the lifetime, h, d or w. Try: 14d"),
    ],
)
def test_a_setting_that_is_not_understood_is_told_at_its_field(filled: Any, field: Field, begins: str) -> None:
    read = read_settings(submitted(settings_form(Settings(place=PLACE)), **filled), Settings(place=PLACE))
    assert read == Wrong(((field, begins),))
    assert refused(Wrong(((field, begins),))) == {"response_action": "errors", "errors": {field.value: begins}}


@pytest.mark.parametrize(
    ("hosts", "begins"),
    [(None, "Which hosts"), ("a.example nonsense", "“nonsense” is no host name"), ("http://", "")],
)
def test_hosts_that_are_none_are_told(hosts: str | None, begins: str) -> None:
    read = read_watch(submitted(watch_form(channel="C1"), hosts=hosts))
    assert isinstance(read, Wrong)
    assert read.errors[0][0] is Field.HOSTS
    assert read.errors[0][1].startswith(begins)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("99:99"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Field, "value", "selected_option", "selected_time"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_comes_back_is_read(values: object) -> None:
    assert isinstance(read_settings(values, Settings(place=PLACE)), Settings | Wrong)
    assert isinstance(read_watch(values), Filled | Wrong)
    assert isinstance(read_snooze(values, by="U1", now=NOW, sha256=None), Hold | Wrong)


@pytest.mark.parametrize(
    "about", [About(), About("C1"), About("C1", "smtp://mx.example:25 @203.0.113.7 sni=x.example")]
)
def test_what_a_form_is_about_comes_back(about: About) -> None:
    assert unpacked(packed(about)) == about
