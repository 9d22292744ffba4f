"""The page: what it is given, what it may do, and that a message can never become markup."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from local.workspace import Outcome, Serving, Via, Workspace
from tests.local.workspace.hands import App, Json, actions, button, section

HOSTILE = "<img src=x onerror=alert(1)> &lt;script&gt;alert(2)&lt;/script&gt; `&lt;b&gt;` <javascript:alert(3)|press>"


def get(serving: Serving, path: str) -> tuple[dict[str, str], bytes]:
    with urllib.request.urlopen(serving.address + path, timeout=5) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def state(serving: Serving, query: str = "") -> Json:
    parsed: Json = json.loads(get(serving, f"/ui/state?{query}")[1])
    return parsed


def act(serving: Serving, name: str, *, page: bool = True, **arguments: Any) -> tuple[int, Json]:
    headers = {"content-type": "application/json", **({"x-workspace-page": "1"} if page else {})}
    body = json.dumps(arguments).encode()
    request = urllib.request.Request(f"{serving.address}/ui/{name}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/blocks.js", "/mrkdwn.js", "/icon.svg", "/ui/state"])
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
    assert len(sources) == 5
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


def test_a_modal_can_be_closed_by_its_reader_only(serving: Serving, workspace: Workspace) -> None:
    """Someone else's is not there."""
    from slack_sdk import WebClient  # noqa: PLC0415 -- only this test needs it

    client = WebClient(token=workspace.bot.token, base_url=serving.api_url)
    trigger = workspace.command("ops", "oncall", "/tlscheck").trigger_id
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "Why"}, "blocks": [section("x")]}
    view = client.views_open(trigger_id=trigger, view=modal)["view"]["id"]
    assert act(serving, "close", user="U0WEBOPS", view=view)[0] == 400
    assert act(serving, "close", user="U0ONCALL", view=view)[0] == 200
    assert workspace.views == {}


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


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium to draw the page")
def test_a_browser_draws_hostile_text_as_text(serving: Serving, workspace: Workspace, tmp_path: Path) -> None:
    """Tags stay words, the button is a button, a script link is no link."""
    fields = [section(HOSTILE), actions(button()), {"type": "header", "text": {"type": "plain_text", "text": HOSTILE}}]
    workspace.post("C0OPS", "U0TLSCHECK", Via.API, text="x", blocks=fields)
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS.split(), f"--user-data-dir={tmp_path}", "--dump-dom", f"{serving.address}/"]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=50, check=True).stdout
    log = dom[dom.index('id="messages"') : dom.index('id="composer"')]
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in log
    assert "<code>&lt;b&gt;</code>" in log
    assert 'data-action="again">Again</button>' in log
    for tag in ("<img", "<script", "<b>", 'javascript:alert(3)"'):
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
