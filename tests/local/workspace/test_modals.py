"""Modals and homes as people use them: fill in, submit, press, close; and what the app's answers do to the stack."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient

from local.workspace import Channel, Delivery, Incomplete, Outcome, Team, View, Workspace
from local.workspace.forms import REQUIRED
from local.workspace.modals import TROUBLE
from tests.local.workspace.builders import option, plain
from tests.local.workspace.hands import App, Clock, Json, actions, button, error_of, section


def field(name: str, kind: str, *, optional: bool = False, **element: Any) -> Json:
    """An input whose block and action have one name."""
    inner = {"type": kind, "action_id": name, **element}
    return {"type": "input", "block_id": name, "label": plain(name), "element": inner, "optional": optional}


FIELDS = (
    field("hosts", "plain_text_input", multiline=True, min_length=3, max_length=20),
    field("zone", "plain_text_input", initial_value="Europe/Berlin"),
    field(
        "least", "static_select", options=[option("One", "1"), option("Two", "2")], initial_option=option("Two", "2")
    ),
    field("fine", "checkboxes", options=[option("Yes", "yes")], optional=True),
    field("hour", "timepicker", optional=True),
    field("day", "datepicker", optional=True),
    field("owner", "users_select", optional=True),
    field("owners", "multi_users_select", optional=True),
    field("place", "conversations_select", default_to_current_conversation=True, response_url_enabled=True),
    field("size", "number_input", is_decimal_allowed=False, optional=True),
    field("kind", "radio_buttons", options=[option("One", "1")], optional=True),
)


def form(*blocks: Json, **more: Any) -> Json:
    blank = {"type": "modal", "callback_id": "add", "private_metadata": "C0OPS", "title": plain("Watch")}
    return {**blank, "submit": plain("Save"), "blocks": list(blocks or FIELDS), **more}


def opened(client: WebClient, workspace: Workspace, view: Json | None = None) -> View:
    trigger = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    client.views_open(trigger_id=trigger, view=view or form())
    shown = workspace.modal("oncall")
    assert shown is not None
    return shown


def payload(delivery: Delivery) -> Json:
    body = base64.b64decode(delivery.event["body"]).decode()
    parsed: Json = json.loads(parse_qs(body)["payload"][0])
    return parsed


def test_a_submission_carries_every_field_in_slacks_shape(client: WebClient, workspace: Workspace) -> None:
    """Filled in, as it was, and never touched."""
    view = opened(client, workspace)
    entries = {"hosts": "a.example\nb.example", "fine": ["yes"], "hour": "09:30", "owner": "webops", "size": "5"}
    sent = payload(workspace.submit(view, entries, "oncall"))
    values = {name: held[name] for name, held in sent["view"]["state"]["values"].items()}
    assert values == {
        "hosts": {"type": "plain_text_input", "value": "a.example\nb.example"},
        "zone": {"type": "plain_text_input", "value": "Europe/Berlin"},
        "least": {"type": "static_select", "selected_option": option("Two", "2")},
        "fine": {"type": "checkboxes", "selected_options": [option("Yes", "yes")]},
        "hour": {"type": "timepicker", "selected_time": "09:30"},
        "day": {"type": "datepicker", "selected_date": None},
        "owner": {"type": "users_select", "selected_user": "U0WEBOPS"},
        "owners": {"type": "multi_users_select", "selected_users": []},
        "place": {"type": "conversations_select", "selected_conversation": "C0OPS"},
        "size": {"type": "number_input", "value": "5"},
        "kind": {"type": "radio_buttons", "selected_option": None},
    }


def test_a_submission_says_who_where_and_for_which_view(client: WebClient, workspace: Workspace) -> None:
    """And carries a fresh trigger, and a response_url for the conversation that was chosen where it was asked for."""
    view = opened(client, workspace)
    delivery = workspace.submit(view, {"hosts": "a.example"}, "oncall")
    sent = payload(delivery)
    assert (sent["type"], sent["user"]["id"], sent["team"]["id"]) == ("view_submission", "U0ONCALL", "T0DEMO")
    assert (sent["enterprise"], sent["is_enterprise_install"]) == (None, False)
    shown = sent["view"]
    assert (shown["id"], shown["callback_id"], shown["private_metadata"]) == (view.id, "add", "C0OPS")
    assert (shown["hash"], shown["root_view_id"], shown["previous_view_id"]) == (view.hash, view.id, None)
    assert sent["trigger_id"] == delivery.trigger_id
    [place] = sent["response_urls"]
    assert (place["block_id"], place["action_id"], place["channel_id"]) == ("place", "place", "C0OPS")
    assert "channel" not in sent


def test_a_grid_is_named_in_every_payload(client: WebClient, workspace: Workspace) -> None:
    workspace.team = Team(enterprise="E0GRID", org_install=True)
    sent = payload(workspace.submit(opened(client, workspace), {"hosts": "a.example"}, "oncall"))
    assert (sent["enterprise"]["id"], sent["is_enterprise_install"]) == ("E0GRID", True)
    event = json.loads(workspace.event({"type": "app_mention"}).event["body"])
    assert (event["enterprise_id"], event["authorizations"][0]["is_enterprise_install"]) == ("E0GRID", True)


@pytest.mark.parametrize(
    ("entries", "errors"),
    [
        ({}, {"hosts": REQUIRED}),
        ({"hosts": "a.example", "zone": ""}, {"zone": REQUIRED}),
        ({"hosts": "ab"}, {"hosts": "Please enter at least 3 characters."}),
        ({"hosts": "x" * 21}, {"hosts": "Please enter at most 20 characters."}),
    ],
)
def test_what_is_missing_is_not_even_sent(
    client: WebClient, workspace: Workspace, app: App, entries: Json, errors: Json
) -> None:
    """Slack's own client says it below the field."""
    view = opened(client, workspace)
    sent = len(app.events)
    with pytest.raises(Incomplete) as refused:
        workspace.submit(view, entries, "oncall")
    assert refused.value.errors == errors
    assert len(app.events) == sent
    shown = workspace.modal("oncall")
    assert shown is not None
    assert shown.errors == errors


@pytest.mark.parametrize(
    "entries",
    [
        {"least": "9"},
        {"owner": "nobody"},
        {"place": "old-site"},
        {"hour": "24:00"},
        {"day": "tomorrow"},
        {"colour": "red"},
        {"fine": ["no"]},
    ],
)
def test_only_what_is_offered_can_be_chosen(client: WebClient, workspace: Workspace, entries: Json) -> None:
    """An archived channel is not."""
    with pytest.raises(LookupError):
        workspace.fill(opened(client, workspace), entries, "oncall")


def test_a_filter_decides_what_is_offered_and_what_is_preset(client: WebClient, workspace: Workspace) -> None:
    """A form that was opened in a direct message has no current channel to preset."""
    public = field(
        "place", "conversations_select", default_to_current_conversation=True, filter={"include": ["public"]}
    )
    direct, trigger = workspace.direct("oncall"), workspace.command
    client.views_open(trigger_id=trigger(direct.id, "oncall", "/tlscheck").trigger_id, view=form(public))
    view = workspace.modal("oncall")
    assert view is not None
    assert view.state["place"]["place"]["selected_conversation"] is None
    workspace.set_channel(Channel(id="G0", name="secret", is_private=True))
    for name in ("secret", direct.id):
        with pytest.raises(LookupError):
            workspace.fill(view, {"place": name}, "oncall")
    filled = workspace.fill(view, {"place": "#web-team"}, "oncall")
    assert filled.state["place"]["place"]["selected_conversation"] == "C0WEB"


def submitted(client: WebClient, workspace: Workspace, app: App, **answer: Any) -> Delivery:
    view = opened(client, workspace)
    app.says(**answer) if answer else None
    return workspace.submit(view, {"hosts": "a.example"}, "oncall")


def test_an_empty_answer_closes_the_modal(client: WebClient, workspace: Workspace, app: App) -> None:
    delivery = submitted(client, workspace, app)
    assert (delivery.outcome, delivery.view, workspace.modal("oncall")) == (Outcome.OK, None, None)


def test_errors_stand_below_their_fields_and_what_was_filled_in_stays(
    client: WebClient, workspace: Workspace, app: App
) -> None:
    delivery = submitted(client, workspace, app, response_action="errors", errors={"hosts": "No host."})
    assert delivery.outcome is Outcome.OK
    assert delivery.view is not None
    assert delivery.view.errors == {"hosts": "No host."}
    assert delivery.view.state["hosts"]["hosts"]["value"] == "a.example"
    assert workspace.submit(delivery.view, {}, "oncall").outcome is Outcome.OK


def test_an_update_keeps_what_has_the_same_ids(client: WebClient, workspace: Workspace, app: App) -> None:
    """A field of another kind begins anew."""
    other = form(FIELDS[0], field("zone", "users_select", optional=True))
    delivery = submitted(client, workspace, app, response_action="update", view=other)
    assert delivery.view is not None
    assert delivery.view.state == {
        "hosts": {"hosts": {"type": "plain_text_input", "value": "a.example"}},
        "zone": {"zone": {"type": "users_select", "selected_user": None}},
    }


def test_a_push_lies_on_top_and_knows_what_is_below(client: WebClient, workspace: Workspace, app: App) -> None:
    """What is covered cannot be used; closing it shows the one below."""
    delivery = submitted(client, workspace, app, response_action="push", view=form(title=plain("More")))
    top = delivery.view
    assert top is not None
    assert top.content["title"]["text"] == "More"
    assert top.previous is not None
    assert top.previous == top.root
    with pytest.raises(LookupError):
        workspace.submit(top.previous, {"hosts": "a.example"}, "oncall")
    workspace.dismiss(top, "oncall")
    below = workspace.modal("oncall")
    assert below is not None
    assert below.id == top.previous


def test_a_fourth_modal_does_not_fit(client: WebClient, workspace: Workspace, app: App) -> None:
    """Three lie on each other; clear takes them all away."""
    view: View | None = opened(client, workspace)
    app.says(response_action="push", view=form())
    for outcome in (Outcome.OK, Outcome.OK, Outcome.UNREADABLE):
        assert view is not None
        delivery = workspace.submit(view, {"hosts": "a.example"}, "oncall")
        assert delivery.outcome is outcome
        view = delivery.view
    assert view is not None
    app.says(response_action="clear")
    assert workspace.submit(view, {"hosts": "a.example"}, "oncall").view is None


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "No."}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "shout"},
        {"text": "Saved"},
    ],
)
def test_an_answer_that_slack_does_not_know_is_trouble(
    client: WebClient, workspace: Workspace, app: App, answer: Json
) -> None:
    """The modal stays, with Slack's own words."""
    delivery = submitted(client, workspace, app, **answer)
    assert delivery.outcome is Outcome.UNREADABLE
    assert delivery.view is not None
    assert delivery.view.trouble == TROUBLE


def test_a_late_answer_is_trouble_too(client: WebClient, workspace: Workspace, app: App, clock: Clock) -> None:
    view = opened(client, workspace)
    app.then = lambda _: clock.advance(3.01)
    delivery = workspace.submit(view, {"hosts": "a.example"}, "oncall")
    assert delivery.outcome is Outcome.LATE
    assert delivery.view is not None
    assert delivery.view.trouble == TROUBLE


def test_a_button_in_a_modal_tells_the_view_with_its_state(client: WebClient, workspace: Workspace) -> None:
    """And no channel, no message, no response_url; from its trigger another modal can be pushed."""
    view = opened(client, workspace, form(*FIELDS, actions(button(value="v"), block_id="row")))
    delivery = workspace.press(view, "again", "oncall", values={"hosts": "a.example"})
    sent = payload(delivery)
    assert sent["container"] == {"type": "view", "view_id": view.id}
    assert sent["view"]["state"]["values"]["hosts"]["hosts"]["value"] == "a.example"
    assert (sent["actions"][0]["action_id"], sent["actions"][0]["block_id"], sent["actions"][0]["value"]) == (
        "again",
        "row",
        "v",
    )
    assert {"channel", "message", "response_url"}.isdisjoint(sent)
    client.views_push(trigger_id=delivery.trigger_id, view=form())
    assert error_of(client, "views.push", trigger_id=delivery.trigger_id, view=form()) == "exchanged_trigger_id"


def test_a_menu_in_a_section_says_what_was_chosen(client: WebClient, workspace: Workspace) -> None:
    menu = {"type": "static_select", "action_id": "pick", "options": [option("One", "1")]}
    view = opened(client, workspace, form({**section("x"), "accessory": menu}))
    [action] = payload(workspace.press(view, "pick", "oncall", choose="1"))["actions"]
    assert action["selected_option"] == option("One", "1")


def test_a_push_needs_a_modal_below(client: WebClient, workspace: Workspace) -> None:
    trigger = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    assert error_of(client, "views.push", trigger_id=trigger, view=form()) == "invalid_trigger_id"


def test_closing_is_told_where_the_app_asked_for_it(client: WebClient, workspace: Workspace) -> None:
    quiet = opened(client, workspace)
    assert workspace.dismiss(quiet, "oncall") == []
    [told] = workspace.dismiss(opened(client, workspace, form(notify_on_close=True)), "oncall")
    assert (payload(told)["type"], payload(told)["is_cleared"]) == ("view_closed", False)
    assert "trigger_id" not in payload(told)
    with pytest.raises(LookupError):
        workspace.submit(quiet, {"hosts": "a.example"}, "oncall")


def test_a_modal_is_its_readers_only(client: WebClient, workspace: Workspace) -> None:
    with pytest.raises(LookupError):
        workspace.submit(opened(client, workspace), {"hosts": "a.example"}, "webops")


def test_the_home_is_opened_and_told_each_time(client: WebClient, workspace: Workspace, app: App) -> None:
    """The second time with the view that was published."""
    event = json.loads(workspace.open_home("oncall").event["body"])["event"]
    assert (event["type"], event["tab"], event["user"], event["channel"]) == (
        "app_home_opened",
        "home",
        "U0ONCALL",
        "D0ONCALL",
    )
    assert "view" not in event
    home = {"type": "home", "blocks": [section("home"), actions(button())], "private_metadata": "x" * 3000}
    client.views_publish(user_id="U0ONCALL", view=home)
    again = json.loads(workspace.open_home("oncall").event["body"])["event"]
    shown = workspace.home("oncall")
    assert shown is not None
    assert (again["view"]["id"], again["view"]["type"]) == (shown.id, "home")
    sent = payload(workspace.press(shown, "again", "oncall"))
    assert (sent["view"]["type"], sent["view"]["private_metadata"]) == ("home", "x" * 3000)


def test_a_published_home_keeps_its_id_and_checks_its_hash(client: WebClient, workspace: Workspace) -> None:
    home = {"type": "home", "blocks": [section("home")]}
    first = client.views_publish(user_id="U0ONCALL", view=home)["view"]
    second = client.views_publish(user_id="U0ONCALL", view=home, hash=first["hash"])["view"]
    assert (first["id"], first["hash"] == second["hash"]) == (second["id"], False)
    stale = {"user_id": "U0ONCALL", "view": home, "hash": first["hash"]}
    assert error_of(client, "views.publish", **stale) == "hash_conflict"
    assert error_of(client, "views.publish", user_id="U0NO", view=home) == "invalid_arguments"


def test_opening_begins_a_new_stack(client: WebClient, workspace: Workspace) -> None:
    first = opened(client, workspace)
    second = opened(client, workspace)
    assert [view.id for view in workspace.views.values()] == [second.id]
    assert first.id != second.id


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"private_metadata": "x" * 3001}, "invalid_arguments"),
        ({"callback_id": "x" * 256}, "invalid_arguments"),
        ({"external_id": "one"}, "duplicate_external_id"),
        ({"blocks": [section("x" * 3000)] * 90}, "view_too_large"),
        ({"blocks": [section("x")] * 101}, "invalid_arguments"),
    ],
)
def test_what_may_not_be_shown(client: WebClient, workspace: Workspace, more: Json, error: str) -> None:
    client.views_publish(user_id="U0ONCALL", view={"type": "home", "blocks": [section("x")], "external_id": "one"})
    trigger = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    assert error_of(client, "views.open", trigger_id=trigger, view=form(**more)) == error


def test_an_update_may_come_while_the_form_is_being_filled_in(client: WebClient, workspace: Workspace) -> None:
    """What is typed survives; the error below a field does not."""
    view = opened(client, workspace)
    with pytest.raises(Incomplete):
        workspace.submit(view, {"hosts": "a"}, "oncall")
    client.views_update(view_id=view.id, view=form(*FIELDS, section("Ready")))
    shown = workspace.modal("oncall")
    assert shown is not None
    assert (shown.state["hosts"]["hosts"]["value"], shown.errors) == ("a", {})
