"""Alerts, verdicts, forms and the App Home in the hands of people, whole: from the click to what stands in the
channel afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.watch import Place, Team, Threshold
from core.model.watch_state import TargetState
from core.table import Put
from core.watching import keys
from core.watching.forms import Field
from core.watching.shelf import read
from local.workspace import Message, Outcome
from tests.core.watching.world import broken, fine, silent
from tests.handlers.watch_stage import OPS, Stage

KEY = "a.example:443"
BROKEN = "a.example:443 is broken: Found: cert-expired"


@pytest.fixture
def alert(stage: Stage) -> Message:
    """A server that is broken, and its alert."""
    stage.weather = broken
    stage.say("watch a.example")
    stage.work()
    found = stage.seen()[-1]
    assert found.text == BROKEN
    return found


def now(stage: Stage, message: Message) -> str:
    """What a message shows now."""
    return str(stage.workspace.find(message.channel, message.ts).blocks)


# --- alerts


def test_an_acknowledgement_stands_in_the_alert_with_its_name(stage: Stage, alert: Message) -> None:
    stage.click(alert, "watch_ack")
    stage.work()
    shown = now(stage, alert)
    assert "Acknowledged by " in shown
    assert "U0ONCALL" in shown
    assert "watch_unack" in shown
    assert len(stage.texts()) == 2


def test_of_a_healthy_host_there_is_nothing_to_acknowledge(stage: Stage) -> None:
    """It would keep back the reminders that are still to come. The asker alone hears so, with what they may mean."""
    stage.say("watch a.example")
    stage.work()
    shown = stage.say("ack a.example").shown
    assert shown is not None
    assert "Nothing stands there to be acknowledged: a.example:443." in shown.text
    assert "Try: `/tlscheck snooze a.example:443 7d`" in shown.text
    assert stage.watch(KEY).acknowledged is None  # type: ignore[union-attr]


def test_of_several_hosts_those_are_acknowledged_of_which_something_stands(stage: Stage, alert: Message) -> None:
    stage.odd["b.example"] = fine
    stage.say("watch b.example")
    stage.work()
    stage.say("ack a.example b.example nobody.example")
    told = stage.texts()[-1]
    assert told.startswith("Acknowledged: `a.example:443`.")
    assert "Nothing stands there to be acknowledged: `b.example:443`." in told
    assert "`nobody.example:443` is not watched in this channel." in told
    assert stage.watch(KEY).acknowledged is not None  # type: ignore[union-attr]
    assert stage.watch("b.example:443").acknowledged is None  # type: ignore[union-attr]


def test_it_can_be_taken_back(stage: Stage, alert: Message) -> None:
    stage.click(alert, "watch_ack")
    stage.work()
    stage.click(alert, "watch_unack")
    stage.work()
    assert "Acknowledged by " not in now(stage, alert)
    assert stage.watch(KEY).acknowledged is None  # type: ignore[union-attr]


def test_many_alerts_are_one_message_and_are_acknowledged_at_once(stage: Stage) -> None:
    stage.weather = broken
    stage.say("watch a.example b.example c.example d.example e.example")
    stage.minutes(3)
    [crowd] = [message for message in stage.seen() if message.text == "2 hosts are broken"]
    stage.click(crowd, "watch_ack_all")
    stage.minutes(2)
    assert "2 hosts are acknowledged or snoozed" in now(stage, crowd)
    holds = [stage.watch(f"{name}.example:443").acknowledged for name in "abcde"]  # type: ignore[union-attr]
    assert sum(hold is not None for hold in holds) == 2
    stage.weather = fine
    stage.minutes(40)
    assert "2 hosts are fine again" in now(stage, crowd)


def test_a_snooze_is_asked_for_and_then_it_is_silent(stage: Stage, alert: Message) -> None:
    stage.click(alert, "watch_snooze")
    form = stage.workspace.modal("oncall")
    assert form is not None
    assert "Found: cert-expired" in str(form.content["blocks"])
    stage.workspace.submit(form, {"span": "1d", "reason": "waiting for the CA"}, "oncall")
    assert stage.workspace.modal("oncall") is None
    stage.work()
    assert "waiting for the CA" in now(stage, alert)
    before = len(stage.texts())
    stage.minutes(30)
    assert len(stage.texts()) == before


def test_a_snooze_ends_by_a_click(stage: Stage, alert: Message) -> None:
    stage.say("snooze a.example 1d")
    stage.work()
    stage.click(alert, "watch_unsnooze")
    stage.work()
    assert stage.watch(KEY).snoozed is None  # type: ignore[union-attr]
    assert "watch_snooze" in now(stage, alert)


def test_an_owner_is_assigned_by_a_form(stage: Stage, alert: Message) -> None:
    stage.click(alert, "watch_change")
    stage.workspace.submit(stage.workspace.modal("oncall"), {"owner": "U0WEBOPS", "thresholds": "20%"}, "oncall")  # type: ignore[arg-type]
    found = stage.watch(KEY)
    assert found is not None
    assert (found.owner, found.thresholds) == ("U0WEBOPS", (Threshold(share=0.2),))
    stage.work()
    assert "owner " in now(stage, alert)


def test_a_form_that_is_sent_untouched_changes_nothing(stage: Stage) -> None:
    stage.say("watch a.example 30% owner @webops")
    before = stage.watch(KEY)
    stage.work()
    stage.workspace.open_home("oncall")
    stage.workspace.press(stage.workspace.home("oncall"), "watch_change", "oncall")  # type: ignore[arg-type]
    stage.workspace.submit(stage.workspace.modal("oncall"), {}, "oncall")  # type: ignore[arg-type]
    assert stage.watch(KEY) == before


def test_check_now_checks_and_answers_in_the_thread(stage: Stage, alert: Message) -> None:
    stage.weather = fine
    stage.forward(120)
    stage.click(alert, "watch_check")
    stage.work()
    [answer] = [message for message in stage.seen() if message.thread_ts == alert.ts and "is fine" in message.text]
    assert "U0ONCALL" in str(answer.blocks)
    state = read(stage.rig.counter.desk.table, keys.state(KEY), TargetState)
    assert state is not None
    assert state.value.checked_at is not None
    assert stage.clock.now() - state.value.checked_at < timedelta(seconds=60)  # and not at the next tick


def test_the_history_is_for_the_one_who_asked(stage: Stage, alert: Message) -> None:
    stage.click(alert, "watch_history")
    assert stage.texts(user="oncall")[-1].startswith(f"`{KEY}`: 1 change")
    assert len(stage.texts()) == 2


@pytest.mark.parametrize("action", ["watch_ack", "watch_snooze", "watch_change", "watch_check", "watch_history"])
def test_a_click_about_what_is_not_watched_any_more_says_so(stage: Stage, alert: Message, action: str) -> None:
    stage.say("unwatch a.example")
    delivery = stage.click(alert, action)
    assert delivery.outcome is Outcome.OK
    assert stage.texts(user="oncall")[-1] == (
        "“a.example:443” is not watched in this channel any more, so this button does nothing."
    )


def test_a_click_about_what_cannot_be_read_says_so(stage: Stage, alert: Message) -> None:
    damaged = Put(key=keys.subscription(OPS, KEY), body={"kind": "Subscription", "of": "tomorrow"}, expected=None)
    stage.rig.counter.desk.table.write([damaged])
    stage.click(alert, "watch_ack")
    assert "cannot be read by this version" in stage.texts(user="oncall")[-1]


def test_a_click_reaches_only_the_channel_that_the_message_stands_in(stage: Stage, alert: Message) -> None:
    copied = stage.workspace.post("C0WEB", stage.workspace.bot.user_id, alert.via, text="x", blocks=alert.blocks)
    stage.click(copied, "watch_ack")
    assert stage.watch(KEY).acknowledged is None  # type: ignore[union-attr]
    assert "not watched in this channel" in stage.texts("web-team", "oncall")[-1]


# --- verdicts


def test_watch_here_watches_what_the_verdict_is_about(stage: Stage) -> None:
    stage.say("a.example")
    stage.work()
    verdict = stage.seen()[-1]
    stage.click(verdict, "watch_here", user="webops")
    answer = stage.seen()[-1]
    assert (answer.text, answer.thread_ts) == (f"Now watching 1 host: `{KEY}`", verdict.ts)
    assert stage.watch(KEY).created_by == "U0WEBOPS"  # type: ignore[union-attr]


def test_watch_here_on_what_is_watched_says_so_with_a_way_to_change_it(stage: Stage) -> None:
    stage.say("watch a.example 30%")
    stage.say("a.example")
    stage.work()
    [verdict] = [m for m in stage.seen() if "is fine" in m.text]
    stage.click(verdict, "watch_here")
    said = stage.seen(user="oncall")[-1]
    assert said.text == f"Watched in this channel already: `{KEY}`"
    assert stage.watch(KEY).thresholds == (Threshold(share=0.3),)  # type: ignore[union-attr]
    stage.click(said, "watch_change")
    assert stage.title() == "Change a watch"


def test_watch_here_works_in_a_conversation_with_the_bot(stage: Stage) -> None:
    direct = stage.workspace.direct("oncall")
    stage.workspace.write(direct.id, "oncall", "a.example")
    stage.work()
    [verdict] = [m for m in stage.workspace.visible(direct.id) if "is fine" in m.text]
    stage.click(verdict, "watch_here")
    assert stage.watch(KEY, Place(OPS.team, direct.id)) is not None


def test_a_verdict_of_another_team_cannot_be_watched(stage: Stage) -> None:
    stage.say("a.example")
    stage.work()
    store = stage.rig.store
    [verdict] = stage.seen()
    job = next(e["value"] for b in verdict.blocks if b["type"] == "actions" for e in b["elements"])
    stored = store.load(job)
    assert stored is not None
    store.save(replace(stored.job, team="T0OTHER"), stored.version, stage.clock.now().replace(year=2099))
    stage.click(verdict, "watch_here")
    assert "too old" in stage.texts(user="oncall")[-1]
    assert stage.watch(KEY) is None


# --- settings


def test_settings_are_changed_by_a_form_and_the_channel_hears_it(stage: Stage) -> None:
    stage.say("watch a.example")
    stage.say("settings")
    form = stage.workspace.modal("oncall")
    assert form is not None
    stage.workspace.submit(form, {"zone": "berlin", "digest": "07:45", "quiet_from": "22", "quiet_to": "7"}, "oncall")
    stage.work()
    found = stage.settings()
    assert (found.zone, found.hour, found.minute, found.quiet) == ("Europe/Berlin", 7, 45, (22, 7))
    said = stage.seen()[-1]
    assert said.text.startswith("The settings of this channel were changed: Digest at 07:45 Europe/Berlin")
    assert "U0ONCALL" in str(said.blocks)


def test_a_digest_comes_at_the_hour_that_a_form_gave(stage: Stage) -> None:
    stage.say("watch a.example")
    stage.say("settings")
    stage.workspace.submit(stage.workspace.modal("oncall"), {"digest": "14:00", "silent_when_fine": []}, "oncall")  # type: ignore[arg-type]
    stage.minutes()
    stage.forward(2 * 3600)
    stage.minutes()
    assert stage.texts()[-1].startswith("TLS digest: ")


def test_settings_that_are_sent_untouched_are_not_told(stage: Stage) -> None:
    stage.say("settings")
    stage.workspace.submit(stage.workspace.modal("oncall"), {}, "oncall")  # type: ignore[arg-type]
    stage.work()
    assert stage.texts() == []


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"zone": "Europe/Berlni"}, Field.ZONE, "Did you mean Europe/Berlin?"),
        ({"quiet_from": "22"}, Field.QUIET_TO, "Quiet hours need a beginning and an end."),
        ({"thresholds": "soon"}, Field.THRESHOLDS, "Try: 30%, 14d, 36h"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(stage: Stage, values: dict[str, str], field: Field, said: str) -> None:
    stage.say("settings")
    form = stage.workspace.modal("oncall")
    assert form is not None
    delivery = stage.workspace.submit(form, values, "oncall")
    assert delivery.view is not None
    assert list(delivery.view.errors) == [field.value]
    assert said in delivery.view.errors[field.value]


# --- App Home


def test_the_home_shows_what_is_mine_and_not_what_others_watch(stage: Stage) -> None:
    stage.say("watch a.example")
    stage.say("watch b.example", user="webops")
    stage.workspace.open_home("oncall")
    home = stage.workspace.home("oncall")
    assert home is not None
    assert KEY in str(home.content)
    assert "b.example" not in str(home.content)


def test_an_empty_home_says_how_to_begin(stage: Stage) -> None:
    stage.workspace.open_home("oncall")
    assert "/tlscheck watch example.com" in str(stage.workspace.home("oncall").content)  # type: ignore[union-attr]


def test_hosts_are_added_from_home_where_the_asker_chooses(stage: Stage) -> None:
    stage.workspace.open_home("oncall")
    stage.workspace.press(stage.workspace.home("oncall"), "watch_add", "oncall")  # type: ignore[arg-type]
    form = stage.workspace.modal("oncall")
    assert form is not None
    stage.workspace.submit(form, {"hosts": "a.example\nb.example:8443", "channel": "C0OPS"}, "oncall")
    assert stage.texts() == [f"Now watching 2 hosts: `{KEY}`, `b.example:8443`"]
    assert KEY in str(stage.workspace.home("oncall").content)  # type: ignore[union-attr]


def test_where_the_bot_is_not_the_form_says_so_and_nothing_is_watched(stage: Stage) -> None:
    stage.workspace.open_home("oncall")
    stage.workspace.press(stage.workspace.home("oncall"), "watch_add", "oncall")  # type: ignore[arg-type]
    form = stage.workspace.modal("oncall")
    assert form is not None
    delivery = stage.workspace.submit(form, {"hosts": "a.example", "channel": "C0OUT"}, "oncall")
    assert delivery.view is not None
    assert "/invite @tlscheck" in delivery.view.errors["channel"]
    assert stage.watch(KEY, Place(Team("T0DEMO"), "C0OUT")) is None


def test_a_private_address_is_refused_beside_the_hosts(stage: Stage) -> None:
    stage.workspace.open_home("oncall")
    stage.workspace.press(stage.workspace.home("oncall"), "watch_add", "oncall")  # type: ignore[arg-type]
    form = stage.workspace.modal("oncall")
    assert form is not None
    delivery = stage.workspace.submit(form, {"hosts": "10.1.2.3", "channel": "C0OPS"}, "oncall")
    assert delivery.view is not None
    assert "private address" in delivery.view.errors["hosts"]


def test_settings_and_a_test_alert_from_home(stage: Stage) -> None:
    stage.say("watch a.example")
    stage.workspace.open_home("oncall")
    home = stage.workspace.home("oncall")
    assert home is not None
    stage.workspace.press(home, "watch_sample", "oncall")
    assert stage.workspace.modal("oncall").content["title"]["text"] == "tlscheck"  # type: ignore[union-attr]
    stage.workspace.dismiss(stage.workspace.modal("oncall"), "oncall")  # type: ignore[arg-type]
    stage.work()
    assert stage.texts()[-1].startswith("This is a test")
    stage.workspace.press(home, "watch_settings_open", "oncall")
    assert stage.title() == "Settings"


def test_a_channel_out_of_reach_is_tried_again_from_home(stage: Stage) -> None:
    stage.weather = broken
    stage.say("watch a.example")
    ops = stage.workspace.channel("ops")
    stage.workspace.set_channel(replace(ops, is_archived=True))
    stage.work()
    assert stage.settings().dead == "is_archived"
    stage.workspace.open_home("oncall")
    home = stage.workspace.home("oncall")
    assert home is not None
    assert "is_archived" in str(home.content)
    stage.workspace.set_channel(ops)
    stage.workspace.press(home, "watch_sample", "oncall")
    stage.work()
    stage.minutes(2)
    assert stage.settings().dead is None
    assert [text[:20] for text in stage.texts()[1:]] == ["This is a test: aler", BROKEN[:20]]


def test_every_click_at_home_is_answered_also_beyond_the_limit(stage: Stage) -> None:
    stage.workspace.open_home("oncall")
    home = stage.workspace.home("oncall")
    assert home is not None
    for _ in range(20):
        stage.workspace.press(home, "watch_add", "oncall")
        stage.workspace.dismiss(stage.workspace.modal("oncall"), "oncall")  # type: ignore[arg-type]
    stage.workspace.press(home, "watch_add", "oncall")
    assert "more than 20" in str(stage.workspace.modal("oncall").content)  # type: ignore[union-attr]


def test_the_messages_tab_is_no_home(stage: Stage) -> None:
    stage.workspace.open_home("oncall", tab="messages")
    assert stage.workspace.called("views.publish") == []


def test_a_home_that_slack_does_not_take_is_no_error_of_the_event(stage: Stage) -> None:
    stage.workspace.fail_next("views.publish", "500")
    assert stage.workspace.open_home("oncall").outcome is Outcome.OK


def test_a_click_keeps_the_word_of_where_it_was_tried(stage: Stage) -> None:
    """The message is made by another function then."""
    stage.weather = silent
    stage.say("watch a.example")
    stage.work()
    stage.minutes(3)
    alert = next(message for message in stage.seen() if "cannot be reached" in message.text)
    assert "tried from AWS eu-central-1" in str(alert.blocks)
    stage.click(alert, "watch_ack")
    stage.work()
    edited = next(message for message in stage.seen() if message.ts == alert.ts)
    assert edited.edits
    assert "tried from AWS eu-central-1" in str(edited.blocks)
