"""The page: what it is given, what it may do, and that a message can never become markup."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_sdk import WebClient

from local.workspace import Outcome, Serving, Upload, Via, Workspace
from local.workspace.forms import REQUIRED
from tests.local.workspace.builders import plain
from tests.local.workspace.hands import App, Json, actions, button, section
from tests.local.workspace.test_modals import FIELDS, form

HOSTILE = "<img src=x onerror=alert(1)> &lt;script&gt;alert(2)&lt;/script&gt; `&lt;b&gt;` <javascript:alert(3)|press>"

SCRIPTS = ("/page.js", "/blocks.js", "/mrkdwn.js", "/inputs.js", "/modal.js")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def get(serving: Serving, path: str) -> tuple[dict[str, str], bytes]:
    with urllib.request.urlopen(serving.address + path, timeout=5) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def state(serving: Serving, query: str = "") -> Json:
    parsed: Json = json.loads(get(serving, f"/ui/state?{query}")[1])
    return parsed


def act(serving: Serving, deed: str, /, *, page: bool = True, **arguments: Any) -> tuple[int, Json]:
    headers = {"content-type": "application/json", **({"x-workspace-page": "1"} if page else {})}
    body = json.dumps(arguments).encode()
    request = urllib.request.Request(f"{serving.address}/ui/{deed}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


@pytest.mark.parametrize("path", ["/", "/page.css", *SCRIPTS, "/icon.svg", "/ui/state"])
def test_everything_is_served_under_a_strict_policy(serving: Serving, path: str) -> None:
    """Own scripts only, no inline ones, no strings into HTML sinks."""
    headers, body = get(serving, path)
    policy = headers["content-security-policy"]
    assert body
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_the_page_loads_nothing_from_elsewhere() -> None:
    """No address of another host in any of its files, no HTML sink in its scripts."""
    folder = Path(__import__("local.workspace").workspace.__file__).parent
    sources = {path.name: path.read_text() for path in folder.glob("*") if path.suffix in {".html", ".css", ".js"}}
    assert len(sources) == len(SCRIPTS) + 2
    for text in sources.values():
        assert 'src="http' not in text
        assert 'href="http' not in text
        assert "url(" not in text.replace("url(url", "")
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text


def test_nobody_sees_another_persons_ephemeral_messages(workspace: Workspace, serving: Serving) -> None:
    """The state is that of one person."""
    workspace.post("C0OPS", "U0TLSCHECK", Via.ACK, text="psst", only_to="U0ONCALL")
    seen = {user: [m["text"] for m in state(serving, f"user={user}")["messages"]] for user in ("U0ONCALL", "U0WEBOPS")}
    assert seen == {"U0ONCALL": ["psst"], "U0WEBOPS": []}


def test_an_unchanged_workspace_is_not_sent_again(workspace: Workspace, serving: Serving) -> None:
    """Only the revision comes, until something happens."""
    revision = state(serving)["revision"]
    assert "messages" not in state(serving, f"since={revision}")
    workspace.say("ops", "oncall", "hi")
    assert "messages" in state(serving, f"since={revision}")


def test_a_typed_command_reaches_the_app(app: App, serving: Serving, workspace: Workspace) -> None:
    """And the outcome comes back to the page."""
    status, answer = act(serving, "send", channel="C0OPS", user="U0ONCALL", text="/tlscheck example.com")
    assert (status, answer["outcome"], len(app.events)) == (200, "ok", 1)
    assert workspace.deliveries[0].outcome is Outcome.OK


def test_plain_words_are_said(app: App, serving: Serving, workspace: Workspace) -> None:
    """They do not reach the app."""
    act(serving, "send", channel="C0OPS", user="U0ONCALL", text="good morning")
    assert ([message.text for message in workspace.messages], app.events) == (["good morning"], [])


@pytest.mark.parametrize(
    ("channel", "text"), [("C0OPS", "/unknown x"), ("C0OPS", "  "), ("C0OLD", "hi"), ("C0NONE", "hi")]
)
def test_what_cannot_be_sent_is_said(serving: Serving, app: App, channel: str, text: str) -> None:
    """An error for the status line, and nothing happens."""
    _, answer = act(serving, "send", channel=channel, user="U0ONCALL", text=text)
    assert answer["ok"] is False
    assert app.events == []


def test_a_click_on_the_page_reaches_the_app(serving: Serving, workspace: Workspace, app: App) -> None:
    """With the block it was in."""
    message = workspace.post("C0OPS", "U0TLSCHECK", Via.API, text="x", blocks=[actions(button())])
    block = message.blocks[0]["block_id"]
    assert act(serving, "click", ts=message.ts, user="U0ONCALL", action="again", block=block)[0] == 200
    assert len(app.events) == 1


def test_another_site_cannot_act_for_the_person(serving: Serving, app: App) -> None:
    """Without the page's header nothing is done."""
    status, _ = act(serving, "send", page=False, channel="C0OPS", user="U0ONCALL", text="/tlscheck x")
    assert (status, app.events) == (403, [])


def opened(workspace: Workspace, client: WebClient, *blocks: Json) -> str:
    """The id of a modal with one field that the on-call engineer has open."""
    field = {"type": "plain_text_input", "action_id": "host"}
    asked = {"type": "input", "block_id": "host", "label": plain("Host"), "element": field}
    view = {"type": "modal", "title": plain("Watch"), "submit": plain("Save"), "blocks": [*blocks, asked]}
    trigger = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    return str(client.views_open(trigger_id=trigger, view=view)["view"]["id"])


def test_a_modal_can_be_closed_by_its_reader_only(serving: Serving, workspace: Workspace, client: WebClient) -> None:
    """Someone else's is not there."""
    view = opened(workspace, client)
    assert act(serving, "close", user="U0WEBOPS", view=view)[0] == 400
    assert act(serving, "close", user="U0ONCALL", view=view)[0] == 200
    assert workspace.views == {}


def test_a_form_is_submitted_from_the_page(serving: Serving, workspace: Workspace, client: WebClient, app: App) -> None:
    """First it misses something, which is said below the field and not sent; then it is sent, and goes."""
    view, before = opened(workspace, client), len(app.events)
    assert act(serving, "submit", user="U0ONCALL", view=view, values={"host/host": ""})[0] == 200
    assert [shown["errors"] for shown in state(serving)["views"]] == [{"host": REQUIRED}]
    assert len(app.events) == before
    act(serving, "submit", user="U0ONCALL", view=view, values={"host/host": "a.example"})
    assert (len(app.events), workspace.views) == (before + 1, {})


def test_a_button_of_a_view_is_clicked_with_what_is_filled_in(
    serving: Serving, workspace: Workspace, client: WebClient
) -> None:
    view = opened(workspace, client, actions(button()))
    status, _ = act(serving, "click", user="U0ONCALL", view=view, action="again", values={"host/host": "a.example"})
    assert status == 200
    assert state(serving)["views"][0]["values"]["host"]["host"]["value"] == "a.example"


def test_going_home_tells_the_app(serving: Serving, app: App) -> None:
    assert act(serving, "home", user="U0ONCALL") == (200, {"ok": True, "outcome": "ok"})
    assert '"app_home_opened"' in app.events[0]["body"]


def test_what_is_said_to_the_app_reaches_it(serving: Serving, app: App) -> None:
    """In a channel with its name, directly without; in a thread as well."""
    act(serving, "send", channel="C0OPS", user="U0ONCALL", text="@tlscheck hello", thread="1.1")
    act(serving, "send", channel=state(serving)["channels"][-1]["id"], user="U0ONCALL", text="hello")
    assert ['"app_mention"' in event["body"] for event in app.events] == [True, False]
    assert '"thread_ts": "1.1"' in app.events[0]["body"]


def test_a_file_is_shared_and_shown_to_who_may_see_it(serving: Serving, workspace: Workspace) -> None:
    """A picture as one, anything else as bytes; not another person's direct messages."""
    here = workspace.direct("oncall").id
    for name, body in (("a.png", PNG), ("a.html", b"<script>")):
        assert (
            act(serving, "drop", channel=here, user="U0ONCALL", name=name, body=base64.b64encode(body).decode())[0]
            == 200
        )
    picture, page = [file["id"] for message in state(serving)["messages"] for file in message["files"]]
    headers, body = get(serving, f"/ui/file/{picture}?user=U0ONCALL")
    assert (headers["content-type"], body) == ("image/png", PNG)
    assert get(serving, f"/ui/file/{page}?user=U0ONCALL")[0]["content-type"] == "application/octet-stream"
    for query in ("?user=U0WEBOPS", ""):
        with pytest.raises(HTTPError) as refused:
            get(serving, f"/ui/file/{picture}{query}")
        refused.value.close()


def test_a_shortcut_is_chosen_from_the_menu_of_a_message(serving: Serving, workspace: Workspace, app: App) -> None:
    message = workspace.say("ops", "webops", "expired")
    assert act(serving, "shortcut", user="U0ONCALL", ts=message.ts, callback="explain")[0] == 200
    assert len(app.events) == 1


def test_a_body_that_is_too_large_is_refused_unread(serving: Serving) -> None:
    """By its announced length."""
    request = urllib.request.Request(f"{serving.address}/api/auth.test", b"x", {"content-length": str(1 << 30)})
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    assert refused.value.code == 413
    refused.value.close()


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --virtual-time-budget=3000"
)


def _picture(workspace: Workspace) -> str:
    given = Upload(id="", name="x.png", length=len(PNG), body=PNG)
    message, _ = workspace.drop("ops", "oncall", given)
    return str(message.files[0]["id"])


def _dom(address: str, folder: Path) -> str:
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS.split(), f"--user-data-dir={folder}", "--dump-dom", f"{address}/"]
    return subprocess.run(command, capture_output=True, text=True, timeout=50, check=True).stdout


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium to draw the page")
def test_a_browser_draws_every_field_of_a_form(
    serving: Serving, workspace: Workspace, client: WebClient, tmp_path: Path
) -> None:
    """As a control with its value, its label as text, and the error below it."""
    trigger = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    client.views_open(trigger_id=trigger, view=form(*FIELDS, title=plain("<b>Watch")))
    act(serving, "submit", user="U0ONCALL", view=next(iter(workspace.views)), values={})
    dom = _dom(serving.address, tmp_path)
    dialog = dom[dom.index("<dialog") : dom.index("</dialog>")]
    assert "&lt;b&gt;Watch" in dialog
    assert all(f'data-field="{block["block_id"]}/{block["block_id"]}"' in dialog for block in FIELDS)
    assert 'value="Europe/Berlin"' in dialog
    assert f'role="alert">{REQUIRED}' in dialog
    assert "unsupported" not in dialog


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium to draw the page")
def test_a_browser_draws_hostile_text_as_text(serving: Serving, workspace: Workspace, tmp_path: Path) -> None:
    """Tags stay words, the button is a button, a script link is no link."""
    shown = {"type": "image", "alt_text": "A timeline", "slack_file": {"id": _picture(workspace)}}
    fields = [shown, section(HOSTILE), actions(button()), {"type": "header", "text": plain(HOSTILE)}]
    workspace.post("C0OPS", "U0TLSCHECK", Via.API, text="x", blocks=fields)
    dom = _dom(serving.address, tmp_path)
    log = dom[dom.index('id="messages"') : dom.index('id="composer"')]
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in log
    assert "<code>&lt;b&gt;</code>" in log
    assert 'data-action="again">Again</button>' in log
    assert 'alt="A timeline"' in log
    for tag in ("<img src=x", "<script", "<b>", 'javascript:alert(3)"'):
        assert tag not in log


def test_a_foreign_name_for_loopback_is_turned_away(serving: Serving, workspace: Workspace, app: App) -> None:
    """DNS rebinding gives a site neither the state nor a deed."""
    headers = {"host": "evil.example", "content-type": "application/json", "x-workspace-page": "1"}
    body = json.dumps({"channel": "C0OPS", "user": "U0ONCALL", "text": "/tlscheck x"}).encode()
    for request in (
        urllib.request.Request(f"{serving.address}/ui/state", headers=headers),
        urllib.request.Request(f"{serving.address}/ui/send", body, headers),
    ):
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(request, timeout=5)
        refused.value.close()
    assert app.events == []
