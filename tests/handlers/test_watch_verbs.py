"""The verbs of watching as people type them: what is done, who sees the answer, what comes of it."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.command_text import WATCHING
from core.model.watch import Threshold
from local.workspace import Outcome
from tests.core.watching.world import broken
from tests.handlers.rig import Context
from tests.handlers.watch_stage import OPS, Stage
from tests.support.blocks import called

KEY = "a.example:443"


def test_watch_is_answered_where_all_see_it_with_the_name_of_who_asked(stage: Stage) -> None:
    delivery = stage.say("watch a.example 30% 7d")
    assert (delivery.outcome, delivery.shown) == (Outcome.OK, None)
    [message] = stage.seen()
    assert message.text == f"Now watching 1 host: `{KEY}`"
    assert "U0ONCALL" in str(message.blocks)
    found = stage.watch(KEY)
    assert found is not None
    assert found.thresholds == (Threshold(share=0.3), Threshold(seconds=7 * 86_400))


def test_a_broken_server_is_told_before_the_tick_comes(stage: Stage) -> None:
    stage.weather = broken
    stage.say("watch a.example")
    stage.work()
    assert stage.texts()[1] == "a.example:443 is broken: Found: cert-expired"


def test_quietly_is_for_the_asker_alone(stage: Stage) -> None:
    assert stage.say("watch a.example quietly").shown is not None
    assert stage.texts() == []
    assert stage.watch(KEY) is not None


def test_where_the_bot_is_no_member_it_says_that_nothing_can_be_told(stage: Stage) -> None:
    delivery = stage.say("watch a.example", channel="random")
    assert delivery.shown is not None
    assert "/invite @tlscheck" in delivery.shown.text
    assert stage.texts("random") == []


def test_an_owner_is_a_mention(stage: Stage) -> None:
    stage.say("watch a.example owner @webops")
    found = stage.watch(KEY)
    assert found is not None
    assert found.owner == "U0WEBOPS"
    assert "'text': '@Web operations'" in str(stage.seen()[-1].blocks)  # by name, and not called
    assert called(stage.seen()[-1].blocks) == [{"type": "user", "user_id": "U0ONCALL"}]


def test_a_group_that_owns_a_watch_is_called_when_it_breaks(stage: Stage) -> None:
    stage.weather = broken
    text = "watch <http://a.example|a.example> owner <!subteam^S0WEBTEAM|@web-team>"
    stage.workspace.command("ops", "oncall", "/tlscheck", text)
    stage.work()
    assert {"type": "usergroup", "usergroup_id": "S0WEBTEAM"} in called(stage.seen()[-1].blocks)


def test_watching_again_keeps_owner_and_reminders_and_says_so(stage: Stage) -> None:
    stage.say("watch a.example 30% owner @webops")
    delivery = stage.say("watch a.example")
    found = stage.watch(KEY)
    assert found is not None
    assert (found.owner, found.thresholds) == ("U0WEBOPS", (Threshold(share=0.3),))
    assert delivery.shown is not None  # nothing changed for the channel
    assert "in just this way" in delivery.shown.text


@pytest.mark.parametrize(
    ("host", "because"),
    [
        ("10.0.0.1", "10.0.0.1 is a private address (RFC 1918)"),
        ("[::1]:443", "::1 is an address of this host"),
        ("a.example @169.254.169.254", "169.254.169.254 is a cloud metadata service"),
    ],
)
def test_an_address_that_is_not_public_is_refused(stage: Stage, host: str, because: str) -> None:
    delivery = stage.say(f"watch b.example {host}")
    assert delivery.shown is not None
    assert because in delivery.shown.text
    assert stage.watch("b.example:443") is None


def test_fifty_hosts_are_taken_within_slack_s_time(stage: Stage) -> None:
    delivery = stage.say("watch " + " ".join(f"h{n}.example" for n in range(50)))
    assert delivery.outcome is Outcome.OK
    assert stage.texts()[0].startswith("Now watching 50 hosts: ")
    stage.say("list")
    assert "50 hosts watched in this channel" in stage.texts(user="oncall")[-1]


@pytest.mark.parametrize("text", ["list", "history a.example", "digest", "unwatch nobody.example"])
def test_what_changes_nothing_is_for_the_asker_alone(stage: Stage, text: str) -> None:
    stage.say("watch a.example")
    assert stage.say(text).shown is not None
    assert len(stage.texts()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("list", "Nothing is watched in this channel. Try: `/tlscheck watch example.com`"),
        ("digest now", "Nothing is watched in this channel. Try: `/tlscheck watch example.com`"),
        ("history a.example", "`a.example:443` is not watched in this channel."),
        ("unwatch a.example", "`a.example:443` is not watched in this channel."),
        ("ack a.example", "`a.example:443` is not watched in this channel."),
        ("snooze a.example", "`a.example:443` is not watched in this channel."),
        ("snooze a.example 7d", "`a.example:443` is not watched in this channel."),
        ("wach a.example", "Did you mean “watch”? Try: `/tlscheck watch a.example:443 30% 7d`"),
        ("digest 25:00", "is not a time of day. Try: `/tlscheck digest 09:00 Europe/Berlin`"),
    ],
)
def test_where_nothing_is_watched_every_verb_has_an_answer(stage: Stage, text: str, said: str) -> None:
    shown = stage.say(text).shown
    assert shown is not None
    assert said in shown.text


def test_unwatch_ends_it_for_the_channel(stage: Stage) -> None:
    stage.say("watch a.example")
    stage.say("unwatch a.example")
    assert stage.texts()[-1] == f"No longer watched here: `{KEY}`."
    assert stage.watch(KEY) is None


def test_a_digest_can_be_looked_at_before_its_time(stage: Stage) -> None:
    stage.say("watch a.example")
    stage.minutes()
    shown = stage.say("digest now").shown
    assert shown is not None
    assert shown.text.startswith("TLS digest: ")


def test_the_digest_comes_at_the_hour_that_was_said(stage: Stage) -> None:
    stage.say("watch a.example")
    stage.say("digest 14:30 Europe/Berlin")  # half past one, UTC; it is noon
    assert stage.texts()[-1].startswith("The digest comes to this channel daily at 14:30 Europe/Berlin")
    stage.weather = broken
    stage.minutes()
    before = len(stage.texts())
    stage.forward(timedelta(hours=1, minutes=30).total_seconds())
    stage.minutes()
    assert [text for text in stage.texts()[before:] if text.startswith("TLS digest")]


def test_settings_open_as_a_form(stage: Stage) -> None:
    stage.say("settings")
    assert stage.title() == "Settings"


@pytest.mark.parametrize("text", ["watch", "Monitor", "“watch”"])
def test_watch_without_a_host_asks_for_it(stage: Stage, text: str) -> None:
    stage.say(text)
    form = stage.workspace.modal("oncall")
    assert form is not None
    stage.workspace.submit(form, {"hosts": "a.example"}, "oncall")
    assert stage.texts() == [f"Now watching 1 host: `{KEY}`"]


def test_snooze_without_a_length_asks_for_it(stage: Stage) -> None:
    stage.say("watch a.example")
    stage.say("snooze a.example")
    assert stage.title() == "Snooze"


def test_a_form_that_does_not_open_is_said(stage: Stage) -> None:
    stage.workspace.fail_next("views.open", "timeout")
    shown = stage.say("settings").shown
    assert shown is not None
    assert shown.text == "Slack did not open the form in time. Please try again."


def test_a_test_alert_takes_the_way_of_alerts(stage: Stage) -> None:
    shown = stage.say("test-alert").shown
    assert shown is not None
    assert "on its way" in shown.text
    assert stage.texts() == []
    stage.work()
    assert stage.texts() == ["This is a test: alerts of tlscheck arrive in this channel. Nothing is wrong."]


def test_a_channel_that_takes_messages_again_is_watched_again(stage: Stage) -> None:
    stage.weather = broken
    stage.say("watch a.example", channel="random")
    stage.work()
    out = stage.workspace.channel("random")
    place = type(OPS)(OPS.team, out.id)
    assert stage.settings(place).dead == "not_in_channel"
    listed = stage.say("list", channel="random").shown
    assert listed is not None
    assert "Nothing of it can be told here: I am not a member there (not_in_channel)." in listed.text
    stage.workspace.set_channel(type(out)(id=out.id, name=out.name, bot_is_member=True))
    stage.say("test-alert", channel="random")
    assert stage.settings(place).dead is not None  # nothing was taken yet
    stage.minutes(3)
    assert stage.settings(place).dead is None
    assert any("a.example:443 is broken" in text for text in stage.texts("random"))


def test_too_many_verbs_in_a_minute_are_refused(stage: Stage) -> None:
    for _ in range(20):
        stage.say("list")
    shown = stage.say("list").shown
    assert shown is not None
    assert "more than 20" in shown.text


def test_a_mention_is_answered_in_its_thread(stage: Stage) -> None:
    said = stage.workspace.write("ops", "oncall", "@tlscheck watch a.example")
    assert said is not None
    assert stage.watch(KEY) is not None
    answer = stage.seen()[-1]
    assert answer.text.startswith("Now watching 1 host")
    assert answer.thread_ts is not None


def test_settings_asked_for_in_a_message_are_shown(stage: Stage) -> None:
    stage.workspace.write("ops", "oncall", "@tlscheck settings")
    assert stage.texts()[-1].startswith("The settings of this channel: Digest at 09:00 UTC")


def test_an_event_that_comes_twice_is_answered_once(stage: Stage) -> None:
    said = stage.workspace.write("ops", "oncall", "@tlscheck list")
    assert said is not None
    before = len(stage.texts())
    stage.rig.slack(said.event, Context())
    assert len(stage.texts()) == before


def test_a_line_of_a_log_that_begins_with_a_verb_is_explained(stage: Stage) -> None:
    stage.workspace.write("ops", "oncall", "@tlscheck log: SSL certificate problem: certificate has expired")
    assert "expired" in stage.texts()[-1]
    assert "History" not in stage.texts()[-1]


WORDS = st.lists(
    st.sampled_from(
        [*WATCHING, "a.example", "b.example:8443", "10.0.0.1", "30%", "7d", "owner", "@oncall", "09:00",
         "Europe/Berlin", "off", "now", "until", "2026-12-24", "quietly", "<@U1>", "<!subteam^S1>", "<!channel>", "…"]
    ),
    max_size=6,
).map(" ".join)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS | st.text(max_size=60))
def test_any_text_has_an_answer(stage: Stage, text: str) -> None:
    stage.forward(60)  # within the limits
    before = len(stage.workspace.messages)
    delivery = stage.workspace.command("ops", "oncall", "/tlscheck", text)
    assert delivery.outcome is Outcome.OK
    assert len(stage.workspace.messages) > before or stage.workspace.modal("U0ONCALL") is not None
