"""Owners by their names where nobody is to be called: in answers, lists, digests, notifications."""

from dataclasses import replace
from datetime import timedelta

from core.model.watch import Mention
from core.watching.channels import change_settings
from local.workspace import Bot, Message
from tests.core.watching.world import broken
from tests.handlers.watch_stage import OPS, PACE_S, Stage
from tests.support.blocks import called

OWNED = "watch a.example owner @oncall"


def called_so(stage: Stage, display_name: str) -> None:
    known = stage.workspace.users["U0ONCALL"]
    stage.workspace.users["U0ONCALL"] = replace(known, display_name=display_name)


def group_owns(stage: Stage) -> None:
    """A group in a message to the bot, which brings its id alone."""
    stage.forward(PACE_S)
    stage.workspace.write("ops", "oncall", "@tlscheck watch a.example owner @ops-team")


def digest(stage: Stage) -> Message:
    stage.say("digest 12:10")
    stage.minutes(12)
    return next(message for message in stage.seen() if message.text.startswith("TLS digest"))


def test_an_answer_shows_the_name_of_today(stage: Stage) -> None:
    called_so(stage, "jo")
    stage.say(OWNED)
    assert "'@jo'" in str(stage.seen()[0].blocks)


def test_a_group_in_a_command_is_an_owner_too(stage: Stage) -> None:
    stage.say("watch a.example owner @ops-team")
    assert "'@ops-team'" in str(stage.seen()[0].blocks)
    found = stage.watch("a.example:443")
    assert found is not None
    assert found.owner == "S0OPSTEAM"


def test_a_group_is_called_by_its_handle_in_the_list(stage: Stage) -> None:
    group_owns(stage)
    listed = stage.say("list").shown
    assert listed is not None
    assert "'@ops-team'" in str(listed.blocks)
    assert "S0OPSTEAM" not in str(listed.blocks)


def test_the_digest_shows_names_and_calls_nobody(stage: Stage) -> None:
    stage.weather = broken
    group_owns(stage)
    shown = digest(stage)
    assert "'@ops-team'" in str(shown.blocks)
    assert "S0OPSTEAM" not in str(shown.blocks)
    assert called(shown.blocks) == []


def test_the_digest_shows_the_new_name_a_day_after(stage: Stage) -> None:
    stage.weather = broken
    called_so(stage, "jo")
    stage.say(OWNED)
    called_so(stage, "jo-ann")
    stage.forward(timedelta(days=1).total_seconds())
    stage.say("digest now")
    assert "'@jo-ann'" in str(stage.rig.seen("ops", "oncall")[-1].blocks)


def test_without_the_scope_an_id_says_that_it_is_one(stage: Stage) -> None:
    granted = stage.workspace.bot.scopes
    stage.workspace.bot = Bot(scopes=granted - {"usergroups:read"})
    stage.weather = broken
    group_owns(stage)
    shown = digest(stage)
    assert "'id S0OPSTEAM'" in str(shown.blocks)
    assert called(shown.blocks) == []


def test_a_notification_says_whom_it_calls(stage: Stage) -> None:
    change_settings(stage.rig.counter.desk, OPS, lambda settings: replace(settings, mention=Mention.OWNER))
    stage.weather = broken
    group_owns(stage)
    stage.work()
    alert = stage.seen()[-1]
    assert alert.text == "@ops-team: a.example:443 is broken: Found: cert-expired"
    assert called(alert.blocks) == [{"type": "usergroup", "usergroup_id": "S0OPSTEAM"}]


def test_a_hostile_name_is_words(stage: Stage) -> None:
    change_settings(stage.rig.counter.desk, OPS, lambda settings: replace(settings, mention=Mention.OWNER))
    stage.weather = broken
    called_so(stage, "<!channel> *x* \u202eevil")
    stage.say(OWNED)
    stage.work()
    alert = stage.seen()[-1]
    assert alert.text.startswith("@‹!channel&gt; *x* \ufffdevil: a.example:443 is broken")
    assert called(alert.blocks) == [{"type": "user", "user_id": "U0ONCALL"}]
