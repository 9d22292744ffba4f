"""The samples of events/ about watching: each is what Slack sends, and is answered as the docs say."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tools.sign_event import sign

from core.model.job import WatchList
from core.model.target_text import parse_target
from core.render.slack import WATCH_HERE
from core.table import Put
from core.watching import clicking, keys
from core.watching.subscribing import Wish, watch
from tests.core.watching.world import broken
from tests.handlers.rig import Context
from tests.handlers.test_slack_function import event
from tests.handlers.watch_stage import OPS, Stage

KEY = "a.example:443"


def call(stage: Stage, name: str) -> dict[str, Any]:
    signed = sign(event(name), stage.workspace.signing_secret, stage.clock.seconds)
    return stage.rig.slack(signed, Context())


def test_a_watch_with_owner_and_reminders(stage: Stage) -> None:
    assert call(stage, "slash_command_watch")["body"] == ""
    found = stage.watch(KEY)
    assert found is not None
    assert (found.owner, found.created_by, len(found.thresholds)) == ("U0WEBOPS", "U0ONCALL", 2)


def test_an_acknowledgement(stage: Stage) -> None:
    stage.weather = broken
    stage.say("watch a.example")
    stage.work()
    assert call(stage, "button_watch_ack")["statusCode"] == 200
    found = stage.watch(KEY)
    assert found is not None
    assert found.acknowledged is not None
    assert found.acknowledged.by == "U0ONCALL"


def test_a_list_as_csv_is_done_behind_the_queue(stage: Stage) -> None:
    """For who pressed the button, alone."""
    assert call(stage, "button_digest_csv")["statusCode"] == 200
    stored = stage.rig.store.load(sha256(b"13345224609.738474920.8088930838d88f00csv").hexdigest()[:16])
    assert stored is not None
    assert (stored.job.subject, stored.job.user, stored.job.private) == (WatchList(), "U0ONCALL", True)


def test_a_form_that_is_taken_is_closed(stage: Stage) -> None:
    assert call(stage, "view_submission_watch")["body"] == ""
    assert stage.texts() == ["Now watching 2 hosts: `b.example:443`, `smtp://mx.example:25`"]


def test_a_form_that_is_wrong_says_where(stage: Stage) -> None:
    answer = json.loads(call(stage, "view_submission_settings_wrong")["body"])
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["zone", "quiet_to"]


def test_a_form_that_comes_twice_comes_to_the_same(stage: Stage) -> None:
    call(stage, "view_submission_watch")
    before = stage.watch("b.example:443")
    stage.forward(2)
    call(stage, "view_submission_watch")
    assert stage.watch("b.example:443") == before


@pytest.mark.parametrize("name", ["event_app_home_opened", "button_home_watch_hosts"])
def test_the_home_and_its_buttons_are_acknowledged_in_time(stage: Stage, name: str) -> None:
    assert call(stage, name)["statusCode"] == 200


def altered(stage: Stage, name: str, **view: object) -> dict[str, Any]:
    """A sample with other parts in its view, or from another team, signed again."""
    odd = event(name)
    payload = json.loads(parse_qs(b64decode(odd["body"]).decode())["payload"][0])
    team = view.pop("team", "T0DEMO")
    payload["team"]["id"] = payload["user"]["team_id"] = team
    payload["view"] |= {"team_id": team, "app_installed_team_id": team, **view}
    odd["body"] = b64encode(urlencode({"payload": json.dumps(payload)}).encode()).decode()
    return stage.rig.slack(sign(odd, stage.workspace.signing_secret, stage.clock.seconds), Context())


@pytest.mark.parametrize(
    "values",
    [None, [], {"hosts": "x"}, {"hosts": {"hosts": []}}, {"thresholds": {"thresholds": {"value": 5}}}],
    ids=str,
)
def test_a_form_of_any_shape_is_answered(stage: Stage, values: object) -> None:
    """What a view holds is data from outside."""
    answer = json.loads(altered(stage, "view_submission_watch", state={"values": values})["body"])
    assert list(answer["errors"]) == ["hosts"]


def test_a_form_about_what_is_gone_says_so(stage: Stage) -> None:
    answer = altered(stage, "view_submission_watch", private_metadata="C0OPS nobody.example:443")
    assert json.loads(answer["body"])["errors"] == {"thresholds": "This is not watched there any more."}


def test_a_form_of_another_team_reaches_nothing_of_ours(stage: Stage) -> None:
    """Also when it names our channel and our target."""
    watch(stage.rig.counter.desk, OPS, "U1", Wish(parse_target("a.example")))
    before = stage.watch(KEY)
    answer = altered(stage, "view_submission_watch", private_metadata=f"C0OPS {KEY}", team="T0OTHER")
    assert json.loads(answer["body"])["errors"] == {"thresholds": "This is not watched there any more."}
    altered(stage, "view_submission_settings_wrong", private_metadata="C0OPS ", team="T0OTHER", state={"values": {}})
    assert (stage.watch(KEY), stage.settings().hour) == (before, 9)


@pytest.mark.parametrize(("name", "key"), [("slash_command_watch", KEY), ("view_submission_watch", "b.example:443")])
def test_a_record_that_cannot_be_read_is_said_to_be_so(stage: Stage, name: str, key: str) -> None:
    damaged = Put(key=keys.subscription(OPS, key), body={"kind": "Subscription", "of": "tomorrow"}, expected=0)
    stage.rig.counter.desk.table.write([damaged])
    assert "cannot be read by this version" in call(stage, name)["body"]


BUTTONS = st.sampled_from(
    [(action, False) for action in (*clicking.ON_ALERTS, WATCH_HERE)] + [(action, True) for action in clicking.AT_HOME]
)
VALUES = st.none() | st.text(max_size=60) | st.sampled_from([KEY, f"C0OPS {KEY}", "C0OPS ", " ", "C0OPS", "\x00", "#%"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BUTTONS, VALUES)
def test_any_button_with_any_value_is_answered(stage: Stage, button: tuple[str, bool], value: str | None) -> None:
    """A button's value is ours, and yet it comes from outside."""
    stage.forward(60)
    action, at_home = button
    odd = event("button_home_watch_hosts" if at_home else "button_watch_ack")
    payload = json.loads(parse_qs(b64decode(odd["body"]).decode())["payload"][0])
    payload["response_url"] = f"{stage.workspace.base_url}/actions/none"
    payload["actions"] = [{"action_id": action, "block_id": "b", "type": "button", "value": value}]
    odd["body"] = b64encode(urlencode({"payload": json.dumps(payload)}).encode()).decode()
    answer = stage.rig.slack(sign(odd, stage.workspace.signing_secret, stage.clock.seconds), Context())
    assert (answer["statusCode"], answer["body"]) == (200, "")
