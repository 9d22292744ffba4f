"""The page by hand: a real browser fills in forms, presses buttons, goes home, shares a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from local.workspace import Serving, Via, Workspace
from local.workspace.forms import REQUIRED
from tests.local.workspace.browser import CHROMIUM, Tab, browsing
from tests.local.workspace.hands import App, actions, button, section
from tests.local.workspace.test_modals import FIELDS, form, payload

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium")]
OPEN = 'document.querySelector("#modal").open'


@pytest.fixture
def workspace(app: App) -> Workspace:
    """Its clock goes: a browser waits for nobody."""
    return Workspace(deliver=app, shortcuts={"explain": "Explain"})


@pytest.fixture
def tab(serving: Serving, tmp_path: Path) -> Iterator[Tab]:
    with browsing(f"{serving.address}/?user=U0ONCALL#C0OPS", tmp_path) as running:
        running.until('document.querySelector("#place")?.textContent === "# ops"')
        yield running


def opened(workspace: Workspace, client: WebClient, tab: Tab) -> None:
    trigger = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    client.views_open(trigger_id=trigger, view=form())
    tab.until(OPEN)


def test_a_form_is_filled_in_and_sent(workspace: Workspace, client: WebClient, tab: Tab, app: App) -> None:
    """First it misses something; what was typed elsewhere stays; then the app gets every value in Slack's shape."""
    opened(workspace, client, tab)
    tab.write('[data-field="hour/hour"]', "09:30")
    tab.click("#modal-submit")
    tab.until('document.querySelector("#modal .error[role=alert]:not(:empty)")')
    assert tab.run('document.querySelector(".field.wrong .error").textContent') == REQUIRED
    assert tab.run("document.querySelector('[data-field=\"hour/hour\"]').value") == "09:30"
    tab.write('[data-field="hosts/hosts"]', "a.example\nb.example")
    tab.click('[data-field="fine/fine"] input')
    tab.write('[data-field="owner/owner"]', "U0WEBOPS")
    tab.click("#modal-submit")
    tab.until(f"!{OPEN}")
    sent = payload(workspace.deliveries[-1])["view"]["state"]["values"]
    assert sent["hosts"]["hosts"]["value"] == "a.example\nb.example"
    assert sent["hour"]["hour"]["selected_time"] == "09:30"
    assert [chosen["value"] for chosen in sent["fine"]["fine"]["selected_options"]] == ["yes"]
    assert sent["owner"]["owner"]["selected_user"] == "U0WEBOPS"
    assert sent["place"]["place"]["selected_conversation"] == "C0OPS"
    assert sent["least"]["least"]["selected_option"]["value"] == "2"


def test_an_update_by_the_app_leaves_what_is_being_typed(workspace: Workspace, client: WebClient, tab: Tab) -> None:
    opened(workspace, client, tab)
    tab.write('[data-field="hosts/hosts"]', "half a na")
    client.views_update(view_id=next(iter(workspace.views)), view=form(*FIELDS, section("More")))
    tab.until('document.querySelector("#modal-body").textContent.includes("More")')
    assert tab.run("document.querySelector('[data-field=\"hosts/hosts\"]').value") == "half a na"


def test_a_modal_is_closed_by_its_button_and_by_escape(workspace: Workspace, client: WebClient, tab: Tab) -> None:
    for close in ('document.querySelector("#modal-close").click()', "modal.dispatchEvent(new Event('cancel'))"):
        opened(workspace, client, tab)
        tab.run(close)
        tab.until(f"!{OPEN}")
        assert workspace.views == {}


def test_the_home_is_gone_to_and_pressed(workspace: Workspace, client: WebClient, tab: Tab, app: App) -> None:
    """The app hears of both, and the view comes as soon as it is published."""
    tab.run('location.hash = "home"')
    tab.until('document.body.textContent.includes("has not published a home")')
    client.views_publish(user_id="U0ONCALL", view={"type": "home", "blocks": [actions(button())]})
    tab.click('[data-action="again"]')
    tab.until('!document.querySelector("[aria-busy]")')
    assert json.loads(workspace.deliveries[0].event["body"])["event"]["type"] == "app_home_opened"
    assert payload(workspace.deliveries[-1])["view"]["type"] == "home"


def test_a_file_is_shared_from_the_composer(workspace: Workspace, tab: Tab) -> None:
    chosen = """
        const transfer = new DataTransfer();
        transfer.items.add(new File(["a.example\\n"], "w.csv"));
        document.querySelector("#file").files = transfer.files;
    """
    tab.run(f"(() => {{ {chosen} }})()")
    tab.write("#text", "@tlscheck import")
    tab.run('document.querySelector("#composer").requestSubmit()')
    tab.until('document.querySelector(".file a")')
    [upload] = workspace.uploads.values()
    assert (upload.name, upload.body) == ("w.csv", b"a.example\n")
    assert workspace.messages[0].text == "<@U0TLSCHECK> import"


def test_a_reply_and_a_shortcut_come_from_the_menu_of_a_message(workspace: Workspace, tab: Tab) -> None:
    message = workspace.post("C0OPS", "U0WEBOPS", Via.USER, text="expired")
    pick = 'menu.value = "{}"; menu.dispatchEvent(new Event("change"))'
    tab.until('document.querySelector("article .menu")')
    tab.run('globalThis.menu = document.querySelector("article .menu"); 1')
    tab.run(pick.format("explain"))
    tab.until('!menu.hasAttribute("aria-busy")')  # it may have been drawn anew: this one was pressed
    assert payload(workspace.deliveries[-1])["callback_id"] == "explain"
    tab.run(pick.format("reply"))
    tab.write("#text", "I look at it")
    tab.run('document.querySelector("#composer").requestSubmit()')
    tab.until('document.querySelectorAll("article").length === 2')
    assert workspace.messages[-1].thread_ts == message.ts
