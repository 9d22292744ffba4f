"""Unwatching in Slack what an alert stands for."""

from tests.core.watching.world import broken
from tests.handlers.watch_stage import Stage
from tests.support.blocks import called

PARTED = "a.example:443 is no longer watched here"


def test_the_alert_says_at_once_who_ended_its_watch_and_has_no_buttons(stage: Stage) -> None:
    stage.weather = broken
    stage.say("watch a.example")
    stage.work()
    stage.say("unwatch a.example", user="webops")
    stage.work()
    alert = stage.seen()[1]
    assert alert.edits[0].text == "a.example:443 is broken: Found: cert-expired"
    assert alert.text == PARTED
    assert called(alert.blocks) == [{"type": "user", "user_id": "U0WEBOPS"}]
    assert all(block["type"] != "actions" for block in alert.blocks)


def test_other_channels_keep_their_alert(stage: Stage) -> None:
    stage.weather = broken
    stage.say("watch a.example")
    stage.say("watch a.example", channel="web-team")
    stage.work()
    stage.say("unwatch a.example")
    stage.work()
    assert PARTED in stage.texts()
    assert PARTED not in stage.texts("web-team")


def test_an_alert_that_somebody_deleted_holds_up_nothing(stage: Stage) -> None:
    stage.weather = broken
    stage.say("watch a.example")
    stage.work()
    stage.workspace.remove(stage.seen()[1])
    stage.say("unwatch a.example")
    stage.say("test-alert")
    stage.work()
    assert stage.texts()[-1].startswith("This is a test")
